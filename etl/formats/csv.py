"""CSV files: semicolon, comma, tab or bar between cells, double quotes, every cell as text."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from etl.formats.grid import Grid, Layout
from etl.formats.header import (
    Record,
    below_header,
    name_faults,
    second_row_faults,
    title_faults,
    width_faults,
)
from etl.formats.text import lines_at, read_text
from publication.definitions.text import tidy
from publication.faults import Fault, Note, SourceError

DELIMITERS = ";,\t|"

_BEGINNING = 1 << 20
_LOOKED_AT = 50
_SAID = re.compile(rf'"?sep=([{DELIMITERS}])"?\n', re.IGNORECASE)
# Anchored on the quote, which is found as fast as memory is read; what stands before it is looked at last.
_MID_CELL = re.compile(rb'"(?<=[^;,\t|\n"]")[^;,\t|\n"]')
_OPENS, _CLOSES = re.compile(rb"(^|[;,\t|\n])[ \t]*$"), re.compile(rb"[ \t]*($|[;,\t|\n])")


@dataclass(frozen=True, slots=True)
class TextSource:
    """A CSV file, rewritten as UTF-8 with composed letters and plain line ends where it was not."""

    name: str
    sha256: str
    path: Path
    notes: Sequence[Note] = ()

    def grid(self, layout: Layout) -> Grid:
        """Return the header and where the rows begin, reading no more than the file's beginning.

        Raises SourceError where it has no header of that many rows, or a column's name twice.
        """
        text = _beginning(self.path)
        separator = _SAID.match(text)
        delimiter = separator[1] if separator else _delimiter(text)
        records = list(_records(text, delimiter))[1 if separator else 0 :]
        if not records:
            raise SourceError([Fault(self.name, "empty_file")])
        if not layout.header_rows:
            return Grid(
                self.name, self.sha256, self.path, delimiter, (), 0, records[0].line, header_line=None
            )
        header = records[: layout.header_rows]
        self._refuse_unless_header(text, records, header)
        names, *texts = (tuple(map(tidy, record.cells)) for record in header)
        above, notes = below_header(self.name, records, len(header))
        return Grid(
            self.name,
            self.sha256,
            self.path,
            delimiter,
            names,
            records[above - 1].before + 1,
            records[above - 1].last_line + 1,
            texts[0] if texts else (),
            notes=[*self.notes, *notes],
            header_line=header[0].line,
        )

    def _refuse_unless_header(self, text: str, records: Sequence[Record], header: Sequence[Record]) -> None:
        faults = _open_quote_faults(self.name, text, header)
        faults = faults or width_faults(self.name, len(header[0].cells)) or title_faults(self.name, records)
        faults = faults or name_faults(self.name, list(map(tidy, header[0].cells)), header[0].line)
        if len(header) > 1:
            faults = faults or second_row_faults(self.name, header[0], header[1])
        if faults:
            raise SourceError(faults)


def _beginning(path: Path) -> str:
    """Return the first lines of a file, as many as a mebibyte holds, or all of a long first line."""
    with path.open("rb") as file:
        begun = file.read(_BEGINNING)
        if len(begun) == _BEGINNING:
            begun = begun[: begun.rfind(b"\n") + 1] or begun + file.readline()
    return begun.decode()


def _records(text: str, delimiter: str) -> Iterator[Record]:
    """Yield those of the first records that are not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    line = 1
    for before, cells in enumerate(islice(reader, _LOOKED_AT)):
        record = Record(line, reader.line_num, before, tuple(cells))
        if record.filled:
            yield record
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first records into the most cells alike.

    Question texts hold commas and numbers hold decimal commas, but not equally many in every record.
    """

    def cells_alike(delimiter: str) -> int:
        widths = [len(record.cells) for record in _records(text, delimiter)]
        return max((widths.count(width) * (width - 1) for width in set(widths)), default=0)

    return max(DELIMITERS, key=cells_alike)


def _open_quote_faults(file: str, text: str, header: Sequence[Record]) -> list[Fault]:
    """Return a fault where a quotation mark is opened in the header and not closed."""
    lines = text.split("\n", header[-1].last_line)[header[0].line - 1 : header[-1].last_line]
    return [Fault(file, "broken_quotes", header[0].line)] if "\n".join(lines).count('"') % 2 else []


def _quote_faults(name: str, content: bytes) -> list[Fault]:
    """Return a fault for every line with a quotation mark that neither opens nor closes a cell."""
    found = [match.start() for match in _MID_CELL.finditer(content)]
    stray = [at for at in found if not _at_an_end(content, at)]
    return [Fault(name, "broken_quotes", line) for line in dict.fromkeys(lines_at(content, b"\n", stray))]


def _at_an_end(content: bytes, at: int) -> bool:
    """Say whether only blanks lie between a quotation mark and the cell's end or beginning."""
    return bool(_CLOSES.match(content, at + 1) or _OPENS.search(content[max(0, at - 99) : at]))


def open_csv(name: str, path: Path, workspace: Path) -> TextSource:
    """Decode a file strictly, faults calling it by the name; the workspace takes text that was not plain.

    Raises SourceError where the bytes cannot be trusted, or a quotation mark stands within a cell.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    text = read_text(name, raw)
    if faults := _quote_faults(name, text.content):
        raise SourceError(faults)
    if text.content is raw:
        return TextSource(name, digest, path)
    path_of_text = workspace / f"{digest}.csv"
    path_of_text.write_bytes(text.content)
    return TextSource(name, digest, path_of_text, text.notes)
