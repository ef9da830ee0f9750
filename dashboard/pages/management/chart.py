"""Small multiples over months: a chart per site, its lines, signals by shape and colour, events."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from dashboard.charts import style
from dashboard.charts.style import Figure, Trace
from dashboard.pages.management.axes import (
    ALONE,
    BELOW,
    LINE,
    MARGIN_LEFT,
    NAME,
    PANEL,
    RARE,
    SIGNALS,
    ManagementTexts,
    Panel,
    panel_axes,
    panel_title,
    span_of,
    span_of_episodes,
    vertical_axis,
    words_over,
)
from dashboard.pages.management.site_chart import ManagementTable, SiteChart

COLUMNS = 3
GAP = 0.055
MOST_PERCENT = 100


def _heights(charts: Sequence[SiteChart]) -> list[int]:
    """Return the height of every panel in pixels: the same only where the scale is of the same kind."""
    usual = ALONE if len(charts) == 1 else PANEL
    return [RARE if chart.rare else usual for chart in charts]


def _panels(heights: Sequence[int], title: int) -> tuple[list[Panel], int]:
    """Return the place of every panel, row by row, and the height of all of them in pixels."""
    columns = min(COLUMNS, len(heights))
    rows = [max(heights[at : at + columns]) + title + BELOW for at in range(0, len(heights), columns)]
    height, width = sum(rows), (1 - GAP * (columns - 1)) / columns
    places = []
    for at, panel in enumerate(heights):
        down, across = divmod(at, columns)
        left, top = across * (width + GAP), height - sum(rows[:down]) - title
        places.append(Panel(at + 1, (left, left + width), ((top - panel) / height, top / height)))
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


def _said(chart: SiteChart, hovers: Sequence[str]) -> Trace:
    """Return what is said of each month, and that a click on it chooses the site."""
    return {"hovertext": list(hovers), "hoverinfo": "text", "customdata": [chart.site] * len(hovers)}


def _months(panel: Panel, chart: SiteChart, hovers: Sequence[str]) -> Trace:
    how = {
        "mode": "lines+markers",
        "line": {"color": style.LATER, "width": 1.2},
        "marker": {"color": style.LATER, "size": 4.5},
        **_said(chart, hovers),
    }
    return _line(panel, list(range(len(hovers))), _numbers(chart.drawn), **how)


def _episodes(panel: Panel, chart: SiteChart, hovers: Sequence[str]) -> list[Trace]:
    """Return a time line that breaks where nothing is known, with a stem for each month with an episode."""
    counts, months = _numbers(chart.drawn), list(range(len(hovers)))
    stems = [(at, count) for at, count in zip(months, counts, strict=True) if count]
    x = [place for at, _ in stems for place in (at, at, None)]
    y = [place for _, count in stems for place in (0, count, None)]
    known = [None if count is None else 0 for count in counts]
    marker = {"color": style.LATER, "size": 6, "opacity": 0}
    found = {"mode": "markers", "marker": marker, **_said(chart, hovers)}
    return [
        _line(panel, months, known, line={"color": style.EARLIER, "width": 1.6}),
        _line(panel, x, y, line={"color": style.LATER, "width": 3}),
        _line(panel, months, counts, **found),
    ]


def _marks(panel: Panel, chart: SiteChart) -> list[Trace]:
    """Return the months of the signal, marked by shape and colour, open where it is over."""
    at = [month for month, kind in enumerate(chart.types) if kind in SIGNALS]
    if not at:
        return []
    shape, colour = SIGNALS[chart.meaning]
    marker = {"symbol": shape, "color": colour, "size": 9, "line": {"color": style.PAPER, "width": 1}}
    if not chart.present:
        marker |= {"color": style.PAPER, "size": 8, "line": {"color": colour, "width": 1.5}}
    return [_line(panel, at, _numbers(chart.drawn[at]), mode="markers", marker=marker)]


def _target(panel: Panel, chart: SiteChart) -> list[Trace]:
    """Return the target over the last segment, which alone is held against it."""
    if chart.target is None:
        return []
    last = chart.chart.segments[-1]
    ends, value = [last.first - 0.5, last.stop - 0.5], chart.target.value
    return [_line(panel, ends, [value, value], line={"color": style.INK, "width": 1.2, "dash": "longdash"})]


def _traces(panel: Panel, chart: SiteChart, words: ManagementTexts) -> list[Trace]:
    hovers = words.hovers[chart.site]
    if chart.rare:
        return [*_episodes(panel, chart, hovers), *_marks(panel, chart)]
    return [
        *_limits(panel, chart),
        _centre(panel, chart),
        *_target(panel, chart),
        _months(panel, chart, hovers),
        *_marks(panel, chart),
    ]


def _band(panel: Panel, first: int, last: int, colour: str) -> Trace:
    across = {"x0": first - 0.5, "x1": last + 0.5, "fillcolor": colour, "line": {"width": 0}}
    return {"type": "rect", **vertical_axis(panel), **across}


def _bands(panel: Panel, chart: SiteChart) -> Iterator[Trace]:
    """Yield what is shaded: months that are held as the yardstick, and where the level wandered."""
    for event in chart.events:
        if event.limits == "held":
            begins = max(segment.first for segment in chart.chart.segments if segment.first <= event.at)
            yield _band(panel, begins, event.at, style.BAND)
    if chart.wandered and chart.signal:
        yield _band(panel, chart.signal.first, chart.signal.last, style.TOGETHER) | {"opacity": 0.45}


def _known(panel: Panel, chart: SiteChart) -> Iterator[Trace]:
    """Yield a line for every event, solid where limits begin anew."""
    for event in chart.events:
        if event.limits != "held":
            at = event.at - (0.5 if event.limits == "anew" else 0)
            line = {"color": style.QUIET, "width": 1, "dash": "solid" if event.limits == "anew" else "dot"}
            yield {"type": "line", **vertical_axis(panel), "x0": at, "x1": at, "line": line}


def _empty(words: ManagementTexts) -> Figure:
    axis = style.blank_axis((0, 1))
    trace = style.words_at([words.nothing], [0], 0, "x", color=style.QUIET)
    return {"data": [trace], "layout": style.layout(words.language.separators, 120, xaxis=axis, yaxis=axis)}


def _spans(table: ManagementTable) -> dict[str, tuple[float, float]]:
    """Return site → its scale: one of all rates or shares, one of all rare episodes, else its own."""
    charts, most = table.shown, MOST_PERCENT if table.percent else np.inf
    compared = [chart for chart in charts if table.comparable and not chart.own_scale]
    rare = [chart for chart in charts if chart.rare]
    spans = {chart.site: span_of([chart], most) for chart in charts if not chart.rare}
    spans |= dict.fromkeys((chart.site for chart in compared), span_of(compared, most))
    return spans | dict.fromkeys((chart.site for chart in rare), span_of_episodes(rare))


def draw_management(table: ManagementTable, words: ManagementTexts) -> Figure:
    """Return the charts of the page's sites, those with a signal first, three beside each other."""
    charts = table.in_order
    if not charts:
        return _empty(words)
    lines = max(style.wrapped(chart.name, NAME).count("<br>") for chart in charts) + 2
    title = lines * LINE + 6
    panels, height = _panels(_heights(charts), title)
    over, top = words_over(words)
    spans, placed = _spans(table), list(zip(panels, charts, strict=True))
    axes: Trace = {}
    for panel, chart in placed:
        axes |= panel_axes(panel, table, chart, spans[chart.site], words.language)
    return {
        "data": [trace for panel, chart in placed for trace in _traces(panel, chart, words)],
        "layout": style.layout(
            words.language.separators,
            height + top + style.MARGIN["b"],
            margin={**style.MARGIN, "l": MARGIN_LEFT, "t": top},
            meta={
                **{"title": title, "below": BELOW, "first": f"{table.months[0]:%Y-%m}"},
                "sites": [chart.site for chart in charts],
            },
            shapes=[
                shape for panel, chart in placed for shape in (*_bands(panel, chart), *_known(panel, chart))
            ],
            annotations=[*over, *(panel_title(panel, chart, words) for panel, chart in placed)],
            **axes,
        ),
    }
