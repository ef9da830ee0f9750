"""Scores over items: of their questions' counts, a standard error and coarse counts, nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10, sqrt

import duckdb
import numpy as np
import numpy.typing as npt

from etl.release.counting import Axis, sql_of
from etl.release.packing import packed_sql, unpacked
from publication.definitions.instrument import Instrument, Item

OVERALL = "overall"
_SUBSCALE = "subscale:"
_STEPS = "steps:"
FEWEST_PEOPLE_FOR_COUNTS = 10
FEWEST_ITEMS_FOR_COUNTS = 6

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Score:
    """A score: the name it is shown under, as an item is under its id, and the items it is taken over."""

    name: str
    items: tuple[Item, ...]

    def over(self, items: Sequence[Item]) -> Flags:
        """Say of each item whether it is one of the score's."""
        own = {item.id for item in self.items}
        return np.array([item.id in own for item in items])

    def within(self, items: Collection[str]) -> "Score":
        """Return the score over those of its items that are given."""
        return Score(self.name, tuple(item for item in self.items if item.id in items))


def subscale_name(subscale: str) -> str:
    """Return the name a subscale's score is shown under; no item can have it."""
    return f"{_SUBSCALE}{subscale}"


def is_subscale(name: str) -> bool:
    """Say whether a name stands for a subscale's score."""
    return name.startswith(_SUBSCALE)


def steps_name(score: str) -> str:
    """Return the name under which the groups of a score's counts in half steps are kept."""
    return f"{_STEPS}{score}"


def score_of_steps(name: str) -> str | None:
    """Return the score whose counts in half steps a name stands for; None for any other name."""
    return name.removeprefix(_STEPS) if name.startswith(_STEPS) else None


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

    `answers` (rows, items): 1 for the scale's low end (turned, for reverse items), below 1 where none on the
    scale was given. `people` (rows,): how many filled it in so. `cross` (3, items, items), over people: the
    sums of answer times answer, answer times whether another is there, and whether both are. `half_steps`
    (steps,), by score: how many have which mean, in half steps from the low end on, halves up.
    """

    answers: npt.NDArray[np.int8]
    people: Numbers
    cross: Floats
    half_steps: Mapping[str, Numbers]

    @classmethod
    def of(
        cls, answers: npt.NDArray[np.int8], people: Numbers, behind: Mapping[str, Flags], steps: int
    ) -> "Sheets":
        """Return a group's sheets; `behind`: score → which items it is taken over; `steps` of the scale."""
        half_steps = {name: _half_steps(answers[:, items], people, steps) for name, items in behind.items()}
        return cls(answers, people, _cross(answers, people), half_steps)

    def n(self, score: str) -> int:
        """Return how many gave any of a score's items an answer on the scale."""
        return int(self.half_steps[score].sum())


def respondents(sheets: Sequence[Sheets], score: str) -> int:
    """Return how many of groups gave any of a score's items an answer on the scale."""
    return sum(group.n(score) for group in sheets)


def fewest_respondents(sheets: Sequence[Sheets], items: Flags) -> int:
    """Return how many at least have a score over items: those who answered the item that most did."""
    return int(np.sum([np.diagonal(group.cross[2])[items] for group in sheets], axis=0).max(initial=0))


def _half_steps(answers: npt.NDArray[np.int8], people: Numbers, steps: int) -> Numbers:
    """Return how many have which half step: twice the mean of the answers given, rounded halves up."""
    total = np.maximum(answers, 0).sum(axis=1, dtype=np.int64)
    given = (answers > 0).sum(axis=1)
    held = given > 0
    from_low = (4 * total[held] + given[held]) // (2 * given[held]) - 2
    return np.bincount(from_low, weights=people[held], minlength=2 * steps - 1).astype(np.int64)


# So many rows are multiplied at once: floating numbers take eight times the room of the answers.
_ROWS = 50_000


