"""A scale of answers that begins where the answers do; its low end stays named, beyond a visible break."""

import math
from collections.abc import Iterable
from typing import Literal

from dashboard.charts import style
from dashboard.charts.style import Trace

# A break that saves less than a step of the scale would cost more than it gives.
_SAVES = 1.0
# Of what is shown of the scale: how far below its start the break and the low end stand, and the chart ends.
_BREAK, _END, _EDGE = 0.055, 0.11, 0.165
# And how far above the high end it reaches, so that what that is called has room.
_ROOM = 0.1


def scale_start(scale: tuple[int, int], numbers: Iterable[float]) -> float:
    """Return where a scale begins to be drawn: halfway between two answers, below some numbers."""
    low, high = scale
    lowest = min((number for number in numbers if number == number), default=float(low))
    start = min(math.floor(lowest - 0.5) + 0.5, high - 1.5)
    return start if start - low >= _SAVES else float(low)


def _below(scale: tuple[int, int], start: float, share: float) -> float:
    return start - share * (scale[1] - start)


def left_edge(scale: tuple[int, int], start: float) -> float:
    """Return the leftmost value of the axis."""
    return scale[0] - 0.15 if start == scale[0] else _below(scale, start, _EDGE)


def scale_from(start: float, scale: tuple[int, int], ends: tuple[str, str]) -> Trace:
    """Return an x axis for a scale of answers from a start on, both its ends named.

    Args:
        start: What `scale_start` found.
        scale: Lowest and highest answer.
        ends: What they are called.
    """
    edges = [left_edge(scale, start), scale[1] + _ROOM * (scale[1] - start)]
    whole = {**style.scale_axis(*scale, ends), "range": edges}
    if start == scale[0]:
        return whole
    kept = [(at, text) for at, text in zip(whole["tickvals"], whole["ticktext"], strict=True) if at >= start]
    values, texts = zip((_below(scale, start, _END), whole["ticktext"][0]), *kept, strict=True)
    line = {"showline": True, "linecolor": style.RULE, "linewidth": 1}
    return {**whole, **line, "range": edges, "tickvals": list(values), "ticktext": list(texts)}


def break_marks(start: float, scale: tuple[int, int]) -> list[Trace]:
    """Return the mark of the break of a scale's x axis; none where the scale is whole."""
    return [] if start == scale[0] else broken_at(_below(scale, start, _BREAK), "x")


def broken_at(at: float, axis: Literal["x", "y"]) -> list[Trace]:
    """Return the mark of a break: an axis open between two strokes, a dotted line across the chart.

    Args:
        at: Where the axis is broken, on it.
        axis: The x axis, whose line stands on top of the chart, or the y axis, whose line stands at its left.
    """
    other = "y" if axis == "x" else "x"
    edge = 1 if axis == "x" else 0
    placed = {f"{axis}ref": axis, f"{other}ref": "paper"}
    anchored = {f"{axis}anchor": at, f"{other}anchor": edge, "xsizemode": "pixel", "ysizemode": "pixel"}

    def drawn(kind: str, along: tuple[int, int], across: tuple[int, int]) -> Trace:
        along_axis = {f"{axis}0": along[0], f"{axis}1": along[1]}
        across_it = {f"{other}0": across[0], f"{other}1": across[1]}
        return {"type": kind, **placed, **anchored, **along_axis, **across_it}

    gap = {**drawn("rect", (-3, 3), (-2, 2)), "fillcolor": style.PAPER, "line": {"width": 0}}
    strokes = [{**drawn("line", (x - 3, x + 3), (-6, 6)), "line": _stroke(1.5)} for x in (-3, 3)]
    whole = {f"{axis}0": at, f"{axis}1": at, f"{other}0": 0, f"{other}1": 1}
    dotted = {"type": "line", **placed, **whole, "line": {**_stroke(1), "dash": "dot"}, "layer": "below"}
    return [dotted, gap, *strokes]


def _stroke(width: float) -> Trace:
    return {"color": style.QUIET if width > 1 else style.RULE, "width": width}
