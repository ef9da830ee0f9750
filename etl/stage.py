"""Staging: the cells of a grid as texts in a temporary table; ragged rows and quotes are found here."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from etl.faults import Fault, Note, SourceError
from etl.read.columns import BLANKS
from etl.read.grid import Grid

_STAGE = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT row_number() OVER () - 1 AS row, *
FROM read_csv($path, delim = $delim, quote = '"', escape = '"', header = false, auto_detect = false,
              skip = {skip}, all_varchar = true, strict_mode = true, store_rejects = true, rejects_limit = 0,
              rejects_table = 'rejected', rejects_scan = 'rejected_scan', columns = {columns})
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """A grid's cells as texts in a temporary table with the columns row, c0, c1 and so on.

    Ragged rows are not in it; they are the faults.
    """

    grid: Grid
    header: tuple[str, ...]
    table: str
    faults: list[Fault]
    notes: list[Note]

    @property
    def name(self) -> str:
        """What faults call the file."""
        return self.grid.name

    def trimmed(self, column: int) -> str:
        """Return the SQL of a cell without the blanks around it."""
        return f"trim(c{column}, '{BLANKS}')"

    def cell(self, column: int) -> str:
        """Return the SQL of a cell as it is compared: composed, trimmed, lower case, never null."""
        return f"coalesce(lower({self.trimmed(column)}), '')"


def _rejected(con: duckdb.DuckDBPyConnection, grid: Grid) -> list[Fault]:
    """Turn the rows the reader rejected into faults, one per row, without repeating the row's content."""
    rows = con.execute(
        "SELECT coalesce(line_byte_position, byte_position, 1), min(error_type::VARCHAR)"
        " FROM rejected GROUP BY 1 ORDER BY 1"
    ).fetchall()
    con.execute("DROP TABLE IF EXISTS rejected; DROP TABLE IF EXISTS rejected_scan")
    rules = {"MISSING COLUMNS": "too_few_cells", "TOO MANY COLUMNS": "too_many_cells"}
    content = grid.path.read_bytes() if rows else b""
    return [
        Fault(grid.name, rules.get(kind, "broken_quotes"), line=_line_at(content, at - 1))
        for at, kind in rows
    ]


def _line_at(content: bytes, position: int) -> int:
    """Return the line a row at a byte position begins on, blank lines before it passed over."""
    blank = len(content[position:]) - len(content[position:].lstrip(b"\n"))
    return content.count(b"\n", 0, position + blank) + 1


def stage(con: duckdb.DuckDBPyConnection, grid: Grid, table: str, known: Collection[str]) -> Staged:
    """Read a grid into a temporary table of texts; its columns go by the names (or texts) that are known.

    Ragged rows are left out and are its faults. Raises SourceError where the rest cannot be trusted: broken
    quotes, a header only.
    """
    columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(grid.header))) + "}"
    sql = _STAGE.format(table=table, columns=columns, skip=grid.skip)
    con.execute(sql, {"path": str(grid.path), "delim": grid.delimiter})
    faults = _rejected(con, grid)
    if con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
        faults = faults or [Fault(grid.name, "header_only", line=1)]
    if any(fault.rule in ("header_only", "broken_quotes") for fault in faults):
        raise SourceError(faults)
    return Staged(grid, grid.named(known), table, faults, list(grid.notes))
