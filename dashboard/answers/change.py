"""How each item shifted from one wave to another: from answers or printed figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.answers.printed_theta import exact_theta, theta_ranges
from dashboard.answers.rows import Change, Side, Theta, compare, moments_of, number, sides, unjudged
from dashboard.report.selection import Selection
from dashboard.statistics.moments import Moments, mean_interval
from publication.definitions.instrument import Instrument
from publication.ids import OVERALL
from publication.printed_records import PrintedItem
from publication.queries.answers import WITHHELD, Answer
from publication.queries.change import ask_answers, ask_merged, ask_published
from publication.reading import Publication

# A comparison is worth what its worse wave is worth.
_WORST_FIRST = ("withheld", "not_asked", "no_answers", "no_answers_fit")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One item (or the overall score) in two waves, and where it is to be found if not here.

    `unjudged` says why nothing can be claimed of a row that is shown: 'all_the_same' (everyone answered the
    same both times), 'one_the_same' (everyone did one of the times, and no counts are known to judge it by)
    or 'asked_differently'; else it is empty.
    """

    item: str
    status: str
    earlier: Side
    later: Side
    change: Change
    merged: str | None = None
    unjudged: str = ""


def items_of(instrument: Instrument) -> list[str]:
    """Return the rows of an instrument: the overall score first where one is declared, then its items."""
    return [*([OVERALL] if instrument.overall else []), *(item.id for item in instrument.items)]


def values_of(instrument: Instrument) -> range:
    """Return the whole answers of an instrument's scale."""
    return instrument.answers


def is_printed(publication: Publication, instrument: str) -> bool:
    """Say whether an instrument's figures come from a printed report, not from answers."""
    return instrument in publication.printed


def _together(earlier: Side, later: Side) -> str:
    return next((status for status in _WORST_FIRST if status in (earlier.status, later.status)), "shown")


def _rows(
    items: Sequence[str],
    waves: tuple[list[Side], list[Side]],
    moments: tuple[Moments, Moments],
    theta: Theta,
    families: int = 1,
) -> list[ChangeRow]:
    statuses = [_together(earlier, later) for earlier, later in zip(*waves, strict=True)]
    comparable = [status == "shown" for status in statuses]
    changes = compare(*moments, theta, comparable, families)
    columns = zip(items, statuses, *waves, changes, unjudged(*moments, theta, comparable), strict=True)
    return [
        ChangeRow(item, status, earlier, later, change, unjudged=why)
        for item, status, earlier, later, change, why in columns
    ]


def _asked_of(
    publication: Publication, selection: Selection, wave: str, items: Sequence[str]
) -> list[Answer]:
    answers = ask_answers(publication.sheets(selection.instrument), selection.group, wave)
    return [answers.get(item, WITHHELD) for item in items]


def rows_from_answers(
    publication: Publication, selections: Sequence[Selection], items: Sequence[str]
) -> list[list[ChangeRow]]:
    """Return the rows of items or scores that left the gate, for several selections of the same two waves.

    All are worked out at once, which takes little more than one; what is claimed holds for the rows of each
    selection as one family.
    """
    values = values_of(publication.instruments[selections[0].instrument])
    earlier = [answer for s in selections for answer in _asked_of(publication, s, s.from_wave, items)]
    later = [answer for s in selections for answer in _asked_of(publication, s, s.to_wave, items)]
    moments = moments_of(earlier, values), moments_of(later, values)
    waves = sides(earlier, moments[0], values), sides(later, moments[1], values)
    theta = Theta.of(earlier, later, values)
    rows = _rows(list(items) * len(selections), waves, moments, theta, families=len(selections))
    starts = range(0, len(rows), len(items))
    return [
        _found_at(publication, selection, rows[at : at + len(items)])
        for selection, at in zip(selections, starts, strict=True)
    ]


def _found_at(publication: Publication, selection: Selection, rows: Sequence[ChangeRow]) -> list[ChangeRow]:
    """Return the rows of a selection; those that merged further say under which larger one they stand."""
    if not any("withheld" in (row.earlier.status, row.later.status) for row in rows):
        return list(rows)
    asked = selection.instrument, selection.group, selection.from_wave, selection.to_wave
    merged = ask_merged(publication.cursor(), *asked)
    return [replace(row, merged=merged.get(row.item)) for row in rows]


