"""The report of change: how each item shifted from one wave to another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard.charts.style import Figure
from dashboard.pages.change.asked import with_waves_that_asked
from dashboard.pages.change.context import ChangeContext, change_answer
from dashboard.pages.change.parts import (
    chart_of,
    evidence_blocks,
    factor_sentences_of,
    finding_of,
    lead_of,
    legend_of,
    notes_of,
    people_of,
    sentences_of,
    special_blocks,
    table_of,
)
from dashboard.report.data_table import DataTable
from dashboard.report.selection import Selection
from dashboard.report.text import Block, Paragraph
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True)
class ChangeReport(ChangeContext):
    """How each item shifted from one wave to another."""

    @cached_property
    def sentences(self) -> Sequence[str]:
        """The whole first, then the whole seen otherwise, then the items or the factors."""
        return factor_sentences_of(self) if self.selection.view == "factors" else sentences_of(self)

    @property
    def finding(self) -> str:
        """Which items moved, how many did not."""
        return finding_of(self)

    @property
    def lead(self) -> str:
        """The overall score."""
        return lead_of(self)

    @property
    def legend(self) -> Sequence[str]:
        """Which mark is which wave, and how many people answered; of bars what their numbers are."""
        return legend_of(self)

    @cached_property
    def people(self) -> str:
        """Whom the chart is about, and how many there are in each wave it shows."""
        return people_of(self)

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """Who stands together, what was not asked, how to read it."""
        return notes_of(self)

    @property
    def beside(self) -> Sequence[Block]:
        """What the factors are worth, or what answers apart from the scale say."""
        return evidence_blocks(self) if self.selection.view == "factors" else special_blocks(self)

    @cached_property
    def chart(self) -> Figure:
        """The chart of the view that is chosen."""
        return chart_of(self)

    @cached_property
    def table(self) -> DataTable:
        """The numbers of the view that is chosen."""
        return table_of(self)


def change_report(publication: Publication, selection: Selection, language: Language) -> ChangeReport | None:
    """Return what is to be said of a selection; None where nothing of it may be shown."""
    taken = with_waves_that_asked(publication, selection)
    answer = replace(change_answer(publication, taken), wanted=selection.waves)
    if all(row.status == "withheld" for row in answer.table):
        return None
    return ChangeReport(publication, taken, language, answer)
