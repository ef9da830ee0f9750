"""The figure card: the one door to a chart. Question, sentences, chart, people, table, downloads, source."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.charts.style import CONFIG
from dashboard.components.aria import aria
from dashboard.report.ids import part
from publication.languages import Language

DOWNLOADS = ("csv_semicolon", "csv_comma", "xlsx")
PICTURES = ("png", "svg")


def _buttons(page: str, language: Language) -> Component:
    files = [
        html.A(language.say(f"card.{name}"), id=part(page, name), href="", className="btn btn-quiet")
        for name in DOWNLOADS
    ]
    pictures = [
        html.Button(
            language.say(f"card.{name}"), id=part(page, name), type="button", className="btn btn-quiet"
        )
        for name in PICTURES
    ]
    table = html.Button(
        language.say("card.table"),
        id=part(page, "table-button"),
        type="button",
        className="btn btn-quiet",
        **aria(expanded="false", controls=part(page, "table")),
    )
    return html.Div([table, *files, *pictures], className="card-buttons")


def _large_button(page: str, language: Language) -> Component:
    return html.Button(
        [
            html.Span(language.say("card.large"), className="to-large"),
            html.Span(language.say("card.small"), className="to-small"),
        ],
        id=part(page, "large"),
        type="button",
        className="btn btn-quiet large-button",
    )


def _chart(page: str) -> Component:
    return html.Figure(
        dcc.Graph(id=part(page, "graph"), figure={"data": []}, config=CONFIG),
        className="chart",
        tabIndex="0",
        **aria(labelledby=part(page, "question"), describedby=part(page, "sentences")),
    )


def _notice(page: str, language: Language) -> Component:
    waiting = html.P(language.say("shell.loading"), className="loading")
    return html.Div(waiting, id=part(page, "notice"), className="notice", **aria(live="polite"))


def _table(page: str) -> list[Component]:
    body = html.Div(id=part(page, "table-body"), tabIndex="0")
    return [
        dcc.Store(id=part(page, "table-wanted")),
        dbc.Collapse(body, id=part(page, "table"), is_open=False),
    ]


def figure_card(
    page: str, language: Language, controls: Sequence[Component] = (), below: Sequence[Component] = ()
) -> Component:
    """Return an empty card; the page's callback fills its parts by id.

    Args:
        page: The page, and so the beginning of every id.
        language: The reader's.
        controls: What changes how the chart is drawn, above it.
        below: What belongs to the chart and stands under it.
    """
    question = html.H2(id=part(page, "question"), className="question")
    people = html.P(id=part(page, "people"), className="people")
    body = [
        html.Div([question, _large_button(page, language)], className="card-head"),
        html.Div(id=part(page, "sentences"), className="sentences", **aria(live="polite")),
        html.Div([people, *controls], className="card-controls"),
        _chart(page),
        html.Div(id=part(page, "beside"), className="beside"),
        html.Div(id=part(page, "notes"), className="notes"),
        *below,
        _buttons(page, language),
        *_table(page),
        html.P(id=part(page, "source"), className="source"),
    ]
    labelled = aria(labelledby=part(page, "question"))
    card = html.Section(body, id=part(page, "card"), className="figure-card", **labelled)
    return html.Div([_notice(page, language), card])
