"""The report of management information: a chart per site over months, and what changed when."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.charts.style import Figure
from dashboard.pages.management.answer import management_table
from dashboard.pages.management.axes import ManagementTexts
from dashboard.pages.management.chart import draw_management
from dashboard.pages.management.chart_text import (
    events_over,
    last_values,
    legend,
    month_hovers,
    short_signals,
)
from dashboard.pages.management.finding import management_sentences
from dashboard.pages.management.notes import management_notes
from dashboard.pages.management.site_chart import ManagementTable
from dashboard.pages.management.table import management_data_table
from dashboard.pages.management.text import earlier_signals
from dashboard.report.about import Lines
from dashboard.report.data_table import DataTable
from dashboard.report.report import WIDTH, ChartReport, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Block, Paragraph
from publication.languages import Language
from publication.reading import Publication

# The least room of a chart that stands alone, in rem.
ALONE_WIDTH = 16


@dataclass(frozen=True)
class ManagementReport(ChartReport[ManagementTable]):
    """An indicator at every site, month by month."""

    @property
    def rests_on(self) -> RestsOn:
        """What a service recorded of itself."""
        return "management"

    @property
    def question(self) -> str:
        """What changed, and when."""
        return self.language.say("management.question")

    @cached_property
    def sentences(self) -> Sequence[str]:
        """The finding, where and since when, then the rules' signals site by site."""
        return management_sentences(self.answer, self.language)

    @property
    def beside(self) -> Sequence[Block]:
        """The signals that are over."""
        return earlier_signals(self.answer, self.language)

    @cached_property
    def people(self) -> str:
        """What the charts show, instead of people: indicator, unit and months."""
        return _about(self.answer, self.language)

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """Events, targets, rules."""
        return management_notes(self.answer, self.language)

    @cached_property
    def chart(self) -> Figure:
        """A panel per site."""
        return draw_management(self.answer, _words(self.answer, self.language))

    @cached_property
    def table(self) -> DataTable:
        """A row per month of the sites that are shown."""
        return management_data_table(self.answer, self.answer.shown, self.publication, self.language)

    @property
    def whole_table(self) -> DataTable:
        """A row per month of every site, whichever are shown."""
        return management_data_table(self.answer, self.answer.charts, self.publication, self.language)

    @property
    def width(self) -> int:
        """The chart of one site has room on a phone."""
        return ALONE_WIDTH if len(self.answer.shown) == 1 else WIDTH

    @property
    def chosen(self) -> Lines:
        """Indicator and rules."""
        indicator = self.publication.indicators[self.selection.indicator]
        unit = self.language.of(indicator.unit)
        return {
            "bar.indicator": f"{self.language.of(indicator.name)} ({unit})",
            "bar.rules": self.language.say(f"bar.rules_{self.selection.rules}"),
        }


def management_report(publication: Publication, selection: Selection, language: Language) -> ManagementReport:
    """Return what is to be said of a selection."""
    return ManagementReport(publication, selection, language, management_table(publication, selection))


def _words(table: ManagementTable, language: Language) -> ManagementTexts:
    return ManagementTexts(
        language=language,
        legend=legend(table, language),
        events=events_over(table, language),
        lasts=last_values(table, language),
        signals=short_signals(table, language),
        hovers=month_hovers(table, language),
        nothing=language.say("management.nothing_here"),
    )


def _about(table: ManagementTable, language: Language) -> str:
    """Return what the charts show, instead of people: indicator, unit and months."""
    ends = [language.month(table.months[at]) for at in (0, -1)]
    unit = language.of(table.indicator.unit)
    return language.say(
        "management.about", name=language.of(table.indicator.name), unit=unit, start=ends[0], end=ends[1]
    )
