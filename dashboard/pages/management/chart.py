"""Small multiples over months: a chart per site, its lines, signals by shape and colour, events."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from dashboard.charts import style
from dashboard.charts.style import Figure
from dashboard.pages.management.answer import Event, ManagementTable, SiteChart
from publication.languages import Language

COLUMNS = 3
# In pixels: a panel, the line of a title, what stands above the first row and below each.
PANEL, LINE, TOP, BELOW = 128, 17, 62, 36
GAP = 0.055
SMALL = 12
NAME = 40
MOST_PERCENT = 100
# Keeps a line as high as one with words.
NOTHING = "\u00a0"
# Up to here a scale has a line for every whole number.
FEW_STEPS = 3.5
SIGNALS: Mapping[str, tuple[str, str]] = {
    "improvement": ("diamond", style.UP),
    "concern": ("square", style.DOWN),
    "neutral_high": ("triangle-up", style.LATER),
    "neutral_low": ("triangle-down", style.LATER),
}
COLOURS = {"◆": style.UP, "■": style.DOWN, "▲": style.LATER, "▼": style.LATER}


@dataclass(frozen=True, slots=True)
class Words:
    """What the charts write.

    Attributes:
        language: The reader's.
        heading: The kinds of chart, their rules and marks.
        signals: Site → its signal in a few words; none where there is none.
        hovers: Site → what is said of each month.
        letters: Event → its letter.
        nothing: What stands where no site of the page has the indicator.
    """

    language: Language
    heading: str
    signals: Mapping[str, str]
    hovers: Mapping[str, Sequence[str]]
    letters: Mapping[Event, str]
    nothing: str


class Panel(NamedTuple):
    """Where a site's chart stands: the number of its axes, and its part of the whole from left and below."""

    number: int
    across: tuple[float, float]
    up: tuple[float, float]

    def axis(self, letter: str) -> str:
        """Return an axis as a trace names it."""
        return letter + (str(self.number) if self.number > 1 else "")


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


def _line(panel: Panel, x: Sequence[Any], y: Sequence[Any], **how: Any) -> dict[str, Any]:
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


def _limits(panel: Panel, chart: SiteChart) -> list[dict[str, Any]]:
    """Return both limits as one trace; none for a chart without."""
    if not np.isfinite(chart.chart.upper).any():
        return []
    lower, upper = _apart(chart, chart.chart.lower), _apart(chart, chart.chart.upper)
    line = {"color": style.EARLIER, "width": 1.2, "dash": "dot", "shape": "hvh"}
    return [_line(panel, lower[0] + upper[0], lower[1] + upper[1], line=line)]


def _centre(panel: Panel, chart: SiteChart) -> dict[str, Any]:
    return _line(panel, *_apart(chart, chart.chart.centre), line={"color": style.EARLIER, "width": 1.6})


def _months(panel: Panel, chart: SiteChart, hovers: Sequence[str]) -> dict[str, Any]:
    how = {
        "mode": "lines+markers",
        "line": {"color": style.LATER, "width": 1.2},
        "marker": {"color": style.LATER, "size": 4.5},
        "connectgaps": chart.between,
        "hovertext": list(hovers),
        "hoverinfo": "text",
    }
    return _line(panel, list(range(len(hovers))), _numbers(chart.chart.value), **how)


def _marks(panel: Panel, chart: SiteChart) -> list[dict[str, Any]]:
    """Return the months that break a rule, marked by shape and colour; none where none does."""
    at = [month for month, kind in enumerate(chart.types) if kind in SIGNALS]
    if not at:
        return []
    shapes, colours = zip(*(SIGNALS[chart.types[month]] for month in at), strict=True)
    marker = {"symbol": list(shapes), "color": list(colours), "size": 9}
    marker["line"] = {"color": style.PAPER, "width": 1}
    return [_line(panel, at, _numbers(chart.chart.value[at]), mode="markers", marker=marker)]


def _target(panel: Panel, chart: SiteChart) -> list[dict[str, Any]]:
    """Return the target over the last segment, which alone is held against it."""
    if chart.target is None:
        return []
    last = chart.chart.segments[-1]
    ends, value = [last.first - 0.5, last.stop - 0.5], chart.target.value
    return [_line(panel, ends, [value, value], line={"color": style.INK, "width": 1.2, "dash": "longdash"})]


def _traces(panel: Panel, chart: SiteChart, words: Words) -> list[dict[str, Any]]:
    return [
        *_limits(panel, chart),
        _centre(panel, chart),
        *_target(panel, chart),
        _months(panel, chart, words.hovers[chart.site]),
        *_marks(panel, chart),
    ]


def _vertical(panel: Panel) -> dict[str, Any]:
    return {"xref": panel.axis("x"), "yref": f"{panel.axis('y')} domain", "y0": 0, "y1": 1, "layer": "below"}


def _known(panel: Panel, chart: SiteChart) -> Iterator[dict[str, Any]]:
    """Yield a line for every event, solid where limits begin anew, and a band behind months that are held."""
    # A band drawn later would hide the lines.
    for event in sorted(chart.events, key=lambda event: event.limits != "held"):
        if event.limits == "held":
            begins = max(segment.first for segment in chart.chart.segments if segment.first <= event.at)
            across = {"x0": begins - 0.5, "x1": event.at + 0.5, "fillcolor": style.BAND, "line": {"width": 0}}
            yield {"type": "rect", **_vertical(panel), **across}
        else:
            at = event.at - (0.5 if event.limits == "anew" else 0)
            line = {"color": style.QUIET, "width": 1, "dash": "solid" if event.limits == "anew" else "dot"}
            yield {"type": "line", **_vertical(panel), "x0": at, "x1": at, "line": line}


