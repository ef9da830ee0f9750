"""Scores over items: of their questions' counts, a standard error and coarse counts, nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10, sqrt

import duckdb
import numpy as np
import numpy.typing as npt

from etl.definitions.instrument import Instrument, Item
from etl.publish.counting import sql_of

OVERALL = "overall"
_SUBSCALE = "subscale:"
FEWEST_PEOPLE_FOR_COUNTS = 10
FEWEST_ITEMS_FOR_COUNTS = 6

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Score:
    """A score: the name it is shown under, as an item is under its id, and the items it is taken over."""

    name: str
    items: tuple[Item, ...]

    def within(self, items: Collection[str]) -> "Score":
        """Return the score over those of its items that are given."""
        return Score(self.name, tuple(item for item in self.items if item.id in items))


def subscale_name(subscale: str) -> str:
    """Return the name a subscale's score is shown under; no item can have it."""
    return f"{_SUBSCALE}{subscale}"


def is_subscale(name: str) -> bool:
    """Say whether a name stands for a subscale's score."""
    return name.startswith(_SUBSCALE)


def subscales_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return the declared subscales with items asked on an occasion, in the file's order."""
    asked = instrument.items_asked(occasion)
    scores = (
        Score(subscale_name(one.id), tuple(item for item in asked if item.subscale == one.id))
        for one in instrument.subscales
    )
    return [one for one in scores if one.items]


def overall_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return the overall score of an instrument on an occasion; none where none is declared."""
    asked = tuple(instrument.items_asked(occasion))
    return [Score(OVERALL, asked)] if instrument.overall and asked else []


def scores_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return every score of an instrument on an occasion, the overall one first."""
    return [*overall_asked(instrument, occasion), *subscales_asked(instrument, occasion)]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one group, those filled in alike as one row, in an order that says nothing.

    `answers` (rows, items): 1 for the scale's low end, 0 where none on the scale was given; reverse items are
    turned. `people` (rows,): how many filled it in so. `half_steps` (rows,), by score: twice the mean of the
    answers given, halves up, from the low end on; -1 where none was.
    """

    answers: Numbers
    people: Numbers
    half_steps: Mapping[str, Numbers]

    def n(self, name: str) -> int:
        """Return how many gave any of a score's items an answer on the scale."""
        return int(self.people[self.half_steps[name] >= 0].sum())


def together(groups: Sequence[Sheets]) -> Sheets:
    """Return the sheets of several groups."""
    names = groups[0].half_steps
    return Sheets(
        np.concatenate([one.answers for one in groups]),
        np.concatenate([one.people for one in groups]),
        {name: np.concatenate([one.half_steps[name] for one in groups]) for name in names},
    )


def gather_sheets(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, occasion: str, groups: int
) -> list[Sheets]:
    """Return each group's sheets, of the answers gathered last."""
    items, scores = instrument.items_asked(occasion), scores_asked(instrument, occasion)
    low = instrument.answers[0]
    answers = [
        f"CASE WHEN {_on_scale(item, instrument)} THEN {_turned(item, instrument)} - {low - 1} ELSE 0 END"
        for item in items
    ]
    half_steps = [f"coalesce({half_step_sql(one, instrument)} - {2 * low}, -1)" for one in scores]
    columns = [f"{sql} AS c{at}" for at, sql in enumerate([*answers, *half_steps])]
    found = con.execute(sql_of("scores", columns=", ".join(columns))).fetchnumpy()
    table = np.column_stack([np.asarray(column, dtype=np.int32) for column in found.values()])
    return [_sheets(table[table[:, 0] == group, 1:], len(items), scores) for group in range(groups)]


def _sheets(rows: Numbers, items: int, scores: Sequence[Score]) -> Sheets:
    half_steps = {score.name: rows[:, items + at] for at, score in enumerate(scores)}
    return Sheets(rows[:, :items], rows[:, -1], half_steps)


def _on_scale(item: Item, instrument: Instrument) -> str:
    return f'"{item.id}" BETWEEN {instrument.answers[0]} AND {instrument.answers[-1]}'


