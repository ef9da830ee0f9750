"""Small multiples over months: a chart per site, its lines, signals by shape and colour, events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dashboard.charts import style
from dashboard.charts.style import Figure, Trace
from dashboard.pages.management.axes import (
    BELOW,
    LINE,
    NAME,
    PANEL,
    SIGNALS,
    SMALL,
    TOP,
    ManagementTexts,
    Panel,
    heading_over,
    panel_axes,
    panel_title,
    span_of,
    vertical_axis,
)
from dashboard.pages.management.site_chart import Event, ManagementTable, SiteChart

COLUMNS = 3
GAP = 0.055
MOST_PERCENT = 100


def _panels(charts: int, title: int) -> tuple[list[Panel], int]:
    """Return the place of every panel, row by row, and the height of all of them in pixels."""
    rows = -(-charts // COLUMNS)
    row = title + PANEL + BELOW
    height, width = max(rows * row, 1), (1 - GAP * (COLUMNS - 1)) / COLUMNS
    places = []
    for at in range(charts):
        down, across = divmod(at, COLUMNS)
        left, bottom = across * (width + GAP), height - down * row - title - PANEL
        places.append(Panel(at + 1, (left, left + width), (bottom / height, (bottom + PANEL) / height)))
    return places, height


def _line(panel: Panel, x: Sequence[object], y: Sequence[object], **how: Any) -> Trace:
    axes = {"xaxis": panel.axis("x"), "yaxis": panel.axis("y")}
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", **axes, "x": x, "y": y, **how}


def _numbers(values: Any) -> list[float | None]:
    return [None if value != value else round(value, 4) for value in values.tolist()]


def _apart(chart: SiteChart, values: Any) -> tuple[list[int | None], list[float | None]]:
    """Return months and values of a line that breaks where new limits begin."""
    x: list[int | None] = []
    y: list[float | None] = []
    for segment in chart.chart.segments:
        x += [*range(segment.first, segment.stop), None]
        y += [*_numbers(values[segment.first : segment.stop]), None]
    return x, y


def _limits(panel: Panel, chart: SiteChart) -> list[Trace]:
    """Return both limits as one trace; none for a chart without."""
    if not np.isfinite(chart.chart.upper).any():
        return []
    lower, upper = _apart(chart, chart.chart.lower), _apart(chart, chart.chart.upper)
    line = {"color": style.EARLIER, "width": 1.2, "dash": "dot", "shape": "hvh"}
    return [_line(panel, lower[0] + upper[0], lower[1] + upper[1], line=line)]


def _centre(panel: Panel, chart: SiteChart) -> Trace:
    return _line(panel, *_apart(chart, chart.chart.centre), line={"color": style.EARLIER, "width": 1.6})


def _months(panel: Panel, chart: SiteChart, hovers: Sequence[str]) -> Trace:
    how = {
        "mode": "lines+markers",
        "line": {"color": style.LATER, "width": 1.2},
        "marker": {"color": style.LATER, "size": 4.5},
        "connectgaps": chart.between,
        "hovertext": list(hovers),
        "hoverinfo": "text",
    }
    return _line(panel, list(range(len(hovers))), _numbers(chart.chart.value), **how)


def _marks(panel: Panel, chart: SiteChart) -> list[Trace]:
    """Return the months that break a rule, marked by shape and colour; none where none does."""
    at = [month for month, kind in enumerate(chart.types) if kind in SIGNALS]
    if not at:
        return []
    shapes, colours = zip(*(SIGNALS[chart.types[month]] for month in at), strict=True)
    marker = {"symbol": list(shapes), "color": list(colours), "size": 9}
    marker["line"] = {"color": style.PAPER, "width": 1}
    return [_line(panel, at, _numbers(chart.chart.value[at]), mode="markers", marker=marker)]


def _target(panel: Panel, chart: SiteChart) -> list[Trace]:
    """Return the target over the last segment, which alone is held against it."""
    if chart.target is None:
        return []
    last = chart.chart.segments[-1]
    ends, value = [last.first - 0.5, last.stop - 0.5], chart.target.value
    return [_line(panel, ends, [value, value], line={"color": style.INK, "width": 1.2, "dash": "longdash"})]


def _traces(panel: Panel, chart: SiteChart, words: ManagementTexts) -> list[Trace]:
    return [
        *_limits(panel, chart),
        _centre(panel, chart),
        *_target(panel, chart),
        _months(panel, chart, words.hovers[chart.site]),
        *_marks(panel, chart),
    ]


def _known(panel: Panel, chart: SiteChart) -> Iterator[Trace]:
    """Yield a line for every event, solid where limits begin anew, and a band behind months that are held."""
    # A band drawn later would hide the lines.
    for event in sorted(chart.events, key=lambda event: event.limits != "held"):
        if event.limits == "held":
            begins = max(segment.first for segment in chart.chart.segments if segment.first <= event.at)
            across = {"x0": begins - 0.5, "x1": event.at + 0.5, "fillcolor": style.BAND, "line": {"width": 0}}
            yield {"type": "rect", **vertical_axis(panel), **across}
        else:
            at = event.at - (0.5 if event.limits == "anew" else 0)
            line = {"color": style.QUIET, "width": 1, "dash": "solid" if event.limits == "anew" else "dot"}
            yield {"type": "line", **vertical_axis(panel), "x0": at, "x1": at, "line": line}


def _lettered(panel: Panel, chart: SiteChart, letters: Mapping[Event, str]) -> Iterator[Trace]:
    """Yield the letters of the events at the top of a panel; those of one month in one."""
    by_month: dict[int, list[str]] = {}
    for event in chart.events:
        by_month.setdefault(event.at, []).append(letters[event])
    for at, words in by_month.items():
        yield {
            "xref": panel.axis("x"),
            "yref": f"{panel.axis('y')} domain",
            "x": at,
            "y": 1,
            "yanchor": "bottom",
            "text": " ".join(words),
            "showarrow": False,
            "font": {"size": SMALL, "color": style.QUIET},
        }


def _empty(words: ManagementTexts) -> Figure:
    axis = style.blank_axis((0, 1))
    trace = style.words_at([words.nothing], [0], 0, "x", color=style.QUIET)
    return {"data": [trace], "layout": style.layout(words.language.separators, 120, xaxis=axis, yaxis=axis)}


def draw_management(table: ManagementTable, words: ManagementTexts) -> Figure:
    """Return the charts of the page's sites, in the programme's order, three beside each other."""
    charts = table.shown
    if not charts:
        return _empty(words)
    lines = max(style.wrapped(chart.name, NAME).count("<br>") for chart in charts) + 2
    panels, height = _panels(len(charts), lines * LINE + 18)
    compared = {chart.site: chart for chart in charts if table.comparable and not chart.own_scale}
    most = MOST_PERCENT if table.percent else np.inf
    together = span_of(list(compared.values()), most)
    placed = list(zip(panels, charts, strict=True))
    axes: Trace = {}
    for panel, chart in placed:
        axes |= panel_axes(
            panel, table, together if chart.site in compared else span_of([chart], most), words.language
        )
    return {
        "data": [trace for panel, chart in placed for trace in _traces(panel, chart, words)],
        "layout": style.layout(
            words.language.separators,
            height + TOP + style.MARGIN["b"],
            margin={**style.MARGIN, "l": 40, "t": TOP},
            shapes=[shape for panel, chart in placed for shape in _known(panel, chart)],
            annotations=[
                heading_over(words.heading),
                *(panel_title(panel, chart, words) for panel, chart in placed),
                *(letter for panel, chart in placed for letter in _lettered(panel, chart, words.letters)),
            ],
            **axes,
        ),
    }
