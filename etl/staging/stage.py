"""Staging: a grid's cells in a temporary table, exactly as they are; ragged rows and quotes are found here.

Whatever reads cells reads the view of texts. How they are kept below it is a matter of speed alone: a file
whose cells are all written as the mapping says is read straight into small numbers, any other as texts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
from duckdb import DuckDBPyConnection as Connection

from etl.columns.columns import FileSpec
from etl.formats.grid import Grid
from etl.formats.text import lines_at
from etl.staging.encoding import DIGIT, TEXT, Encoding, digit_encoding, word_encoding
from publication.faults import Fault, Note, SourceError
from publication.spelling import BLANKS
from publication.sql import literal

_READ = """
CREATE OR REPLACE TEMP TABLE {table} AS
FROM read_csv($path, delim = $delim, quote = '"', escape = '"', header = false, auto_detect = false,
              skip = {skip}, strict_mode = true, columns = {columns} {rejects})
"""
_REJECTS = """, store_rejects = true, rejects_limit = 0,
              rejects_table = 'rejected', rejects_scan = 'rejected_scan'"""
_BLOCK = 1 << 20
# A line of blanks only, after empty ones: no row, and no fault either.
_EMPTY_LINES = re.compile(rb"\n*")
_BLANK_LINE = re.compile(rb"\n*[ \t]+(\n|$)")


@dataclass(frozen=True, slots=True)
class Staged:
    """A grid's cells in a temporary view of texts with the columns row, c0, c1 and so on.

    The view's k0, k1 … are the cells as they are kept (`encodings`, by column), in the table `{table}_kept`;
    `text_counts` is what was found there of the few texts that some columns hold (`etl/staging/lookup.py`).
    The cells of `plain` columns are printable ASCII without blanks, so that there is nothing to trim.
    Ragged rows are not in it; they are the faults.
    """

    grid: Grid
    header: tuple[str, ...]
    table: str
    faults: list[Fault]
    notes: list[Note]
    encodings: Sequence[Encoding] = field(default_factory=list)
    plain: frozenset[int] = frozenset()
    text_counts: dict[tuple[int, ...], dict[tuple[str | None, str | None], int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What faults call the file."""
        return self.grid.name

    @property
    def texts(self) -> list[int]:
        """The columns kept as texts; others hold nothing but texts that the mapping writes, and blanks."""
        return [at for at, encoding in enumerate(self.encodings) if encoding is TEXT]

    @property
    def blank(self) -> str:
        """The SQL of a row without any content."""
        texts = {*self.texts}
        cells = [f"coalesce(trim(k{at}, '{BLANKS}'), '') = ''" for at in texts]
        return " AND ".join([f"k{at} IS NULL" for at in range(len(self.header)) if at not in texts] + cells)

    def take_out(self, con: Connection, condition: str) -> int:
        """Take the rows out of which a condition holds; return how many."""
        rows = f"SELECT row FROM {self.table} WHERE {condition}"
        deleted = con.execute(f"DELETE FROM {self.table}_kept WHERE rowid IN ({rows})").fetchone()
        return int(deleted[0]) if deleted else 0

    def trimmed(self, column: int) -> str:
        """Return the SQL of a cell without the blanks around it."""
        return f"c{column}" if column in self.plain else f"trim(c{column}, '{BLANKS}')"

    def cell(self, column: int) -> str:
        """Return the SQL of a cell as it is compared: composed, trimmed, lower case, never null."""
        return f"coalesce(lower({self.trimmed(column)}), '')"


def _columns(encodings: Sequence[Encoding]) -> str:
    types = (f"'k{at}': {literal(encoding.sql_type)}" for at, encoding in enumerate(encodings))
    return "{" + ", ".join(types) + "}"


def _read(con: Connection, grid: Grid, table: str, encodings: Sequence[Encoding], rejects: str) -> None:
    sql = _READ.format(table=f"{table}_kept", skip=grid.skip, columns=_columns(encodings), rejects=rejects)
    con.execute(sql, {"path": str(grid.path), "delim": grid.delimiter})


def _read_exactly(con: Connection, grid: Grid, table: str, encodings: Sequence[Encoding]) -> bool:
    """Read a grid as its encodings say; say whether that was exact: no cell that stands for another text."""
    try:
        _read(con, grid, table, encodings, rejects="")
    except (duckdb.ConversionException, duckdb.InvalidInputException):
        return False
    if con.execute(f"SELECT count(*) FROM {table}_kept").fetchone() == (0,):
        return False
    return DIGIT not in encodings or _every_byte_is_accounted_for(con, grid, table, encodings)


