"""Decisions on a chart of months: a line from the month each was made in, in the panels it is about."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dashboard.charts import style
from dashboard.charts.style import Figure, Trace

MONTHS = 12


class Mark(NamedTuple):
    """A decision: its number in the list below the chart, its day, and the site it is about ('' for all)."""

    number: int
    day: dt.date
    site: str


def with_decisions(figure: Figure, marks: Sequence[Mark]) -> Figure:
    """Return a chart of months with a numbered line for each decision; any other chart as it is.

    A chart of months says in `meta` which site each panel is of, and its first month ('2023-01').
    """
    layout = figure["layout"]
    sites = layout.get("meta", {}).get("sites")
    if not sites or not marks:
        return figure
    first = dt.date.fromisoformat(f"{layout['meta']['first']}-01")
    drawn = [part for mark in marks for part in _drawn(layout, first, sites, mark)]
    shapes = [*layout.get("shapes", []), *(line for line, _ in drawn)]
    annotations = [*layout.get("annotations", []), *(words for _, words in drawn)]
    return {**figure, "layout": {**layout, "shapes": shapes, "annotations": annotations}}


def _drawn(layout: Trace, first: dt.date, sites: Sequence[str], mark: Mark) -> Iterator[tuple[Trace, Trace]]:
    """Yield line and number in each panel a decision is about whose months reach it."""
    at = (mark.day.year - first.year) * MONTHS + mark.day.month - first.month
    for place, site in enumerate(sites, 1):
        panel = "" if place == 1 else str(place)
        if mark.site in ("", site) and 0 <= at <= layout[f"xaxis{panel}"]["range"][1]:
            yield _line(panel, at, mark.number)


def _line(panel: str, at: int, number: int) -> tuple[Trace, Trace]:
    where = {"xref": f"x{panel}", "yref": f"y{panel} domain"}
    line = {"color": style.LATER, "width": 2, "dash": "dashdot"}
    words = {"x": at, "y": 1, "yanchor": "bottom", "text": f"<b>{number}</b>", "showarrow": False}
    font = {"size": 13, "color": style.PAPER}
    return (
        {"type": "line", **where, "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line},
        {**where, **words, "font": font, "bgcolor": style.LATER, "borderpad": 2},
    )
