"""The report of who answered: background questions before and after, and how many were invited."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.style import Figure
from dashboard.pages.participants.answer import (
    ROLE,
    Question,
    participants_data_table,
    participants_table,
)
from dashboard.pages.participants.chart import ParticipantsTexts, draw_participants
from dashboard.pages.participants.response import response_question
from dashboard.pages.participants.text import alike_line, participants_sentences
from dashboard.report.about import Lines, chosen_waves
from dashboard.report.data_table import DataTable
from dashboard.report.labels import wave_names
from dashboard.report.people import EARLIER, LATER, people_lines
from dashboard.report.report import ChartReport, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Block, Heading, Paragraph
from publication.definitions.programme import Wave
from publication.languages import Language
from publication.reading import Publication

# In rem: the dots and two columns of numbers.
WIDTH_WITH_NUMBERS = 16


@dataclass(frozen=True)
class ParticipantsReport(ChartReport[Sequence[Question]]):
    """Who answered, before and after."""

    @property
    def printed(self) -> bool:
        """Whether a report printed who answered, in both waves."""
        return all(self.publication.wave(wave).members is None for wave in self.selection.waves)

    @property
    def waves(self) -> tuple[str, str]:
        """What the two waves are called."""
        return wave_names(self.publication, self.selection, self.language)

    @property
    def members(self) -> list[float]:
        """How many answered in each wave."""
        return _members(self.publication, self.selection)

    @property
    def rests_on(self) -> RestsOn:
        """Answers, or counts of a printed report."""
        return "published_counts" if self.printed else "questionnaire"

    @property
    def width(self) -> int:
        """The least room the chart needs, in rem."""
        return WIDTH_WITH_NUMBERS

    @property
    def question(self) -> str:
        """Whether the same kind of people answered."""
        return self.language.say("participants.question")

    @cached_property
    def sentences(self) -> Sequence[str]:
        """How many of those invited answered, then how the two waves differ."""
        return participants_sentences(
            self.answer, self.waves, self.members, self.invited, self.population, self.language
        )

    @property
    def invited(self) -> list[float]:
        """How many were invited in each wave; nan where the programme's file does not say."""
        return _described(self.publication, self.selection, lambda wave: wave.invited)

    @cached_property
    def questions(self) -> Sequence[Question]:
        """The response rate, where it is known, and the background questions."""
        response = response_question(self.members, self.invited, self.language)
        return [*([response] if response else []), *self.answer]

    @property
    def folded(self) -> Sequence[Question]:
        """The questions that are no news: asked whether the waves differ in them, they do not."""
        return [question for question in self.answer if question.is_alike and question.id != ROLE]

    @property
    def beside(self) -> Sequence[Block]:
        """What did not differ, in words."""
        lines = [alike_line(question, self.language) for question in self.folded]
        return [Heading(self.language.say("participants.alike_heading")), *lines] if lines else []

    @cached_property
    def people(self) -> str:
        """How many answered."""
        named = self.waves, self.members, self.language
        return " · ".join(people_lines(*named, printed=self.printed, asked=self.population))

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """What stands together, how differences were tested, what a report says beside its tables."""
        return _notes(self)

    @cached_property
    def chart(self) -> Figure:
        """The response rate, and the shares of each category where the waves may differ."""
        words = ParticipantsTexts(
            self.language, self.waves, (EARLIER, LATER), self.language.say("card.withheld")
        )
        drawn = [question for question in self.questions if question not in self.folded]
        return draw_participants(drawn, words)

    @cached_property
    def table(self) -> DataTable:
        """A row per category."""
        return participants_data_table(self.questions, self.publication, self.selection, self.language)

    @property
    def chosen(self) -> Lines:
        """The two waves."""
        return {"workbook.waves": chosen_waves(self.publication, self.selection, self.language)}


def participants_report(
    publication: Publication, selection: Selection, language: Language
) -> ParticipantsReport | None:
    """Return what is to be said of two waves; None where nothing of it may be shown."""
    questions = participants_table(publication, *selection.waves, language)
    if not any(question.shown for question in questions):
        return None
    return ParticipantsReport(publication, selection, language, questions)


def _described(
    publication: Publication, selection: Selection, described: Callable[[Wave], int | None]
) -> list[float]:
    """Return a number the programme's file gives of each wave; nan where it does not."""
    numbers = {wave.id: described(wave) for wave in publication.definition.waves}
    chosen = [numbers[wave] for wave in selection.waves]
    return [math.nan if number is None else number for number in chosen]


def _members(publication: Publication, selection: Selection) -> list[float]:
    """Return how many answered in each wave: its members, or as many as a report says."""
    printed = _described(publication, selection, lambda wave: wave.respondents)
    waves = [publication.wave(wave) for wave in selection.waves]
    return [
        words if wave.members is None else wave.members for wave, words in zip(waves, printed, strict=True)
    ]


def _said_beside(publication: Publication, questions: Sequence[Question], language: Language) -> list[str]:
    """Return what a report says beside the tables that are shown."""
    shown = {None, *(question.id for question in questions if question.shown)}
    notes = publication.definition.table_notes
    return [language.of(note.text) for note in notes if note.variable in shown]


def _several(question: Question) -> str:
    """Return the note on ticked boxes that is true of their shares: do they add up to more than 100 %?"""
    sides = [[row.earlier for row in question.rows], [row.later for row in question.rows]]
    sums = [math.fsum(share.share for share in side if share.known) for side in sides]
    return "several_over" if max(sums) > 1 else "several_note"


def _notes(report: ParticipantsReport) -> list[str]:
    say, printed, questions = report.language.say, report.printed, report.answer
    merged = any(len(row.ids) > 1 for question in questions for row in question.rows)
    tested = any(question.p_value == question.p_value for question in questions)
    return [
        *([say("participants.merged_note")] if merged else []),
        *(say(f"participants.{_several(question)}") for question in questions if question.several),
        *([say("participants.test_note")] if tested else []),
        *([say("participants.printed_note")] if printed else []),
        *(_said_beside(report.publication, questions, report.language) if printed else []),
        say("card.unlinked_note"),
    ]
