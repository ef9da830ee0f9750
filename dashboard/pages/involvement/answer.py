"""Involvement side by side: the sites within a selection, each with its score in both waves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.answers.change import side_cells, values_of
from dashboard.answers.rows import Change, Side, Theta, compare, moments_of, sides
from dashboard.report.data_table import DataColumn, DataTable, TableRow
from dashboard.report.labels import factor_labels, item_labels, wave_names
from dashboard.report.selection import Selection
from dashboard.statistics.moments import Moments
from dashboard.statistics.outlying import outlying_sites
from dashboard.statistics.sites import PartialPooling, WelchAnova, pooled_sites, sites_differ, welch_anova
from publication.definitions.instrument import Instrument
from publication.ids import OVERALL
from publication.languages import Language
from publication.queries.answers import WITHHELD
from publication.queries.change import ask_answers
from publication.queries.involvement import ask_merged_groups
from publication.reading import Option, Publication


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
        later: The moments of the later wave, a value per row.
        test: Welch's test that the later means differ over the sites.
        differ: Whether the sites may be said to differ.
        pooled: The later means, partially pooled; a value per row.
        side: Per row -1 or 1 where it lies below or above all the others in the later wave, else 0.
    """

    rows: list[SiteRow]
    whole: SiteRow
    later: Moments
    test: WelchAnova
    differ: bool
    pooled: PartialPooling
    side: Sequence[int]

    @property
    def below(self) -> list[SiteRow]:
        """The rows that lie below all the others."""
        return [row for row, side in zip(self.rows, self.side, strict=True) if side < 0]

    @property
    def above(self) -> list[SiteRow]:
        """The rows that lie above all the others."""
        return [row for row, side in zip(self.rows, self.side, strict=True) if side > 0]

    @property
    def is_whole_alone(self) -> bool:
        """Say whether nothing stands there but the selection as a whole."""
        return [row.group for row in self.rows] == [self.whole.group]

    @property
    def is_one_site(self) -> bool:
        """Say whether one site stands there, and none beside it."""
        return len(self.rows) == 1 and self.rows[0].sites == 1

    @property
    def beside_the_band(self) -> list[SiteRow]:
        """The rows that are not said to stand out though their interval lies outside that of all together."""
        whole = self.whole.later
        return [
            row
            for row, side in zip(self.rows, self.side, strict=True)
            if side == 0 and row.later.shown and (row.later.high < whole.low or row.later.low > whole.high)
        ]

    @property
    def compared(self) -> int:
        """How many sites are shown both times."""
        return _compared(self.rows)

    @property
    def pulls(self) -> bool:
        """Say whether pooling moves anything: fewer than four sites say nothing of each other."""
        return sum(row.later.shown for row in self.rows) >= 4 and self.pooled.centre == self.pooled.centre


def sites_within(publication: Publication, selection: Selection, group: str) -> list[Option]:
    """Return the sites within a selection, merged where the gate merged them, in the programme's order."""
    waves = selection.from_wave, selection.to_wave
    near = publication.leaves(*waves, publication.site_level)
    return [option for option in near if option.within(group)]


def _standing(publication: Publication, selection: Selection, options: Sequence[Option]) -> list[Option]:
    """Put in a merged group's place the larger one it stands in for this item, once.

    Whoever lies within that one stands in it too: each person is in one row, or rows could not be compared.
    """
    waves = selection.from_wave, selection.to_wave
    merged = ask_merged_groups(publication.cursor(), selection.instrument, selection.item, *waves)
    found = [publication.option(*waves, merged.get(option.id, option.id)) for option in options]
    standing = {option.id: option for option in found if option is not None}
    return [option for option in standing.values() if standing.keys().isdisjoint(option.ancestors)]


def _rows(
    publication: Publication, selection: Selection, options: Sequence[Option]
) -> tuple[list[SiteRow], Moments]:
    """Return a row per option, and the later moments."""
    values = values_of(publication.instruments[selection.instrument])
    sheets = publication.sheets(selection.instrument)
    earlier, later = (
        [ask_answers(sheets, option.id, wave).get(selection.item, WITHHELD) for option in options]
        for wave in (selection.from_wave, selection.to_wave)
    )
    moments = moments_of(earlier, values), moments_of(later, values)
    waves = sides(earlier, moments[0], values), sides(later, moments[1], values)
    comparable = [earlier.shown and other.shown for earlier, other in zip(*waves, strict=True)]
    changes = compare(*moments, Theta.of(earlier, later, values), comparable)
    rows = [
        SiteRow(option.id, option.place, option.sites, earlier, other, change)
        for option, earlier, other, change in zip(options, *waves, changes, strict=True)
    ]
    return rows, moments[1]


