"""The analyst's grid: one text for the code in the browser, and what is said above and below it."""

import orjson
from dash import ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard.callbacks.outputs import Outputs
from dashboard.components.notice import invented, no_data, withheld
from dashboard.components.text import paragraph
from dashboard.pages.explore.ag_grid import FILES
from dashboard.pages.explore.column_defs import column_defs
from dashboard.pages.explore.grid import grid_rows
from dashboard.pages.explore.report import ExploreReport, explore_report
from dashboard.report import ids
from dashboard.report.cache import remembered
from dashboard.report.data_table import defused
from dashboard.report.ids import part
from dashboard.report.labels import in_sentence, wave_names
from dashboard.report.page import Page
from dashboard.report.services import Services, services

PARTS = ("lead", "notes", "source", "notice")
OVER = ("where", "reading", "answers", "spread", "special", "change", "tests")


def _lead(report: ExploreReport) -> list[Component]:
    """Say what a row is, and what p-values are worth where there are any."""
    first, *rest = report.sentences
    lines = [html.P([html.Span(first, className="first"), " ", " ".join(rest)])]
    if any(field.p_value for field in report.fields):
        reading = report.language.say("explore.column.reading")
        words = report.language.say("explore.p_values", reading=reading)
        lines.append(html.P(words, className="explore-p"))
    return [line.to_plotly_json() for line in lines]


def _over(report: ExploreReport) -> dict[str, str]:
    publication, selection, language = report.publication, report.selection, report.language
    earlier = in_sentence(wave_names(publication, selection, language)[0])
    instrument = language.of(publication.instruments[selection.instrument].name)
    named = {name: language.say(f"explore.over.{name}", wave=earlier) for name in OVER}
    return {"item": defused(instrument), **named}


def _filled(report: ExploreReport) -> Outputs:
    table = {
        "columns": column_defs(report.fields, _over(report), report.language),
        "names": [field.name for field in report.fields],
        "rows": list(grid_rows(report.answer, report.fields, report.language)),
    }
    return {
        # As one text: what walks through an answer to write it has nothing to walk through.
        "data": orjson.dumps(table).decode(),
        "lead": _lead(report),
        "notes": [paragraph(note).to_plotly_json() for note in report.notes],
        "source": report.source,
    }


def _fill(service: Services, page: Page, query: dict[str, str]) -> Outputs:
    """Return the page's outputs for a selection: the table, or why there is none and where to go."""
    publication, selection, language = service.request(query, page)
    nothing: Outputs = {"data": None, "lead": None, "notes": None, "source": None, "hidden": True}
    if not page.has_data(publication):
        return nothing | {"notice": no_data(service.publications, publication, page, language)}

    def work_out() -> Outputs:
        report = explore_report(publication, selection, language)
        return _filled(report) if report else {}

    shown = remembered(service.cache, page.name, publication, selection, work_out)
    if not shown:
        return nothing | {"notice": withheld(selection, page, language)}
    return shown | {"hidden": False, "notice": invented(publication, language)}


def register_grid(app: Dash, page: Page) -> None:
    """Register the grid's callbacks: what is wanted, laid out, and followed back into the address."""
    app.clientside_callback(
        ClientsideFunction("explore", "wanted"),
        Output(part(page.name, "wanted"), "data"),
        Output(part(page.name, "order"), "data"),
        Input(ids.SELECTION, "data"),
        State(part(page.name, "wanted"), "data"),
    )
    app.clientside_callback(
        ClientsideFunction("explore", "lay"),
        Output(part(page.name, "grid"), "columnDefs"),
        Output(part(page.name, "grid"), "rowData"),
        Output(part(page.name, "grid"), "filterModel"),
        Input(part(page.name, "data"), "data"),
        State(part(page.name, "order"), "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("explore", "follow"),
        Input(part(page.name, "grid"), "rowData"),
        Input(part(page.name, "order"), "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "files"),
        *[Output(part(page.name, name), "href") for name in FILES],
        Input(ids.SELECTION, "data"),
    )

    @app.callback(
        output={
            "hidden": Output(part(page.name, "card"), "hidden"),
            **{name: Output(part(page.name, name), "children") for name in PARTS},
            "data": Output(part(page.name, "data"), "data"),
        },
        inputs=[Input(part(page.name, "wanted"), "data")],
        prevent_initial_call=True,
    )
    def lay(query: dict[str, str]) -> Outputs:
        """Fill the page for the selection."""
        return _fill(services(), page, query)