def _turned(item: Item, instrument: Instrument) -> str:
    """Return the SQL of an answer: an integer wide enough to add up (a stored answer is a single byte)."""
    answer, both_ends = f'CAST("{item.id}" AS INTEGER)', instrument.answers[0] + instrument.answers[-1]
    return f"{both_ends} - {answer}" if item.reverse else answer


def _sum_sql(score: Score, instrument: Instrument, worth: Mapping[str, str]) -> str:
    """Return the SQL of what the answers on the scale are worth together, by item."""
    terms = (
        f"CASE WHEN {_on_scale(item, instrument)} THEN {worth[item.id]} ELSE 0 END" for item in score.items
    )
    return f"({' + '.join(terms) or 0})"


def half_step_sql(score: Score, instrument: Instrument) -> str:
    """Return the SQL of twice a record's mean of its answered items, as a whole number, halves up.

    NULL where none of the score's items is answered on the scale.
    """
    answered = _sum_sql(score, instrument, {item.id: "1" for item in score.items})
    total = _sum_sql(score, instrument, {item.id: _turned(item, instrument) for item in score.items})
    return f"CAST(floor((4 * {total} + {answered}) / nullif(2.0 * {answered}, 0)) AS INTEGER)"


@dataclass(frozen=True, slots=True)
class Linear:
    """A mean of items' means as a sum over respondents.

    `weight` (items,) and `mean` (items,): an answer x to an item adds weight * (x - mean); items outside the
    score, or that nobody answered, weigh nothing.
    """

    weight: Floats
    mean: Floats
    n: int

    @classmethod
    def of(cls, sheets: Sheets, score: str, items: npt.NDArray[np.bool_]) -> "Linear":
        """Return how respondents contribute to the mean of the given items' means."""
        on_scale = sheets.people @ (sheets.answers > 0)
        asked = items & (on_scale > 0)
        each = np.maximum(on_scale, 1)
        weight = np.where(asked, 1 / each, 0) / max(int(asked.sum()), 1)
        return cls(weight, (sheets.people @ sheets.answers) / each, sheets.n(score))

    def contributions(self, answers: Numbers) -> Floats:
        """Return what each answer adds, shape (rows, items)."""
        added: Floats = (answers > 0) * (answers - self.mean) * self.weight
        return added

    def squares(self, sheets: Sheets) -> float:
        """Return the sum of the squared contributions of all respondents."""
        return float(sheets.people @ self.contributions(sheets.answers).sum(axis=1) ** 2)

    def standard_error(self, squares: float) -> float:
        """Return the standard error of the mean of items' means.

        Each item's mean is a ratio (sum of its answers over their number), hence linearised: the variance is
        that of the respondents' contributions, n / (n - 1) times the sum of their squares.

        Source:
            Woodruff (1971). A simple method for approximating the variance of a complicated estimate.
            Journal of the American Statistical Association 66.
            Särndal, Swensson and Wretman (1992). Model assisted survey sampling, ch. 5.
        """
        return sqrt(self.n / (self.n - 1) * squares) if self.n > 1 else 0.0


# What rounding of floating numbers may leave of nothing, and add to a digit.
_NOTHING, _HAIR = 1e-9, 1e-6


def rounded_up(error: float) -> float:
    """Return a standard error rounded up to two significant digits."""
    if error < _NOTHING:
        return 0.0
    power = floor(log10(error)) - 1
    return float(f"{ceil(error / 10.0**power - _HAIR)}e{power}")


def next_below(error: float) -> float:
    """Return the largest number of two significant digits below one; below 0 for 0."""
    if error == 0:
        return -1.0
    digits, power = f"{error:.1e}".split("e")
    if digits == "1.0":
        return float(f"9.9e{int(power) - 1}")
    return float(f"{float(digits) - 0.1:.1f}e{power}")


def mean_of_means(counts: Sequence[Sequence[int]], low: int) -> float | None:
    """Return the mean of items' means, of their counts from the scale's low end on; None without answers."""
    means = [
        sum(answer * n for answer, n in enumerate(held, low)) / sum(held) for held in counts if sum(held)
    ]
    return sum(means) / len(means) if means else None