def _sites(publication: Publication, selection: Selection, group: str) -> tuple[list[SiteRow], Moments]:
    """Return a row per site within a selection, and the later moments."""
    options = _standing(publication, selection, sites_within(publication, selection, group))
    return _rows(publication, selection, options)


def _compared(rows: Sequence[SiteRow]) -> int:
    return sum(row.earlier.shown and row.later.shown for row in rows)


def site_table(publication: Publication, selection: Selection, group: str) -> SiteTable | None:
    """Return the sites within a selection side by side; None where there is none, or no such selection."""
    whole = publication.option(selection.from_wave, selection.to_wave, group)
    if whole is None:
        return None
    rows, later = _sites(publication, selection, group)
    if not rows:
        return None
    (together,), _ = _rows(publication, selection, [whole])
    shown, values = later.n > 0, values_of(publication.instruments[selection.instrument])
    known = Moments(later.n[shown], later.mean[shown], later.sd[shown])
    pooled = pooled_sites(later, (values[0], values[-1]))
    side = np.zeros(len(rows), np.int64)
    side[shown] = outlying_sites(known).side
    return SiteTable(rows, together, known, welch_anova(known), sites_differ(known), pooled, side.tolist())


def waves_alone(publication: Publication, selection: Selection, group: str, compared: int) -> list[str]:
    """Return the waves that by themselves show more sites than can be compared over both."""
    found = []
    for wave in dict.fromkeys((selection.from_wave, selection.to_wave)):
        if publication.option(wave, wave, group) is None:
            continue
        rows, _ = _sites(publication, replace(selection, from_wave=wave, to_wave=wave), group)
        if _compared(rows) > compared:
            found.append(wave)
    return found if selection.from_wave != selection.to_wave else []


def compared_label(instrument: Instrument, item: str, language: Language) -> str:
    """Return what is compared site by site: the instrument's score, or an item or factor of it."""
    if item == OVERALL:
        return language.of(instrument.name)
    return (item_labels(instrument, language) | factor_labels(instrument, language))[item]


def _cells(row: SiteRow, name: str) -> TableRow:
    earlier, later = side_cells(row.earlier, "from", hidden=False), side_cells(row.later, "to", hidden=False)
    return {"name": name, **earlier, **later, "claim": row.change.claim}


def _pooled_cells(table: SiteTable, at: int) -> dict[str, float]:
    pooled = table.pooled
    return {
        "pooled": float(pooled.estimate[at]),
        "pooled_low": float(pooled.low[at]),
        "pooled_high": float(pooled.high[at]),
    }


def _rows_of(table: SiteTable, language: Language) -> list[TableRow]:
    rows = [
        {**_cells(row, language.of(row.place)), **(_pooled_cells(table, at) if table.pulls else {})}
        for at, row in enumerate(table.rows)
    ]
    return [*rows, {**_cells(table.whole, language.say("involvement.band")), "is_band": True}]


def involvement_data_table(
    table: SiteTable, publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return the sites' scores as a table: the same numbers as the chart."""
    rows, say = _rows_of(table, language), language.say
    label = compared_label(publication.instruments[selection.instrument], selection.item, language)
    columns = [DataColumn("name", f"{say('table.group')} · {label}")]
    has_sd = any(row.later.sd == row.later.sd for row in table.rows)
    waves = list(zip(("from", "to"), wave_names(publication, selection, language), strict=True))
    for end, wave in waves[1:] if selection.from_wave == selection.to_wave else waves:
        columns += [
            DataColumn(f"n_{end}", say("table.n"), 0, wave),
            DataColumn(f"mean_{end}", say("table.score"), 2, wave),
            DataColumn(f"low_{end}", say("table.low"), 2, wave),
            DataColumn(f"high_{end}", say("table.high"), 2, wave),
        ]
        columns += [DataColumn(f"sd_{end}", say("table.sd"), 2, wave)] if has_sd else []
    return DataTable(rows, columns + (_pooled_columns(language) if table.pulls else []))


def _pooled_columns(language: Language) -> list[DataColumn]:
    say, over = language.say, language.say("involvement.pooled")
    return [
        DataColumn("pooled", say("table.score"), 2, over),
        DataColumn("pooled_low", say("table.low"), 2, over),
        DataColumn("pooled_high", say("table.high"), 2, over),
    ]
