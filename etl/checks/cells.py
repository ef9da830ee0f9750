"""Checking a staged file cell by cell against rules generated from the instrument (`rules/*.sql`)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection as Connection

from etl.checks.exported import explained
from etl.checks.normalised import normalised
from etl.checks.personal import personal
from etl.checks.rows import layout_faults, pass_over_blank_rows
from etl.checks.unanswered import pass_over_unanswered
from etl.columns.columns import Column, FileSpec, occasion_of
from etl.columns.expected import header_faults
from etl.columns.spellings import totals
from etl.staging.lookup import lookup_sql, tally
from etl.staging.stage import Staged
from publication.faults import Fault, SourceError
from publication.spelling import key
from publication.sql import literal, text_map, texts_list

_RULES = Path(__file__).parent / "rules"
_PLACES = ("role", "site")
_OF_THE_ROW = ("header_again", "totals_row")
# Cells at fault in one column that are listed: so many that say the same, so many in all; all are counted.
_ALIKE, _LISTED = 1_000, 2_000
_CELLS = """
SELECT row, cell, CASE WHEN nth = $alike THEN times - nth + 1 ELSE 1 END, broken
FROM (SELECT row, {cell} AS cell, count(*) OVER () AS broken, count(*) OVER (PARTITION BY {cell}) AS times,
             row_number() OVER (PARTITION BY {cell} ORDER BY row) AS nth
      FROM {table} WHERE {condition})
WHERE nth <= $alike ORDER BY row LIMIT $listed
"""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule on one column: the rows its condition holds for are at fault."""

    name: str
    column: Column
    condition: str


class _Cell(NamedTuple):
    """A cell at fault, and how many it stands for."""

    row: int
    rule: _Rule
    value: str | None
    times: int


@cache
def _template(rule: str) -> str:
    return (_RULES / f"{rule}.sql").read_text("utf-8").strip()


def _constant(column: Column) -> str:
    """Return the SQL of what the warehouse keeps for a column that a file does not have."""
    kept = literal(column.default)
    return kept if column.holds is None else f"{kept}::{column.holds.sql_type}"


def stored_value_sql(staged: Staged, column: Column) -> str:
    """Return the SQL of what the warehouse keeps for a column: code, text or constant, NULL for a blank."""
    if column.parts:
        return f"coalesce({', '.join(stored_value_sql(staged, part) for part in column.parts)})"
    if column.header is None or column.header not in staged.header:
        return _constant(column)
    at = staged.header.index(column.header)
    if column.codes is None and column.holds is None and column.blanks == {""}:
        return f"coalesce(nullif({staged.trimmed(at)}, ''), {literal(column.default)})"
    blank = f"list_contains({texts_list(column.blanks)}, {staged.cell(at)})"
    if column.holds is not None:
        value = f"CASE WHEN NOT {blank} THEN {column.holds.typed(staged.cell(at))} END"
        return f"coalesce({value}, {_constant(column)})"
    if column.tick_list is not None:
        return _ticked(staged, column)
    if column.codes is not None:
        return f"coalesce({text_map(column.texts)}[{staged.cell(at)}], {literal(column.default)})"
    return f"CASE WHEN {blank} THEN {literal(column.default)} ELSE {staged.trimmed(at)} END"


def _ticked(staged: Staged, column: Column) -> str:
    """Return the SQL of a cell of a tick list: 1, or 0 where any of it was ticked (and asked), else NULL."""
    if column.tick_list is None:
        return "NULL"
    cell = staged.cell(staged.header.index(column.header or ""))
    ticked = [text for text, code in column.texts.items() if code == 1]
    others = [staged.header.index(header) for header in column.tick_list.headers if header in staged.header]
    answered = " OR ".join(
        f"NOT list_contains({texts_list(column.silent)}, {staged.cell(at)})" for at in others
    )
    wave = stored_value_sql(staged, column.tick_list.wave)
    asked = f"list_contains({texts_list(column.asked_in or ())}, {wave})"
    return (
        f"CASE WHEN list_contains({texts_list(ticked)}, {cell}) THEN 1"
        f" WHEN ({answered}) AND {asked} THEN 0 END"
    )


def _alike(staged: Staged, column: Column) -> str:
    """Return the SQL by which rows are one person's: capitals and small letters are the same in an id."""
    kept = stored_value_sql(staged, column)
    return f"lower({kept})" if column.codes is None and column.holds is None else kept


