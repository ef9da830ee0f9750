"""Answers apart from the scale ('not applicable', 'don't know'): their share per wave, and how it changed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.answers.change import ChangeRow, values_of
from dashboard.answers.rows import Claim, Floats, Side
from dashboard.report.data_table import DataColumn, DataTable, Rounded, TableRow
from dashboard.report.labels import item_labels, wave_names
from dashboard.report.selection import Selection
from dashboard.statistics.claims import claims
from dashboard.statistics.equal_shares import equal_shares_p_value
from dashboard.statistics.rounding import whole_hundredths
from dashboard.statistics.shares import Share, share, share_difference
from publication.ids import OVERALL
from publication.languages import Language
from publication.reading import Publication

# A special answer is told even where it did not change if at least one in ten gave it and, so that one or two
# of a small group do not count as many, its interval begins at one in twenty or above.
NOTABLE, AT_LEAST = 0.1, 0.05


@dataclass(frozen=True, slots=True)
class Portion:
    """A share between 0 and 1 (or a difference of two) with its interval; nan where there is none.

    `among` are the shares of all the answers to the item, this one's `at` a place among them.
    """

    estimate: float
    low: float
    high: float
    among: Sequence[float] = ()
    at: int = 0

    @property
    def percent(self) -> float:
        """The share in whole per cent, rounded together with all the others; nan where nobody answered."""
        if not self.among or math.isnan(sum(self.among)):
            return math.nan
        return whole_hundredths(self.among)[self.at]


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """How often one special answer was given to one item, of those who gave any answer, and the change."""

    item: str
    earlier: Portion
    later: Portion
    difference: Portion
    claim: Claim

    @property
    def notable(self) -> bool:
        """Say whether at least one in ten gave it the last time the item was asked."""
        return self.last.estimate >= NOTABLE and self.last.low >= AT_LEAST

    @property
    def last(self) -> Portion:
        """The share of the last of the two waves that has one."""
        return self.later if self.later.estimate == self.later.estimate else self.earlier


def _counted(sides: Sequence[Side], specials: Sequence[str]) -> tuple[Floats, Floats]:
    """Return how many gave each special answer, shape (specials, items), and how many gave any answer."""
    given = np.array([[side.special.get(special, np.nan) for side in sides] for special in specials])
    return given, np.array([side.n for side in sides]) + given.sum(axis=0)


def _shares(given: Floats, answered: Floats) -> list[list[float]]:
    """Return by item the shares of each special answer, then of all others; nan where nobody answered."""
    shares = np.vstack([given, answered - given.sum(axis=0)]) / np.where(answered > 0, answered, np.nan)
    held: list[list[float]] = shares.T.tolist()
    return held


def _portions(found: Share, among: Sequence[Sequence[float]]) -> list[list[Portion]]:
    columns = zip(found.estimate.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return [
        [Portion(*portion, at) for portion in zip(*column, among, strict=True)]
        for at, column in enumerate(columns)
    ]


def special_rows(
    table: Sequence[ChangeRow], specials: Sequence[str], *, compared: bool
) -> dict[str, list[SpecialRow]]:
    """Return how often each special answer was given to each item that may be shown.

    'up' and 'down' are claimed only where Newcombe's interval of the difference lies on one side of 0 and the
    test of equal shares survives Benjamini-Hochberg over the items, each special answer by itself.

    Args:
        table: A table of change.
        specials: The special answers the instrument has: they count as answers.
        compared: Whether the two waves are two, and asked about the same thing.
    """
    rows = [row for row in table if row.item != OVERALL and row.status != "withheld"]
    if not specials or not rows:
        return {}
    earlier = _counted([row.earlier for row in rows], specials)
    later = _counted([row.later for row in rows], specials)
    shares = share(*earlier), share(*later)
    difference = share_difference(*shares)
    p_values = equal_shares_p_value(*earlier, *later) if compared else np.full(earlier[0].shape, np.nan)
    claimed = claims(difference.low, difference.high, p_values, null=0.0).tolist()
    portions = [
        _portions(share, _shares(*side)) for share, side in zip(shares, (earlier, later), strict=True)
    ]
    by_special = zip(specials, *portions, _portions(difference, [()] * len(rows)), claimed, strict=True)
    return {
        special: [SpecialRow(row.item, *compared) for row, *compared in zip(rows, *columns, strict=True)]
        for special, *columns in by_special
    }


def _wave_columns(
    end: str, wave: str, values: range, specials: Mapping[str, str], language: Language
) -> list[DataColumn]:
    say = language.say
    columns = [DataColumn(f"n_{end}", say("table.n"), 0, wave)]
    columns += [DataColumn(f"count_{value}_{end}", str(value), 0, wave) for value in values]
    for special, name in specials.items():
        columns += [
            DataColumn(f"{special}_{end}", name, 0, wave),
            DataColumn(f"{special}_share_{end}", say("explore.column.share", name=name), 1, wave),
            DataColumn(f"{special}_low_{end}", f"{name} {say('table.low')}", 1, wave),
            DataColumn(f"{special}_high_{end}", f"{name} {say('table.high')}", 1, wave),
        ]
    return columns


def _shift_columns(specials: Mapping[str, str], language: Language) -> list[DataColumn]:
    say = language.say
    return [
        column
        for special, name in specials.items()
        for over in [f"{say('table.difference')}: {name}"]
        for column in (
            DataColumn(f"{special}_shift", say("apart.points"), 1, over),
            DataColumn(f"{special}_shift_low", say("table.low"), 1, over),
            DataColumn(f"{special}_shift_high", say("table.high"), 1, over),
        )
    ]


def _answer_cells(row: ChangeRow, values: range) -> TableRow:
    """Return both waves' counts by column name; none where the row may not be shown."""
    cells: TableRow = {}
    for end, side in (("from", row.earlier), ("to", row.later)) if row.status != "withheld" else ():
        cells[f"n_{end}"] = side.n
        for value, n in zip(values, side.counts or (), strict=False):
            cells[f"count_{value}_{end}"] = n
        cells |= {f"{special}_{end}": n for special, n in side.special.items()}
    return cells


