"""An indicator at one site, at every site of a programme, and as a site's own page tells it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from dashboard.statistics.rare_events import spell_p
from dashboard.statistics.series import COMMON, Chart, Signal, Unjudged
from dashboard.statistics.shift import shift_p
from dashboard.statistics.targets import Kept
from publication.definitions.indicator import Indicator

Flags = npt.NDArray[np.bool_]


Values = npt.NDArray[np.float64]


Said = Mapping[str, str]


# Why no rule is applied to how things are now.
Unread = Unjudged | Literal["few_episodes"]


@dataclass(frozen=True, slots=True)
class Event:
    """What a person knows of a month; `at` is its place among the months, `site` is '' for every site."""

    at: int
    site: str
    limits: str
    reason: Said = field(hash=False)


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator is meant to be, with how the last segment keeps it where a direction is good."""

    value: float
    reason: Said | None
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class SiteChart:
    """An indicator at one site.

    Attributes:
        site: The site's id.
        name: What it is called.
        numerators: Shape (months,); nan where missing.
        denominators: Shape (months,); nan where missing, throughout where the indicator has none.
        counted: The counts themselves are drawn: the site has no denominators at all.
        chart: Lines, classes and signals; none of them where a segment is too short.
        unjudged: Why no rule is applied to how things are now; None where one is.
        good: 1 when higher is better, -1 when lower is better, 0 when neither is.
        events: That concern it, in order.
        target: If there is one.
        rare: Episodes are so rare that they are shown one by one, not as rates.
    """

    site: str
    name: str
    numerators: Values
    denominators: Values
    counted: bool
    chart: Chart
    unjudged: Unread | None
    good: Literal[-1, 0, 1]
    events: Sequence[Event]
    target: Target | None = None
    rare: bool = False

    @property
    def between(self) -> bool:
        """Whether the months without episodes between those with one are drawn."""
        return self.chart.method == "g"

    @property
    def own_scale(self) -> bool:
        """Whether it is drawn in a unit of its own, and so cannot be read against other sites."""
        return self.counted or self.between or self.rare

    @property
    def drawn(self) -> Values:
        """What is shown of each month, shape (months,), nan where there is nothing: episodes or values."""
        return counts_between(self.numerators, self.denominators) if self.rare else self.chart.value

    @property
    def last(self) -> int | None:
        """The last month with something to show."""
        known = np.flatnonzero(~np.isnan(self.drawn))
        return int(known[-1]) if len(known) else None

    @property
    def last_episode(self) -> int | None:
        """The last month in which something was counted."""
        months = np.flatnonzero(self.numerators > 0)
        return int(months[-1]) if len(months) else None

    @property
    def short(self) -> bool:
        """Whether the last segment has too few months for lines."""
        return bool(np.isnan(self.chart.centre[-1]))

    @property
    def signal(self) -> Signal | None:
        """The one signal to put in words; XmR limits have to be worth something."""
        return None if self.chart.method == "xmr" and self.unjudged else self.chart.now

    @property
    def present(self) -> bool:
        """Whether the signal lasts."""
        return self.signal is not None and self.chart.lasts(self.signal)

    @property
    def wandered(self) -> bool:
        """Whether few crossings alone are the signal, which then has no months and no direction."""
        return self.signal is not None and self.signal.rule == "crossings"

    def months_before(self, signal: Signal) -> int:
        """Return how many months with a value the signal's segment has before it."""
        return self._valued(self.chart.segments[signal.segment].first, signal.first)

    def months_after(self, signal: Signal) -> int:
        """Return how many months with a value the signal's segment has after it."""
        return self._valued(signal.last + 1, self.chart.segments[signal.segment].stop)

    def _valued(self, start: int, stop: int) -> int:
        return int((~np.isnan(self.chart.value[start:stop])).sum())

    @property
    def marked(self) -> list[int]:
        """The months of the signal in words."""
        return self.chart.points_of(self.signal) if self.signal else []

    @property
    def types(self) -> tuple[str, ...]:
        """What each month of the signal means for the service: 'improvement', 'concern', …; else 'common'."""
        marked = set(self.marked)
        return tuple(self.meaning if at in marked else COMMON for at in range(len(self.chart.value)))

    @property
    def classes(self) -> tuple[str, ...]:
        """Of each month of the signal the rule it breaks, else 'common'; '' where no rule is applied."""
        marked = set(self.marked)
        if self.chart.method == "xmr" and self.unjudged:
            return ("",) * len(self.chart.value)
        return tuple(
            found if at in marked else found and COMMON for at, found in enumerate(self.chart.classes)
        )

    @property
    def meaning(self) -> str:
        """What the signal means for the service; '' without one."""
        if self.signal is None:
            return ""
        if self.wandered:
            return "wandered"
        if self.good:
            return "improvement" if self.signal.direction == self.good else "concern"
        return "neutral_high" if self.signal.direction > 0 else "neutral_low"

    @property
    def spell(self) -> int:
        """How many months without an episode are the signal; none where it is another."""
        told = self.signal if self.between else None
        return int(self.chart.value[told.last]) if told and told.rule == "outside" else 0

    @property
    def signal_p(self) -> float:
        """How seldom the last segment's months in random order show as clear a step, or as long a spell."""
        last = self.chart.segments[-1]
        if self.spell:
            return spell_p(self.drawn[last.first :], self.spell)
        held = next((event.at for event in self.events if event.limits == "held"), None)
        first = 0 if held is None else max(held + 1 - last.first, 0)
        return shift_p(self.drawn[last.first :], first)

    @property
    def _unknown(self) -> npt.NDArray[np.bool_]:
        """Which months have nothing to draw or to count between."""
        return np.isnan(
            counts_between(self.numerators, self.denominators) if self.between else self.chart.value
        )

    @property
    def missing(self) -> list[int]:
        """The months without a figure."""
        return [int(at) for at in np.flatnonzero(self._unknown & np.isnan(self.numerators))]

    @property
    def without_rate(self) -> list[int]:
        """The months in which something was counted, but nothing to set it against."""
        return [int(at) for at in np.flatnonzero(self._unknown & ~np.isnan(self.numerators))]


