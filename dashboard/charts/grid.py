"""Small charts side by side on one pair of axes: a cell each, drawn much faster than axes of their own.

Every mark of a small chart lies within its cell, a unit wide and high, so that whole cells can be moved: to
other columns by the integer parts of x and y alone.
"""

from dataclasses import dataclass

from dashboard.charts import style
from dashboard.charts.style import Trace

# Within a cell: where its drawing begins and ends, across and down; its title stands above.
LEFT, RIGHT, TOP, BOTTOM = 0.17, 0.8, 0.38, 0.94
# Room for what stands above the first cells, in cells.
_HEAD = 0.28


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows of so many columns, and the scale each is drawn on, the high end up."""

    cells: int
    columns: int
    start: float
    high: float

    @property
    def rows(self) -> int:
        """How many rows of cells there are."""
        return -(-self.cells // self.columns)

    def x(self, cell: int, share: float) -> float:
        """Return where a share of the way across the drawing of a cell is."""
        return cell % self.columns + LEFT + share * (RIGHT - LEFT)

    def y(self, cell: int, value: float) -> float:
        """Return where a value of the scale is in a cell."""
        return cell // self.columns + BOTTOM - self.tall(value - self.start)

    def tall(self, difference: float) -> float:
        """Return how tall a difference of values is."""
        return difference / (self.high - self.start) * (BOTTOM - TOP)

    def corner(self, cell: int) -> tuple[float, float]:
        """Return where the title of a cell begins."""
        return float(cell % self.columns), cell // self.columns + 0.33

    def axes(self, values: list[int]) -> dict[str, Trace]:
        """Return the axes, with some values of the scale named in the first cell of each row."""
        named = [
            (self.y(row * self.columns, value), str(value)) for row in range(self.rows) for value in values
        ]
        down = style.rows_axis([text for _, text in named], [y for y, _ in named], self.rows)
        return {
            "xaxis": style.blank_axis((0, 1), (0, self.columns)),
            "yaxis": {**down, "range": [self.rows, -_HEAD], "tickfont": {"size": 12, "color": style.QUIET}},
        }

    def head(self) -> float:
        """Return where words above the first cells stand."""
        return -_HEAD / 2
