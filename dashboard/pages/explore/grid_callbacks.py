"""The analyst's grid: one text for the code in the browser, and what is said above and below it."""

import orjson
from dash import ClientsideFunction, Dash, Input, Output, State, html
from dash.development.base_component import Component

from dashboard.components.filling import Outputs, filled
from dashboard.components.text import paragraph
from dashboard.pages.explore.ag_grid import FILES
from dashboard.pages.explore.column_defs import column_defs
from dashboard.pages.explore.grid import OVERS, USUAL, grid_rows
from dashboard.pages.explore.report import ExploreReport, explore_report
from dashboard.report import ids
from dashboard.report.data_table import defused
from dashboard.report.ids import part
from dashboard.report.labels import in_sentence, wave_names
from dashboard.report.page import Page

PARTS = ("lead", "notes", "source", "notice")


def _lead(report: ExploreReport) -> list[Component]:
    """Say what a row is, and what p-values are worth where there are any."""
    first, *rest = report.sentences
    lines: list[Component] = [html.P([html.Span(first, className="first"), " ", " ".join(rest)])]
    if any(field.p_value for field in report.fields):
        reading = report.language.say("explore.column.reading")
        words = report.language.say("explore.p_values", reading=reading)
        lines.append(html.P(words, className="explore-p"))
    return lines


def _over(report: ExploreReport) -> dict[str, str]:
    publication, selection, language = report.publication, report.selection, report.language
    earlier = in_sentence(wave_names(publication, selection, language)[0])
    instrument = language.of(publication.instruments[selection.instrument].name)
    named: dict[str, str] = {
        name: language.say(f"explore.over.{name}", wave=earlier) for name in OVERS if name != "item"
    }
    if selection.from_wave == selection.to_wave:
        named["change"] = language.say("explore.over.reading")
    return {"item": defused(instrument), **named}


def _outputs_of(report: ExploreReport) -> Outputs:
    table = {
        "columns": column_defs(report.fields, _over(report), report.language),
        "names": [field.name for field in report.fields],
        "usual": USUAL,
        "rows": grid_rows(report.answer, report.fields),
    }
    return {
        # As one text: what walks through an answer to write it has nothing to walk through.
        "data": orjson.dumps(table).decode(),
        "lead": _lead(report),
        "notes": [paragraph(note) for note in report.notes],
        "source": report.source,
        "hidden": False,
        "notice": None,
    }


_NOTHING: Outputs = {"data": None, "lead": None, "notes": None, "source": None, "hidden": True}


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
        Input(ids.SETTLED, "data"),
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
        return filled(page, query, explore_report, _outputs_of, _NOTHING)
