"""Small pictures without a chart library: a line of months, two means, a strip of cells, as texts of SVG."""

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from dashboard.charts import style
from dashboard.charts.svg import Picture, Scale, box, dot, framed, line, pair, pixel

# In pixels: what stays free on every side, so that no dot is cut off.
EDGE, RIM = 3, 5
MONTHS, MEANS, MARKS = (54, 22), (120, 24), (120, 20)
# Where the first of marks beside each other stands, and how far the next is below it.
HIGHEST, APART = 6.5, 7
CELL, GAP, STRIP = 6, 1, 14
Claim = Literal["up", "down", "none"]


class Interval(NamedTuple):
    """A mean with its interval."""

    mean: float
    low: float
    high: float


class Placed(NamedTuple):
    """A number, and the lowest and highest of its scale."""

    number: float
    low: float
    high: float


def sparkline(
    values: Sequence[float],
    words: str,
    *,
    centre: Sequence[float] = (),
    target: float | None = None,
    marked: Collection[int] = (),
    colour: str = style.LATER,
) -> Picture:
    """Draw months as a line, broken where one is missing, with a dot on the newest that has a value.

    Args:
        values: One per month, nan where there is none; at least one that is not.
        words: The text alternative.
        centre: The centre line, one per month, nan where there is none; none at all if empty.
        target: Drawn as a line of dashes.
        marked: The months of a signal, counted from 0.
        colour: Of the newest month and the months of a signal.

    Returns:
        The picture; its height reaches from the lowest to the highest of all that is drawn.
    """
    width, height = MONTHS
    drawn = [value for value in (*values, *centre, target) if value is not None and value == value]
    across = Scale(0, len(values) - 1, EDGE, width - EDGE)
    up = Scale(min(drawn), max(drawn), height - EDGE, EDGE)
    points = [(across.at(at), up.at(value)) if value == value else None for at, value in enumerate(values)]
    newest = [point for point in points if point][-1]
    signal = [point for at in sorted(marked) if (point := points[at])]
    parts = [
        line(_levels(centre, across, up), style.RULE, 1),
        line(_level(target, across, up), style.QUIET, 0.8, ' stroke-dasharray="3 2"'),
        line(_months(points), style.EARLIER, 1.2),
        line("".join(f"M{pair(point)}h0" for point in signal), colour, 3),
        dot(newest, 2.4, colour),
    ]
    return framed(parts, MONTHS, words)


def dumbbell(
    earlier: Interval | None,
    later: Interval,
    scale: tuple[float, float],
    words: str,
    band: tuple[float, float] | None = None,
) -> Picture:
    """Draw an earlier mean (a ring, above) and a later one (a dot, below) with their intervals on a scale.

    Args:
        earlier: None where there is none to show.
        later: The later mean.
        scale: Its lowest and highest number; what lies beyond ends at its edge.
        words: The text alternative.
        band: From where to where those lie that both are held against, as a grey band.

    Returns:
        The picture.
    """
    width, height = MEANS
    across = Scale(*scale, EDGE, width - EDGE)
    above, below = height / 3, 2 * height / 3
    parts = [_band(band, across, height), line(f"M{EDGE},{pixel(height / 2)}H{width - EDGE}", style.GRID, 1)]
    if earlier:
        ends = [(across.at(earlier.mean), above), (across.at(later.mean), below)]
        parts += [
            line(f"M{pair(ends[0])}L{pair(ends[1])}", style.RULE, 1),
            _interval(earlier, above, across, style.EARLIER),
            dot(ends[0], 3, style.PAPER, f' stroke="{style.EARLIER}" stroke-width="1.6"'),
        ]
    parts += [_interval(later, below, across, style.LATER), dot((across.at(later.mean), below), 3.4)]
    return framed(parts, MEANS, words)


