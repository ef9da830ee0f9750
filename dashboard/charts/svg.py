"""SVG as text: its elements, and where numbers stand; every word in it is escaped."""

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from dashboard.charts import style

Point = tuple[float, float]
# No XML can hold these.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Picture(NamedTuple):
    """A picture: its SVG, its width and height in pixels, and its text alternative."""

    svg: str
    width: int
    height: int
    words: str


class Scale(NamedTuple):
    """Where numbers from `low` to `high` stand between two pixels; all in the middle where they are one."""

    low: float
    high: float
    start: float
    end: float

    def at(self, number: float) -> float:
        """Return the pixel of a number, that of an end where it lies beyond it."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (min(max(number, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def framed(parts: Sequence[str], size: tuple[int, int], words: str) -> Picture:
    """Return parts of a drawing as a picture of so many pixels across and down."""
    width, height = size
    frame = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
    title = f"<title>{escaped(words)}</title>"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{title}{"".join(parts)}</svg>'
    return Picture(svg, width, height, words)


def escaped(words: str) -> str:
    """Return words as they are shown, never as markup."""
    return escape(_NO_TEXT.sub(" ", words))


def pixel(at: float) -> str:
    """Return a number of pixels."""
    return f"{round(at, 1):g}"


def pair(point: Point) -> str:
    """Return a point of a path."""
    return f"{pixel(point[0])},{pixel(point[1])}"


def line(path: str, colour: str, width: float, how: str = "") -> str:
    """Return a line along a path; nothing where there is none."""
    pen = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"{how}'
    return f'<path d="{path}" {pen}/>' if path else ""


def dot(point: Point, radius: float, colour: str = style.LATER, how: str = "") -> str:
    """Return a disc."""
    x, y = point
    return f'<circle cx="{pixel(x)}" cy="{pixel(y)}" r="{radius}" fill="{colour}"{how}/>'


def box(corner: Point, width: float, height: float, colour: str) -> str:
    """Return a rectangle by its upper left corner."""
    x, y = corner
    size = f'width="{pixel(width)}" height="{pixel(height)}"'
    return f'<rect x="{pixel(x)}" y="{pixel(y)}" {size} fill="{colour}"/>'


def text(words: str, point: Point, **look: str | float) -> str:
    """Return words at a point; `look` is how they look, by SVG's names with underscores for hyphens."""
    x, y = point
    said = {"font_size": 12, "fill": style.INK, **look}
    looks = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in said.items())
    return f'<text x="{pixel(x)}" y="{pixel(y)}"{looks}>{escaped(words)}</text>'


def lines_of_text(lines: Sequence[str], point: Point, leading: float, **look: str | float) -> str:
    """Return lines of words, the middle of them all at a point's height."""
    x, y = point
    first = y + 4 - leading * (len(lines) - 1) / 2
    return "".join(text(words, (x, first + leading * at), **look) for at, words in enumerate(lines))