def _lettered(panel: Panel, chart: SiteChart, letters: Mapping[Event, str]) -> Iterator[dict[str, Any]]:
    """Yield the letters of the events at the top of a panel; those of one month in one."""
    by_month: dict[int, list[str]] = {}
    for event in chart.events:
        by_month.setdefault(event.at, []).append(letters[event])
    for at, said in by_month.items():
        yield {
            "xref": panel.axis("x"),
            "yref": f"{panel.axis('y')} domain",
            "x": at,
            "y": 1,
            "yanchor": "bottom",
            "text": " ".join(said),
            "showarrow": False,
            "font": {"size": SMALL, "color": style.QUIET},
        }


def _title(panel: Panel, chart: SiteChart, words: Words) -> dict[str, Any]:
    name = f"<b>{style.wrapped(chart.name, NAME)}</b>"
    said, colour = words.signals.get(chart.site, ""), SIGNALS.get(chart.meaning, ("", style.QUIET))[1]
    signal = f"<span style='font-size:0.86em;color:{colour}'>{said or NOTHING}</span>"
    return {
        "xref": f"{panel.axis('x')} domain",
        "yref": f"{panel.axis('y')} domain",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 16,
        "align": "left",
        "text": f"{name}<br>{signal}",
        "showarrow": False,
        "font": {"size": 14, "color": style.INK},
    }


def _span(charts: Sequence[SiteChart], most: float) -> tuple[float, float]:
    """Return a scale that holds the values, lines and targets of charts; from nought where that is near.

    Limits are drawn as far as there can be values: none below nought, none above `most`.
    """
    limits = [np.clip(part, 0, most) for chart in charts for part in (chart.chart.lower, chart.chart.upper)]
    drawn = [part for chart in charts for part in (chart.chart.value, chart.chart.centre)]
    targets = [chart.target.value for chart in charts if chart.target]
    every = np.concatenate([*drawn, *limits, np.array(targets, dtype=np.float64)])
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
    room = 0.07 * (high - low) or max(abs(high), 1) * 0.07
    near = 0 <= low <= 0.5 * high
    return (-room / 2 if near else low - room), high + room


def _ticks(months: Sequence[dt.date], language: Language) -> tuple[list[int], list[str]]:
    """Return where years begin; with fewer than two of them the first and the last month."""
    years = [(at, str(month.year)) for at, month in enumerate(months) if month.month == 1]
    ends = [(at, language.short_month(months[at])) for at in sorted({0, len(months) - 1})]
    at, said = zip(*(years if len(years) > 1 else ends), strict=True)
    return list(at), list(said)


def _axes(
    panel: Panel, table: ManagementTable, span: tuple[float, float], language: Language
) -> dict[str, dict[str, Any]]:
    at, said = _ticks(table.months, language)
    font = {"size": SMALL, "color": style.QUIET}
    steps = {"dtick": 1} if span[1] < FEW_STEPS else {"nticks": 4}
    shared = {"fixedrange": True, "zeroline": False, "gridcolor": style.GRID, "tickfont": font, "ticks": ""}
    across = {"tickvals": at, "ticktext": said, "range": [-0.9, len(table.months) - 0.1]}
    return {
        f"xaxis{panel.number if panel.number > 1 else ''}": {
            **shared,
            **across,
            "domain": list(panel.across),
            "anchor": panel.axis("y"),
        },
        f"yaxis{panel.number if panel.number > 1 else ''}": {
            **shared,
            "range": list(span),
            **steps,
            "domain": list(panel.up),
            "anchor": panel.axis("x"),
        },
    }


def _heading(text: str) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "yshift": TOP - 4}
    how = {"xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False}
    for mark, colour in COLOURS.items():
        text = text.replace(mark, f"<span style='color:{colour}'>{mark}</span>")
    return {**place, **how, "text": text, "font": {"size": 13, "color": style.INK}}


def _empty(words: Words) -> Figure:
    axis = style.blank_axis((0, 1))
    trace = style.words_at([words.nothing], [0], 0, "x", color=style.QUIET)
    return {"data": [trace], "layout": style.layout(words.language.separators, 120, xaxis=axis, yaxis=axis)}


def draw_management(table: ManagementTable, words: Words) -> Figure:
    """Return the charts of the page's sites, in the programme's order, three beside each other."""
    charts = table.shown
    if not charts:
        return _empty(words)
    lines = max(style.wrapped(chart.name, NAME).count("<br>") for chart in charts) + 2
    panels, height = _panels(len(charts), lines * LINE + 18)
    compared = {chart.site: chart for chart in charts if table.comparable and not chart.own_scale}
    most = MOST_PERCENT if table.percent else np.inf
    together = _span(list(compared.values()), most)
    placed = list(zip(panels, charts, strict=True))
    axes: dict[str, Any] = {}
    for panel, chart in placed:
        axes |= _axes(
            panel, table, together if chart.site in compared else _span([chart], most), words.language
        )
    return {
        "data": [trace for panel, chart in placed for trace in _traces(panel, chart, words)],
        "layout": style.layout(
            words.language.separators,
            height + TOP + style.MARGIN["b"],
            margin={**style.MARGIN, "l": 40, "t": TOP},
            shapes=[shape for panel, chart in placed for shape in _known(panel, chart)],
            annotations=[
                _heading(words.heading),
                *(_title(panel, chart, words) for panel, chart in placed),
                *(letter for panel, chart in placed for letter in _lettered(panel, chart, words.letters)),
            ],
            **axes,
        ),
    }