def _conditions(
    staged: Staged, spec: FileSpec, column: Column, waves: frozenset[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rules one column is held to, with what goes into their SQL; a cell is told the first."""
    if column.asked_in is not None and not waves <= column.asked_in:
        wave = next(stored_value_sql(staged, keyed) for keyed in spec.keys if keyed.name == "wave")
        silent = {"blanks": texts_list(column.silent)}
        yield "not_asked", {"asked_in": texts_list(column.asked_in), "wave": wave, **silent}
    if column.codes is not None:
        yield "not_accepted", {"accepted": texts_list([*column.texts, *column.blanks])}
    if column.required:
        yield "missing_value", {}
    if column.longest is not None:
        yield "too_long", {"longest": str(column.longest)}
    if column.pattern is not None:
        yield "not_a_number", {"pattern": literal(column.pattern)}
    if column is next((keyed for keyed in spec.keys if keyed.header in staged.header), None):
        yield "header_again", {"header": literal(key(column.header or ""))}
    if column.name in spec.unique or column.name in _PLACES:
        yield "totals_row", {"totals": texts_list(totals()), "accepted": texts_list(column.texts)}
    if column.name in spec.unique[-1:]:
        if column.codes is None and column.holds is None:
            yield "damaged_id", {}
        keys = [keyed for keyed in spec.keys if keyed.name in spec.unique]
        yield (
            "doubled",
            {"together": ", ".join(_alike(staged, keyed) for keyed in keys), "table": staged.table},
        )


def _rules(staged: Staged, spec: FileSpec, waves: frozenset[str]) -> Iterator[_Rule]:
    for column in spec.in_file:
        if column.header is None or column.header not in staged.header:
            continue
        cell = {"cell": staged.cell(staged.header.index(column.header)), "blanks": texts_list(column.blanks)}
        for name, words in _conditions(staged, spec, column, waves):
            yield _Rule(name, column, _template(name).format(**(cell | words)))
        for name, broken in column.holds.rules(cell["cell"]).items() if column.holds is not None else ():
            yield _Rule(name, column, _template("value").format(**cell, broken=broken))


def _broken(con: Connection, staged: Staged, rules: list[_Rule]) -> list[_Rule]:
    """Return the rules that any row breaks."""
    times = tally(con, staged, [rule.condition for rule in rules])
    return [rule for rule, broken in zip(rules, times, strict=True) if broken]


def _faulty_cells(con: Connection, staged: Staged, rule: _Rule) -> Iterator[_Cell]:
    """Yield the cells that break a rule, in order: of many alike, the last one listed stands for the rest."""
    at = staged.header.index(rule.column.header or "")
    sql = _CELLS.format(cell=f"c{at}", table=staged.table, condition=rule.condition)
    found = con.execute(sql, {"alike": _ALIKE, "listed": _LISTED}).fetchall()
    unlisted = found[0][3] - sum(times for _, _, times, _ in found)
    for row, value, times, _ in found[:-1]:
        yield _Cell(row, rule, value, times)
    row, value, times, _ = found[-1]
    yield _Cell(row, rule, value, times + unlisted)


def _cell_fault(staged: Staged, line: int | None, cell: _Cell) -> Fault:
    rule, value, column = cell.rule, cell.value, cell.rule.column
    near = column.near(value or "")
    details = {"accepted": column.accepted, "limits": column.limits, "nearest": near}
    if rule.name == "not_asked":
        details = {"instrument": column.name.partition(".")[0]}
    name = "missing_id" if rule.name == "missing_value" and column.codes is None else rule.name
    shown = None if rule.name == "too_long" else value  # a person's words are not printed at length
    return Fault(staged.name, name, line, column.header, shown, details, times=cell.times)


def waves_in(con: Connection, staged: Staged, spec: FileSpec) -> frozenset[str]:
    """Return the waves, rounds or sessions a staged file speaks of."""
    by_name = {column.name: stored_value_sql(staged, column) for column in spec.keys}
    occasion = occasion_of(by_name[name] for name in spec.occasion)
    (quick,) = lookup_sql(con, staged, [occasion])
    rows = con.execute(f"SELECT DISTINCT {quick} FROM {staged.table}").fetchall()
    return frozenset(wave for (wave,) in rows if wave is not None)


def _unnamed(con: Connection, staged: Staged) -> list[Fault]:
    """Return a fault for every column without a name that holds anything; blank ones are passed over."""
    unnamed = [at for at, header in enumerate(staged.header) if not header]
    filled = [
        at
        for at in unnamed
        if con.execute(f"SELECT 1 FROM {staged.table} WHERE {staged.cell(at)} <> '' LIMIT 1").fetchone()
    ]
    return [Fault(staged.name, "unnamed_column", staged.grid.header_line, str(at + 1)) for at in filled]


def _once(cells: list[_Cell]) -> list[_Cell]:
    """Leave out all but the first fault of a cell, and the others of rows that are no answers at all."""
    of_the_row = {cell.row: cell.rule for cell in reversed(cells) if cell.rule.name in _OF_THE_ROW}
    kept = [cell for cell in cells if of_the_row.get(cell.row, cell.rule) is cell.rule]
    first = {(cell.row, cell.rule.column.header): cell for cell in reversed(kept)}
    return [*reversed(first.values())]


def _cell_faults(con: Connection, staged: Staged, rules: list[_Rule]) -> list[Fault]:
    """Return every fault of the cells, in the order of the lines."""
    cells = sorted(
        (cell for rule in _broken(con, staged, rules) for cell in _faulty_cells(con, staged, rule)),
        key=lambda cell: (cell.row, staged.header.index(cell.rule.column.header or "")),
    )
    lines = staged.grid.lines({cell.row for cell in cells}) if cells else {}
    return [_cell_fault(staged, lines.get(cell.row), cell) for cell in _once(cells)]


def check(con: Connection, staged: Staged, spec: FileSpec) -> list[Fault]:
    """Return every fault of a staged file, in the order of its lines; columns first.

    Where there are none, the notes say what was written otherwise and what a person should look at. Raises
    SourceError where nothing is wrong but that no row holds an answer.
    """
    if misplaced := pass_over_blank_rows(con, staged) or layout_faults(con, staged, spec):
        return misplaced
    unanswered = pass_over_unanswered(con, staged, spec)
    waves = waves_in(con, staged, spec)
    of_header = header_faults(staged.name, staged.header, spec, waves)
    faults = staged.faults + [replace(fault, line=staged.grid.header_line) for fault in of_header]
    of_cells = _cell_faults(con, staged, list(_rules(staged, spec, waves)))
    faults += [*_unnamed(con, staged), *explained(spec, of_cells)]
    if unanswered and not faults:
        raise SourceError(unanswered)
    if not faults:
        staged.notes.extend(normalised(con, staged, spec) + personal(con, staged, spec))
    return faults
