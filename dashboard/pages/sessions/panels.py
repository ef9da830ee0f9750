"""Where the marks of a question stand: a band per question, all on one scale, with its name and lines."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts import style
from dashboard.charts.style import Trace
from dashboard.pages.sessions.answer import Marked, SessionRow, end_of_line
from publication.languages import Language

# What a band's name takes of its height, and the room left below its scale.
NAME, BELOW = 0.35, 0.06
HALF_COLUMN = 0.46


@dataclass(frozen=True, slots=True)
class SessionsTexts:
    """What a chart of sessions writes beside its numbers.

    Attributes:
        language: The reader's.
        lines: Item → label.
        scale: The lowest and the highest mark.
        withheld: The sentence for what is not shown.
        signs: Session → the sign of those printed with the same figures.
    """

    language: Language
    lines: Mapping[str, str]
    scale: tuple[int, int]
    withheld: str
    signs: Mapping[str, str]


def reach(marked: Marked, scale: tuple[int, int]) -> tuple[float, float]:
    """Return where the line through a mean begins and ends: its interval on the scale, or as printed."""
    low, high = (marked.least, marked.most) if marked.printed else (marked.low, marked.high)
    if low != low or high != high:
        return marked.mean, marked.mean
    return max(low, scale[0]), min(high, scale[1])


def part_of_scale(rows: Sequence[SessionRow], scale: tuple[int, int]) -> tuple[int, int]:
    """Return the whole marks between which all means lie with their lines; the same for every question."""
    ends = [reach(marked, scale) for row in rows for marked in row.marked.values() if marked.shown]
    if not ends:
        return scale
    low = math.floor(min(low for low, _ in ends))
    high = math.ceil(max(high for _, high in ends))
    return (low, high) if low < high else scale


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of a chart.

    Attributes:
        items: The questions, from above.
        ends: The marks at the bottom and the top of each band.
    """

    items: Sequence[str]
    ends: tuple[int, int]

    def height(self, item: str, mark: float) -> float:
        """Return how far down a mark stands; one beyond the ends stands at the end."""
        low, high = self.ends
        share = (high - min(max(mark, low), high)) / (high - low)
        return self.items.index(item) + NAME + share * (1 - NAME - BELOW)

    def lines(self) -> list[Trace]:
        """Return a thin line at both ends of every band."""
        line = {"color": style.GRID, "width": 1}
        across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "line": line, "layer": "below"}
        heights = [self.height(item, mark) for item in self.items for mark in self.ends]
        return [{**across, "y0": y, "y1": y} for y in heights]

    def names(self, labels: Mapping[str, str]) -> list[Trace]:
        """Return the name of each question above its band, and the marks at its ends."""
        left = {"xref": "paper", "x": 0, "xanchor": "left", "showarrow": False}
        quiet = {"size": 12, "color": style.QUIET}
        named = [
            {**left, "y": at + 0.02, "yanchor": "top", "text": f"<b>{labels[item]}</b>"}
            for at, item in enumerate(self.items)
        ]
        ends = [
            {**left, "y": self.height(item, mark), "yanchor": "middle", "text": str(mark), "font": quiet}
            for item in self.items
            for mark in self.ends
        ]
        return [*named, *ends]


def ends_of_lines(rows: Sequence[SessionRow], bands: Bands, scale: tuple[int, int]) -> Iterator[Trace]:
    """Yield a shade over the top of the scale where it has no room left."""
    shade = {"type": "rect", "fillcolor": style.TOGETHER, "line": {"width": 0}, "layer": "below"}
    for x, row in enumerate(rows):
        for item in bands.items:
            if item in row.marked and row.marked[item].at_the_end:
                y0, y1 = (bands.height(item, mark) for mark in (end_of_line(*scale), scale[1]))
                yield {**shade, "x0": x - HALF_COLUMN, "x1": x + HALF_COLUMN, "y0": y0, "y1": y1}
