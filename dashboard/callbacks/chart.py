"""A chart's card: its report, part by part, its links to files, its table on demand."""

from functools import partial

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from dashboard.charts.names import with_names_as_text
from dashboard.charts.style import with_legend
from dashboard.components.card import Card, Content
from dashboard.components.decided import with_decided
from dashboard.components.figure_card import DOWNLOADS, MEETING, VOICE
from dashboard.components.filling import Outputs, filled
from dashboard.components.text import blocks, paragraph
from dashboard.components.voiced import with_voices
from dashboard.report import ids
from dashboard.report.data_table import defused
from dashboard.report.ids import part
from dashboard.report.page import ChartPage
from dashboard.report.report import AnyChartReport, Figure
from dashboard.report.services import services
from dashboard.report.text import Link

SEEN = ("finding", "lead", "question", "notice")
# What is folded, or stands below what the first glance takes in, is filled once the chart is drawn.
FOLDED = ("sentences", "people", "beside", "notes", "source")


def _outputs(page: str) -> dict[str, Output]:
    """Return the outputs of a card, by name."""
    return {
        "figure": Output(part(page, "graph"), "figure"),
        "room": Output(part(page, "graph"), "style"),
        "hidden": Output(part(page, "card"), "hidden"),
        **{name: Output(part(page, name), "children") for name in SEEN},
        "folded": Output(part(page, "folded"), "data"),
        "decisions": Output(part(page, "decisions"), "children"),
        "voices": Output(part(page, "voices"), "children"),
    }


_NOTHING = {
    "figure": no_update,
    "room": no_update,
    "hidden": True,
    **dict.fromkeys(SEEN),
    "folded": dict.fromkeys(FOLDED),
}


def drawn(report: AnyChartReport) -> Figure:
    """Return the chart with names as text.

    It knows its publication, as a picture of it is called by it, and its height, which a phone changes.
    """
    publication = report.publication
    chart = with_legend(report.chart, report.legend)
    figure = with_names_as_text(chart, publication.written_by_people)
    layout = figure["layout"]
    known = {"publication": publication.number, "height": layout["height"]}
    return {**figure, "layout": {**layout, "meta": {**layout.get("meta", {}), **known}}}


def _folded(page: str, report: AnyChartReport) -> Outputs:
    methods = Link(report.language.say("card.methods"), "methods", report.selection.query(), page)
    return {
        "sentences": [html.P(sentence) for sentence in report.further],
        "people": report.people,
        "beside": blocks(report.beside),
        "notes": [paragraph(note) for note in (*report.notes, (methods,))],
        "source": report.source,
    }


def _outputs_of(page: str, report: AnyChartReport) -> Outputs:
    figure = drawn(report)
    return {
        "figure": figure,
        "room": {"--height": f"{figure['layout']['height']}px", "--width": f"{report.width}rem"},
        "hidden": False,
        "finding": html.Span(report.finding, className="first"),
        "lead": report.lead,
        "question": report.question,
        "notice": None,
        "folded": _folded(page, report),
    }


def _table(page: ChartPage, card: Card, query: dict[str, str]) -> Content:
    publication, selection, language = services().request(query, page)
    report = page.report(publication, selection, language) if page.has_data(publication) else None
    if report is None:
        return []
    table = report.table.filled()
    headers = [defused(column.header) for column in table.columns]
    return card.draw_table(language.say(f"title.{page.name}"), table.over(), headers, table.shown(language))


def _register_in_the_browser(app: Dash, page: str, chosen_by_click: str) -> None:
    app.clientside_callback(
        ClientsideFunction("rejsespor", "table"),
        Output(part(page, "table"), "is_open"),
        Output(part(page, "table-button"), "aria-expanded"),
        Output(part(page, "table-wanted"), "data"),
        Input(part(page, "table-button"), "n_clicks"),
        Input(ids.SETTLED, "data"),
        State(part(page, "table"), "is_open"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "fold"),
        *[Output(part(page, name), "children") for name in FOLDED],
        Input(ids.SETTLED, "data"),
        Input(part(page, "folded"), "data"),
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "files"),
        *[Output(part(page, name), "href") for name in (*DOWNLOADS, MEETING, VOICE)],
        Input(ids.SETTLED, "data"),
    )
    if chosen_by_click:
        app.clientside_callback(
            ClientsideFunction("rejsespor", "click"),
            Input(part(page, "graph"), "clickData"),
            State(ids.control(chosen_by_click), "id"),
            prevent_initial_call=True,
        )


def register_chart(app: Dash, page: ChartPage, card: Card) -> None:
    """Register a card: the report for every selection, the table once it is opened, the links to files."""
    _register_in_the_browser(app, page.name, card.chosen_by_click)

    @app.callback(
        Output(part(page.name, "table-body"), "children"),
        Input(part(page.name, "table-wanted"), "data"),
        prevent_initial_call=True,
    )
    def show_table(query: dict[str, str]) -> Content:
        """Return the table, once it is opened and for every selection while it is."""
        return _table(page, card, query)

    @app.callback(output=_outputs(page.name), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> Outputs:
        """Fill the card for the selection."""
        outputs = filled(page, query, page.report, partial(_outputs_of, page.name), _NOTHING)
        return with_voices(page, query, with_decided(page, query, outputs))
