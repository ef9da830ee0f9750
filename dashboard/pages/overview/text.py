"""What is new, and where something has moved, in a few words."""

from dashboard.pages.data.answer import Difference
from dashboard.pages.data.text import difference_sentences
from dashboard.pages.management.text import signal_line
from dashboard.pages.overview.answer import Moved, MovedMonths
from dashboard.report.naming import named
from publication.languages import Language


def news_sentences(change: Difference | None, language: Language) -> list[str]:
    """Say what changed since the publication before."""
    if change is None:
        return [language.say("overview.news_first")]
    if change.nothing:
        before = {"number": change.before.number, "date": language.date(change.before.published_on)}
        return [language.say("overview.news_same", **before)]
    return difference_sentences(change, language)


def moved_sentences(moved: Moved, language: Language) -> list[str]:
    """Say which way the overall score moved, and how many questions moved each way; nothing for none."""
    what = language.of(moved.instrument.name)
    score = [language.say(f"overview.score_{moved.overall}", what=what)] if moved.overall != "none" else []
    return score + [
        language.counted(f"overview.signal_{claim}", number, what=what)
        for claim, number in (("up", moved.up), ("down", moved.down))
        if number
    ]


def months_answer(moved: MovedMonths, language: Language) -> str:
    """Say in one sentence how many charts of months stand out from chance, and which."""
    if not moved.judged:
        return language.say("management.unjudged_all")
    names = [f"{language.of(table.indicator.name)} ({chart.name})" for table, chart in moved.news]
    charts = language.whole(moved.judged)
    if not names:
        return language.say("overview.months_none", charts=charts)
    return language.counted("overview.months", len(names), charts=charts, items=named(names, language))


def months_moved(moved: MovedMonths, language: Language) -> list[str]:
    """Say which charts of months stand out from chance, and of how many; nothing where none does."""
    sentences = [
        language.say(
            "overview.signal_months",
            figure=language.of(table.indicator.name),
            site=chart.name,
            signal=signal_line(table.indicator, table.months, chart, language),
        )
        for table, chart in moved.news
    ]
    numbers = {"charts": language.whole(moved.judged), "n": language.whole(moved.signals)}
    return [*sentences, language.say("overview.signals_chance", **numbers)] if sentences else []
