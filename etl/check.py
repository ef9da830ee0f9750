"""Checking a staged file cell by cell against rules generated from the instrument (`rules/*.sql`)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from etl.faults import Fault
from etl.read.columns import Column, Content, header_faults, nearest
from etl.stage import Staged

_RULES = Path(__file__).parent / "rules"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule on one column: the rows its condition holds for are at fault."""

    name: str
    column: Column
    condition: str


@cache
def _template(rule: str) -> str:
    return (_RULES / f"{rule}.sql").read_text("utf-8").strip()


def literal(value: str | int | None) -> str:
    """Return a value as an SQL literal."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(literal, sorted(values))) + "]::VARCHAR[]"


def _map(codes: Mapping[str, str | int]) -> str:
    return "MAP {" + ", ".join(f"{literal(text)}: {literal(code)}" for text, code in codes.items()) + "}"


def coded(staged: Staged, column: Column) -> str:
    """Return the SQL of what the warehouse keeps for a column: code, text or constant, NULL for a blank."""
    if column.header is None or column.header not in staged.header:
        return literal(column.default)
    at = staged.header.index(column.header)
    if column.codes is not None:
        return f"coalesce({_map(column.texts)}[{staged.cell(at)}], {literal(column.default)})"
    blank = f"list_contains({_list(column.blanks)}, {staged.cell(at)})"
    return f"CASE WHEN {blank} THEN {literal(column.default)} ELSE {staged.trimmed(at)} END"


def _conditions(
    staged: Staged, content: Content, column: Column, waves: frozenset[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rules one column is held to, with what goes into their SQL."""
    if column.codes is not None:
        yield "not_accepted", {"accepted": _list([*column.texts, *column.blanks])}
    if column.required:
        yield "missing_value", {}
    if column.pattern is not None:
        yield "not_a_number", {"pattern": literal(column.pattern)}
    if column.asked_in is not None and not waves <= column.asked_in:
        wave = next(coded(staged, one) for one in content.keys if one.name == "wave")
        yield "not_asked", {"asked_in": _list(column.asked_in), "wave": wave}
    if column.name == content.unique[-1]:
        keys = [one for one in content.keys if one.name in content.unique]
        yield "doubled", {"together": ", ".join(coded(staged, one) for one in keys), "table": staged.table}


def _rules(staged: Staged, content: Content, waves: frozenset[str]) -> Iterator[_Rule]:
    for column in content.columns:
        if column.header is None or column.header not in staged.header:
            continue
        cell = {"cell": staged.cell(staged.header.index(column.header)), "blanks": _list(column.blanks)}
        for name, words in _conditions(staged, content, column, waves):
            yield _Rule(name, column, _template(name).format(**cell, **words))


def _broken(con: duckdb.DuckDBPyConnection, staged: Staged, rules: list[_Rule]) -> list[_Rule]:
    """Return the rules that any row breaks, found in one pass over the file."""
    counts = ", ".join(f"count(*) FILTER (WHERE {rule.condition})" for rule in rules)
    found = con.execute(f"SELECT {counts} FROM {staged.table}").fetchone() if rules else None
    return [rule for rule, times in zip(rules, found or (), strict=False) if times]


def _faulty_cells(
    con: duckdb.DuckDBPyConnection, staged: Staged, rule: _Rule
) -> Iterator[tuple[int, _Rule, str | None]]:
    at = staged.header.index(rule.column.header or "")
    sql = f"SELECT row, c{at} FROM {staged.table} WHERE {rule.condition} ORDER BY row"
    for row, value in con.execute(sql).fetchall():
        yield row, rule, value


def _cell_fault(staged: Staged, line: int | None, rule: _Rule, value: str | None) -> Fault:
    column = rule.column
    details = {"accepted": column.accepted, "nearest": nearest(value or "", tuple(column.codes or ()))}
    name = "missing_id" if rule.name == "missing_value" and column.codes is None else rule.name
    return Fault(staged.name, name, line, column.header, value, details)


def waves_in(con: duckdb.DuckDBPyConnection, staged: Staged, content: Content) -> frozenset[str]:
    """Return the waves (or rounds) a staged file speaks of."""
    occasion = next(column for column in content.keys if column.name in ("wave", "round"))
    rows = con.execute(f"SELECT DISTINCT {coded(staged, occasion)} FROM {staged.table}").fetchall()
    return frozenset(wave for (wave,) in rows if wave is not None)


def check(con: duckdb.DuckDBPyConnection, staged: Staged, content: Content) -> list[Fault]:
    """Return every fault of a staged file, in the order of its lines; columns first."""
    waves = waves_in(con, staged, content)
    faults = staged.faults + header_faults(staged.name, staged.header, content, waves)
    broken = _broken(con, staged, list(_rules(staged, content, waves)))
    cells = sorted(
        (cell for rule in broken for cell in _faulty_cells(con, staged, rule)),
        key=lambda cell: (cell[0], staged.header.index(cell[1].column.header or "")),
    )
    lines = staged.grid.lines({row for row, _, _ in cells}) if cells else {}
    return faults + [_cell_fault(staged, lines.get(row), rule, value) for row, rule, value in cells]
