"""Where the marks of a question stand: a band per question, all on one scale, with its name and lines."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from dashboard.charts import style
from dashboard.charts.scale import broken_at, scale_start
from dashboard.charts.style import Trace
from dashboard.pages.sessions.answer import Marked, SessionRow, end_of_line
from publication.languages import Language

# What a band's name takes of its height, and the room left below its scale.
NAME, BELOW = 0.3, 0.07
# And below a break, down to the low end of the scale.
FOOT = 0.17
# In pixels: left of the chart stand the numbers of the scale, so far from it.
LEFT, BESIDE = 26, 6
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


def part_of_scale(rows: Sequence[SessionRow], scale: tuple[int, int]) -> float:
    """Return where the scale begins to be drawn, below all means and their lines, for every question."""
    shown = [marked for row in rows for marked in row.marked.values() if marked.shown]
    return scale_start(scale, [reach(marked, scale)[0] for marked in shown])


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of a chart.

    Attributes:
        items: The questions, from above.
        scale: The lowest and the highest mark.
        start: Where the scale begins to be drawn; the lowest mark where it is whole.
    """

    items: Sequence[str]
    scale: tuple[int, int]
    start: float

    @property
    def is_broken(self) -> bool:
        """Whether the scale is broken below its start."""
        return self.start > self.scale[0]

    @property
    def named(self) -> Sequence[int]:
        """The marks that are named: both ends, and of a broken scale the first above the break."""
        return (*self.scale, math.ceil(self.start)) if self.is_broken else self.scale

    def height(self, item: str, mark: float) -> float:
        """Return how far down a mark stands; one beyond the ends stands at the end."""
        high, foot = self.scale[1], FOOT if self.is_broken else 0.0
        top = self.items.index(item) + NAME
        if self.is_broken and mark == self.scale[0]:
            return self.items.index(item) + 1 - BELOW
        share = (high - min(max(mark, self.start), high)) / (high - self.start)
        return top + share * (1 - NAME - BELOW - foot)

    def lines(self) -> list[Trace]:
        """Return a thin line at each named mark of every band, and where the scale is broken, its break."""
        line = {"color": style.GRID, "width": 1}
        across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "line": line, "layer": "below"}
        heights = [self.height(item, mark) for item in self.items for mark in self.named]
        return [*({**across, "y0": y, "y1": y} for y in heights), *self._breaks()]

    def _breaks(self) -> list[Trace]:
        if not self.is_broken:
            return []
        up = {"type": "line", "xref": "paper", "x0": 0, "x1": 0}
        line = {**up, "line": {"color": style.RULE, "width": 1}, "layer": "below"}
        low, high = self.scale
        ends = [(self.height(item, low), self.height(item, high)) for item in self.items]
        breaks = [broken_at(foot - FOOT / 2, "y") for foot, _ in ends]
        return [*({**line, "y0": foot, "y1": top} for foot, top in ends), *chain.from_iterable(breaks)]

    def names(self, labels: Mapping[str, str]) -> list[Trace]:
        """Return the name of each question above its band, and the marks at its ends."""
        edge = {"xref": "paper", "x": 0, "showarrow": False}
        left = {**edge, "xanchor": "left", "xshift": -LEFT, "yanchor": "top"}
        beside = {**edge, "xanchor": "right", "xshift": -BESIDE, "yanchor": "middle"}
        quiet = {"size": 12, "color": style.QUIET}
        named = [
            {**left, "y": at + 0.02, "text": f"<b>{labels[item]}</b>"} for at, item in enumerate(self.items)
        ]
        ends = [
            {**beside, "y": self.height(item, mark), "text": str(mark), "font": quiet}
            for item in self.items
            for mark in self.named
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
