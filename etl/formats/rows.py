"""Rows of typed cells as rows of texts in a CSV file: blank ones are passed over, odd cells are gathered."""

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.formats.cells import Cell, OddCellError, text_of
from publication.faults import Counted, Fault, Note

Row = tuple[int, Sequence[Cell]]
TextRow = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell that gives no value: where it is (from 1), the rule, what it shows and what more is said."""

    row: int
    column: int
    rule: str
    value: str | None = None
    details: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class TextRows:
    """Turns rows into texts; `left` is the number of the first column.

    `blank` counts the rows without content that stand between others, `trailing` those after the last.
    """

    left: int = 1
    blank: int = 0
    trailing: int = 0
    odd: list[OddCell] = field(default_factory=list)

    def filled(self, rows: Iterable[Row]) -> Iterator[TextRow]:
        """Yield the rows that are not blank, with their numbers; blank rows above the first do not count."""
        begun = False
        for number, cells in rows:
            texts = self._texts(number, cells)
            if any(map(str.strip, texts)):
                self.blank, self.trailing, begun = self.blank + self.trailing, 0, True
                yield number, texts
            elif begun:
                self.trailing += 1

    def _texts(self, row: int, cells: Sequence[Cell]) -> list[str]:
        try:
            return list(map(text_of, cells))
        except OddCellError:
            return [self._text(row, column, cell) for column, cell in enumerate(cells, start=self.left)]

    def _text(self, row: int, column: int, cell: Cell) -> str:
        try:
            return text_of(cell)
        except OddCellError as odd:
            self.odd.append(OddCell(row, column, odd.rule, details=odd.details))
            return odd.rule


def write_rows(path: Path, rows: Iterable[TextRow]) -> Sequence[int]:
    """Write rows as CSV; return their numbers."""
    numbers = array("l")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for number, cells in rows:
            numbers.append(number)
            writer.writerow(cells)
    return numbers


def odd_faults(
    file: str, odd: Iterable[OddCell], column: Callable[[int], str], counted: Counted
) -> list[Fault]:
    """Return a fault for each odd cell, in the order of the rows; `column` names a column by its number."""
    return [
        Fault(file, cell.rule, cell.row, column(cell.column), cell.value, cell.details, counted=counted)
        for cell in sorted(odd, key=lambda cell: (cell.row, cell.column))
    ]


def blank_rows(file: str, number: int) -> list[Note]:
    """Return the note that so many rows without content were passed over, if any were."""
    return [Note(file, "blank_rows", details={"rows": str(number)})] if number else []
