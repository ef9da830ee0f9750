"""Scores over items: the overall one and the subscales', each respondent's mean of answered items."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm

import duckdb

from etl.definitions.instrument import Instrument, Item
from etl.publish.counting import count_columns, sql_of

OVERALL = "overall"
_SUBSCALE = "subscale:"


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


@dataclass(frozen=True)
class Scores:
    """The scores of one group: (items answered, total) → respondents; a score is total / answered, exact."""

    totals: Counter[tuple[int, int]]

    @cached_property
    def n(self) -> int:
        """How many respondents have a score."""
        return self.totals.total()

    @cached_property
    def whole_sums(self) -> tuple[int, int, int]:
        """The sum in parts of one, the sum of squares in parts of its square, and that number of parts."""
        one = lcm(*(answered for answered, _ in self.totals))
        parts = [(total * (one // answered), n) for (answered, total), n in self.totals.items()]
        return sum(part * n for part, n in parts), sum(part * part * n for part, n in parts), one

    @cached_property
    def _at_tenths(self) -> Counter[int]:
        counts: Counter[int] = Counter()
        for (answered, total), n in self.totals.items():
            counts[(20 * total + answered) // (2 * answered)] += n
        return counts

    def tenths(self, low: int, high: int) -> list[int]:
        """Return the counts at one decimal (half up), from low to high."""
        return [self._at_tenths[tenth] for tenth in range(10 * low, 10 * high + 1)]


def sums_of_scores(groups: Sequence[Scores]) -> tuple[float, float]:
    """Return the sum and the sum of squares over groups, exact until the last rounding."""
    whole = [group.whole_sums for group in groups]
    parts = lcm(*(one for *_, one in whole))
    total = sum(held * (parts // one) for held, _, one in whole)
    squares = sum(held * (parts // one) ** 2 for _, held, one in whole)
    return total / parts, squares / (parts * parts)


def count_scores(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, occasion: str, groups: int
) -> list[dict[str, Scores]]:
    """Return each group's scores, of the answers gathered last."""
    scores, whole = scores_asked(instrument, occasion), _whole(instrument)
    found: list[list[Counter[tuple[int, int]]]] = [[Counter() for _ in scores] for _ in range(groups)]
    columns = [f'"{one.name}"' for one in scores]
    for at, group, held, n in count_columns(con, columns, _rows(scores, instrument)):
        if held:
            found[group][at][divmod(held, whole)] = n
    return [{score.name: Scores(totals) for score, totals in zip(scores, one, strict=True)} for one in found]


def _rows(scores: Sequence[Score], instrument: Instrument) -> str:
    """Return the SQL of the respondents: of every score, items answered and their total as one number."""
    whole = _whole(instrument)
    parts = (
        f'({_answered_sql(one, instrument)}) * {whole} + {_total_sql(one, instrument)} AS "{one.name}"'
        for one in scores
    )
    return sql_of("scores", scores=", ".join(parts))


def _whole(instrument: Instrument) -> int:
    """Return how much an answered item weighs in a number that holds items and total: more than any total."""
    return 1 + instrument.answers[-1] * len(instrument.items)


def _answered_sql(score: Score, instrument: Instrument) -> str:
    """Return the SQL of how many of a score's items a record answers on the scale."""
    low, high = instrument.answers[0], instrument.answers[-1]
    return (
        " + ".join(
            f'CASE WHEN "{item.id}" BETWEEN {low} AND {high} THEN 1 ELSE 0 END' for item in score.items
        )
        or "0"
    )


def _total_sql(score: Score, instrument: Instrument) -> str:
    """Return the SQL of what a record's answers to a score's items add up to, those turned round that are."""
    low, high = instrument.answers[0], instrument.answers[-1]
    return (
        " + ".join(
            f'CASE WHEN "{item.id}" BETWEEN {low} AND {high} THEN {_turned(item, low + high)} ELSE 0 END'
            for item in score.items
        )
        or "0"
    )


def _turned(item: Item, both_ends: int) -> str:
    """Return the SQL of an answer: an integer wide enough to add up (a stored answer is a single byte)."""
    answer = f'CAST("{item.id}" AS INTEGER)'
    return f"{both_ends} - {answer}" if item.reverse else answer


def half_step_sql(score: Score, instrument: Instrument) -> str:
    """Return the SQL of twice a record's mean of its answered items, as a whole number, halves up.

    NULL where none of the score's items is answered on the scale.
    """
    answered, total = f"({_answered_sql(score, instrument)})", f"({_total_sql(score, instrument)})"
    return f"CAST(floor((4 * {total} + {answered}) / nullif(2.0 * {answered}, 0)) AS INTEGER)"
