"""/principles: ask, compute, draw, and the prompts of the principle chosen."""

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, html

from dashboard.callbacks.card import Reading, fill, outputs, register_card
from dashboard.components.prompt_card import prompt_card
from dashboard.pages.principles.answer import Cell, principle_names, principles_table, principles_twin
from dashboard.pages.principles.chart import Words, draw_principles
from dashboard.pages.principles.text import principles_sentences
from dashboard.report import ids
from dashboard.report.ids import part
from dashboard.report.offered import PRINCIPLES
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

PAGE = "principles"


def _people(table: Sequence[Cell], language: Language) -> str:
    columns = {cell.group: cell for cell in table}.values()
    leaders = sum(cell.leaders for cell in columns)
    return language.counted("principles.people", sum(cell.groups for cell in columns), leaders=leaders)


def _notes(
    publication: Publication, selection: Selection, table: Sequence[Cell], language: Language
) -> list[str]:
    scale = publication.instruments[PRINCIPLES].rating_scale
    low = f"{scale.low} ({language.of(scale.low_label)})"
    high = f"{scale.high} ({language.of(scale.high_label)})"
    dates = {name: language.date(publication.round_date(one)) for name, one in _rounds(selection).items()}
    compared = [language.say("principles.compare_note", **dates)] if selection.against else []
    dash = language.say("principles.dash_note", withheld=language.say("card.withheld"))
    return [
        language.say("principles.note"),
        *compared,
        language.say("principles.scale", low=low, high=high),
        *([dash] if any(cell.status == "withheld" for cell in table) else []),
    ]


def _rounds(selection: Selection) -> dict[str, str]:
    return {name: one for name, one in (("round", selection.round), ("against", selection.against)) if one}


def read_principles(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for a selection; None where no cell may be shown."""
    table, names = principles_table(publication, selection), principle_names(publication, language)
    against = language.date(publication.round_date(selection.against)) if selection.against else ""
    sentences = principles_sentences(table, names, against, language)
    if not sentences:
        return None
    scale, day = publication.instruments[PRINCIPLES].rating_scale, publication.round_date(selection.round)
    words = Words(language, names, (scale.low, scale.high), language.date(day), language.say("card.withheld"))
    return Reading(
        figure=draw_principles(table, selection.item, words),
        question=language.say("principles.question"),
        sentences=sentences,
        people=_people(table, language),
        notes=_notes(publication, selection, table, language),
        rests_on="leadership",
    )


def _prompts(query: dict[str, str]) -> Any:
    """Return the prompts of the principle chosen, or how to choose one."""
    service = services()
    publication, selection, language = service.asked(query, PAGE)
    names = principle_names(publication, language)
    if selection.item not in names:
        return html.P(language.say("principles.choose"), className="choose")
    return prompt_card(names[selection.item], service.prompts.get(selection.item, []), language)


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, principles_twin)
    app.clientside_callback(
        ClientsideFunction("rejsespor", "choose"),
        Output(ids.control("item"), "value", allow_duplicate=True),
        Input(part(PAGE, "graph"), "clickData"),
        prevent_initial_call=True,
    )

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_principles)

    @app.callback(Output(part(PAGE, "prompts"), "children"), Input(ids.SELECTION, "data"))
    def show_prompts(query: dict[str, str]) -> Any:
        """Show what to talk about for the principle chosen."""
        return _prompts(query)