def _every_byte_is_accounted_for(
    con: Connection, grid: Grid, table: str, encodings: Sequence[Encoding]
) -> bool:
    """Say whether the file is as long as its cells make it, each number a single digit.

    '04', ' 4', '4.0' and '0x4' are read as 4 too, but are longer; nothing shorter is. Texts take the bytes
    they have, and every cell a delimiter or line end; what is left is quotation marks around cells.
    """
    cells = [
        f"count(k{at})" if encoding is DIGIT else f"sum(strlen(k{at}::VARCHAR))"
        for at, encoding in enumerate(encodings)
    ]
    total = " + ".join([f"count(*) * {len(encodings)}", *(f"coalesce({number}, 0)" for number in cells)])
    texts = [at for at, encoding in enumerate(encodings) if encoding is not DIGIT]
    marks = [f"contains(k{at}::VARCHAR, '\"')" for at in texts]
    (size, marked) = con.execute(
        f"SELECT {total}, coalesce(bool_or({' OR '.join(marks) or 'false'}), false) FROM {table}_kept"
    ).fetchone() or (0, True)
    length, quotes = _length_of_rows(grid)
    return size + quotes == length and not (quotes and marked)


def _length_of_rows(grid: Grid) -> tuple[int, int]:
    """Return the bytes of a grid's rows, the last line's end among them, and the quotation marks."""
    length = quotes = 0
    block = b"\n"
    with grid.path.open("rb") as file:
        for _ in range(grid.begins - 1):
            file.readline()
        while read := file.read(_BLOCK):
            block = read
            length, quotes = length + len(block), quotes + block.count(b'"')
    return length + (not block.endswith(b"\n")), quotes


def _rejected(con: Connection, grid: Grid) -> list[Fault]:
    """Turn the rows the reader rejected into faults, one per row, without repeating the row's content."""
    rows = con.execute(
        "SELECT coalesce(line_byte_position, byte_position, 1), min(error_type::VARCHAR)"
        " FROM rejected GROUP BY 1 ORDER BY 1"
    ).fetchall()
    con.execute("DROP TABLE IF EXISTS rejected; DROP TABLE IF EXISTS rejected_scan")
    rules = {"MISSING COLUMNS": "too_few_cells", "TOO MANY COLUMNS": "too_many_cells"}
    content = grid.path.read_bytes() if rows else b""
    last = max((at for at, _ in rows), default=0)

    def rule(kind: str, at: int) -> str:
        found = rules.get(kind, "broken_quotes")
        ends_inside = at == last and found != "too_many_cells" and _is_cut_off(content, at - 1)
        return "cut_off" if ends_inside else found

    begin = {at: _EMPTY_LINES.match(content, at - 1) for at, _ in rows}
    lines = lines_at(content, b"\n", (found.end() for found in begin.values() if found))
    return [
        Fault(grid.name, rule(kind, at), line)
        for (at, kind), line in zip(rows, lines, strict=True)
        if not _BLANK_LINE.match(content, at - 1)
    ]


def _is_cut_off(content: bytes, position: int) -> bool:
    """Say whether the row that begins at a byte position has no end: the file ends inside it."""
    row = content[position:]
    return not row.endswith(b"\n") and (row.count(b'"') % 2 == 1 or b"\n" not in row.lstrip(b"\n"))


def _read_as_texts(con: Connection, grid: Grid, table: str) -> list[Fault]:
    """Read a grid's cells as texts; ragged rows are left out and are the faults.

    Raises SourceError where the rest cannot be trusted: broken quotes, a header only.
    """
    _read(con, grid, table, [TEXT] * len(grid.header), _REJECTS)
    faults = _rejected(con, grid)
    if con.execute(f"SELECT count(*) FROM {table}_kept").fetchone() == (0,):
        faults = faults or [Fault(grid.name, "header_only", grid.header_line)]
    if any(fault.rule in ("header_only", "broken_quotes") for fault in faults):
        raise SourceError(faults)
    return faults


def _show_texts(con: Connection, table: str, columns: int) -> None:
    cells = [f"k{at}::VARCHAR AS c{at}, k{at}" for at in range(columns)]
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT rowid AS row, {', '.join(cells)} FROM {table}_kept"
    )


def _plain(con: Connection, table: str, texts: Sequence[int]) -> frozenset[int]:
    odd = ", ".join(f"coalesce(bool_or(regexp_matches(k{at}, '[^!-~]')), false)" for at in texts)
    found = con.execute(f"SELECT {odd} FROM {table}_kept").fetchone() if texts else None
    return frozenset(at for at, is_odd in zip(texts, found or (), strict=True) if not is_odd)


def stage(con: Connection, grid: Grid, table: str, spec: FileSpec) -> Staged:
    """Read a grid; its columns go by the names (or texts) that the spec knows.

    Ragged rows are left out and are its faults. Raises SourceError where the rest cannot be trusted.
    """
    con.execute("SET preserve_insertion_order = true")  # rows are numbered as they lie in the file
    header = grid.named(spec.headers | spec.drop)
    columns = {column.header: column for column in spec.in_file}
    faults: list[Fault] = []
    for encode in (digit_encoding, word_encoding):
        encodings = [encode(columns.get(name)) for name in header]
        if _read_exactly(con, grid, table, encodings):
            break
    else:
        encodings = [TEXT] * len(header)
        faults = _read_as_texts(con, grid, table)
    _show_texts(con, table, len(header))
    texts = [at for at, name in enumerate(header) if encodings[at] is TEXT and name in columns]
    return Staged(grid, header, table, faults, list(grid.notes), encodings, _plain(con, table, texts))