def _printed_side(printed: PrintedItem | None, low: float, high: float) -> Side:
    """Return a wave's row as printed; its n is inferred, and unknown where no set of answers fits."""
    if printed is None:
        return Side("not_asked")
    special = {"not_applicable": number(printed.not_applicable), "dont_know": number(printed.dont_know)}
    return Side(
        "shown" if printed.status == "fits" else printed.status,
        printed.respondents,
        number(printed.n_inferred),
        float(printed.printed_mean),
        float(printed.printed_sd),
        low if printed.n_inferred else math.nan,
        high if printed.n_inferred else math.nan,
        special=special,
    )


def _printed_moments(printed: Sequence[PrintedItem | None]) -> Moments:
    n = [figures.n_inferred or 0 if figures else 0 for figures in printed]
    mean = [float(figures.printed_mean) if figures else math.nan for figures in printed]
    sd = [float(figures.printed_sd) if figures else math.nan for figures in printed]
    return Moments(np.array(n, dtype=np.int64), np.array(mean), np.array(sd))


def _from_print(publication: Publication, selection: Selection) -> list[ChangeRow]:
    instrument = publication.instruments[selection.instrument]
    items, values = [item.id for item in instrument.items], values_of(instrument)
    found = ask_published(publication.cursor(), selection.instrument, selection.from_wave, selection.to_wave)
    printed = [
        [found.get((wave, item)) for item in items] for wave in (selection.from_wave, selection.to_wave)
    ]
    moments = _printed_moments(printed[0]), _printed_moments(printed[1])
    intervals = [mean_interval(moment, (values[0], values[-1])) for moment in moments]
    waves = [
        [_printed_side(row, *bounds) for row, *bounds in zip(rows, low.tolist(), high.tolist(), strict=True)]
        for rows, (low, high) in zip(printed, intervals, strict=True)
    ]
    theta = exact_theta(items, theta_ranges(publication, selection))
    rows = _rows(items, (waves[0], waves[1]), moments, theta)
    return [_as_printed(row) for row in rows]


def _as_printed(row: ChangeRow) -> ChangeRow:
    """Give a row whose figures no answers give the difference of its printed means: it needs no n."""
    if row.status != "no_answers_fit":
        return row
    return replace(row, change=Change(difference=row.later.mean - row.earlier.mean))


def change_tables(publication: Publication, selections: Sequence[Selection]) -> list[list[ChangeRow]]:
    """Return the tables of change of several selections that differ in their group alone.

    A table has a row per item (the overall score first): both waves' numbers and counts, and the change.
    Undefined numbers are nan; `status` says why a row is not shown. Printed figures have no counts and no θ;
    their n is inferred.
    """
    instrument = selections[0].instrument
    if is_printed(publication, instrument):
        return [_from_print(publication, selection) for selection in selections]
    return rows_from_answers(publication, selections, items_of(publication.instruments[instrument]))


def change_table(publication: Publication, selection: Selection) -> list[ChangeRow]:
    """Return the table of change of one selection."""
    return change_tables(publication, [selection])[0]


def asks_alike(publication: Publication, selection: Selection) -> bool:
    """Say whether the instrument asked about the same thing in both waves."""
    asked_as = {publication.wave(wave).asked_as for wave in (selection.from_wave, selection.to_wave)}
    return len(asked_as) == 1 or not publication.instruments[selection.instrument].occasions_differ


def _unclaimed(row: ChangeRow) -> ChangeRow:
    change = replace(row.change, claim="none")
    return replace(row, change=change, unjudged=row.unjudged or "asked_differently")


def readable(table: Sequence[ChangeRow], publication: Publication, selection: Selection) -> list[ChangeRow]:
    """Return rows as a page reads them: without claims where the waves asked about different things."""
    return list(table) if asks_alike(publication, selection) else [_unclaimed(row) for row in table]


def readable_table(publication: Publication, selection: Selection) -> list[ChangeRow]:
    """Return the table of change as a page reads it."""
    return readable(change_table(publication, selection), publication, selection)


def side_cells(side: Side, end: str, *, hidden: bool) -> dict[str, float]:
    """Return one wave's numbers by column name; nan where the row may not be shown."""
    cells = {
        "n": side.n,
        "mean": side.mean,
        "low": side.low,
        "high": side.high,
        "sd": side.sd,
        **side.special,
    }
    return {f"{name}_{end}": math.nan if hidden else cell for name, cell in cells.items()}
