"""Colours, fonts and the frame every chart shares. Chosen to hold for colour-blind readers and on paper."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

FONT = "'Source Sans 3', system-ui, sans-serif"
INK = "#1d2733"
QUIET = "#5b6675"
GRID = "#e4e7ec"
RULE = "#b9c0ca"
PAPER = "#ffffff"
BLACK = "#000000"
EARLIER = "#7a8596"
LATER = "#0b4f7d"
UP = "#0a6b55"
DOWN = "#a8431a"
BAND = "#eef2f7"
TOGETHER = "#d5e2ec"
NEUTRAL = "#d3d7de"
NEGATIVE = ("#8c4a12", "#d9a35b")
POSITIVE = ("#7cbcb6", "#0a6b66")
SPECIAL = ("#8d95a3", "#b4bac4", "#cfd4db")
SEQUENTIAL = ("#f3ead8", "#e3d3a8", "#a9c9bd", "#5f9ea0", "#1f5f73")

ROW = 27
# Room above for a number and two lines of words.
MARGIN = {"l": 8, "r": 12, "t": 58, "b": 20}
LETTER = 6.6
# What plotly leaves between an axis and a label inside it.
PAD = 4
# A stripe from one edge of the picture to the other, in pixels: it is cut there.
WIDE = 4000

CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "typesetMath": False,
}

# What plotly reads: a whole figure, and any part of one.
Figure = dict[str, Any]
Trace = dict[str, Any]


def wrapped(label: str, width: int = 34) -> str:
    """Break a label over lines for an axis."""
    return "<br>".join(textwrap.wrap(label, width, break_long_words=False))


def on_two_lines(label: str) -> str:
    """Break a label over two lines at most, each as short as can be."""
    return next(lines for width in count(12) if (lines := wrapped(label, width)).count("<br>") < 2)


def quiet(words: str) -> str:
    """Return words of an axis in the quiet colour."""
    return f'<span style="color:{QUIET}">{words}</span>'


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return PAPER if luminance < 0.179 else BLACK


def layout(separators: str, height: int, **more: Any) -> Trace:
    """Return the layout every chart shares; nothing can be dragged or zoomed by accident."""
    return {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "height": height,
        "margin": MARGIN,
        "separators": separators,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": RULE,
            "align": "left",
            "font": {"family": FONT, "size": 14, "color": INK},
        },
        **more,
    }


def room_for(labels: Sequence[str]) -> dict[str, int]:
    """Return the margins with room on the left for the longest line of the labels, so none is cut off."""
    lines = [line for label in labels for line in re.sub("<(?!br)[^>]*>", "", label).split("<br>")]
    return {**MARGIN, "l": round(LETTER * max(map(len, lines), default=0)) + 20}


def rows_axis(labels: Sequence[str], positions: Sequence[float], lowest: float) -> Trace:
    """Return a y axis with one label per row, the first on top."""
    return {
        "tickvals": list(positions),
        "ticktext": list(labels),
        "range": [lowest, -0.7],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
        "ticklabelstandoff": 8,
    }


def at_the_edge(axis: Trace, margin: Mapping[str, int]) -> Trace:
    """Return an axis of rows whose labels begin at the chart's left edge, each as long as it is."""
    place = {"anchor": "free", "position": 0, "shift": -margin["l"] - PAD}
    return {
        **axis,
        **place,
        "ticklabelposition": "inside",
        "ticklabeloverflow": "allow",
        "ticklabelstandoff": 0,
    }


def scale_axis(low: int, high: int, ends: tuple[str, str], domain: tuple[float, float] = (0, 1)) -> Trace:
    """Return an x axis for a scale of answers, its ends named."""
    texts = [str(answer) for answer in range(low, high + 1)]
    texts[0] += f"<br>{on_two_lines(ends[0])}"
    texts[-1] += f"<br>{on_two_lines(ends[1])}"
    return {
        "range": [low - 0.15, high + 0.15],
        "domain": list(domain),
        "tickvals": list(range(low, high + 1)),
        "ticktext": texts,
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "side": "top",
        "tickangle": 0,
        "ticklabeloverflow": "allow",
    }


def blank_axis(domain: tuple[float, float], span: tuple[float, float] = (0, 1)) -> Trace:
    """Return an x axis that only makes room: for a column of words beside the chart."""
    return {"domain": list(domain), "range": list(span), "visible": False, "fixedrange": True}


def words_at(texts: Sequence[str], ys: Sequence[float], x: float, axis: str, **font: Any) -> Trace:
    """Return a trace of words, one per row, on an axis that only makes room."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x] * len(texts),
        "y": list(ys),
        "text": list(texts),
        "textposition": "middle right",
        "textfont": {"family": FONT, "size": 14, **font},
        "xaxis": axis,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def above(text: str, x: float, axis: str = "paper", anchor: str = "left", shift: float = 0) -> Trace:
    """Return words above the chart at an x of an axis (or a share of the width), moved by pixels."""
    return {
        "text": text,
        "xref": axis,
        "x": x,
        "xanchor": anchor,
        "xshift": shift,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 6,
        "align": "left",
        "showarrow": False,
        "font": {"size": 13, "color": QUIET},
    }


def with_legend(figure: Figure, lines: Sequence[str]) -> Figure:
    """Return a figure with what its marks mean, above the names of its rows."""
    if not lines:
        return figure
    frame = figure["layout"]
    note = above("<br>".join(lines), 0, shift=-frame["margin"]["l"])
    return {**figure, "layout": {**frame, "annotations": [*frame.get("annotations", ()), note]}}


def stripes(ys: Sequence[float]) -> list[Trace]:
    """Return a quiet band behind every second row, to lead the eye across."""
    return [
        {
            "type": "rect",
            "xref": "paper",
            "xsizemode": "pixel",
            "xanchor": 0,
            "x0": -WIDE,
            "x1": WIDE,
            "y0": y - 0.5,
            "y1": y + 0.5,
            "fillcolor": BAND,
            "opacity": 0.6,
            "line": {"width": 0},
            "layer": "below",
        }
        for at, y in enumerate(ys)
        if at % 2
    ]