def _share_cells(special: str, row: SpecialRow) -> dict[str, float]:
    return {
        f"{special}_{name}": number
        for end, portion in (("_from", row.earlier), ("_to", row.later))
        for name, number in (
            (f"share{end}", Rounded(100 * portion.estimate, portion.percent)),
            (f"low{end}", 100 * portion.low),
            (f"high{end}", 100 * portion.high),
        )
    } | {
        f"{special}_shift": 100 * row.difference.estimate,
        f"{special}_shift_low": 100 * row.difference.low,
        f"{special}_shift_high": 100 * row.difference.high,
    }


def answers_data_table(
    answered: Sequence[ChangeRow], publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return every item's answers, counted, and its special answers as shares with intervals, in per cent."""
    instrument = publication.instruments[selection.instrument]
    labels, values = item_labels(instrument, language), values_of(instrument)
    names: dict[str, str] = {
        special: language.say(f"special.{special}_short") for special in instrument.special
    }
    table = [row for row in answered if row.item != OVERALL]
    cells = {row.item: {"label": labels[row.item], **_answer_cells(row, values)} for row in table}
    for special, rows in special_rows(table, list(names), compared=False).items():
        for row in rows:
            cells[row.item] |= _share_cells(special, row)
    one_wave = selection.from_wave == selection.to_wave
    columns = [DataColumn("label", language.say("table.item"))]
    ends = list(zip(("from", "to"), wave_names(publication, selection, language), strict=True))
    for end, wave in ends[1:] if one_wave else ends:
        columns += _wave_columns(end, wave, values, names, language)
    return DataTable(list(cells.values()), columns + ([] if one_wave else _shift_columns(names, language)))