def _cross(answers: npt.NDArray[np.int8], people: Numbers) -> Floats:
    items = answers.shape[1]
    cross = np.zeros((3, items, items))
    for begin in range(0, len(answers), _ROWS):
        rows = answers[begin : begin + _ROWS]
        worth, given = np.maximum(rows, 0).astype(np.float64), (rows > 0).astype(np.float64)
        weighed = (one.T * people[begin : begin + _ROWS] for one in (worth, worth, given))
        cross += np.stack([one @ other for one, other in zip(weighed, (worth, given, given), strict=True)])
    return cross


def gather_sheets(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, occasion: str, groups: int
) -> list[Sheets]:
    """Return each group's sheets, of the answers gathered last."""
    items, axis = instrument.items_asked(occasion), Axis.of(instrument)
    codes = [code for code in axis.codes if code is not None]
    low, high, steps = min(codes), max(codes), len(axis.answers)
    packed = [
        f"{sql} AS packed_{at}" for at, sql in enumerate(packed_sql([item.id for item in items], low, high))
    ]
    found = con.execute(sql_of("scores", packed=", ".join(packed))).fetchnumpy()
    group_no, *columns, people = (np.asarray(column) for column in found.values())
    answers = unpacked(columns, [_meaning(item, axis) for item in items], low, high)
    behind = {score.name: score.over(items) for score in scores_asked(instrument, occasion)}
    ends = np.searchsorted(group_no, np.arange(groups + 1))
    return [
        Sheets.of(answers[begin:end], people[begin:end].astype(np.int64), behind, steps)
        for begin, end in pairwise(ends)
    ]


def _meaning(item: Item, axis: Axis) -> dict[int | None, int]:
    """Return, by stored code, which answer it is from the scale's low end on; below 1 where not on it."""
    steps = len(axis.answers)
    return {
        code: -at + steps if at >= steps else (steps - at if item.reverse else at + 1)
        for code, at in axis.codes.items()
    }


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
    score, or that nobody answered, weigh nothing. `n` respondents.
    """

    weight: Floats
    mean: Floats
    n: int

    @classmethod
    def of(cls, cross: Floats, items: Flags, n: int) -> "Linear":
        """Return how n respondents contribute to the mean of the given items' means."""
        totals, on_scale = (np.diagonal(one) for one in cross[1:])
        asked, each = items & (on_scale > 0), np.maximum(on_scale, 1)
        return cls(np.where(asked, 1 / each, 0) / max(int(asked.sum()), 1), totals / each, n)

    def contributions(self, answers: Numbers) -> Floats:
        """Return what each answer adds, shape (rows, items)."""
        added: Floats = (answers > 0) * (answers - self.mean) * self.weight
        return added

    def squares(self, cross: Floats) -> float:
        """Return the sum of the squared contributions of all respondents."""
        answers, mixed, given = cross
        mixed = mixed * self.mean
        apart = answers - mixed - mixed.T + given * np.outer(self.mean, self.mean)
        squares, most = (float(self.weight @ one @ self.weight) for one in (apart, answers))
        return squares if squares > _ROUNDING * most else 0.0

    def most_squares(self, cross: Floats) -> float:
        """Return the largest sum of squares that each item's answers by themselves allow.

        That of people who stand as high on one item as on every other: each item's part adds up.
        """
        answers, mixed, given = (np.diagonal(one) for one in cross)
        parts = answers - 2 * mixed * self.mean + given * self.mean**2
        return float(self.weight @ np.sqrt(np.maximum(parts, 0.0))) ** 2

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


# A variance below this share of the sum of squares is what rounding left of none.
_ROUNDING = 1e-12

# What rounding of floating numbers may leave of nothing, and add to a digit.
_NOTHING, _HAIR = 1e-9, 1e-6


def rounded_up(error: float) -> float:
    """Return a standard error rounded up to two significant digits."""
    if error < _NOTHING:
        return 0.0
    power = floor(log10(error)) - 1
    return float(f"{ceil(error / 10.0**power - _HAIR)}e{power}")


def next_below(error: float) -> float:
    """Return the largest number of two significant digits below a standard error; below 0 for 0."""
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