@dataclass(frozen=True, slots=True)
class ManagementTable:
    """An indicator at every site that has it, in the programme's order.

    Attributes:
        indicator: Its definition.
        months: The first of every month from the first to the last that any site has.
        charts: A chart per site.
        page: The sites of the page shown, also those that lack the indicator.
        series: What each series is called.
    """

    indicator: Indicator
    months: Sequence[dt.date]
    charts: Sequence[SiteChart]
    page: Mapping[str, str]
    series: Mapping[str, Said]

    @property
    def shown(self) -> list[SiteChart]:
        """The charts of the page."""
        return [chart for chart in self.charts if chart.site in self.page]

    @property
    def in_order(self) -> list[SiteChart]:
        """The charts of the page, those with a signal that lasts first."""
        return sorted(self.shown, key=lambda chart: not chart.present)

    @property
    def judged(self) -> list[SiteChart]:
        """The charts that a rule is applied to, on whichever page."""
        return [chart for chart in self.charts if chart.signal or chart.unjudged is None]

    @property
    def percent(self) -> bool:
        """Whether a value is a percentage."""
        series = {series.id: series.values for series in self.indicator.series}
        return self.indicator.per == 100 or series.get(self.indicator.numerator) == "percent"

    @property
    def comparable(self) -> bool:
        """Whether sites can be read against each other: by rates and shares, not by plain numbers."""
        return self.percent or self.indicator.denominator is not None

    @property
    def lacking(self) -> list[str]:
        """The names of the page's sites that lack the indicator."""
        have = {chart.site for chart in self.charts}
        return [name for site, name in self.page.items() if site not in have]


@dataclass(frozen=True, slots=True)
class SiteFigure:
    """An indicator at one site as its own page tells it.

    Attributes:
        indicator: Its definition.
        months: The first of every month from the first to the last that any site has.
        chart: The run chart, read by Anhøj's rules.
    """

    indicator: Indicator
    months: Sequence[dt.date]
    chart: SiteChart

    @property
    def last(self) -> tuple[dt.date, float]:
        """The last month with a value, and the value."""
        at = int(np.flatnonzero(~np.isnan(self.chart.chart.value))[-1])
        return self.months[at], float(self.chart.chart.value[at])


def reason_of(indicator: Indicator, chart: SiteChart) -> Unread | None:
    """Return why no rule is applied at a site; months that are alike for want of episodes have too few."""
    few_episodes = chart.unjudged == "equal_points" and chart.rare and indicator.chart == "u"
    return "few_episodes" if few_episodes else chart.unjudged


def counts_between(numerators: Values, denominators: Values) -> Values:
    """Return counts, nan in months in which there was nothing to count in, where that is recorded at all."""
    alone = np.isnan(denominators).all()
    return numerators if alone else np.where(denominators > 0, numerators, np.nan)
