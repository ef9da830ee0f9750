"""CSV files: semicolon or comma, double quotes, every cell as text, every ragged row refused."""

import csv
import hashlib
import io
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.definitions.text import tidy
from etl.faults import Fault, SourceError
from etl.read.columns import BLANKS
from etl.read.text import decode

_STAGE = """
CREATE OR REPLACE TEMP TABLE {table} AS
SELECT row_number() OVER () - 1 AS row, *
FROM read_csv($path, delim = $delim, quote = '"', escape = '"', header = false, auto_detect = false,
              all_varchar = true, strict_mode = true, store_rejects = true, rejects_limit = 0,
              rejects_table = 'rejected', rejects_scan = 'rejected_scan', columns = {columns})
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file's cells as texts in a temporary table with the columns row, c0, c1 and so on.

    Ragged rows are not in it; they are the faults.
    """

    path: Path
    table: str
    header: tuple[str, ...]
    sha256: str
    text: str
    delimiter: str
    faults: list[Fault]

    def trimmed(self, column: int) -> str:
        """Return the SQL of a cell without the blanks around it."""
        return f"trim(c{column}, '{BLANKS}')"

    def cell(self, column: int) -> str:
        """Return the SQL of a cell as it is compared: composed, trimmed, lower case, never null."""
        return f"coalesce(lower({self.trimmed(column)}), '')"

    def lines(self, rows: Sequence[int]) -> dict[int, int]:
        """Return the line of the file on which each row begins (quoted cells may span several)."""
        wanted, found, begins = set(rows), {}, 1
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        row = 0
        for cells in reader:
            if len(cells) == len(self.header):
                if row in wanted:
                    found[row] = begins
                row += 1
            begins = reader.line_num + 1
        return found


def _delimiter(first_line: str) -> str:
    outside_quotes = "".join(first_line.split('"')[::2])
    return ";" if outside_quotes.count(";") >= outside_quotes.count(",") else ","


def _header(path: Path, text: str, delimiter: str) -> tuple[str, ...]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = tuple(map(tidy, next(row for row in rows if row)))
    faults = [
        Fault(path.name, "doubled_column", line=1, column=name)
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    if "" in names:
        faults.append(Fault(path.name, "unnamed_column", line=1, column=str(names.index("") + 1)))
    if faults:
        raise SourceError(faults)
    return names


def _rejected(con: duckdb.DuckDBPyConnection, path: Path, content: bytes) -> list[Fault]:
    """Turn the rows the reader rejected into faults, one per row, without repeating the row's content."""
    rows = con.execute(
        "SELECT coalesce(line_byte_position, byte_position, 1), min(error_type::VARCHAR)"
        " FROM rejected GROUP BY 1 ORDER BY 1"
    ).fetchall()
    con.execute("DROP TABLE IF EXISTS rejected; DROP TABLE IF EXISTS rejected_scan")
    rules = {"MISSING COLUMNS": "too_few_cells", "TOO MANY COLUMNS": "too_many_cells"}
    return [
        Fault(path.name, rules.get(kind, "broken_quotes"), line=_line_at(content, at - 1))
        for at, kind in rows
    ]


def _line_at(content: bytes, position: int) -> int:
    """Return the line a row at a byte position begins on, blank lines before it passed over."""
    blank = len(content[position:]) - len(content[position:].lstrip(b"\n"))
    return content.count(b"\n", 0, position + blank) + 1


def stage(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> Staged:
    """Read a CSV file into a temporary table of texts.

    Ragged rows are left out and are its faults. Raises SourceError where the rest cannot be trusted: broken
    quotes, a doubled or unnamed column, a header only.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    text = unicodedata.normalize("NFC", decode(path.name, raw)).replace("\r\n", "\n").replace("\r", "\n")
    delimiter = _delimiter(text.lstrip("\n").split("\n", 1)[0])
    header = _header(path, text, delimiter)
    content = text.encode()
    with tempfile.NamedTemporaryFile(suffix=".csv") as utf8:
        utf8.write(content)
        utf8.flush()
        columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header))) + "}"
        sql = _STAGE.format(table=table, columns=columns)
        con.execute(sql, {"path": utf8.name, "delim": delimiter})
    faults = _rejected(con, path, content)
    con.execute(f"DELETE FROM {table} WHERE row = 0")
    if con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
        faults = faults or [Fault(path.name, "header_only", line=1)]
    if any(fault.rule in ("header_only", "broken_quotes") for fault in faults):
        raise SourceError(faults)
    return Staged(path, table, header, digest, text, delimiter, faults)
