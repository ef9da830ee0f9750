"""Counting a wave: members per cell, answers per group and item, scores per group."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from etl.check import literal
from etl.definitions.instrument import Instrument, Item
from etl.faults import Refused
from etl.publish.groups import Cell, Partition
from etl.read.columns import SPECIAL_CODES
from etl.warehouse import answers_table

_HERE = Path(__file__).parent
_MEMBERS = "SELECT DISTINCT respondent, role, site FROM members WHERE programme = ? AND wave = ?"

Counts = npt.NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one group: (items answered, total) → respondents; a score is total / answered, exact."""

    totals: Counter[tuple[int, int]]

    def __add__(self, other: "Scores") -> "Scores":
        """Return the scores of both groups together."""
        return Scores(self.totals + other.totals)

    @property
    def n(self) -> int:
        """How many respondents have a score."""
        return self.totals.total()

    def sums(self) -> tuple[float, float]:
        """Return the sum and the sum of squares, exact until the last rounding."""
        one = lcm(*(answered for answered, _ in self.totals))
        parts = [(total * (one // answered), n) for (answered, total), n in self.totals.items()]
        squares = sum(part * part * n for part, n in parts)
        return sum(part * n for part, n in parts) / one, squares / (one * one)

    def tenths(self, low: int, high: int) -> list[int]:
        """Return the counts at one decimal (half up), from low to high."""
        counts = [0] * ((high - low) * 10 + 1)
        for (answered, total), n in self.totals.items():
            counts[(20 * total + answered) // (2 * answered) - 10 * low] += n
        return counts


def members_per_cell(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Counter[Cell]:
    """Return how many members of a wave each cell (role, site) has."""
    sql = f"SELECT role, site, count(*) FROM ({_MEMBERS}) GROUP BY role, site"
    return Counter({(role, site): n for role, site, n in con.execute(sql, [programme, wave]).fetchall()})


def assign_groups(con: duckdb.DuckDBPyConnection, programme: str, wave: str, partition: Partition) -> None:
    """Note in the temporary table `grouped` which group each member of the wave belongs to."""
    cells = [(role, site, number) for number, block in enumerate(partition) for role, site in sorted(block)]
    con.execute("CREATE OR REPLACE TEMP TABLE group_cells (role VARCHAR, site VARCHAR, group_no INTEGER)")
    con.executemany("INSERT INTO group_cells VALUES (?, ?, ?)", cells)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE grouped AS"
        f" SELECT respondent, group_no FROM ({_MEMBERS}) JOIN group_cells USING (role, site)",
        [programme, wave],
    )


def _sql(name: str, instrument: Instrument, programme: str, wave: str, **parts: str) -> str:
    return (
        (_HERE / f"{name}.sql")
        .read_text("utf-8")
        .format(
            answers=answers_table(instrument.id), programme=literal(programme), wave=literal(wave), **parts
        )
    )


def count_answers(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    items: Sequence[Item],
    programme: str,
    wave: str,
    groups: int,
) -> Counts:
    """Return counts of shape (items, groups, answers on the scale + special + blank), reverse items turned.

    Raises Refused where a stored answer is not one the instrument has (its file was changed after the load).
    """
    axis, places = Axis.of(instrument), {item.id: at for at, item in enumerate(items)}
    codes, turned = axis.codes, {item.id for item in items if item.reverse}
    counts = np.zeros((len(items), groups, len(codes)), dtype=np.int64)
    names = ", ".join(f'"{item.id}"' for item in items)
    for group, item, answer, n in con.execute(
        _sql("counts", instrument, programme, wave, items=names)
    ).fetchall():
        if answer not in codes:
            raise Refused("answer_not_in_instrument", instrument=instrument.id, item=item, answer=str(answer))
        counts[places[item], group, codes[answer]] = n
    for item in turned:
        scale = slice(0, len(axis.answers))
        counts[places[item], :, scale] = counts[places[item], :, scale][:, ::-1]
    return counts


def count_scores(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    items: Sequence[Item],
    programme: str,
    wave: str,
    groups: int,
) -> list[Scores]:
    """Return each group's scores: the mean of answered items, from respondents who answered at least half."""
    low, high = instrument.answers.start, instrument.answers.stop - 1
    given = [f'"{item.id}" BETWEEN {low} AND {high}' for item in items]
    answered = " + ".join(f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in given)
    turned = [f"{low + high} - {_whole(item)}" if item.reverse else _whole(item) for item in items]
    total = " + ".join(
        f"CASE WHEN {one} THEN {answer} ELSE 0 END" for one, answer in zip(given, turned, strict=True)
    )
    sql = _sql("scores", instrument, programme, wave, answered=answered, total=total)
    scores = [Scores(Counter()) for _ in range(groups)]
    for group, items_answered, sum_of_answers, n in con.execute(sql).fetchall():
        if 2 * items_answered >= len(items):
            scores[group].totals[items_answered, sum_of_answers] += n
    return scores


def _whole(item: Item) -> str:
    """An answer as an integer wide enough to add up (a stored one is a single byte)."""
    return f'CAST("{item.id}" AS INTEGER)'
