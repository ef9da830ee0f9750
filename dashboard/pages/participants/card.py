"""/participants: ask, compute, draw."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from dash import Dash, Input

from dashboard.callbacks.card import Reading, fill, outputs, register_card
from dashboard.pages.participants.answer import Question, participants_table, participants_twin
from dashboard.pages.participants.chart import Words, draw_participants
from dashboard.pages.participants.text import participants_sentences
from dashboard.report import ids
from dashboard.report.labels import wave_names
from dashboard.report.people import EARLIER, LATER, people_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.definitions.programme import Wave
from publication.languages import Language
from publication.reading import Publication

PAGE = "participants"
# In rem: beside the dots two columns of numbers under the names of the waves.
WIDTH_WITH_NUMBERS = 43


def _described(
    publication: Publication, selection: Selection, told: Callable[[Wave], int | None]
) -> list[float]:
    """Return a number the programme's file gives of each wave; nan where it does not."""
    waves = {one.id: told(one) for one in publication.definition.waves}
    chosen = (waves[selection.from_wave], waves[selection.to_wave])
    return [math.nan if one is None else one for one in chosen]


def _members(publication: Publication, selection: Selection) -> list[float]:
    """Return how many answered in each wave: its members, or as many as a report says."""
    printed = _described(publication, selection, lambda wave: wave.respondents)
    waves = [publication.wave(one) for one in (selection.from_wave, selection.to_wave)]
    return [said if wave.members is None else wave.members for wave, said in zip(waves, printed, strict=True)]


def _is_printed(publication: Publication, selection: Selection) -> bool:
    waves = {selection.from_wave, selection.to_wave}
    return all(publication.wave(one).members is None for one in waves)


def _said_beside(publication: Publication, questions: Sequence[Question], language: Language) -> list[str]:
    """Return what a report says beside the tables that are shown."""
    shown = {None, *(one.id for one in questions if one.shown)}
    notes = publication.definition.table_notes
    return [language.of(note.text) for note in notes if note.variable in shown]


def _several(question: Question) -> str:
    """Return the note on ticked boxes that is true of their shares: do they add up to more than 100 %?"""
    sides = [[row.earlier for row in question.rows], [row.later for row in question.rows]]
    sums = [math.fsum(one.share for one in side if one.known) for side in sides]
    return "several_over" if max(sums) > 1 else "several_note"


def _notes(
    publication: Publication, selection: Selection, questions: Sequence[Question], language: Language
) -> list[str]:
    say, printed = language.say, _is_printed(publication, selection)
    merged = any(len(row.ids) > 1 for one in questions for row in one.rows)
    tested = any(one.p_value == one.p_value for one in questions)
    return [
        *([say("participants.merged_note")] if merged else []),
        *(say(f"participants.{_several(one)}") for one in questions if one.several),
        *([say("participants.test_note")] if tested else []),
        *([say("participants.printed_note")] if printed else []),
        *(_said_beside(publication, questions, language) if printed else []),
        say("card.unlinked_note"),
    ]


def read_participants(publication: Publication, selection: Selection, language: Language) -> Reading | None:
    """Return what the card shows for two waves; None where nothing of it may be shown."""
    waves = wave_names(publication, selection, language)
    questions = participants_table(publication, selection.from_wave, selection.to_wave, language)
    if not any(one.shown for one in questions):
        return None
    members, printed = _members(publication, selection), _is_printed(publication, selection)
    invited = _described(publication, selection, lambda wave: wave.invited)
    words = Words(language, waves, (EARLIER, LATER), language.say("card.withheld"))
    return Reading(
        figure=draw_participants(questions, words),
        question=language.say("participants.question"),
        sentences=participants_sentences(questions, waves, members, invited, language),
        people=people_line(waves, members, language, printed=printed),
        notes=_notes(publication, selection, questions, language),
        width=WIDTH_WITH_NUMBERS,
        rests_on="published_counts" if printed else "questionnaire",
    )


def register(app: Dash) -> None:
    """Register the page's callbacks."""
    register_card(app, PAGE, participants_twin)

    @app.callback(output=outputs(PAGE), inputs=[Input(ids.SELECTION, "data")])
    def draw(query: dict[str, str]) -> dict[str, Any]:
        """Fill the card for the selection."""
        return fill(services(), PAGE, query, read_participants)