def marks_beside(placed: Sequence[Placed | None], words: str) -> Picture:
    """Draw numbers on one line from end to end of their scales: from above a ring, a dot, a diamond.

    Args:
        placed: Two or three, in that order; None where there is none to show.
        words: The text alternative.

    Returns:
        The picture; nothing joins the marks, whose scales may differ.
    """
    width, height = MARKS[0], MARKS[1] + APART * (len(placed) - 2)
    ends = "".join(f"M{x},{pixel(height / 2 - 4)}V{pixel(height / 2 + 4)}" for x in (RIM, width - RIM))
    parts = [line(f"{ends}M{RIM},{pixel(height / 2)}H{width - RIM}", style.RULE, 1)]
    for at, (mark, draw) in reversed([*enumerate(zip(placed, (_ring, _disc, _diamond), strict=False))]):
        if mark:
            parts.append(draw((_placed(mark, width), HIGHEST + APART * at)))
    return framed(parts, (width, height), words)


def _ring(point: tuple[float, float]) -> str:
    return dot(point, 3.4, style.PAPER, f' stroke="{style.EARLIER}" stroke-width="1.8"')


def _disc(point: tuple[float, float]) -> str:
    return dot(point, 3.8)


def _diamond(point: tuple[float, float]) -> str:
    x, y = point
    return f'<path d="M{pixel(x)},{pixel(y - 4.6)}l4.6,4.6l-4.6,4.6l-4.6,-4.6z" fill="{style.INK}"/>'


def strip(cells: Sequence[Claim], words: str) -> Picture:
    """Draw a cell for each claim: higher stands high, lower stands low, no clear change lies in between.

    Args:
        cells: In the order they are drawn; at least one.
        words: The text alternative.

    Returns:
        The picture, as wide as there are cells.
    """
    height = {"up": CELL, "down": CELL, "none": CELL - 2}
    top = {"up": 0, "down": STRIP - CELL, "none": (STRIP - height["none"]) // 2}
    parts = []
    for claim, colour in (("up", style.UP), ("down", style.DOWN), ("none", style.NEUTRAL)):
        across = [at * (CELL + GAP) for at, cell in enumerate(cells) if cell == claim]
        shapes = "".join(f"M{x},{top[claim]}h{CELL}v{height[claim]}h-{CELL}z" for x in across)
        parts.append(f'<path d="{shapes}" fill="{colour}"/>' if shapes else "")
    return framed(parts, (len(cells) * (CELL + GAP) - GAP, STRIP), words)


def _placed(mark: Placed, width: int) -> float:
    return Scale(mark.low, mark.high, RIM, width - RIM).at(mark.number)


def _band(band: tuple[float, float] | None, across: Scale, height: int) -> str:
    if band is None:
        return ""
    left, right = (across.at(end) for end in band)
    return box((left, 0), right - left, height, style.TOGETHER)


def _interval(interval: Interval, y: float, across: Scale, colour: str) -> str:
    return line(f"M{pair((across.at(interval.low), y))}H{pixel(across.at(interval.high))}", colour, 1.6)


def _months(points: Sequence[tuple[float, float] | None]) -> str:
    """Return the path through months that follow each other; one between two gaps is a dot."""
    path = ""
    for there, stretch in groupby(points, key=lambda point: point is not None):
        if there:
            first, *rest = [pair(point) for point in stretch if point]
            path += f"M{first}" + ("".join(f"L{point}" for point in rest) or "h0")
    return path


def _stretches(values: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Yield first month, last month and value of each stretch in which a line keeps its height."""
    start = 0
    for value, stretch in groupby(values, key=lambda value: None if math.isnan(value) else value):
        stop = start + len(list(stretch))
        if value is not None:
            yield start, stop - 1, value
        start = stop


def _levels(values: Sequence[float], across: Scale, up: Scale) -> str:
    return "".join(
        f"M{pixel(across.at(first))},{pixel(up.at(value))}H{pixel(across.at(last))}"
        for first, last, value in _stretches(values)
    )


def _level(value: float | None, across: Scale, up: Scale) -> str:
    return "" if value is None else f"M{pixel(across.start)},{pixel(up.at(value))}H{pixel(across.end)}"
