"""Management figures: the chart of an indicator at every site, with what a person knows of its months."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from dashboard.pages.management.site_chart import (
    Event,
    Flags,
    ManagementTable,
    SiteChart,
    SiteFigure,
    Target,
    Unread,
    Values,
    counts_between,
)
from dashboard.report.offered import OWN, RULES
from dashboard.report.selection import Selection
from dashboard.report.site_batches import site_choices
from dashboard.statistics.attributes import p_chart, u_chart
from dashboard.statistics.rare_events import FEWEST as FEWEST_WITH
from dashboard.statistics.rare_events import g_chart, is_rare
from dashboard.statistics.run_chart import run_chart
from dashboard.statistics.segments import FEWEST, judged_segments
from dashboard.statistics.series import Chart
from dashboard.statistics.targets import target_kept
from dashboard.statistics.xmr import xmr_chart
from publication.definitions.indicator import Indicator
from publication.definitions.programme import Programme, Site
from publication.queries.management import Figures, ask_figures, ask_figures_of_site, ask_spans
from publication.reading import Publication

GOOD: Mapping[str, Literal[-1, 0, 1]] = {"up": 1, "down": -1, "none": 0}


def month_number(month: str) -> int:
    """Return a month as 'YYYY-MM' counted from January of the year 0."""
    year, number = map(int, month.split("-"))
    return 12 * year + number - 1


def _first_of(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _events(definition: Programme, indicator: str, first: int, last: int) -> list[Event]:
    """Return the programme's events that bear on an indicator's months, in order of time."""
    found = [
        Event(month_number(event.month) - first, event.site or "", event.limits, event.reason)
        for event in definition.events
        if event.indicator in (None, indicator)
    ]
    return sorted((event for event in found if 0 <= event.at <= last - first), key=lambda event: event.at)


def limits_of(events: Sequence[Event]) -> tuple[list[int], int | None]:
    """Return where new limits begin, and on how many first months of a segment its lines rest (None: all).

    Lines that are held rest on the months from where their segment begins to the event's own month.
    """
    rebases = sorted({event.at for event in events if event.limits == "anew" and event.at > 0})
    held = [event.at for event in events if event.limits == "held"]
    if not held:
        return rebases, None
    begins = max((rebase for rebase in rebases if rebase <= held[-1]), default=0)
    return rebases, held[-1] - begins + 1


def _spread(figures: Figures, first: int, points: int) -> tuple[Values, Values]:
    """Return numerators and denominators over all months, nan where there is none."""
    numerators, denominators = np.full((2, points), np.nan)
    at = np.asarray(figures.months) - first
    numerators[at] = figures.numerators
    denominators[at] = np.array(figures.denominators, dtype=np.float64)
    return numerators, denominators


def _kind(rules: str, indicator: Indicator, parts: tuple[Values, Values], counted: bool) -> str:
    """Return the chart asked for; 'own' is the indicator's, as far as the months bear it.

    Rare episodes are counted by the months between them: u charts of them give a signal about every second
    time that nothing has changed. Counts that stand alone are a run chart.
    """
    if rules != OWN:
        return {"anhoej": "run", "nhs": "xmr"}[rules]
    if indicator.chart == "u" and is_rare(counts_between(*parts)):
        return "g"
    return "run" if counted else indicator.chart


def _chart(
    rules: str,
    indicator: Indicator,
    parts: tuple[Values, Values],
    counted: bool,
    rebases: Sequence[int],
    baseline: int | None,
) -> Chart:
    kind = _kind(rules, indicator, parts, counted)
    settings: Any = {"rebases": rebases, "baseline": baseline}
    if kind in ("u", "p"):
        draw = u_chart if kind == "u" else p_chart
        return draw(*parts, per=indicator.per, **settings)
    if kind == "g":
        return g_chart(counts_between(*parts), **settings)
    numerators, denominators = parts
    if indicator.denominator is None or counted:
        value = numerators
    else:
        value = indicator.per * numerators / np.where(denominators > 0, denominators, np.nan)
    return (xmr_chart if kind == "xmr" else run_chart)(value, **settings)


def _unjudged(chart: Chart, known: Flags, settings: tuple[Sequence[int], int | None]) -> Unread | None:
    """Return why the last segment is not judged; of months mostly alike or apart there are no XmR limits."""
    last = chart.segments[-1]
    if known[last.first :].sum() < FEWEST:
        return "few_points"
    if np.isnan(chart.centre[-1]):
        return "few_episodes" if chart.method == "g" else "few_points"
    if chart.method == "g":
        return None
    if last.runs:
        return last.runs.unjudged
    runs = run_chart(chart.value, *settings).segments[-1].runs
    if runs and runs.unjudged == "equal_points":
        return "equal_points"
    based = chart.value[last.first :][: settings[1]]
    neighbours = int((~np.isnan(np.diff(based))).sum())
    return "few_points" if neighbours < FEWEST - 1 or not chart.lower[-1] < chart.upper[-1] else None


def _target(definition: Programme, indicator: str, drawn: SiteChart) -> Target | None:
    """Return the target of a site, its own before that of every site; no verdict where nothing is judged."""
    site = drawn.site
    found = [
        target
        for target in definition.targets
        if target.indicator == indicator and target.site in (None, site)
    ]
    if not found:
        return None
    described = next((figures for figures in found if figures.site == site), found[0])
    kept = target_kept(drawn.chart, described.value, drawn.good) if drawn.good else None
    if kept and drawn.unjudged and drawn.chart.method == "xmr":
        kept = replace(kept, assurance=None)
    return Target(described.value, described.reason, kept)


def _site_chart(
    definition: Programme,
    indicator: Indicator,
    rules: str,
    events: Sequence[Event],
    parts: tuple[Values, Values],
    site: tuple[str, str],
) -> SiteChart:
    known = [event for event in events if event.site in ("", site[0])]
    counted = indicator.denominator is not None and bool(np.isnan(parts[1]).all())
    settings = limits_of(known)
    whole = _chart(rules, indicator, parts, counted, *settings)
    between = whole.method == "g"
    told = ~np.isnan(counts_between(*parts) if between else whole.value)
    chart = judged_segments(whole, told, FEWEST_WITH if between else FEWEST)
    unjudged = _unjudged(chart, told, settings)
    good = GOOD[indicator.direction]
    rare = (between or unjudged is not None) and _has_rare_episodes(indicator, parts)
    drawn = SiteChart(*site, *parts, counted and not between, chart, unjudged, good, known, rare=rare)
    if counted or between:
        return drawn
    return replace(drawn, target=_target(definition, indicator.id, drawn))


def _has_rare_episodes(indicator: Indicator, parts: tuple[Values, Values]) -> bool:
    counts = counts_between(*parts)
    counting = indicator.chart == "u" or indicator.denominator is None
    return counting and is_rare(counts)


def _months(first: int, last: int) -> list[dt.date]:
    return [_first_of(month) for month in range(first, last + 1)]


def site_charts(
    publication: Publication, indicator: str, rules: str
) -> tuple[list[dt.date], list[SiteChart]]:
    """Return an indicator's months, and its chart at every site that has it, in the programme's order."""
    found = {figure.site: figure for figure in ask_figures(publication.cursor(), indicator)}
    first = min(figures.months[0] for figures in found.values())
    last = max(figures.months[-1] for figures in found.values())
    draw = partial(_drawn, publication, indicator, rules, first, last)
    charts = [draw(found[site.id], site.name) for site in publication.sites if site.id in found]
    return _months(first, last), charts


def _drawn(
    publication: Publication, indicator: str, rules: str, first: int, last: int, figures: Figures, name: str
) -> SiteChart:
    definition, defined = publication.definition, publication.indicators[indicator]
    events = _events(definition, indicator, first, last)
    parts = _spread(figures, first, last - first + 1)
    return _site_chart(definition, defined, rules, events, parts, (figures.site, name))


def site_figures(publication: Publication, site: Site) -> list[SiteFigure]:
    """Return every indicator of which a site has a value, in the publication's order."""
    found = ask_figures_of_site(publication.cursor(), site.id)
    spans = ask_spans(publication.cursor())
    figures = []
    for indicator, defined in publication.indicators.items():
        if indicator in found:
            first, last = spans[indicator]
            chart = _drawn(publication, indicator, RULES[0], first, last, found[indicator], site.name)
            figures.append(SiteFigure(defined, _months(first, last), chart))
    return [figure for figure in figures if not np.isnan(figure.chart.chart.value).all()]


def management_table(publication: Publication, selection: Selection) -> ManagementTable:
    """Return an indicator at every site, and which of them the page shows."""
    months, charts = site_charts(publication, selection.indicator, selection.rules)
    page = site_choices(publication)[selection.sites]
    series = {series.id: series.name for words in publication.indicators.values() for series in words.series}
    return ManagementTable(publication.indicators[selection.indicator], months, charts, page, series)


def months_of(chart: SiteChart, classes: Sequence[str]) -> Iterator[dict[str, float | int | str]]:
    """Yield what stands behind each month of a chart, nan where there is nothing, with the classes given."""
    drawn = chart.chart
    for at, point in enumerate(classes):
        yield {
            "numerator": float(chart.numerators[at]),
            "denominator": float(chart.denominators[at]),
            "value": float(drawn.value[at]),
            "centre": float(drawn.centre[at]),
            "lower": float(drawn.lower[at]),
            "upper": float(drawn.upper[at]),
            "point": point if drawn.value[at] == drawn.value[at] else "",
            "segment": int(drawn.segment[at]) + 1,
        }
