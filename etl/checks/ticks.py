"""Items answered by ticking one of several columns: two ticks are no answer."""

from duckdb import DuckDBPyConnection as Connection

from etl.checks.cells import stored_value_sql
from etl.columns.columns import Column, FileSpec
from etl.staging.stage import Staged
from publication.faults import Fault


def tick_faults(con: Connection, staged: Staged, spec: FileSpec) -> list[Fault]:
    """Return a fault for every row and item with more than one tick, naming two of the columns."""
    found = [
        (row, headers)
        for column in spec.columns
        if column.parts
        for row, headers in _ticked_twice(con, staged, column)
    ]
    lines = staged.grid.lines({row for row, _ in found}) if found else {}
    return [
        Fault(staged.name, "two_ticks", lines.get(row), headers[0], details={"other": headers[1]})
        for row, headers in found
    ]


def _ticked_twice(con: Connection, staged: Staged, column: Column) -> list[tuple[int, list[str]]]:
    """Return the rows with more than one tick for an item, and the headers of the columns ticked."""
    parts = {part.header: part for part in column.parts if part.header in staged.header}
    ticked = [f"({stored_value_sql(staged, part)} IS NOT NULL)" for part in parts.values()]
    if len(ticked) < 2:
        return []
    times = " + ".join(f"{tick}::INTEGER" for tick in ticked)
    sql = f"SELECT row, {', '.join(ticked)} FROM {staged.table} WHERE {times} > 1 ORDER BY row"
    return [
        (row, [str(header) for header, is_ticked in zip(parts, marks, strict=True) if is_ticked])
        for row, *marks in con.execute(sql).fetchall()
    ]
