"""The report of a claim: supported, contradicted or not to be decided, why, and the chart that decides."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from dashboard.charts.style import Figure
from dashboard.pages.change.report import ChangeReport
from dashboard.pages.change.text import row_sentence
from dashboard.pages.claim.answer import ChangeClaimed, MonthsClaimed, change_claimed, months_claimed
from dashboard.pages.claim.chart import with_month, with_room
from dashboard.pages.claim.text import change_finding, change_reason, months_finding, months_reason, named
from dashboard.pages.management.report import ManagementReport
from dashboard.report.about import Lines
from dashboard.report.data_table import DataTable
from dashboard.report.labels import everyone_asked, group_name
from dashboard.report.offered import ANSWERS
from dashboard.report.report import AnyChartReport, ChartReport, RestsOn
from dashboard.report.selection import Selection
from dashboard.report.text import Link, Paragraph
from publication.languages import Language
from publication.reading import Publication

Claimed = TypeVar("Claimed")


@dataclass(frozen=True)
class ClaimReport(ChartReport[Claimed]):
    """A claim held against what a page shows: its chart, numbers and sources are that page's."""

    @property
    @abstractmethod
    def shown(self) -> AnyChartReport:
        """What the page shows of it."""

    @property
    @abstractmethod
    def way(self) -> Link:
        """The link to that page."""

    @property
    @abstractmethod
    def caution(self) -> str:
        """What the verdict presumes."""

    @property
    def rests_on(self) -> RestsOn:
        """As the page."""
        return self.shown.rests_on

    @property
    def question(self) -> str:
        """What would change our minds."""
        return self.language.say("claim.question")

    @property
    def legend(self) -> Sequence[str]:
        """As the page."""
        return self.shown.legend

    @cached_property
    def people(self) -> str:
        """As the page."""
        return self.shown.people

    @cached_property
    def notes(self) -> Sequence[Paragraph]:
        """What the verdict presumes, then the page's own."""
        return [self.caution, *self.shown.notes]

    @cached_property
    def table(self) -> DataTable:
        """As the page."""
        return self.shown.table

    @property
    def width(self) -> int:
        """As the page."""
        return self.shown.width

    @property
    def chosen(self) -> Lines:
        """The claim with its verdict, and what the page is asked for."""
        return {"page.claim": self.finding, **self.shown.chosen}


@dataclass(frozen=True)
class MonthsClaim(ClaimReport[MonthsClaimed]):
    """A claim about an indicator at a site since a month."""

    @cached_property
    def shown(self) -> AnyChartReport:
        """The page of months, of that site alone."""
        return ManagementReport(self.publication, self.selection, self.language, self.answer.table)

    @property
    def way(self) -> Link:
        """To that page."""
        return Link(self.language.say("claim.see_months"), "management", self.selection.query())

    @property
    def caution(self) -> str:
        """How many months it takes, and that the month was chosen beforehand."""
        return self.language.say("claim.caution_months")

    @cached_property
    def sentences(self) -> Sequence[str]:
        """The verdict, and why."""
        answer, language = self.answer, self.language
        about = answer.verdict, answer.table.indicator
        site, month = answer.chart.name, answer.table.months[answer.since]
        return [
            months_finding(*about, self.selection.direction, site, month, language) + ".",
            months_reason(*about, self._unit, language),
        ]

    @property
    def _unit(self) -> str:
        """The unit of what is drawn: where episodes are rare, they are counted."""
        if self.answer.chart.rare or self.answer.chart.counted:
            return self.language.say("claim.a_month")
        return self.language.of(self.answer.table.indicator.unit)

    @cached_property
    def chart(self) -> Figure:
        """The site's chart, with the month of the claim."""
        months, at = self.answer.table.months, self.answer.since
        name = self.language.say("claim.since", month=self.language.month(months[at]))
        return with_month(self.shown.chart, at, len(months), name)


@dataclass(frozen=True)
class ChangeClaim(ClaimReport[ChangeClaimed]):
    """A claim about a question or a score between two rounds."""

    @cached_property
    def shown(self) -> ChangeReport:
        """The page of change, of that row alone."""
        answer = self.answer
        return ChangeReport(self.publication, answer.selection, self.language, answer.change)

    @property
    def way(self) -> Link:
        """To that page."""
        return Link(self.language.say("claim.see_change"), "change", self.answer.selection.query())

    @property
    def caution(self) -> str:
        """That all questions are tested together."""
        return self.language.say("claim.caution_change")

    @cached_property
    def sentences(self) -> Sequence[str]:
        """The verdict, why, and of which group, where it is not the one chosen."""
        answer, shown, language = self.answer, self.shown, self.language
        row, label = answer.row, shown.labels[answer.row.item]
        about = named(row, label, language.of(shown.instrument.name), language)
        finding = change_finding(
            answer.verdict, about, self.selection.direction, self._group, shown.waves, language
        )
        reason = change_reason(row, label, shown.waves, language)
        pairs = (
            []
            if answer.verdict.reason == "not_comparable"
            else [row_sentence(row, label, shown.waves, language)]
        )
        return [f"{finding}.", " ".join([reason, *self._instead()]), *pairs]

    @property
    def _group(self) -> str:
        group = group_name(self.publication, self.answer.selection, self.language)
        return group or everyone_asked(self.publication, self.selection, self.language)

    def _instead(self) -> list[str]:
        """Say that a larger group is answered for, and why rounds cannot be compared."""
        other = self.answer.selection.group != self.selection.group
        differ = self.answer.row.unjudged == "asked_differently"
        return [
            *([self.language.say("claim.larger", group=self._group)] if other else []),
            *([self.language.of(self.shown.instrument.occasions_differ)] if differ else []),
        ]

    @cached_property
    def chart(self) -> Figure:
        """The row's chart."""
        return with_room(self.shown.chart, self.legend)


def claim_report(
    publication: Publication, selection: Selection, language: Language
) -> MonthsClaim | ChangeClaim | None:
    """Return what is to be said of a claim; None where what it is about may not be shown."""
    if selection.subject == ANSWERS:
        change = change_claimed(publication, selection)
        return ChangeClaim(publication, selection, language, change) if change else None
    months = months_claimed(publication, selection)
    return MonthsClaim(publication, selection, language, months) if months else None
