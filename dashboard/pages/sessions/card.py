"""/sessions: ask, compute, draw, and what people said in their own words."""

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, html

from dashboard.callbacks.card import Reading, fill, outputs, register_card
from dashboard.components.said import said_block
from dashboard.pages.sessions.answer import (
    SessionRow,
    absent_sessions,
    dated,
    end_of_line,
    line_labels,
    nobody_marked,
    session_rows,
)
from dashboard.pages.sessions.chart import Words, draw_sessions
from dashboard.pages.sessions.comments import STORY_PARTS, Said, said_at
from dashboard.pages.sessions.table import sessions_twin
from dashboard.pages.sessions.text import copy_signs, sessions_people, sessions_sentences
from dashboard.report import ids
from dashboard.report.ids import part
from dashboard.report.labels import occasion_name, scale_ends
from dashboard.report.offered import EVERYONE, has_data
from dashboard.report.people import together_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

PAGE = "sessions"
# What each line needs to be read on a phone, in rem, beside its sessions' names; a rem is 16 pixels or more.
WIDTH_OF_LINE, REM = 7, 16


def _names(publication: Publication, language: Language) -> dict[str, str]:
    """Return session → name, of every session of the programme."""
    sessions = [one.id for one in publication.definition.sessions]
    return {one: occasion_name(publication.definition, one, language) for one in sessions}


def _about_figures(rows: Sequence[SessionRow], view: str, language: Language) -> list[str]:
    """Say what the dots, lines and bars are."""
    printed = [row.is_printed for row in rows]
    said = []
    if not all(printed):
        said.append(language.say(f"sessions.note_{view}"))
    if any(printed):
        said.append(language.say("sessions.note_printed"))
    if all(printed) and view == "answers":
        said.append(language.say("sessions.note_no_counts"))
    if any(marked.at_the_end for row in rows for marked in row.marked.values()):
        said.append(language.say("sessions.note_end"))
    return said


def _notes(
    publication: Publication, selection: Selection, rows: Sequence[SessionRow], language: Language
) -> list[str]:
    names, labels = _names(publication, language), line_labels(publication, selection, language)
    instrument = publication.instruments[selection.instrument]
    low, high = scale_ends(instrument, language)
    ends = {
        "bottom": instrument.rating_scale.low,
        "low": low,
        "top": instrument.rating_scale.high,
        "high": high,
    }
    together = [row.label for row in rows if len(row.sessions) > 1]
    absent = [names[one] for one in absent_sessions(publication, selection)]
    nobody = [labels[one] for one in nobody_marked(rows, labels)]
    return [
        *together_line(together, language),
        language.say("sessions.note_order" if dated(rows) else "sessions.note_undated"),
        *_about_figures(rows, selection.view, language),
        language.say("sessions.note_scale", **ends),
        *([language.say("card.no_answers", items=language.listed(nobody))] if nobody else []),
        *([language.say("sessions.note_absent", names=language.listed(absent))] if absent else []),
    ]


def read_sessions(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for a selection; None where there is no session."""
    rows = session_rows(publication, selection)
    if not rows:
        return None
    instrument = publication.instruments[selection.instrument]
    labels = line_labels(publication, selection, language)
    lines = {one: label for one, label in labels.items() if one not in nobody_marked(rows, labels)} or labels
    scale = instrument.rating_scale.low, instrument.rating_scale.high
    words = Words(language, lines, scale, language.say("card.withheld"), copy_signs(rows))
    printed = all(row.is_printed for row in rows)
    view = "means" if printed else selection.view
    figure = draw_sessions(rows, view, words)
    named = language.of(instrument.name), end_of_line(*scale), _names(publication, language)
    return Reading(
        figure=figure,
        question=language.of(instrument.question),
        sentences=sessions_sentences(rows, lines, *named, language),
        people=sessions_people(rows, language),
        notes=_notes(publication, selection, rows, language),
        width=figure["layout"]["margin"]["l"] // REM + WIDTH_OF_LINE * len(lines),
        rests_on="session_means" if printed else "sessions",
    )


def _sessions_of(publication: Publication, kind: str) -> list[str]:
    sessions = publication.definition.sessions
    return [one.id for one in sessions if kind in (EVERYONE, one.kind)]


def _occasion(publication: Publication, said: Said, language: Language) -> str:
    if said.kind == "story":
        return language.say("sessions.said.stories")
    return occasion_name(publication.definition, said.session or said.occasion, language)


def _texts(said: Said, language: Language) -> Sequence[Sequence[tuple[str, str]]]:
    """Return the texts with their questions; those of stories by names of ours."""
    if said.kind != "story":
        return said.texts
    names = {part: language.say(f"sessions.said.{part}") for part in STORY_PARTS}
    return [[(names.get(part, part), text) for part, text in parts] for parts in said.texts]


def _note(publication: Publication, said: Sequence[Said], language: Language) -> Any:
    """Say who released the words and that they are some of many; or how to release some."""
    if said:
        return language.say("sessions.said.note")
    command = language.say("sessions.said.command", programme=publication.programme)
    return [language.say("sessions.said.empty"), " ", html.Code(command)]


def _said(query: dict[str, str]) -> Any:
    """Return the released words about the sessions chosen, or how to release some."""
    publication, selection, language = services().asked(query, PAGE)
    if not has_data(publication, PAGE):
        return None
    said = said_at(publication, _sessions_of(publication, selection.kind))
    occasions = [(_occasion(publication, one, language), _texts(one, language)) for one in said]
    note = _note(publication, said, language)
    return said_block(PAGE, language.say("sessions.said.title"), note, occasions)


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, sessions_twin)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_sessions)

    @app.callback(Output(part(PAGE, "said"), "children"), Input(ids.SELECTION, "data"))
    def show_said(query: dict[str, str]) -> Any:
        """Show what people said in their own words."""
        return _said(query)
