"""Pictures for paper, as texts of SVG: means in rows, shares as bars, a grid of values."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dashboard.charts import style
from dashboard.charts.paper_sheet import WIDE, on_paper, wrapped
from dashboard.charts.small import Claim, Interval
from dashboard.charts.svg import (
    Picture,
    Point,
    Scale,
    box,
    dot,
    line,
    lines_of_text,
    pair,
    pixel,
    text,
)

# In pixels: where names end, and where numbers to the right of it begin.
NAMES, SAID = 232, 560
LEADING, ROOM, HEAD, FOOT = 14, 26, 26, 24
# Letters of a name that stand in one line.
HEAD_LETTERS = 22
# What names that lean over columns need beside the last.
SLANT = 84


class MeansRow(NamedTuple):
    """A name, its two means, and what stands at its end.

    Attributes:
        name: What it is.
        earlier: None where there is none; the ends of its interval are nan where that is unknown.
        later: As the earlier one.
        said: By how much it changed.
        claim: Whether that is a clear change.
    """

    name: str
    earlier: Interval | None
    later: Interval | None
    said: str
    claim: Claim = "none"


class BarsRow(NamedTuple):
    """A name and its shares in per cent, each with what is shown of it."""

    name: str
    shares: Sequence[tuple[float, str]]


class Cell(NamedTuple):
    """A value of a grid and what is shown of it."""

    value: float
    shown: str


def _heights(names: Sequence[Sequence[str]], least: int = ROOM) -> list[float]:
    return [max(least, LEADING * len(lines) + 8) for lines in names]


def _middles(heights: Sequence[float], top: float) -> list[float]:
    """Return where the middles of rows of some heights are, one below the other."""
    return [top + sum(heights[:at]) + height / 2 for at, height in enumerate(heights)]


def means(
    rows: Sequence[MeansRow],
    scale: tuple[int, int],
    waves: tuple[str, str],
    words: str,
    band: Interval | None = None,
) -> Picture:
    """Draw a row per name: an earlier mean (a ring, above) and a later one (a dot, below) on a scale.

    Args:
        rows: At least one.
        scale: Its lowest and highest step; an interval beyond ends at its edge.
        waves: What the earlier and the later wave are called; '' for none.
        words: The text alternative.
        band: Where all of them lie together.
    """
    across = Scale(*scale, NAMES + 14, SAID - 20)
    names = [wrapped(row.name) for row in rows]
    heights = _heights(names)
    bottom = HEAD + sum(heights)
    parts = [_band(band, across, bottom), _key(waves), _ticks(scale, across, bottom)]
    for row, lines, middle in zip(rows, names, _middles(heights, HEAD), strict=True):
        parts += [_name(lines, middle), *_pair_of_means(row, middle, across)]
        parts += [_said(row, middle)]
    return on_paper(parts, bottom + FOOT, words)


def _band(band: Interval | None, across: Scale, bottom: float) -> str:
    if band is None or math.isnan(band.low) or math.isnan(band.high):
        return ""
    left, right = across.at(band.low), across.at(band.high)
    return box((left, HEAD), right - left, bottom - HEAD, style.BAND)


def _said(row: MeansRow, middle: float) -> str:
    """Return by how much a mean changed, with a triangle where that is a clear change."""
    weight = "normal" if row.claim == "none" else "bold"
    said = text(row.said, (SAID, middle + 4), font_size=11.5, font_weight=weight)
    x, y = SAID - 12, middle
    points = {"up": f"M{pair((x, y + 4))}l8,0l-4,-8z", "down": f"M{pair((x, y - 4))}l8,0l-4,8z"}
    colours = {"up": style.UP, "down": style.DOWN}
    mark = f'<path d="{points[row.claim]}" fill="{colours[row.claim]}"/>' if row.claim in points else ""
    return said + mark


def _name(lines: Sequence[str], middle: float) -> str:
    return lines_of_text(lines, (NAMES, middle), LEADING, text_anchor="end")


def _key(waves: tuple[str, str]) -> str:
    """Return what the marks mean, above the rows."""
    earlier, later = waves
    x, parts = NAMES + 14.0, []
    for name, mark in ((earlier, _ring), (later, dot)):
        if name:
            parts += [mark((x + 4, 10), 4), text(name, (x + 14, 14), fill=style.QUIET)]
            x += 34 + 6.4 * len(name)
    return "".join(parts)


def _ring(point: tuple[float, float], radius: float) -> str:
    return dot(point, radius, style.PAPER, f' stroke="{style.EARLIER}" stroke-width="1.8"')


def _ticks(scale: tuple[int, int], across: Scale, bottom: float) -> str:
    steps = range(scale[0], scale[1] + 1)
    grid = "".join(f"M{pixel(across.at(step))},{HEAD}V{pixel(bottom)}" for step in steps)
    numbers = [
        text(str(step), (across.at(step), bottom + 16), text_anchor="middle", fill=style.QUIET)
        for step in steps
    ]
    return line(grid, style.GRID, 1) + "".join(numbers)


def _pair_of_means(row: MeansRow, middle: float, across: Scale) -> list[str]:
    """Return what joins two means, their intervals and their marks, what lies below first."""
    there = [(one, middle + by) for one, by in ((row.earlier, -4), (row.later, 4)) if one]
    ends = [pair((across.at(one.mean), y)) for one, y in there]
    parts = [line(f"M{ends[0]}L{ends[1]}", style.RULE, 1.5)] if len(ends) == 2 else []
    if row.earlier:
        parts += [_bar(row.earlier, middle - 4, across, style.EARLIER)]
        parts += [_ring((across.at(row.earlier.mean), middle - 4), 3.6)]
    if row.later:
        parts += [_bar(row.later, middle + 4, across, style.LATER)]
        parts += [dot((across.at(row.later.mean), middle + 4), 4)]
    return parts


def _bar(mean: Interval, y: float, across: Scale, colour: str) -> str:
    if math.isnan(mean.low) or math.isnan(mean.high):
        return ""
    return line(f"M{pair((across.at(mean.low), y))}H{pixel(across.at(mean.high))}", colour, 1.6)


def bars(groups: Mapping[str, Sequence[BarsRow]], waves: Sequence[str], words: str) -> Picture:
    """Draw a bar per share and wave, of 0 to 100 per cent, rows under the names of their groups.

    Args:
        groups: Name → rows; each row has as many shares as there are waves, nan where there is none.
        waves: One or two, the later one last.
        words: The text alternative.
    """
    across, colours = Scale(0, 100, NAMES + 14, SAID), (style.EARLIER, style.LATER)[-len(waves) :]
    parts, y = [_squares(waves, colours)], float(HEAD)
    for group, rows in groups.items():
        names = [wrapped(row.name) for row in rows]
        heights = _heights(names, 14 + 11 * len(waves))
        parts.append(text(group, (0, y + 16), font_weight="bold"))
        for row, lines, middle in zip(rows, names, _middles(heights, y + 22), strict=True):
            parts += [_name(lines, middle), *_shares(row, middle, across, colours)]
        y += 26 + sum(heights)
    return on_paper(parts, y, words)


def _squares(waves: Sequence[str], colours: Sequence[str]) -> str:
    x, parts = NAMES + 14.0, []
    for name, colour in zip(waves, colours, strict=True):
        parts += [box((x, 5), 10, 10, colour), text(name, (x + 15, 14), fill=style.QUIET)]
        x += 36 + 6.4 * len(name)
    return "".join(parts)


def _shares(row: BarsRow, middle: float, across: Scale, colours: Sequence[str]) -> list[str]:
    first, parts = middle - 5.5 * len(colours), []
    for at, ((share, shown), colour) in enumerate(zip(row.shares, colours, strict=True)):
        if not math.isnan(share):
            y, end = first + 11 * at, across.at(share)
            parts += [box((across.start, y), end - across.start, 9, colour)]
            parts += [text(shown, (end + 5, y + 8.5), font_size=10.5)]
    return parts


def grid(
    down: Sequence[str],
    across: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    scale: tuple[float, float],
    words: str,
) -> Picture:
    """Draw a value for each name down and name across, shaded by where it lies on a scale."""
    width = (WIDE - NAMES - 8 - SLANT) / len(across)
    heads = [wrapped(name, HEAD_LETTERS) for name in across]
    top = 14 + 3.4 * max(len(line) for lines in heads for line in lines) + 8 * max(map(len, heads))
    names = [wrapped(name) for name in down]
    heights = _heights(names)
    parts = [_slanted(lines, (NAMES + 8 + width * (at + 0.5), top)) for at, lines in enumerate(heads)]
    for name, lines, middle, height in zip(down, names, _middles(heights, top), heights, strict=True):
        parts.append(_name(lines, middle))
        for at, head in enumerate(across):
            place = (NAMES + 8 + width * at, middle - height / 2)
            parts.append(_cell(cells.get((name, head)), place, (width, height), scale))
    return on_paper(parts, top + sum(heights) + 4, words)


def _slanted(lines: Sequence[str], foot: Point) -> str:
    """Return a name that leans over its column, so that no long word meets the next."""
    leading = 11
    drawn = lines_of_text(lines, (4, -6), leading, font_size=10.5)
    return f'<g transform="translate({pair(foot)}) rotate(-40)">{drawn}</g>'


def _cell(
    cell: Cell | None, place: tuple[float, float], size: tuple[float, float], scale: tuple[float, float]
) -> str:
    if cell is None or math.isnan(cell.value):
        return ""
    (x, y), (width, height) = place, size
    colours, (low, high) = style.SEQUENTIAL, scale
    share = (cell.value - low) / (high - low) if high > low else 0
    colour = colours[min(int(share * len(colours)), len(colours) - 1)]
    middle = (x + width / 2, y + height / 2 + 4)
    ink = style.ink_on(colour)
    shown = text(cell.shown, middle, text_anchor="middle", fill=ink)
    return box((x + 1, y + 1), width - 2, height - 2, colour) + shown
