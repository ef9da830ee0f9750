"""The report of every indicator at every site: where there are signals, and where the newest months stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.pages.indicators.answer import IndicatorTable, indicator_table
from dashboard.pages.indicators.table import indicators_data_table
from dashboard.pages.indicators.text import finding, lead
from dashboard.report.about import Lines
from dashboard.report.data_table import DataTable
from dashboard.report.report import Report, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Paragraph
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True)
class IndicatorsReport(Report[IndicatorTable]):
    """Every indicator at every site."""

    @property
    def rests_on(self) -> RestsOn:
        """What a service recorded of itself."""
        return "management"

    @cached_property
    def sentences(self) -> Sequence[str]:
        """In how many series there is a signal and which, then months and cautions."""
        return [finding(self.answer, self.language), lead(self.answer, self.language)]

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """How to read a cell, the rules, whose figures they are."""
        methods = dict.fromkeys(figure.chart.chart.method for figure in self.answer.figures.values())
        return [
            self.language.say("indicators.cell"),
            *(self.language.say(f"management.rules.{method}") for method in methods),
            self.language.say("management.service"),
        ]

    @cached_property
    def table(self) -> DataTable:
        """A row per site and indicator."""
        return indicators_data_table(self.answer, self.language)

    @property
    def chosen(self) -> Lines:
        """The rules."""
        return {"bar.rules": self.language.say(f"bar.rules_{self.selection.rules}")}


def indicators_report(publication: Publication, selection: Selection, language: Language) -> IndicatorsReport:
    """Return what is to be said of a selection."""
    return IndicatorsReport(publication, selection, language, indicator_table(publication, selection))
