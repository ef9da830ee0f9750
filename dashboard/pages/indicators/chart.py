"""The line of months in a cell: quiet, unless there is a signal."""

from collections.abc import Mapping

import numpy as np

from dashboard.charts import style
from dashboard.charts.small import sparkline
from dashboard.charts.svg import Picture
from dashboard.pages.indicators.answer import State, state_of
from dashboard.pages.management.site_chart import SiteChart, SiteFigure

COLOURS: Mapping[State, str] = {
    "improvement": style.UP,
    "concern": style.DOWN,
    "neutral_high": style.LATER,
    "neutral_low": style.LATER,
    "wandered": style.LATER,
}


def _drawn(site: SiteChart) -> list[float]:
    """Return the values as they are drawn; between months with an episode the line goes on."""
    values = site.chart.value
    if not site.between:
        return list(values.tolist())
    known = np.flatnonzero(~np.isnan(values))
    every = np.arange(len(values))
    return list(np.interp(every, known, values[known], left=np.nan, right=np.nan).tolist())


def draw_months(figure: SiteFigure, words: str) -> Picture:
    """Return a site's months with centre line and target; the months of a signal that lasts are marked."""
    site, chart = figure.chart, figure.chart.chart
    return sparkline(
        _drawn(site),
        words,
        centre=chart.centre.tolist(),
        target=site.target.value if site.target else None,
        marked=site.marked if site.present else (),
        colour=COLOURS.get(state_of(figure), style.QUIET),
    )
