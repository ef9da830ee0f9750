"""Every indicator at every site: where the newest months stand, by the runs and rules of its own page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from dashboard.pages.management.answer import management_table
from dashboard.pages.management.site_chart import SiteChart, SiteFigure, Unread, reason_of
from dashboard.report.selection import Selection
from publication.definitions.indicator import Indicator
from publication.definitions.programme import Municipality
from publication.reading import Publication

Meaning = Literal["improvement", "concern", "neutral_high", "neutral_low", "wandered"]
State = Meaning | Unread | Literal["none"]
Meeting = Literal["met", "missed", "varying"]
MEANINGS: Sequence[Meaning] = ("improvement", "concern", "neutral_high", "neutral_low", "wandered")
UNJUDGED: Sequence[Unread] = ("few_points", "equal_points", "few_episodes")


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """Every indicator at every site that has a figure of it.

    Attributes:
        indicators: In the publication's order.
        municipalities: With their sites, in the programme's order.
        figures: (site, indicator) → its months and what the rules say of them.
    """

    indicators: Sequence[Indicator]
    municipalities: Sequence[Municipality]
    figures: Mapping[tuple[str, str], SiteFigure]

    @property
    def judged(self) -> list[SiteFigure]:
        """The figures that a rule can be used on."""
        return [figure for figure in self.figures.values() if is_judged(figure.chart)]

    @property
    def signalled(self) -> list[SiteFigure]:
        """The figures with a signal that lasts, indicator by indicator."""
        return [figure for figure in self.figures.values() if figure.chart.present]


def indicator_table(publication: Publication, selection: Selection) -> IndicatorTable:
    """Return every indicator at every site, read by the rules chosen."""
    found = {
        (figure.chart.site, figure.indicator.id): figure
        for indicator in publication.indicators
        for figure in _figures(publication, replace(selection, indicator=indicator))
    }
    return IndicatorTable(list(publication.indicators.values()), publication.definition.municipalities, found)


def _figures(publication: Publication, selection: Selection) -> Iterator[SiteFigure]:
    """Yield an indicator at every site that has a value of it, in the programme's order."""
    table = management_table(publication, selection)
    for chart in table.charts:
        if not np.isnan(chart.chart.value).all():
            yield SiteFigure(table.indicator, table.months, chart)


def is_judged(chart: SiteChart) -> bool:
    """Say whether a rule can be used on how things are now."""
    return chart.signal is not None or chart.unjudged is None


def state_of(figure: SiteFigure) -> State:
    """Return what a signal that lasts means, why nothing can be said, or that there is none."""
    chart = figure.chart
    if chart.present:
        return next(meaning for meaning in MEANINGS if meaning == chart.meaning)
    return "none" if is_judged(chart) else reason_of(figure.indicator, chart) or "none"


def meeting_of(chart: SiteChart) -> Meeting | None:
    """Return whether every month since the lines began met the target, none did, or some.

    None without a target, where neither direction is good, and where there are too few months for lines.
    """
    kept = chart.target.kept if chart.target else None
    if kept is None or chart.short or not kept.points:
        return None
    if kept.met == kept.points:
        return "met"
    return "varying" if kept.met else "missed"
