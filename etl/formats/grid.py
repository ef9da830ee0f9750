"""A table of cells as a file gave them, whatever its format: a header, rows waiting in a CSV file."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from publication.faults import Counted, Fault, Note

# A comment may be longer than the 128 KiB that the reader takes by itself.
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a mapping says of the file around the cells: which sheet, how many header rows."""

    sheet: str | None = None
    header_rows: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table, all as texts, in a UTF-8 file with double quotes and one kind of line end.

    `header` holds the columns' names, `texts` the question texts beside them where the file gives both, and
    `labels` what a column's codes mean, by column number. `skip` is the number of records (and blank lines)
    before the first row, which begins on line `begins`. `row_lines` says on which line of what the person
    sees each row stands; without it, lines are counted. `header_line` is the line of the names, where they
    stand on one; `counted` says what a line is called.
    """

    name: str
    sha256: str
    path: Path
    delimiter: str
    header: tuple[str, ...]
    skip: int
    begins: int
    texts: tuple[str, ...] = ()
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    row_lines: Sequence[int] | None = None
    notes: Sequence[Note] = ()
    header_line: int | None = 1
    counted: Counted = "line"

    def named(self, known: Collection[str]) -> tuple[str, ...]:
        """Return the header, a column's question text in place of its name where only the text is known."""
        if not self.texts:
            return self.header
        return tuple(
            text if name not in known and text in known else name
            for name, text in zip(self.header, self.texts, strict=True)
        )

    def lines(self, rows: Collection[int]) -> dict[int, int]:
        """Return the line on which each row begins (quoted cells may span several)."""
        if self.row_lines is not None:
            return {row: self.row_lines[row] for row in rows}
        return self._counted_lines(set(rows))

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every record with the line it begins on, blank and ragged ones too, as loading reads them."""
        with self.path.open(encoding="utf-8", newline="") as file:
            for _ in range(self.begins - 1):
                file.readline()
            begins = self.begins
            reader = csv.reader(file, delimiter=self.delimiter, skipinitialspace=True)
            for number, cells in enumerate(reader):
                yield (begins if self.row_lines is None else self.row_lines[number]), cells
                begins = self.begins + reader.line_num

    def ragged(self, records: Sequence[tuple[int, list[str]]]) -> list[Fault]:
        """Return a fault for every record without a cell for each column, or that the file ends inside."""
        width = len(self.header)
        rules = {
            line: "too_few_cells" if len(cells) < width else "too_many_cells"
            for line, cells in records
            if len(cells) != width
        }
        rules |= self.unfinished(records, width)
        return [Fault(self.name, rule, line, counted=self.counted) for line, rule in rules.items()]

    def unfinished(self, records: Sequence[tuple[int, list[str]]], width: int) -> dict[int, str]:
        """Return line → fault of the last record, where the file or a quotation ends inside it."""
        if not records:
            return {}
        content = self.path.read_bytes()
        (line, cells), is_open = records[-1], content.count(b'"') % 2 == 1
        if not content.endswith(b"\n") and (is_open or len(cells) < width):
            return {line: "cut_off"}
        return {line: "broken_quotes"} if is_open else {}

    def _counted_lines(self, wanted: Collection[int]) -> dict[int, int]:
        whole = (line for line, cells in self.records() if max(len(cells), 1) == len(self.header))
        return {row: line for row, line in enumerate(whole) if row in wanted}


class Source(Protocol):
    """A file that was recognised and opened; its cells are read once the layout is known."""

    @property
    def name(self) -> str:
        """What faults call it."""

    def grid(self, layout: Layout) -> Grid:
        """Return its cells. Raises SourceError where they cannot be trusted."""
