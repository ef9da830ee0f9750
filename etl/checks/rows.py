"""Rows that are none: blank ones are passed over; titles and headers among the rows are named as such."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection as Connection

from etl.columns.columns import Column, FileSpec
from etl.formats.header import import_ids, mostly_numbers
from etl.staging.stage import Staged
from publication.definitions.text import tidy
from publication.faults import Fault, Note
from publication.spelling import key

Row = Sequence[str | None]

_FIRST, _LOOKED_AT = 100, 10


def pass_over_blank_rows(con: Connection, staged: Staged) -> list[Fault]:
    """Take rows without any content out of a staged file and note how many; a fault where none are left."""
    if rows := staged.take_out(con, staged.blank):
        staged.notes.append(Note(staged.name, "blank_rows", details={"rows": str(rows)}))
    if con.execute(f"SELECT count(*) FROM {staged.table}").fetchone() == (0,):
        return staged.faults or [Fault(staged.name, "header_only", staged.grid.header_line)]
    return []


def layout_faults(con: Connection, staged: Staged, spec: FileSpec) -> list[Fault]:
    """Return the fault that explains all others: no header, a title above it, a second one, one column."""
    cells = ", ".join(f"c{at}" for at in range(len(staged.header)))
    sql = f"SELECT row, {cells} FROM {staged.table} WHERE row < {_FIRST} ORDER BY row LIMIT {_LOOKED_AT}"
    found = [row for row in con.execute(sql).fetchall() if not import_ids([cell or "" for cell in row[1:]])]
    numbers, rows = [row[0] for row in found], [row[1:] for row in found]
    if spec.headers.isdisjoint(staged.header):
        if (at := _header_among(rows, spec)) is not None:
            line = staged.grid.lines([numbers[at]])[numbers[at]]
            details = {"header": str(line)}
            return [Fault(staged.name, "title_above_header", staged.grid.header_line, details=details)]
        if _are_answers(staged.header, spec):
            return [Fault(staged.name, "no_header", staged.grid.header_line)]
        if len(staged.header) == 1 < len(spec.headers):
            return [Fault(staged.name, "one_column", staged.grid.header_line)]
    if _are_answers(staged.grid.texts, spec):
        return [Fault(staged.name, "one_header_row", staged.grid.begins - 1)]
    if rows and _is_second_header(staged, spec, rows[:2]):
        rule = "third_header" if staged.grid.texts else "second_header"
        return [Fault(staged.name, rule, staged.grid.lines([numbers[0]])[numbers[0]])]
    return []


def _are_answers(cells: Sequence[str], spec: FileSpec) -> bool:
    """Say whether at least half of the cells, and two, are numbers or what the columns of codes accept."""
    known = {text for column in spec.in_file for text in column.texts}
    return mostly_numbers(["0" if key(cell) in known else cell for cell in cells])


def _header_among(rows: Sequence[Row], spec: FileSpec) -> int | None:
    """Return which of the rows holds at least two of the columns' names, and half of its cells do."""
    for at, row in enumerate(rows):
        filled = [tidy(cell) for cell in row if cell]
        names = sum(cell in spec.headers for cell in filled)
        if names >= 2 and 2 * names >= len(filled):
            return at
    return None


def _is_second_header(staged: Staged, spec: FileSpec, rows: Sequence[Row]) -> bool:
    """Say whether the first row, unlike the next, holds differing texts where codes and numbers belong."""
    columns = {
        staged.header.index(column.header): column
        for column in spec.in_file
        if column.header in staged.header and (column.codes is not None or column.holds is not None)
    }
    first, *others = rows
    texts = [text for at in columns if (text := key(first[at] or ""))]
    unread = [at for at in columns if not _may_be(columns[at], first[at])]
    return len(unread) == len(texts) == len(set(texts)) >= 2 and all(
        any(row[at] and _may_be(columns[at], row[at]) for at in columns) for row in others
    )


def _may_be(column: Column, cell: str | None) -> bool:
    """Say whether a cell may be what a column holds: blank, accepted, or with digits and no letters."""
    text = key(cell or "")
    if text in column.blanks or text in column.texts:
        return True
    return not any(sign.isalpha() for sign in text)
