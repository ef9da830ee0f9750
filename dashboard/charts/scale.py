"""A scale of answers that begins where the answers do; its low end stays named, beyond a visible break."""

import math
from collections.abc import Iterable

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
    """Return the mark of the break: the axis line is open between two strokes, a dotted line runs down."""
    if start == scale[0]:
        return []
    at = _below(scale, start, _BREAK)
    top = {
        "xref": "x",
        "yref": "paper",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": at,
        "yanchor": 1,
    }
    gap = {
        "type": "rect",
        "x0": -3,
        "x1": 3,
        "y0": -2,
        "y1": 2,
        "fillcolor": style.PAPER,
        "line": {"width": 0},
    }
    strokes = [
        {"type": "line", "x0": x - 3, "x1": x + 3, "y0": -6, "y1": 6, "line": _stroke(1.5)} for x in (-3, 3)
    ]
    down = {"type": "line", "xref": "x", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1}
    return [
        {**down, "line": {**_stroke(1), "dash": "dot"}, "layer": "below"},
        *({**top, **mark} for mark in (gap, *strokes)),
    ]


def _stroke(width: float) -> Trace:
    return {"color": style.QUIET if width > 1 else style.RULE, "width": width}
