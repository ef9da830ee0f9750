"""A site's indicators: a small line of months each, the newest value and its marks, the way to the months."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.sign import sign
from dashboard.components.small_picture import small_picture
from dashboard.pages.indicators.answer import meeting_of, state_of
from dashboard.pages.indicators.cell_text import (
    MEETING_MARKS,
    STATE_MARKS,
    described,
    line_words,
    reading,
    unit_words,
    value_words,
)
from dashboard.pages.indicators.chart import draw_months
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.site.text import event_lines
from dashboard.pages.site.told import Told
from dashboard.report.labels import unbroken


def _marks(figure: SiteFigure) -> list[Component]:
    state, meeting = state_of(figure), meeting_of(figure.chart)
    return [sign(STATE_MARKS[state], state), *([sign(MEETING_MARKS[meeting], meeting)] if meeting else [])]


def _said(figure: SiteFigure, told: Told) -> str:
    """Return the marks in words, and the month where it is not the newest."""
    month, _ = figure.last
    older = [unbroken(told.language.short_month(month))] if month != figure.months[-1] else []
    return ", ".join([reading(figure, told.language), *older])


def _cell(figure: SiteFigure, told: Told) -> Component:
    language = told.language
    value = [
        html.Strong(value_words(figure, language)),
        html.Span(f" {unit_words(figure, language)}", className="unit"),
    ]
    way = told.address("management", indicator=figure.indicator.id, sites=figure.chart.site)
    content = [
        html.Span(language.of(figure.indicator.name), className="figure-name"),
        html.Span(value, className="figure-value"),
        small_picture(draw_months(figure, line_words(figure, language))),
        html.Span([*_marks(figure), f" {_said(figure, told)}"], className="figure-said"),
    ]
    classes = f"figure-cell cell-{state_of(figure)}"
    return html.Li(dcc.Link(content, href=way, title=described(figure, language), className=classes))


def figures_part(figures: Sequence[SiteFigure], told: Told) -> list[Component]:
    """Return the indicators, those with a signal first, then what a person knows of the months."""
    events = [html.Li(line) for line in event_lines(figures, told.language)]
    signalled_first = sorted(figures, key=lambda figure: not figure.chart.present)
    cells = html.Ul([_cell(figure, told) for figure in signalled_first], className="figure-cells")
    return [cells, *([html.Ul(events, className="events")] if events else [])]
