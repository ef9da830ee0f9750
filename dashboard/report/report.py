"""A report: the answer to a selection, in a reader's language, part by part."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, Protocol, TypeVar

from dashboard.report.about import Lines, about_sheet, files_behind
from dashboard.report.data_table import DataTable, Separator
from dashboard.report.part_seen import part_words
from dashboard.report.selection import Selection
from dashboard.report.sheet import Sheet
from dashboard.report.text import Block, Paragraph
from publication.definitions.instrument import Population
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
# The least room a chart of dots needs, in rem.
WIDTH = 40

Answer = TypeVar("Answer")
Figure = dict[str, Any]


class Table(Protocol):
    """Rows that can be taken along as a file, or as columns of plain values."""

    def filled(self) -> "Table":
        """Return the table without empty columns."""

    def file(self, language: Language, separator: Separator) -> bytes:
        """Return a CSV file."""

    def sheet(self, language: Language) -> Sheet:
        """Return a sheet of a workbook."""

    def kinds(self) -> Mapping[str, str]:
        """Return column name → text, whole, or any other kind of number, in order."""

    def columns_of_values(self) -> Mapping[str, Sequence[Any]]:
        """Return column name → one value per row, None where there is none."""


@dataclass(frozen=True)
class Report(ABC, Generic[Answer]):
    """What a page has to say of a selection; a part is made when it is asked for, and kept.

    Whoever writes a table draws no chart, and whoever quotes a sentence makes no table.
    """

    publication: Publication
    selection: Selection
    language: Language
    answer: Answer

    @property
    def rests_on(self) -> RestsOn:
        """The kind of files the figures come from."""
        return "questionnaire"

    @property
    def population(self) -> Population:
        """Whose answers they are, where they are answers."""
        return self.publication.population_in(self.selection.from_wave)

    @cached_property
    @abstractmethod
    def sentences(self) -> Sequence[str]:
        """What was found, the whole first."""

    @property
    def finding(self) -> str:
        """What was found, as a heading: without a full stop."""
        return next(iter(self.sentences), "").removesuffix(".")

    @property
    def lead(self) -> str:
        """The whole in one line: its size, interval and caution."""
        return self.sentences[1] if len(self.sentences) > 1 else ""

    @property
    def further(self) -> Sequence[str]:
        """The sentences that neither the finding nor the lead has said."""
        said = {self.finding, self.lead.removesuffix(".")}
        return [sentence for sentence in self.sentences if sentence.removesuffix(".") not in said]

    @cached_property
    @abstractmethod
    def notes(self) -> Sequence[Paragraph]:
        """What one must know to read it."""

    @cached_property
    @abstractmethod
    def table(self) -> Table:
        """The numbers behind it."""

    @property
    @abstractmethod
    def chosen(self) -> Lines:
        """What was chosen, by the key of its heading."""

    @property
    def whole_table(self) -> Table:
        """The numbers a file takes along, also of what the page has no room for."""
        return self.table

    @property
    def source(self) -> str:
        """Where the figures come from: programme, publication, date, files of one kind."""
        return source_line(self.publication, self.language, self.rests_on, self.population)

    def sheets(self) -> list[Sheet]:
        """Return the sheets of a workbook: the table, and what one must know to use it alone."""
        about = about_sheet(self.chosen, self.rests_on, self.publication, self.population, self.language)
        return [self.whole_table.filled().sheet(self.language), about]


@dataclass(frozen=True)
class ChartReport(Report[Answer]):
    """A report with a chart."""

    @property
    def width(self) -> int:
        """The least room the chart needs, in rem."""
        return WIDTH

    @property
    @abstractmethod
    def question(self) -> str:
        """What to talk about before the chart."""

    @cached_property
    @abstractmethod
    def people(self) -> str:
        """Whom it is about, and how many they are."""

    @property
    def legend(self) -> Sequence[str]:
        """What the marks of the chart mean, a line each; none where the chart says it itself."""
        return ()

    @property
    def beside(self) -> Sequence[Block]:
        """Findings of their own that stand under the chart."""
        return ()

    @cached_property
    @abstractmethod
    def chart(self) -> Figure:
        """The chart, as plotly reads it."""

    @cached_property
    @abstractmethod
    def table(self) -> DataTable:
        """The same numbers as the chart."""

    @property
    def whole_table(self) -> DataTable:
        """The numbers a file takes along, also of what the page has no room for."""
        return self.table


AnyReport = Report[Any]
AnyChartReport = ChartReport[Any]


def source_line(
    publication: Publication, language: Language, rests_on: RestsOn, asked: Population = "staff"
) -> str:
    """Return where figures come from: programme, publication, date, files of one kind.

    Of questionnaires those alone that the people asked have answered. Of part of a programme which part: a
    file is of all of it, and its name may tell of any.
    """
    named = {
        "programme": language.of(publication.name),
        "number": publication.number,
        "date": language.date(publication.published_on),
    }
    if part := part_words(publication, language):
        return language.say("card.source_part", part=part, **named)
    return language.say(
        "card.source_printed" if rests_on in PRINTED else "card.source",
        **named,
        files=files_behind(publication, rests_on, asked),
    )
