"""Involvement side by side: the sites within a selection, each with its score in both waves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.labels import item_labels, wave_names
from dashboard.languages import Language
from dashboard.publication import Option, Publication
from dashboard.queries.answers import WITHHELD
from dashboard.queries.involvement import ask_merged_groups, ask_scores
from dashboard.selection import Selection
from dashboard.statistics.moments import Moments
from dashboard.statistics.sites import WelchAnova, welch_anova
from dashboard.tables.change import side_cells, values_of
from dashboard.tables.rows import Change, Side, Theta, compare, moments_of, sides
from dashboard.tables.twin import Twin, TwinColumn


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site, or sites the gate merged, in two waves."""

    group: str
    place: Mapping[str, str]
    sites: int
    earlier: Side
    later: Side
    change: Change


@dataclass(frozen=True, slots=True)
class SiteTable:
    """Sites side by side.

    Attributes:
        rows: A row per site, in the programme's order.
        whole: The selection they make up together.
        test: Welch's test that the later means differ over the sites.
    """

    rows: list[SiteRow]
    whole: SiteRow
    test: WelchAnova


def sites_within(publication: Publication, selection: Selection, group: str) -> list[Option]:
    """Return the sites within a selection, merged where the gate merged them, in the programme's order."""
    waves = selection.from_wave, selection.to_wave
    near = publication.finest(*waves, publication.site_level)
    return [option for option in near if option.within(group)]


def _standing(publication: Publication, selection: Selection, options: Sequence[Option]) -> list[Option]:
    """Put in a merged group's place the larger one it stands in for this item, once."""
    waves = selection.from_wave, selection.to_wave
    merged = ask_merged_groups(publication.ask(), selection.instrument, selection.item, *waves)
    standing = [publication.option(*waves, merged.get(one.id, one.id)) for one in options]
    return list({option.id: option for option in standing if option is not None}.values())


def _rows(
    publication: Publication, selection: Selection, options: Sequence[Option]
) -> tuple[list[SiteRow], Moments]:
    """Return a row per option, and the later moments."""
    values = values_of(publication.instruments[selection.instrument])
    asked = selection.instrument, selection.item, [option.id for option in options]
    found = ask_scores(publication.ask(), *asked, selection.from_wave, selection.to_wave)
    earlier, later = (
        [found.get((option.id, wave), WITHHELD) for option in options]
        for wave in (selection.from_wave, selection.to_wave)
    )
    moments = moments_of(earlier, values), moments_of(later, values)
    waves = sides(earlier, moments[0]), sides(later, moments[1])
    comparable = [one.shown and other.shown for one, other in zip(*waves, strict=True)]
    changes = compare(*moments, Theta.of(earlier, later, values), comparable)
    rows = [
        SiteRow(option.id, option.place, option.sites, one, other, change)
        for option, one, other, change in zip(options, *waves, changes, strict=True)
    ]
    return rows, moments[1]


def site_table(publication: Publication, selection: Selection, group: str) -> SiteTable | None:
    """Return the sites within a selection side by side; None where there is no such selection."""
    whole = publication.option(selection.from_wave, selection.to_wave, group)
    if whole is None:
        return None
    options = _standing(publication, selection, sites_within(publication, selection, group))
    rows, later = _rows(publication, selection, options)
    (together,), _ = _rows(publication, selection, [whole])
    shown = later.n > 0
    test = welch_anova(Moments(later.n[shown], later.mean[shown], later.sd[shown]))
    return SiteTable(rows, together, test)


def _cells(row: SiteRow, name: str) -> dict[str, Any]:
    earlier, later = side_cells(row.earlier, "from", hidden=False), side_cells(row.later, "to", hidden=False)
    return {"name": name, **earlier, **later}


def involvement_twin(publication: Publication, selection: Selection, language: Language, group: str) -> Twin:
    """Return the sites' scores as a table: the same numbers as the chart."""
    table, say = site_table(publication, selection, group), language.say
    rows = [_cells(row, language.of(row.place)) for row in table.rows] if table else []
    rows += [_cells(table.whole, say("involvement.band"))] if table else []
    labels = item_labels(publication.instruments[selection.instrument], language)
    columns = [TwinColumn("name", f"{say('table.group')} · {labels[selection.item]}")]
    waves = list(zip(("from", "to"), wave_names(publication, selection, language), strict=True))
    for end, wave in waves[1:] if selection.from_wave == selection.to_wave else waves:
        columns += [
            TwinColumn(f"n_{end}", say("table.n"), 0, wave),
            TwinColumn(f"mean_{end}", say("table.score"), 2, wave),
            TwinColumn(f"low_{end}", say("table.low"), 2, wave),
            TwinColumn(f"high_{end}", say("table.high"), 2, wave),
            TwinColumn(f"sd_{end}", say("table.sd"), 2, wave),
        ]
    return Twin(rows, columns)
