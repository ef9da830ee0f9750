"""Counting a wave: members per cell, answers per group and item, scores per group."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from pathlib import Path

import duckdb

from etl.definitions.instrument import Instrument, Item
from etl.faults import Refused
from etl.publish.groups import Cell, Partition
from etl.read.columns import SPECIAL_CODES
from etl.sql import literal
from etl.warehouse import answers_table, in_any_order

_HERE = Path(__file__).parent
_MEMBERS = "SELECT DISTINCT respondent, role, site FROM members WHERE programme = ? AND wave = ?"

_MOST_AT_ONCE = 60

Counts = list[list[list[int]]]


@dataclass(frozen=True, slots=True)
class Axis:
    """What the columns of a count are: the scale's answers from low to high, special answers, blank."""

    answers: tuple[int, ...]
    special: tuple[str, ...]

    @classmethod
    def of(cls, instrument: Instrument) -> "Axis":
        """Return the axis of an instrument's answers."""
        return cls(tuple(instrument.answers), tuple(instrument.special))

    @property
    def codes(self) -> dict[int | None, int]:
        """Stored code → column."""
        special = [SPECIAL_CODES[one] for one in self.special]  # type: ignore[index]
        return {code: at for at, code in enumerate([*self.answers, *special, None])}


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


def members_per_cell(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Counter[Cell]:
    """Return how many members of a wave each cell (role, site) has."""
    sql = f"SELECT role, site, count(*) FROM ({_MEMBERS}) GROUP BY role, site"
    return Counter({(role, site): n for role, site, n in con.execute(sql, [programme, wave]).fetchall()})


def gather_members(con: duckdb.DuckDBPyConnection, programme: str, wave: str, partition: Partition) -> None:
    """Note in the temporary table `grouped` the cell and the group of each member of the wave.

    The temporary table `cells` says which role and site a cell is.
    """
    cells = [(role, site, number) for number, block in enumerate(partition) for role, site in sorted(block)]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE cells AS"
        " SELECT unnest(?) AS role, unnest(?) AS site, unnest(?)::INTEGER AS group_no, unnest(?) AS cell",
        [*map(list, zip(*cells, strict=True)), list(range(len(cells)))],
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE grouped AS"
        f" SELECT respondent, cell, group_no FROM ({_MEMBERS}) JOIN cells USING (role, site)",
        [programme, wave],
    )


def gather_answers(con: duckdb.DuckDBPyConnection, instrument: Instrument, programme: str, wave: str) -> None:
    """Bring the answers of the gathered members to an instrument together in the temporary table `given`."""
    names = ", ".join(f'"{item.id}"' for item in instrument.items)
    answers = answers_table(instrument.id)
    sql = _sql("given", items=names, answers=answers, programme=literal(programme), wave=literal(wave))
    with in_any_order(con):
        con.execute(f"CREATE OR REPLACE TEMP TABLE given AS {sql}")


def _sql(name: str, **parts: str) -> str:
    return (_HERE / f"{name}.sql").read_text("utf-8").format(**parts)


def count_answers(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, items: Sequence[Item], groups: int
) -> Counts:
    """Return by item and group the counts of answers on the scale, special and blank; reverse items turned.

    They are those of the answers gathered last. Raises Refused where a stored answer is not one the
    instrument has (its file was changed after the load).
    """
    codes, steps = Axis.of(instrument).codes, len(instrument.answers)
    counts = [[[0] * len(codes) for _ in range(groups)] for _ in items]
    for at, group, answer, n in _counted(con, items):
        if answer not in codes:
            details = {"instrument": instrument.id, "item": items[at].id, "answer": str(answer)}
            raise Refused("answer_not_in_instrument", **details)
        counts[at][group][codes[answer]] = n
    return [
        [held[:steps][::-1] + held[steps:] for held in by_group] if item.reverse else by_group
        for item, by_group in zip(items, counts, strict=True)
    ]


def _counted(
    con: duckdb.DuckDBPyConnection, items: Sequence[Item]
) -> Iterator[tuple[int, int, int | None, int]]:
    """Yield number of the item, group, answer, respondents; as many items at a time as an id has bits for."""
    for begin in range(0, len(items), _MOST_AT_ONCE):
        names = [f'"{item.id}"' for item in items[begin : begin + _MOST_AT_ONCE]]
        sets = ", ".join(f"(group_no, {name})" for name in names)
        sql = _sql("counts", items=", ".join(names), sets=sets)
        for missing, group, answer, n in con.execute(sql).fetchall():
            at = len(names) - ((1 << len(names)) - 1 - missing).bit_length()
            yield begin + at, group, answer, n


def count_scores(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, items: Sequence[Item], groups: int
) -> list[Scores]:
    """Return each group's scores: the mean of answered items, from respondents who answered at least half.

    They are those of the answers gathered last.
    """
    low, high = instrument.answers.start, instrument.answers.stop - 1
    given = [f'"{item.id}" BETWEEN {low} AND {high}' for item in items]
    answered = " + ".join(f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in given)
    turned = [f"{low + high} - {_whole(item)}" if item.reverse else _whole(item) for item in items]
    total = " + ".join(
        f"CASE WHEN {one} THEN {answer} ELSE 0 END" for one, answer in zip(given, turned, strict=True)
    )
    sql = _sql("scores", answered=answered, total=total)
    scores = [Scores(Counter()) for _ in range(groups)]
    for group, items_answered, sum_of_answers, n in con.execute(sql).fetchall():
        if 2 * items_answered >= len(items):
            scores[group].totals[items_answered, sum_of_answers] += n
    return scores


def _whole(item: Item) -> str:
    """An answer as an integer wide enough to add up (a stored one is a single byte)."""
    return f'CAST("{item.id}" AS INTEGER)'
