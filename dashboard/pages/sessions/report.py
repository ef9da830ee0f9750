"""The report of session evaluations: what participants marked, session by session."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.style import Figure
from dashboard.pages.sessions.answer import (
    SessionRow,
    absent_sessions,
    dated,
    end_of_line,
    line_labels,
    nobody_marked,
    session_rows,
)
from dashboard.pages.sessions.chart import draw_sessions
from dashboard.pages.sessions.panels import SessionsTexts
from dashboard.pages.sessions.table import sessions_data_table
from dashboard.pages.sessions.text import copy_signs, sessions_people, sessions_sentences
from dashboard.report.about import Lines, chosen_instrument
from dashboard.report.data_table import DataTable
from dashboard.report.labels import occasion_name, scale_ends
from dashboard.report.people import together_line
from dashboard.report.report import ChartReport, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Paragraph
from publication.definitions.instrument import Instrument
from publication.languages import Language
from publication.reading import Publication

# What a session needs for its number, in rem.
WIDTH_OF_SESSION = 1.9


@dataclass(frozen=True)
class SessionsReport(ChartReport[Sequence[SessionRow]]):
    """What participants marked on each line, session by session."""

    @property
    def instrument(self) -> Instrument:
        """The instrument's definition."""
        return self.publication.instruments[self.selection.instrument]

    @property
    def scale(self) -> tuple[int, int]:
        """The ends of a line."""
        return self.instrument.rating_scale.low, self.instrument.rating_scale.high

    @property
    def printed(self) -> bool:
        """Whether every session's figures are those of a printed report."""
        return all(row.is_printed for row in self.answer)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Line → what it is called."""
        return line_labels(self.publication, self.selection, self.language)

    @cached_property
    def lines(self) -> dict[str, str]:
        """The lines that somebody marked; all, where nobody marked any."""
        unmarked = nobody_marked(self.answer, self.labels)
        return {line: label for line, label in self.labels.items() if line not in unmarked} or self.labels

    @property
    def rests_on(self) -> RestsOn:
        """Marks, or means of a printed report."""
        return "session_means" if self.printed else "sessions"

    @property
    def width(self) -> int:
        """The least room the chart needs, in rem."""
        return math.ceil(WIDTH_OF_SESSION * len(self.answer))

    @property
    def question(self) -> str:
        """The instrument's."""
        return self.language.of(self.instrument.question)

    @cached_property
    def sentences(self) -> Sequence[str]:
        """What was marked highest and lowest, and what changed."""
        named = self.language.of(self.instrument.name), end_of_line(*self.scale)
        names = session_names(self.publication, self.language)
        return sessions_sentences(self.answer, self.lines, *named, names, self.language)

    @cached_property
    def people(self) -> str:
        """How many took part."""
        return sessions_people(self.answer, self.language)

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """The order, what is drawn, the ends of the lines, what is not there."""
        return _notes(self)

    @cached_property
    def chart(self) -> Figure:
        """Sessions across, a band per question."""
        withheld, signs = self.language.say("card.withheld"), copy_signs(self.answer)
        words = SessionsTexts(self.language, self.lines, self.scale, withheld, signs)
        return draw_sessions(self.answer, "means" if self.printed else self.selection.view, words)

    @cached_property
    def table(self) -> DataTable:
        """A row per session and line."""
        return sessions_data_table(self.answer, self.publication, self.selection, self.language)

    @property
    def chosen(self) -> Lines:
        """The questionnaire and the kind of session."""
        kinds = {kind.id: kind.name for kind in self.publication.definition.session_kinds}
        name, every = kinds.get(self.selection.kind), self.language.say("bar.kind_all")
        return {
            "workbook.instrument": chosen_instrument(
                self.publication, self.selection.instrument, self.language
            ),
            "bar.kind": self.language.of(name) if name else every,
        }


def sessions_report(
    publication: Publication, selection: Selection, language: Language
) -> SessionsReport | None:
    """Return what is to be said of a kind of session; None where there is none."""
    rows = session_rows(publication, selection)
    return SessionsReport(publication, selection, language, rows) if rows else None


def session_names(publication: Publication, language: Language) -> dict[str, str]:
    """Return session → name, of every session of the programme."""
    sessions = [f"{met.kind}-{met.number}" for met in publication.definition.sessions]
    return {session: occasion_name(publication.definition, session, language) for session in sessions}


def _about_figures(rows: Sequence[SessionRow], view: str, language: Language) -> list[str]:
    """Say what the dots, lines and bars are."""
    printed = [row.is_printed for row in rows]
    sentences = []
    if not all(printed):
        sentences.append(language.say(f"sessions.note_{view}"))
    if any(printed):
        sentences.append(language.say("sessions.note_printed"))
    if all(printed) and view == "answers":
        sentences.append(language.say("sessions.note_no_counts"))
    if any(marked.at_the_end for row in rows for marked in row.marked.values()):
        sentences.append(language.say("sessions.note_end"))
    return sentences


def _notes(report: SessionsReport) -> list[str]:
    rows, language, instrument = report.answer, report.language, report.instrument
    names, labels = session_names(report.publication, language), report.labels
    low, high = scale_ends(instrument, language)
    ends = {
        "bottom": instrument.rating_scale.low,
        "low": low,
        "top": instrument.rating_scale.high,
        "high": high,
    }
    together = [row.label for row in rows if len(row.sessions) > 1]
    absent = [names[session] for session in absent_sessions(report.publication, report.selection)]
    hidden = any(marked.status == "withheld" for row in rows for marked in row.marked.values())
    nobody = [labels[line] for line in nobody_marked(rows, labels)]
    return [
        *together_line(together, language),
        language.say("sessions.note_order" if dated(rows) else "sessions.note_undated"),
        *_about_figures(rows, report.selection.view, language),
        language.say("sessions.note_scale", **ends),
        *([language.say("principles.dash_note", withheld=language.say("card.withheld"))] if hidden else []),
        *([language.say("card.no_answers", items=language.listed(nobody))] if nobody else []),
        *([language.say("sessions.note_absent", names=language.listed(absent))] if absent else []),
    ]
