"""Scores over items: the overall one and the subscales', each respondent's mean of answered items."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm

import duckdb

from etl.definitions.instrument import Instrument, Item
from etl.publish.counting import count_columns, sql_of

OVERALL = "overall"
_SUBSCALE = "subscale:"

Held = Counter[tuple[int, int]]
Answered = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class Score:
    """A score: the name it is shown under, as an item is under its id, and the items it is taken over."""

    name: str
    items: tuple[Item, ...]

    def enough(self, answered: int) -> bool:
        """Say whether so many answered items make a score: at least half."""
        return 2 * answered >= len(self.items)


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


def parts_asked(instrument: Instrument, occasion: str) -> list[Score]:
    """Return the subscales asked on an occasion, and what is of none together as if it were one."""
    rest = tuple(item for item in instrument.items_asked(occasion) if not _in_a_subscale(instrument, item))
    return [*subscales_asked(instrument, occasion), *([Score(_SUBSCALE, rest)] if rest else [])]


def _in_a_subscale(instrument: Instrument, item: Item) -> bool:
    return any(one.id == item.subscale for one in instrument.subscales)


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


@dataclass(frozen=True, slots=True)
class Scored:
    """What is counted of one group: its scores by name, and of each part who answered how much of it."""

    scores: Mapping[str, Scores]
    answered: Answered


def count_scores(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, occasion: str, groups: int
) -> list[Scored]:
    """Return each group's scores, of the answers gathered last."""
    scores = scores_asked(instrument, occasion)
    answered = answered_sql(instrument, occasion, _names(instrument, occasion))
    columns = [*(f'"{one.name}"' for one in scores), *(f'"{name} answered"' for name in answered)]
    found: list[list[Counter[int]]] = [[Counter() for _ in columns] for _ in range(groups)]
    for at, group, held, n in count_columns(con, columns, _rows(instrument, occasion)):
        found[group][at][held or 0] = n
    return [_scored(instrument, occasion, one) for one in found]


def _scored(instrument: Instrument, occasion: str, found: Sequence[Counter[int]]) -> Scored:
    scores, whole = scores_asked(instrument, occasion), _whole(instrument)
    each = {
        score.name: Counter(
            {divmod(both, whole): n for both, n in held.items() if score.enough(both // whole)}
        )
        for score, held in zip(scores, found, strict=False)
    }
    parts = zip(_names(instrument, occasion), found[len(scores) :], strict=False)
    answered = {name: answered_of(held, len(instrument.items_asked(occasion))) for name, held in parts}
    return Scored({name: Scores(totals) for name, totals in each.items()}, answered)


def _names(instrument: Instrument, occasion: str) -> dict[str, str]:
    return {part.name: f'"{part.name}"' for part in parts_asked(instrument, occasion)}


def _rows(instrument: Instrument, occasion: str) -> str:
    """Return the SQL of the respondents with every score's number, and who answered how much of each part."""
    parts = packed_sql(instrument, occasion, [item.id for item in instrument.items])
    names = _names(instrument, occasion)
    answered = answered_sql(instrument, occasion, names)
    return sql_of(
        "scores",
        parts=", ".join(f'{sql} AS "{name}"' for name, sql in parts.items()),
        overall=" + ".join(names.values()),
        answered="".join(f', {sql} AS "{name} answered"' for name, sql in answered.items()),
    )


def _whole(instrument: Instrument) -> int:
    """Return how much an answered item weighs in a number that holds items and total: more than any total."""
    return 1 + instrument.answers[-1] * len(instrument.items)


def packed_sql(instrument: Instrument, occasion: str, columns: Collection[str]) -> dict[str, str]:
    """Return, by part, the SQL of how many of its items a record answers and of their total, as one number.

    `columns` are the items a record holds.
    """
    return {
        part.name: " + ".join(_packed(instrument, [item for item in part.items if item.id in columns])) or "0"
        for part in parts_asked(instrument, occasion)
    }


def _packed(instrument: Instrument, items: Sequence[Item]) -> Iterator[str]:
    """Yield the SQL of each item: an integer wide enough to add up (a stored answer is a single byte)."""
    low, high, whole = instrument.answers[0], instrument.answers[-1], _whole(instrument)
    for item in items:
        answer = f'CAST("{item.id}" AS INTEGER)'
        worth = f"{whole + low + high} - {answer}" if item.reverse else f"{whole} + {answer}"
        yield f'CASE WHEN "{item.id}" BETWEEN {low} AND {high} THEN {worth} ELSE 0 END'


def answered_sql(instrument: Instrument, occasion: str, packed: Mapping[str, str]) -> dict[str, str]:
    """Return, by part, the SQL of how many of its items a record answers, and how many of all.

    Both are one number, to be taken apart by `answered_of`; the second is 0 where there is no overall score.
    `packed`: by part, the SQL of `packed_sql`'s number. Nothing for an instrument without subscales.
    """
    if not subscales_asked(instrument, occasion):
        return {}
    whole, asked = _whole(instrument), len(instrument.items_asked(occasion))

    def number(sql: str) -> str:
        return f"CAST(floor(({sql}) / {whole}) AS INTEGER)"

    every = number(" + ".join(packed.values()))
    scored = f"CASE WHEN 2 * {every} >= {asked} THEN {every} ELSE 0 END" if instrument.overall else "0"
    return {name: f"{number(sql)} * {1 + asked} + {scored}" for name, sql in packed.items()}


def answered_of(found: Mapping[int, int], asked: int) -> Held:
    """Return (items of a part answered, items answered in all) → records, of `answered_sql`'s numbers.

    Those who answered none of the part are left out.
    """
    return Counter({divmod(both, 1 + asked): n for both, n in found.items() if both > asked})
