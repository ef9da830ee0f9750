"""Counting a wave: members per cell, answers per group and item."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.columns.columns import SPECIAL_CODES
from etl.release.engine import Engine
from etl.release.groups import Cell, Partition
from etl.warehouse.warehouse import answers_table
from publication.definitions.instrument import Instrument, Item
from publication.faults import Refused
from publication.sql import literal

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
        special = [SPECIAL_CODES[name] for name in self.special]  # type: ignore[index]
        return {code: at for at, code in enumerate([*self.answers, *special, None])}


def members_per_cell(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Counter[Cell]:
    """Return how many members of a wave each cell (role, site) has."""
    sql = f"SELECT role, site, count(*) FROM ({_MEMBERS}) GROUP BY role, site"
    return Counter({(role, site): n for role, site, n in con.execute(sql, [programme, wave]).fetchall()})


def gather_members(
    con: duckdb.DuckDBPyConnection, engine: Engine, programme: str, wave: str, partition: Partition
) -> None:
    """Note in the temporary table `grouped` the cell and the group of each member of the wave.

    The temporary table `cells` says which role and site a cell is: the engine knows cells by number alone.
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
    engine.lend("people", "SELECT respondent, cell, group_no FROM grouped")


def column_of(at: int) -> str:
    """Return what an instrument's item number `at` is called in the texts: its id may be a word of SQL."""
    return f"i_{at}"


def gather_answers(
    con: duckdb.DuckDBPyConnection, engine: Engine, instrument: Instrument, programme: str, wave: str
) -> None:
    """Bring the answers of the gathered members to an instrument together in `gathered`.

    For the warehouse's connection they are also there by the items' ids, as `given`.
    """
    columns = {column_of(at): f'"{item.id}"' for at, item in enumerate(instrument.items)}
    engine.lend("answered", _answered_sql(columns, answers_table(instrument.id), programme, wave))
    engine.keep("gathered", sql_of("given", items=", ".join(f"answered.{column}" for column in columns)))
    named = ", ".join(f"{column} AS {name}" for column, name in columns.items())
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW given AS SELECT cell, group_no, responded, {named} FROM gathered"
    )


def _answered_sql(columns: Mapping[str, str], table: str, programme: str, wave: str) -> str:
    named = ", ".join(f"{name} AS {column}" for column, name in columns.items())
    where = f"programme = {literal(programme)} AND wave = {literal(wave)}"
    return f"SELECT respondent, {named} FROM {table} WHERE {where}"


def sql_of(name: str, **parts: str) -> str:
    """Return a statement that is kept in a file of its own, with its parts put in."""
    return (_HERE / f"{name}.sql").read_text("utf-8").format(**parts)


def count_answers(engine: Engine, instrument: Instrument, items: Sequence[Item], groups: int) -> Counts:
    """Return by item and group the counts of answers on the scale, special and blank; reverse items turned.

    They are those of the answers gathered last. Raises Refused where a stored answer is not one the
    instrument has (its file was changed after the load).
    """
    codes, steps = Axis.of(instrument).codes, len(instrument.answers)
    counts = [[[0] * len(codes) for _ in range(groups)] for _ in items]
    for at, group, answer, n in _count_columns(engine, columns_of(instrument, items)):
        if answer not in codes:
            details = {"instrument": instrument.id, "item": items[at].id, "answer": str(answer)}
            raise Refused("answer_not_in_instrument", **details)
        counts[at][group][codes[answer]] = n
    return [
        [held[:steps][::-1] + held[steps:] for held in by_group] if item.reverse else by_group
        for item, by_group in zip(items, counts, strict=True)
    ]


def refuse_miscounted(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, wave: str, counts: Counts
) -> None:
    """Raise Refused where the counts of an item leave out some of the gathered members."""
    (members,) = con.execute("SELECT count(*) FROM grouped").fetchone() or (0,)
    if any(sum(map(sum, by_group)) != members for by_group in counts):
        raise Refused("miscounted", wave=wave, instrument=instrument.id)


def columns_of(instrument: Instrument, items: Sequence[Item]) -> list[str]:
    """Return what some of an instrument's items are called in the texts."""
    at = {item.id: number for number, item in enumerate(instrument.items)}
    return [column_of(at[item.id]) for item in items]


def _count_columns(engine: Engine, columns: Sequence[str]) -> Iterator[tuple[int, int, int | None, int]]:
    """Yield number of the column, group, value, respondents; at once as many columns as an id has bits."""
    for begin in range(0, len(columns), _MOST_AT_ONCE):
        names = columns[begin : begin + _MOST_AT_ONCE]
        sets = ", ".join(f"(group_no, {name})" for name in names)
        for missing, group, value, n in engine.rows(sql_of("counts", columns=", ".join(names), sets=sets)):
            at = len(names) - ((1 << len(names)) - 1 - missing).bit_length()
            yield begin + at, group, value, n
