"""The report of who answered: background questions before and after, and how many were invited."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.style import Figure
from dashboard.pages.participants.answer import Question, participants_data_table, participants_table
from dashboard.pages.participants.chart import ParticipantsTexts, draw_participants
from dashboard.pages.participants.text import participants_sentences
from dashboard.report.about import Lines, chosen_waves
from dashboard.report.data_table import DataTable
from dashboard.report.labels import wave_names
from dashboard.report.people import EARLIER, LATER, people_lines
from dashboard.report.report import ChartReport, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Paragraph
from publication.definitions.programme import Wave
from publication.languages import Language
from publication.reading import Publication

# In rem: beside the dots two columns of numbers under the names of the waves.
WIDTH_WITH_NUMBERS = 43


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
        """What differs between those who answered first and last."""
        invited = _described(self.publication, self.selection, lambda wave: wave.invited)
        return participants_sentences(self.answer, self.waves, self.members, invited, self.language)

    @cached_property
    def people(self) -> str:
        """How many answered."""
        return " · ".join(people_lines(self.waves, self.members, self.language, printed=self.printed))

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """What stands together, how differences were tested, what a report says beside its tables."""
        return _notes(self)

    @cached_property
    def chart(self) -> Figure:
        """Shares of each category, before and after."""
        words = ParticipantsTexts(
            self.language, self.waves, (EARLIER, LATER), self.language.say("card.withheld")
        )
        return draw_participants(self.answer, words)

    @cached_property
    def table(self) -> DataTable:
        """A row per category."""
        return participants_data_table(self.answer, self.publication, self.selection, self.language)

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
