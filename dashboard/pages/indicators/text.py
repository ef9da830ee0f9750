"""What the page of every indicator says first: in how many series there is a signal, and which."""

from collections import Counter
from collections.abc import Sequence

from dashboard.pages.indicators.answer import IndicatorTable
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.management.text import level_of, some
from dashboard.report.labels import in_sentence
from publication.definitions.indicator import Indicator
from publication.languages import Language

# More than these make no heading; the table shows them all.
MOST_SAID = 4
# Worse is named before better, and both before what is neither.
_ORDER = ("concern", "improvement", "neutral_high", "neutral_low", "wandered")

Signalled = Sequence[SiteFigure]


def finding(table: IndicatorTable, language: Language) -> str:
    """Say in how many of the series that can be judged there is a signal, and the first of them."""
    judged, signals = len(table.judged), len(table.signalled)
    if not judged:
        return language.say("management.unjudged_all")
    if not signals:
        return language.counted("indicators.found_none", judged)
    items = _listed(_groups(table), table, language)
    return language.counted("indicators.found", signals, judged=language.whole(judged), items=items)


def _groups(table: IndicatorTable) -> list[Signalled]:
    """Return the series with a signal, those of one indicator and meaning together."""
    groups: dict[tuple[str, str], list[SiteFigure]] = {}
    for figure in table.signalled:
        groups.setdefault((figure.chart.meaning, figure.indicator.id), []).append(figure)
    return [groups[group] for group in sorted(groups, key=lambda group: _ORDER.index(group[0]))]


def _listed(groups: Sequence[Signalled], table: IndicatorTable, language: Language) -> str:
    """Return the first kinds of signals, and how many signals more there are."""
    said = "; ".join(level_at(figures, table.indicators, language) for figures in groups[:MOST_SAID])
    more = sum(map(len, groups[MOST_SAID:]))
    return language.say("indicators.more", first=said, n=more) if more else said


def level_at(figures: Signalled, indicators: Sequence[Indicator], language: Language) -> str:
    """Return 'fewer waiting at Måken': a level of one indicator, and the sites that have it.

    Args:
        figures: Series of one indicator with a signal of one direction; at least one.
        indicators: All there are.
        language: The reader's.
    """
    level = level_words(figures[0], indicators, language)
    sites = some([figure.chart.name for figure in figures], language)
    return language.say("indicators.item", level=level, sites=sites)


def level_words(figure: SiteFigure, indicators: Sequence[Indicator], language: Language) -> str:
    """Return 'fewer waiting'; with the indicator's name where several are called so, or have no direction."""
    indicator, chart = figure.indicator, figure.chart
    level = level_of(indicator, chart, language)
    named = Counter(_level(of, direction, language) for of in indicators for direction in (-1, 1))
    if named[level] == 1 and not chart.wandered:
        return level
    return language.say("indicators.level_named", level=level, name=in_sentence(language.of(indicator.name)))


def _level(indicator: Indicator, direction: int, language: Language) -> str:
    words = indicator.higher if direction > 0 else indicator.lower
    return language.of(words) or language.say(f"management.{'higher' if direction > 0 else 'lower'}")


def lead(table: IndicatorTable, language: Language) -> str:
    """Say which months it is about, how many series cannot be judged, and how often chance signals."""
    months = [month for figure in table.figures.values() for month in figure.months]
    if not months:
        return ""
    ends = {"start": language.month(min(months)), "end": language.month(max(months))}
    parts = [language.say("data.months", **ends)]
    if unjudged := len(table.figures) - len(table.judged):
        every = language.whole(len(table.figures))
        parts.append(language.counted("indicators.unjudged", unjudged, every=every))
    if table.signalled and {figure.chart.chart.method for figure in table.judged} == {"run"}:
        parts.append(language.say("indicators.chance"))
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]
