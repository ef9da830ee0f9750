"""What becomes of a claim: the months or the change it is about, and whether they bear it out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dashboard.answers.change import ChangeRow
from dashboard.answers.rows import Side
from dashboard.pages.change.asked import with_waves_that_asked
from dashboard.pages.change.context import ChangeAnswer, change_answer
from dashboard.pages.claim.choices import WAYS, standing_in
from dashboard.pages.management.answer import management_table, month_number
from dashboard.pages.management.site_chart import Event, ManagementTable, SiteChart
from dashboard.report.offered import AS_ASKED
from dashboard.report.selection import Selection
from dashboard.statistics.verdict import Direction, Numbers, Verdict, verdict_of_change, verdict_of_months
from publication.reading import Option, Publication


@dataclass(frozen=True, slots=True)
class MonthsClaimed:
    """A claim about months: the indicator at one site, the place of its first month, and the verdict."""

    table: ManagementTable
    since: int
    verdict: Verdict

    @property
    def chart(self) -> SiteChart:
        """The site's chart."""
        return self.table.shown[0]


@dataclass(frozen=True, slots=True)
class ChangeClaimed:
    """A claim about answers: what is shown of it, and the verdict.

    Attributes:
        selection: The waves and the group that are shown.
        group: That group.
        row: The row the claim is about, claimed with its whole questionnaire as one family.
        change: The answer of the page of change, with that row alone.
        verdict: What becomes of the claim.
    """

    selection: Selection
    group: Option | None
    row: ChangeRow
    change: ChangeAnswer
    verdict: Verdict


def direction_of(selection: Selection) -> Direction:
    """Return which way a claim goes."""
    return 1 if WAYS[selection.direction] > 0 else -1


def months_claimed(publication: Publication, selection: Selection) -> MonthsClaimed | None:
    """Hold a claim about months against the months that the page of them shows; None where it shows none."""
    if not selection.sites or not selection.since:
        return None
    table = management_table(publication, selection)
    since = month_number(selection.since) - month_number(f"{table.months[0]:%Y-%m}")
    verdict = verdict_of_months(compared(table.shown[0], since), since, direction_of(selection))
    return MonthsClaimed(table, since, verdict)


def compared(chart: SiteChart, since: int) -> npt.NDArray[np.float64]:
    """Return the months that are compared: as drawn, from the last new limits before the claim's month on."""
    values = chart.drawn.copy()
    values[: _begins(chart.events, since)] = np.nan
    return values


def _begins(events: Sequence[Event], since: int) -> int:
    return max((event.at for event in events if event.limits == "anew" and event.at < since), default=0)


def change_claimed(publication: Publication, selection: Selection) -> ChangeClaimed | None:
    """Hold a claim about answers against the change that its page shows; None where that may not be shown.

    What stands in a larger group is answered for that group.
    """
    asked = with_waves_that_asked(publication, replace(selection, view="means", order=AS_ASKED))
    group = standing_in(publication, asked)
    taken = replace(asked, group=group.id if group else asked.group)
    found = change_answer(publication, taken)
    row = _row(found, selection.item)
    if row and row.status == "withheld" and row.merged:
        taken = replace(taken, group=row.merged)
        found = change_answer(publication, taken)
        row = _row(found, selection.item)
    if row is None or row.status == "withheld":
        return None
    change = replace(found, table=[row], parts=(), within=(), wanted=selection.waves)
    return ChangeClaimed(
        taken, publication.option(*taken.waves, taken.group), row, change, _verdict(row, taken, selection)
    )


def _row(found: ChangeAnswer, item: str) -> ChangeRow | None:
    return next((row for row in found.table if row.item == item), None)


def _verdict(row: ChangeRow, taken: Selection, selection: Selection) -> Verdict:
    comparable = row.status == "shown" and not row.unjudged and taken.from_wave != taken.to_wave
    before, since = row.earlier, row.later
    numbers = Numbers(_counted(before), _counted(since), before.mean, since.mean)
    return verdict_of_change(row.change.claim, comparable, direction_of(selection), numbers)


def _counted(side: Side) -> int:
    return int(side.n) if side.n == side.n else 0
