"""/explore: ask, compute, lay out."""

from collections.abc import Sequence
from typing import Any

import orjson
from dash import ClientsideFunction, Dash, Input, Output, State, html

from dashboard.callbacks.card import source_line
from dashboard.components.notice import invented, no_data, withheld
from dashboard.pages.change.answer import is_printed
from dashboard.pages.explore.answer import explore_table
from dashboard.pages.explore.chart import column_defs
from dashboard.pages.explore.controls import FILES
from dashboard.pages.explore.grid import Field, grid_fields, grid_rows
from dashboard.report import ids
from dashboard.report.cache import remembered
from dashboard.report.data_table import defused
from dashboard.report.ids import part
from dashboard.report.labels import in_sentence, wave_names
from dashboard.report.offered import has_data
from dashboard.report.selection import Selection
from dashboard.report.services import Services, services
from publication.languages import Language
from publication.reading import Publication

PAGE = "explore"
OVER = ("where", "reading", "answers", "spread", "special", "change", "tests")


def _row(publication: Publication, selection: Selection, language: Language) -> list[str]:
    """Say in plain words what a row is."""
    earlier, later = wave_names(publication, selection, language)
    said = [language.say("explore.row")]
    if selection.from_wave != selection.to_wave:
        said.append(language.say("explore.row_compared", earlier=earlier, later=later))
    if is_printed(publication, selection.instrument):
        said.append(language.say("explore.row_printed"))
    return said


def _lead(
    publication: Publication, selection: Selection, fields: Sequence[Field], language: Language
) -> list[Any]:
    """Say what a row is, and what p-values are worth where there are any."""
    first, *rest = _row(publication, selection, language)
    said = [html.P([html.Span(first, className="first"), " ", " ".join(rest)])]
    if any(field.p_value for field in fields):
        reading = language.say("explore.column.reading")
        said.append(html.P(language.say("explore.p_values", reading=reading), className="explore-p"))
    return [one.to_plotly_json() for one in said]


def _notes(publication: Publication, selection: Selection, language: Language) -> list[str]:
    reverse = any(item.reverse for item in publication.instruments[selection.instrument].items)
    notes = ["card.unlinked_note", *(["card.reverse_note"] if reverse else [])]
    return [language.say(note) for note in notes]


def _over(publication: Publication, selection: Selection, language: Language) -> dict[str, str]:
    earlier = in_sentence(wave_names(publication, selection, language)[0])
    instrument = language.of(publication.instruments[selection.instrument].name)
    return {
        "item": defused(instrument),
        **{name: language.say(f"explore.over.{name}", wave=earlier) for name in OVER},
    }


def _filled(publication: Publication, selection: Selection, language: Language) -> dict[str, Any]:
    """Return what the page shows for a selection; nothing where it is withheld."""
    explored = explore_table(publication, selection, language)
    if explored is None:
        return {}
    fields = grid_fields(explored, publication.instruments[selection.instrument].special, language)
    rests_on = "published" if is_printed(publication, selection.instrument) else "questionnaire"
    table = {
        "columns": column_defs(fields, _over(publication, selection, language), language),
        "names": [field.name for field in fields],
        "rows": list(grid_rows(explored, fields, language)),
    }
    return {
        # As one text: what walks through an answer to write it has nothing to walk through.
        "data": orjson.dumps(table).decode(),
        "lead": _lead(publication, selection, fields, language),
        "notes": [html.P(note).to_plotly_json() for note in _notes(publication, selection, language)],
        "source": source_line(publication, language, rests_on),
    }


def fill(service: Services, query: dict[str, str]) -> dict[str, Any]:
    """Return the page's outputs for a selection: the table, or why there is none and where to go."""
    publication, selection, language = service.asked(query, PAGE)
    nothing: dict[str, Any] = {"data": None, "lead": None, "notes": None, "source": None, "hidden": True}
    if not has_data(publication, PAGE):
        return nothing | {"notice": no_data(service.publications, publication, PAGE, language)}
    shown = remembered(
        service.cache, PAGE, publication, selection, lambda: _filled(publication, selection, language)
    )
    if not shown:
        return nothing | {"notice": withheld(selection, PAGE, language)}
    return shown | {"hidden": False, "notice": invented(publication, language)}


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    app.clientside_callback(
        ClientsideFunction("explore", "wanted"),
        Output(part(PAGE, "wanted"), "data"),
        Output(part(PAGE, "order"), "data"),
        Input(ids.SELECTION, "data"),
        State(part(PAGE, "wanted"), "data"),
    )
    app.clientside_callback(
        ClientsideFunction("explore", "lay"),
        Output(part(PAGE, "grid"), "columnDefs"),
        Output(part(PAGE, "grid"), "rowData"),
        Output(part(PAGE, "grid"), "filterModel"),
        Input(part(PAGE, "data"), "data"),
        State(part(PAGE, "order"), "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("explore", "follow"),
        Input(part(PAGE, "grid"), "rowData"),
        Input(part(PAGE, "order"), "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "files"),
        *[Output(part(PAGE, one), "href") for one in FILES],
        Input(ids.SELECTION, "data"),
    )

    @app.callback(
        output={
            "hidden": Output(part(PAGE, "card"), "hidden"),
            **{name: Output(part(PAGE, name), "children") for name in ("lead", "notes", "source", "notice")},
            "data": Output(part(PAGE, "data"), "data"),
        },
        inputs=[Input(part(PAGE, "wanted"), "data")],
        prevent_initial_call=True,
    )
    def lay(query: dict[str, str]) -> dict[str, Any]:
        """Fill the page for the selection."""
        return fill(services(), query)
