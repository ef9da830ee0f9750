"""What charts of months say of each site: its signal, since when, and what it means for the indicator."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.report.labels import unbroken
from dashboard.report.people import MOST_NAMED
from dashboard.report.text import Block, Heading
from dashboard.statistics.series import Rule, Signal
from dashboard.statistics.shift import EITHER_SIDE
from publication.definitions.indicator import Indicator
from publication.languages import Language

KINDS: Mapping[Rule, str] = {
    "run": "shift",
    "crossings": "crossings",
    "outside": "outside",
    "trend": "trend",
    "two_of_three": "two_of_three",
}
MARKS = {"improvement": "◆", "concern": "■", "neutral_high": "▲", "neutral_low": "▼", "wandered": "≈"}
# Of a signal that is over.
OPEN = {"◆": "◇", "■": "□", "▲": "△", "▼": "▽", "≈": "≈"}
WAYS = ("improvement", "concern")
UNDATED = ("shift_undated", "crossings")


def kind_of(chart: SiteChart, signal: Signal) -> str:
    """Return what kind of signal a chart has: a shift, a trend, a long time without and so on.

    A shift is dated by the months before it, or after it where it is over; there have to be six of them.
    """
    if chart.spell:
        return "spell"
    if signal.rule != "run":
        return KINDS[signal.rule]
    if chart.months_before(signal) >= EITHER_SIDE:
        return "shift"
    dated = not chart.chart.lasts(signal) and chart.months_after(signal) >= EITHER_SIDE
    return "shift_first" if dated else "shift_undated"


def when(
    chart: SiteChart,
    signal: Signal,
    months: Sequence[dt.date],
    named: Callable[[dt.date], str],
    language: Language,
) -> str:
    """Return 'since April 2025', 'May – December 2024, over', or of a month alone 'in May 2024'."""
    start, end = (unbroken(named(months[at])) for at in (signal.first, signal.last))
    state = "lasts" if chart.chart.lasts(signal) else "over"
    if kind_of(chart, signal) == "spell":
        return language.say(f"management.when.spell_{state}", n=language.whole(chart.spell), month=end)
    if signal.rule != "run" and signal.first == signal.last:
        return language.say(f"management.when.month_{state}", month=end)
    return language.say(f"management.when.{state}", start=start, end=end)


def told_when(chart: SiteChart, months: Sequence[dt.date], language: Language) -> str:
    """Return when a chart's signal was; nothing where it has no months that can be told."""
    if chart.signal is None or kind_of(chart, chart.signal) in UNDATED:
        return ""
    return when(chart, chart.signal, months, language.month, language)


def some(names: Sequence[str], language: Language) -> str:
    """Return the first names and how many more there are."""
    more = len(names) - MOST_NAMED
    if more <= 0:
        return language.listed(names)
    return language.say("list.more", first=", ".join(names[:MOST_NAMED]), n=more)


def level_of(indicator: Indicator, chart: SiteChart, language: Language) -> str:
    """Return 'fewer episodes', 'lower' where the indicator has no words of its own, or that it wandered."""
    if chart.signal is None or chart.wandered:
        return language.say("management.wandered")
    if chart.signal.direction > 0:
        return language.of(indicator.higher) or language.say("management.higher")
    return language.of(indicator.lower) or language.say("management.lower")


def signal_line(indicator: Indicator, months: Sequence[dt.date], chart: SiteChart, language: Language) -> str:
    """Return 'fewer episodes than before (better): since April 2025'; '' without a signal."""
    signal = chart.signal
    if signal is None:
        return ""
    return language.say(
        f"management.signal.{kind_of(chart, signal)}",
        level=level_of(indicator, chart, language),
        way=f" ({language.say(f'management.way.{chart.meaning}')})" if chart.meaning in WAYS else "",
        when=when(chart, signal, months, language.month, language),
    )


def mark_of(chart: SiteChart) -> str:
    """Return a signal's mark, open where it is over."""
    mark = MARKS[chart.meaning]
    return mark if chart.present else OPEN[mark]


def _recording(table: ManagementTable, language: Language) -> list[str]:
    """Say that a rise may be better recording, where something that is reported has risen."""
    rises = [chart for chart in table.judged if chart.present and chart.signal and chart.signal.direction > 0]
    return [language.say("management.recording")] if rises and table.indicator.reported else []


def _elsewhere(table: ManagementTable, language: Language) -> list[str]:
    names = [chart.name for chart in table.judged if chart.present and chart.site not in table.page]
    if not names:
        return []
    return [language.counted("management.elsewhere", len(names), sites=some(names, language))]


def _lines(table: ManagementTable, present: bool, language: Language) -> Iterator[str]:
    """Yield the signals of the sites shown, those that last or those that are over."""
    for chart in table.shown:
        if chart.signal and chart.present == present:
            line = signal_line(table.indicator, table.months, chart, language)
            yield f"{mark_of(chart)} {chart.name}: {line}."


def signal_sentences(table: ManagementTable, language: Language) -> list[str]:
    """Return the signals that last at the sites shown, at which others there are some, and a caution."""
    present = _lines(table, True, language)
    return [*present, *_elsewhere(table, language), *_recording(table, language)]


def earlier_signals(table: ManagementTable, language: Language) -> list[Block]:
    """Return the signals that are over, under their heading; nothing where there are none."""
    earlier = list(_lines(table, False, language))
    return [Heading(language.say("management.earlier")), *earlier] if earlier else []
