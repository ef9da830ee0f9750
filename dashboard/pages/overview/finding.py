"""What the first page says first: the largest change, where and which way; how many there are."""

from collections.abc import Sequence

from dashboard.pages.indicators.text import level_at
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.management.text import told_when
from dashboard.pages.overview.answer import Change, FigureMoved, QuestionsMoved, SiteMoved
from dashboard.pages.overview.text import change_words
from publication.definitions.indicator import Indicator
from publication.languages import Language

KINDS = {"figures": FigureMoved, "sites": SiteMoved, "questions": QuestionsMoved}


def finding(
    changes: Sequence[Change], compared: bool, indicators: Sequence[Indicator], language: Language
) -> str:
    """Say what has changed most; that nothing has, or that nothing is compared.

    Args:
        changes: The largest first.
        compared: Whether anything could have changed.
        indicators: All the programme has.
        language: The reader's.
    """
    if not changes:
        key = "signals_none" if compared else "nothing_compared"
        return language.say(f"overview.{key}").removesuffix(".")
    key = "overview.found_alone" if len(changes) == 1 else "overview.found_largest"
    return language.say(key, change=_largest(changes[0], indicators, language))


def _largest(change: Change, indicators: Sequence[Indicator], language: Language) -> str:
    """Return a change as a sentence: what, where, which way, and since when or how much."""
    if isinstance(change, FigureMoved):
        return _figure(change, indicators, language)
    words = change_words(change, language)
    told = words.told.removesuffix(".")
    if isinstance(change, QuestionsMoved):
        return language.say("overview.largest.questions", what=words.what, told=told)
    said = {"what": words.what, "place": words.place, "number": words.number}
    return language.say("overview.largest.site", told=told, **said)


def _figure(moved: FigureMoved, indicators: Sequence[Indicator], language: Language) -> str:
    table, chart = moved
    if chart.wandered:
        words = change_words(moved, language)
        return language.say("overview.largest.wandered", what=words.what, place=words.place, way=words.short)
    level = level_at([SiteFigure(table.indicator, table.months, chart)], indicators, language)
    return ", ".join(filter(None, [level, told_when(chart, table.months, language)]))


def counted(changes: Sequence[Change], language: Language) -> str:
    """Return how many changes there are, kind by kind; nothing where there is no other than the finding."""
    numbers = {name: sum(isinstance(change, kind) for change in changes) for name, kind in KINDS.items()}
    if len(changes) < 2:
        return ""
    kinds = [language.counted(f"overview.kinds.{name}", number) for name, number in numbers.items() if number]
    return language.say("overview.counted", n=language.whole(len(changes)), kinds=language.listed(kinds))
