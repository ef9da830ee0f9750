"""Where something has moved since the first time a programme's people were asked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from dashboard.answers.change import ChangeRow, asks_alike, is_printed, readable_table
from dashboard.answers.rows import Change as StepsChange
from dashboard.answers.rows import Claim, Side
from dashboard.pages.data.answer import contents_of
from dashboard.pages.involvement.answer import SiteRow, site_table
from dashboard.pages.management.answer import management_table
from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.pages.management.standing_out import stand_out
from dashboard.report.selection import Selection
from publication.definitions.instrument import Instrument
from publication.ids import EVERYONE, OVERALL
from publication.reading import Option, Publication


@dataclass(frozen=True, slots=True)
class QuestionsMoved:
    """An instrument of which questions, or the overall score, have clearly changed.

    Attributes:
        instrument: Its definition.
        rows: Its questions that are shown, in its order.
        overall: Its overall score; None where it has none.
        who: Whose answers; None for everyone's.
    """

    instrument: Instrument
    rows: Sequence[ChangeRow]
    overall: ChangeRow | None
    who: Option | None = None

    @property
    def claims(self) -> list[Claim]:
        """Which way each question has changed."""
        return [row.change.claim for row in self.rows]

    @property
    def score(self) -> Claim:
        """Which way the overall score has changed."""
        return self.overall.change.claim if self.overall else "none"

    @property
    def size(self) -> float:
        """How far the question, or the score, that has changed most lies from no change."""
        rows = [*self.rows, *([self.overall] if self.overall else [])]
        return max(
            (size_of(row.change, row.earlier, row.later) for row in rows if row.change.claim != "none"),
            default=0.0,
        )


@dataclass(frozen=True, slots=True)
class SiteMoved:
    """A site at which what is compared site by site has clearly changed.

    Attributes:
        instrument: Its definition.
        item: What of it is compared.
        group: The group whose sites stand side by side.
        who: The people at the site; None where there is no other such group.
        row: The site, or sites the gate merged.
        whole: All the group's sites together.
    """

    instrument: Instrument
    item: str
    group: Option
    who: Option | None
    row: SiteRow
    whole: SiteRow

    @property
    def size(self) -> float:
        """How far it lies from no change."""
        return size_of(self.row.change, self.row.earlier, self.row.later)


class FigureMoved(NamedTuple):
    """A management figure at a site with a signal that lasts and stands out from chance."""

    table: ManagementTable
    chart: SiteChart

    @property
    def size(self) -> float:
        """How far the months of the signal lie from the other months of its segment.

        As of answers: how often one of them is higher than one of the others, less one half; where a signal
        has no months of its own, as if it had them all, 0.
        """
        values, marked = self.chart.chart.value, set(self.chart.marked)
        segment = self.chart.chart.segments[-1]
        known = [at for at in range(segment.first, segment.stop) if not math.isnan(values[at])]
        inside = values[[at for at in known if at in marked]]
        outside = values[[at for at in known if at not in marked]]
        if not inside.size or not outside.size:
            return 0.0
        ahead = np.sign(inside[:, None] - outside[None, :]).mean()
        return abs(float(ahead)) / 2


Change = QuestionsMoved | SiteMoved | FigureMoved


@dataclass(frozen=True, slots=True)
class MovedMonths:
    """How many charts of months can be judged, how many have a signal that lasts, and which are news."""

    judged: int
    signals: int
    news: Sequence[FigureMoved]


def size_of(change: StepsChange, earlier: Side, later: Side) -> float:
    """Return how far θ lies from one half; 0 where nothing is known of it.

    Of a score without counts it is that of two normal distributions of its means and of the standard
    deviations its intervals come from (McGraw and Wong, 1992, A common language effect size statistic).
    """
    if not math.isnan(change.theta):
        return abs(change.theta - 0.5)
    spread = math.hypot(_sd(earlier), _sd(later))
    return abs(NormalDist().cdf(change.difference / spread) - 0.5) if spread > 0 else 0.0


def _sd(side: Side) -> float:
    """Return the standard deviation an interval of a mean comes from, but for the tails of t."""
    return (side.high - side.low) / (2 * NormalDist().inv_cdf(0.975)) * math.sqrt(side.n)


def by_size(changes: Sequence[Change]) -> list[Change]:
    """Return changes with the largest first; those of one size in the order they came in."""
    return sorted(changes, key=lambda change: -change.size)


def questions_moved(publication: Publication, selection: Selection) -> QuestionsMoved | None:
    """Return what a page of change claims, of everyone who is shown; None where it claims nothing."""
    if is_printed(publication, selection.instrument):
        return None
    table = readable_table(publication, selection)
    overall = next((row for row in table if row.item == OVERALL), None)
    rows = [row for row in table if row.item != OVERALL and row.status == "shown"]
    who = publication.option(*selection.waves, selection.group) if selection.group != EVERYONE else None
    moved = QuestionsMoved(publication.instruments[selection.instrument], rows, overall, who)
    return moved if {*moved.claims, moved.score} - {"none"} else None


def _standing(publication: Publication, selection: Selection, row: SiteRow) -> Option | None:
    return publication.option(*selection.waves, row.group)


def sites_moved(publication: Publication, selection: Selection, groups: Sequence[Option]) -> list[SiteMoved]:
    """Return the sites at which what is compared has clearly changed, group by group.

    None where the two waves are one or cannot be compared.
    """
    if selection.from_wave == selection.to_wave or not asks_alike(publication, selection):
        return []
    tables = [(group, site_table(publication, selection, group.id)) for group in groups]
    instrument = publication.instruments[selection.instrument]
    who = partial(_standing, publication, selection)
    return [
        SiteMoved(instrument, selection.item, group, who(row) if len(groups) > 1 else None, row, table.whole)
        for group, table in tables
        if table is not None
        for row in table.rows
        if row.change.claim != "none"
    ]


def files_of(publication: Publication) -> Sequence[str]:
    """Return the names of the files behind a publication, each once."""
    return sorted({file.name for file in contents_of(publication).files})


def figures_moved(publication: Publication, selection: Selection) -> MovedMonths:
    """Return the charts of months that stand out from what chance gives among so many."""
    tables = [
        management_table(publication, replace(selection, indicator=indicator))
        for indicator in publication.indicators
    ]
    judged = [(table, chart) for table in tables for chart in table.charts if chart.unjudged is None]
    news = stand_out([chart for _, chart in judged])
    return MovedMonths(
        len(judged),
        sum(chart.present for _, chart in judged),
        [FigureMoved(*signal) for signal, is_news in zip(judged, news, strict=True) if is_news],
    )
