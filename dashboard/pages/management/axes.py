"""The axes and titles of panels of months."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dashboard.charts import style
from dashboard.charts.style import Trace
from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from publication.languages import Language

# In pixels: a panel, one of rare episodes, one that stands alone, the line of a title, what is below a panel.
PANEL, RARE, ALONE, LINE, BELOW = 128, 52, 240, 17, 36
# A lone episode stands no higher than a third of its panel.
FEWEST_STEPS = 3
SMALL = 12
MARGIN_LEFT = 40
NAME = 40
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


# Filled while a signal lasts, open once it is over.
COLOURS = {
    **dict.fromkeys("◆◇", style.UP),
    **dict.fromkeys("■□", style.DOWN),
    **dict.fromkeys("▲▼△▽", style.LATER),
}


@dataclass(frozen=True, slots=True)
class ManagementTexts:
    """What the charts write.

    Attributes:
        language: The reader's.
        legend: The unit, and what the lines and marks that occur mean.
        events: What is known of months, each once.
        lasts: Site → its last value.
        signals: Site → its signal in a few words; none where there is none.
        hovers: Site → what is said of each month.
        nothing: What stands where no site of the page has the indicator.
    """

    language: Language
    legend: str
    events: str
    lasts: Mapping[str, str]
    signals: Mapping[str, str]
    hovers: Mapping[str, Sequence[str]]
    nothing: str


class Panel(NamedTuple):
    """Where a site's chart stands: the number of its axes, and its part of the whole from left and below."""

    number: int
    across: tuple[float, float]
    up: tuple[float, float]

    def axis(self, letter: str) -> str:
        """Return an axis as a trace names it."""
        return letter + (str(self.number) if self.number > 1 else "")


def vertical_axis(panel: Panel) -> Trace:
    """Return what a line through a panel from bottom to top has in common."""
    return {"xref": panel.axis("x"), "yref": f"{panel.axis('y')} domain", "y0": 0, "y1": 1, "layer": "below"}


def panel_title(panel: Panel, chart: SiteChart, words: ManagementTexts) -> Trace:
    """Return a panel's title: the site and its last value, and its signal in few words."""
    last = f"<span style='font-size:0.92em'>{words.lasts[chart.site]}</span>"
    name = f"<b>{style.wrapped(chart.name, NAME)}</b>  {last}"
    text, colour = words.signals.get(chart.site, ""), SIGNALS.get(chart.meaning, ("", style.QUIET))[1]
    signal = f"<span style='font-size:0.86em;color:{colour}'>{text or NOTHING}</span>"
    return {
        "xref": f"{panel.axis('x')} domain",
        "yref": f"{panel.axis('y')} domain",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "align": "left",
        "text": f"{name}<br>{signal}",
        "showarrow": False,
        "font": {"size": 14, "color": style.INK},
    }


def span_of(charts: Sequence[SiteChart], most: float) -> tuple[float, float]:
    """Return a scale that holds the values, lines and targets of charts; from nought where that is near.

    Limits are drawn as far as there can be values: none below nought, none above `most`.
    """
    limits = [np.clip(part, 0, most) for chart in charts for part in (chart.chart.lower, chart.chart.upper)]
    drawn = [part for chart in charts for part in (chart.drawn, chart.chart.centre)]
    targets = [chart.target.value for chart in charts if chart.target]
    every = np.concatenate([*drawn, *limits, np.array(targets, dtype=np.float64)])
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
    room = 0.07 * (high - low) or max(abs(high), 1) * 0.07
    near = 0 <= low <= 0.5 * high
    return (-room / 2 if near else low - room), high + room


def span_of_episodes(charts: Sequence[SiteChart]) -> tuple[float, float]:
    """Return the scale that charts of rare episodes share, from nought."""
    most = max((float(np.nanmax(chart.drawn)) for chart in charts), default=0.0)
    return -0.1, max(most, FEWEST_STEPS) + 0.3


def month_ticks(months: Sequence[dt.date], language: Language) -> tuple[list[int], list[str]]:
    """Return where years begin; with fewer than two of them the first and the last month."""
    years = [(at, str(month.year)) for at, month in enumerate(months) if month.month == 1]
    ends = [(at, language.short_month(months[at])) for at in sorted({0, len(months) - 1})]
    at, words = zip(*(years if len(years) > 1 else ends), strict=True)
    return list(at), list(words)


def panel_axes(
    panel: Panel, table: ManagementTable, chart: SiteChart, span: tuple[float, float], language: Language
) -> dict[str, Trace]:
    """Return a panel's two axes."""
    at, words = month_ticks(table.months, language)
    font = {"size": SMALL, "color": style.QUIET}
    steps: Trace = {"dtick": 1} if span[1] < FEW_STEPS else {"nticks": 4}
    if chart.rare:
        steps = {"tickvals": [0, int(span[1])]}
    shared = {"fixedrange": True, "zeroline": False, "gridcolor": style.GRID, "tickfont": font, "ticks": ""}
    across = {"tickvals": at, "ticktext": words, "range": [-0.9, len(table.months) - 0.1]}
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


def coloured(mark: str) -> str:
    """Return a mark in the colour it has in the charts.

    A mark alone: within words that somebody wrote, they would no longer be found and shown as text.
    """
    return f"<span style='color:{COLOURS[mark]}'>{mark}</span>" if mark in COLOURS else mark


def words_over(words: ManagementTexts) -> tuple[list[Trace], int]:
    """Return what stands over all panels, a line or more each, and how many pixels it takes."""
    lines = [words.legend, *([words.events] if words.events else [])]
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "top"}
    notes, height = [], LINE * sum(line.count("<br>") + 1 for line in lines) + 8
    down = height
    for line in lines:
        font = {"size": 13, "color": style.INK if line == words.legend else style.QUIET}
        how = {"xshift": -MARGIN_LEFT, "yshift": down, "align": "left", "showarrow": False, "font": font}
        notes.append({**place, **how, "text": line})
        down -= LINE * (line.count("<br>") + 1)
    return notes, height
