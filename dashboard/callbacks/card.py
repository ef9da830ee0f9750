"""What every figure card's callback shares: its outputs, its links to files, its table on demand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from dashboard.charts.names import with_names_as_text
from dashboard.charts.style import Figure
from dashboard.components.figure_card import DOWNLOADS
from dashboard.components.notice import invented, no_data, withheld
from dashboard.components.table_twin import table_twin
from dashboard.report import ids
from dashboard.report.cache import plain, remembered
from dashboard.report.data_table import Twin, defused
from dashboard.report.ids import part
from dashboard.report.offered import has_data
from dashboard.report.selection import Selection
from dashboard.report.services import Services, services
from publication.languages import Language
from publication.reading import Publication

RestsOn = Literal[
    "questionnaire",
    "leadership",
    "published",
    "published_counts",
    "sessions",
    "session_means",
    "management",
]
# Kinds of files that hold what a report printed.
PRINTED = ("published", "published_counts", "session_means")
PARTS = ("question", "sentences", "people", "beside", "notes", "source", "notice")


# The least room a chart of dots needs, in rem.
WIDTH = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """What one selection shows: everything a card holds but the table.

    `beside` are findings of their own that stand under the chart; `width` is the least the chart needs, in
    rem; `rests_on` is a kind of file.
    """

    figure: Figure
    question: str
    sentences: list[str]
    people: str
    beside: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    width: int = WIDTH
    rests_on: RestsOn = "questionnaire"


Read = Callable[[Publication, Selection, Language], Reading | None]


def outputs(page: str) -> dict[str, Output]:
    """Return the outputs of a card, by name."""
    return {
        "figure": Output(part(page, "graph"), "figure"),
        "room": Output(part(page, "graph"), "style"),
        "hidden": Output(part(page, "card"), "hidden"),
        **{name: Output(part(page, name), "children") for name in PARTS},
    }


def source_line(publication: Publication, language: Language, rests_on: str) -> str:
    """Return where the figures come from: programme, publication, date, files of one kind."""
    names = dict.fromkeys(file.name for file in publication.files if file.kind == rests_on)
    return language.say(
        "card.source_printed" if rests_on in PRINTED else "card.source",
        programme=language.of(publication.name),
        number=publication.number,
        date=language.date(publication.published_on),
        files=", ".join(names),
    )


def _nothing(notice: Any) -> dict[str, Any]:
    return {"figure": no_update, "room": no_update, "hidden": True, **dict.fromkeys(PARTS), "notice": notice}


def _numbered(figure: Figure, publication: Publication) -> Figure:
    """Return a figure that knows its publication: a picture of it is called by the number, as files are."""
    return {**figure, "layout": {**figure["layout"], "meta": {"publication": publication.number}}}


def _filled(reading: Reading, publication: Publication, language: Language) -> dict[str, Any]:
    first, *rest = reading.sentences or [""]
    return {
        "figure": _numbered(with_names_as_text(reading.figure, publication.written_by_people), publication),
        "room": {"--height": f"{reading.figure['layout']['height']}px", "--width": f"{reading.width}rem"},
        "hidden": False,
        "question": reading.question,
        "sentences": [html.P(first, className="first"), *map(html.P, rest)],
        "people": reading.people,
        "beside": reading.beside,
        "notes": [html.P(note) for note in reading.notes],
        "source": source_line(publication, language, reading.rests_on),
        "notice": invented(publication, language),
    }


def fill(service: Services, page: str, query: dict[str, str], read: Read) -> dict[str, Any]:
    """Return a card's outputs for a selection: the reading, or why there is none and where to go."""
    publication, selection, language = service.asked(query, page)
    if not has_data(publication, page):
        return _nothing(no_data(service.publications, publication, page, language))

    def work_out() -> dict[str, Any]:
        reading = read(publication, selection, language)
        filled: dict[str, Any] = plain(_filled(reading, publication, language)) if reading else {}
        return filled

    shown = remembered(service.cache, page, publication, selection, work_out)
    return shown or _nothing(withheld(selection, page, language))


def register_card(
    app: Dash,
    page: str,
    twin: Callable[[Publication, Selection, Language], Twin],
    draw_table: Callable[..., Any] = table_twin,
) -> None:
    """Register what every card has: the table twin when it is opened, and the links to its files."""
    app.clientside_callback(
        ClientsideFunction("rejsespor", "table"),
        Output(part(page, "table"), "is_open"),
        Output(part(page, "table-button"), "aria-expanded"),
        Output(part(page, "table-wanted"), "data"),
        Input(part(page, "table-button"), "n_clicks"),
        Input(ids.SELECTION, "data"),
        State(part(page, "table"), "is_open"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("rejsespor", "files"),
        *[Output(part(page, one), "href") for one in DOWNLOADS],
        Input(ids.SELECTION, "data"),
    )

    @app.callback(
        Output(part(page, "table-body"), "children"),
        Input(part(page, "table-wanted"), "data"),
        prevent_initial_call=True,
    )
    def show_table(query: dict[str, str]) -> Any:
        """Return the table twin, once it is opened and for every selection while it is."""
        publication, selection, language = services().asked(query, page)
        if not has_data(publication, page):
            return []
        table = twin(publication, selection, language).filled()
        headers = [defused(column.header) for column in table.columns]
        return draw_table(language.say(f"title.{page}"), table.over(), headers, table.shown(language))
