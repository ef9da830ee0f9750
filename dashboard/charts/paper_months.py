"""A picture for paper of months: a panel for each site."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from dashboard.charts import style
from dashboard.charts.paper_sheet import on_paper, wrapped
from dashboard.charts.svg import Picture, Scale, dot, line, lines_of_text, pair, text

PANELS, PANEL = 3, (213, 112)


class Panel(NamedTuple):
    """Months of one site: values, levels of its lines, the months of a signal, what is shown at its top."""

    name: str
    values: Sequence[float]
    levels: Sequence[Sequence[float]]
    marked: Sequence[int]
    top: str


def panels(sites: Sequence[Panel], months: tuple[str, str], words: str) -> Picture:
    """Draw the months of each site in a panel of its own, from 0 to the highest of its numbers.

    Args:
        sites: Each with at least one value that is not nan.
        months: What the first and the last month are called; they stand below each column.
        words: The text alternative.
    """
    width, height = PANEL
    rows = -(-len(sites) // PANELS)
    parts = []
    for at, site in enumerate(sites):
        down, right = divmod(at, PANELS)
        parts.append(f'<g transform="translate({width * right},{height * down})">{_panel(site)}</g>')
    for right in range(min(PANELS, len(sites))):
        ends = ((width * right + 24, "start", months[0]), (width * (right + 1) - 8, "end", months[1]))
        parts += [
            text(name, (x, height * rows + 10), text_anchor=side, font_size=10, fill=style.QUIET)
            for x, side, name in ends
        ]
    return on_paper(parts, height * rows + 18, words)


def _panel(site: Panel) -> str:
    width, height = PANEL
    drawn = [number for numbers in (site.values, *site.levels) for number in numbers if number == number]
    across = Scale(0, max(len(site.values) - 1, 1), 26, width - 10)
    up = Scale(0, max(*drawn, 0), height - 8, 34)
    points = [(across.at(at), up.at(value)) for at, value in enumerate(site.values)]
    small: dict[str, str | float] = {"font_size": 10, "fill": style.QUIET, "text_anchor": "end"}
    parts = [
        lines_of_text(wrapped(site.name, 34)[:2], (0, 12), 12, font_weight="bold", font_size=11),
        line(f"M26,{height - 8}H{width - 10}", style.RULE, 1),
        text("0", (22, height - 5), **small),
        text(site.top, (22, 38), **small),
        *(line(_path(level, across, up), style.RULE, 1.4) for level in site.levels),
        line(_path(site.values, across, up), style.LATER, 1.4),
        *(dot(point, 1.7) for point in points if point[1] == point[1]),
        *(dot(points[at], 3.2, style.UP) for at in site.marked if points[at][1] == points[at][1]),
    ]
    return "".join(parts)


def _path(values: Sequence[float], across: Scale, up: Scale) -> str:
    """Return the path through values that follow each other, broken where one is missing."""
    points = [(across.at(at), up.at(value)) for at, value in enumerate(values)]
    return "".join(
        f"M{pair(one)}L{pair(other)}"
        for one, other in pairwise(points)
        if one[1] == one[1] and other[1] == other[1]
    )
