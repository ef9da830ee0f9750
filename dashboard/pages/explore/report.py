"""The analyst's report: every statistic of every item, group and wave."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.answers.change import is_printed
from dashboard.pages.explore.answer import explore_table
from dashboard.pages.explore.columns import Explored
from dashboard.pages.explore.grid import Field, grid_fields
from dashboard.pages.explore.seen import seen
from dashboard.pages.explore.sheets import codebook_sheet, methods_sheet
from dashboard.report.about import Lines, about_sheet, chosen_answers
from dashboard.report.labels import wave_names
from dashboard.report.report import Report, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.sheet import Sheet
from dashboard.report.text import Paragraph
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True)
class ExploreReport(Report[Explored]):
    """A row per item, group and wave."""

    @property
    def printed(self) -> bool:
        """Whether the figures are those of a printed report."""
        return is_printed(self.publication, self.selection.instrument)

    @property
    def rests_on(self) -> RestsOn:
        """Answers, or figures of a printed report."""
        return "published" if self.printed else "questionnaire"

    @cached_property
    def sentences(self) -> Sequence[str]:
        """What a row is."""
        earlier, later = wave_names(self.publication, self.selection, self.language)
        lines = [self.language.say("explore.row")]
        if self.selection.from_wave != self.selection.to_wave:
            lines.append(self.language.say("explore.row_compared", earlier=earlier, later=later))
        if self.printed:
            lines.append(self.language.say("explore.row_printed"))
        return lines

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """How to read it."""
        items = self.publication.instruments[self.selection.instrument].items
        reverse = ["card.reverse_note"] if any(item.reverse for item in items) else []
        return [self.language.say(note) for note in ("card.unlinked_note", *reverse)]

    @cached_property
    def table(self) -> Explored:
        """Every row."""
        return self.answer

    @property
    def whole_table(self) -> Explored:
        """What a file takes along: every row and column, or those a reader sees."""
        return seen(self.answer, self.fields, self.selection) if self.selection.seen else self.answer

    @cached_property
    def fields(self) -> Sequence[Field]:
        """The columns as a page shows them."""
        special = self.publication.instruments[self.selection.instrument].special
        return grid_fields(self.answer, special, self.language)

    @property
    def chosen(self) -> Lines:
        """Questionnaire, waves and group; and where it is less than all, that it holds what was seen."""
        chosen = chosen_answers(self.publication, self.selection, self.language)
        return (
            {**chosen, "workbook.extent": self.language.say("explore.seen")}
            if self.selection.seen
            else chosen
        )

    def sheets(self) -> list[Sheet]:
        """Return the rows, a codebook of the questions, and what each column is."""
        table = self.whole_table
        return [
            table.sheet(self.language),
            codebook_sheet(self.publication, self.selection.instrument, self.language),
            methods_sheet(table, self.language),
            about_sheet(self.chosen, self.rests_on, self.publication, self.population, self.language),
        ]


def explore_report(
    publication: Publication, selection: Selection, language: Language
) -> ExploreReport | None:
    """Return what is to be said of a selection; None where it is withheld."""
    explored = explore_table(publication, selection, language)
    return None if explored is None else ExploreReport(publication, selection, language, explored)
