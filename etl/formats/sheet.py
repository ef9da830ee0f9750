"""A sheet of a workbook, whatever its format: where it is filled, what is wrong in it, its rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from etl.formats.number_format import NumberFormat
from etl.formats.rows import OddCell, Row

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384


@dataclass(slots=True)
class Extent:
    """The rectangle that the filled cells of a sheet span, rows and columns from 1."""

    top: int = MAX_ROWS + 1
    left: int = MAX_COLUMNS + 1
    bottom: int = 0
    right: int = 0

    def add(self, row: int, column: int) -> None:
        """Let the rectangle reach a cell."""
        if not self.top <= row <= self.bottom:
            self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        if not self.left <= column <= self.right:
            self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def filled(self) -> bool:
        """Say whether there is any cell in it."""
        return self.bottom > 0

    @property
    def width(self) -> int:
        """How many columns it spans."""
        return self.right - self.left + 1

    def touches(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Say whether a range of cells lies partly within."""
        return top <= self.bottom and bottom >= self.top and left <= self.right and right >= self.left


@dataclass(slots=True)
class Sheet:
    """A sheet that may hold data. `rows` yields (row number, cells from `extent.left` on), blank rows too.

    `laid_out` spans the cells that reading takes memory for, among them those of an empty text. `formatted`
    are runs of cells that show their numbers in a unit, by row: first column, last column, format.
    """

    name: str
    extent: Extent = field(default_factory=Extent)
    laid_out: Extent = field(default_factory=Extent)
    odd: list[OddCell] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formatted: dict[int, list[tuple[int, int, NumberFormat]]] = field(default_factory=dict)
    rows: Callable[[], Iterator[Row]] = field(default=lambda: iter(()))

    def format_cell(self, row: int, column: int, shown: NumberFormat) -> None:
        """Note that a cell shows its number in a unit."""
        runs = self.formatted.setdefault(row, [])
        if runs and runs[-1][1] == column - 1 and runs[-1][2] is shown:
            runs[-1] = (runs[-1][0], column, shown)
        else:
            runs.append((column, column, shown))


def letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    rest, last = divmod(column - 1, 26)
    return (letters(rest) if rest else "") + chr(ord("A") + last)


def place(row: int, column: int) -> str:
    """Return a cell's name: B3."""
    return f"{letters(column)}{row}"
