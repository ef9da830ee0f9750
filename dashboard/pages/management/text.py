"""What charts of months say: at which sites there is a signal, and what it means for the indicator."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.report.labels import unbroken
from dashboard.report.people import MOST_NAMED
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
MARKS = {"improvement": "◆", "concern": "■", "neutral_high": "▲", "neutral_low": "▼"}


def kind_of(chart: SiteChart, signal: Signal) -> str:
    """Return what kind of signal a chart has: a shift, a trend, a long time without and so on.

    A shift is dated by the months before it, or after it where it is over; there have to be six of them.
    """
    if chart.between and signal.rule == "outside":
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
    """Return 'since April 2025', 'May to December 2024, over', or of points 'in May 2024'."""
    start, end = (unbroken(named(months[at])) for at in (signal.first, signal.last))
    state = "lasts" if chart.chart.lasts(signal) else "over"
    if signal.rule == "outside" and signal.first == signal.last:
        return language.say(f"management.when.month_{state}", month=end)
    return language.say(f"management.when.{state}", start=start, end=end)


def some(names: Sequence[str], language: Language) -> str:
    """Return the first names and how many more there are."""
    more = len(names) - MOST_NAMED
    if more <= 0:
        return language.listed(names)
    return language.say("list.more", first=", ".join(names[:MOST_NAMED]), n=more)


def _level(indicator: Indicator, signal: Signal, language: Language) -> str:
    """Return 'fewer episodes', or 'lower' where the indicator has no words of its own."""
    if signal.direction > 0:
        return language.of(indicator.higher) or language.say("management.higher")
    return language.of(indicator.lower) or language.say("management.lower")


def signal_line(indicator: Indicator, months: Sequence[dt.date], chart: SiteChart, language: Language) -> str:
    """Return 'fewer episodes than before (better): since April 2025'; '' without a signal."""
    signal = chart.signal
    if signal is None:
        return ""
    return language.say(
        f"management.signal.{kind_of(chart, signal)}",
        level=_level(indicator, signal, language),
        way=f" ({language.say(f'management.way.{chart.meaning}')})" if chart.good else "",
        when=when(chart, signal, months, language.month, language),
        n=language.whole(chart.chart.value[signal.last]),
    )


def _summary(judged: Sequence[SiteChart], charts: int, language: Language) -> str:
    if not judged:
        return language.say("management.unjudged_all")
    sites = language.counted("management.judged" if len(judged) < charts else "management.every", len(judged))
    present = sum(chart.present for chart in judged)
    over = sum(chart.signal is not None for chart in judged) - present
    if not present and not over:
        return language.say("management.none", sites=sites)
    sentences = [
        language.counted("management.signals", present, sites=sites)
        if present
        else language.say("management.none_now", sites=sites)
    ]
    return " ".join([*sentences, *([language.counted("management.over", over)] if over else [])])


def _recording(table: ManagementTable, signalled: Sequence[SiteChart], language: Language) -> list[str]:
    """Say that a rise may be better recording, where something that is reported has risen."""
    rises = [chart for chart in signalled if chart.signal and chart.present and chart.signal.direction > 0]
    return [language.say("management.recording")] if rises and table.indicator.reported else []


def summary_sentence(table: ManagementTable, language: Language) -> str:
    """Say at how many of the sites that can be judged a signal lasts, and at how many one is over."""
    judged = [chart for chart in table.charts if chart.signal or chart.unjudged is None]
    return _summary(judged, len(table.charts), language)


def management_sentences(table: ManagementTable, language: Language) -> list[str]:
    """Return the sentences: how many sites have a signal, then each of the page in the programme's order."""
    signalled = [chart for chart in table.charts if chart.signal]
    here = [chart for chart in signalled if chart.site in table.page]
    elsewhere = [chart.name for chart in signalled if chart.site not in table.page]
    lines = [
        f"{MARKS[chart.meaning]} {chart.name}: {signal_line(table.indicator, table.months, chart, language)}."
        for chart in here
    ]
    if elsewhere:
        names = some(elsewhere, language)
        lines.append(language.counted("management.elsewhere", len(elsewhere), sites=names))
    return [
        summary_sentence(table, language),
        *lines,
        *_recording(table, signalled, language),
    ]
