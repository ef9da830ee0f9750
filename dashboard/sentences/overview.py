"""What is new, and where something has moved, in a few words."""

from collections.abc import Sequence

from dashboard.labels import in_sentence
from dashboard.languages import Language
from dashboard.sentences.data import difference_sentences
from dashboard.sentences.management import summary_sentence
from dashboard.tables.data import Difference
from dashboard.tables.management import ManagementTable
from dashboard.tables.overview import Moved


def news_sentences(change: Difference | None, language: Language) -> list[str]:
    """Say what changed since the publication before."""
    if change is None:
        return [language.say("overview.news_first")]
    if change.nothing:
        before = {"number": change.before.number, "date": language.date(change.before.published_on)}
        return [language.say("overview.news_same", **before)]
    return difference_sentences(change, language)


def moved_sentences(moved: Moved, language: Language) -> list[str]:
    """Say how many questions moved, each way; nothing for none."""
    what = language.of(moved.instrument["name"])
    return [
        language.counted(f"overview.signal_{claim}", number, what=what)
        for claim, number in (("up", moved.up), ("down", moved.down))
        if number
    ]


def months_moved(tables: Sequence[ManagementTable], language: Language) -> list[str]:
    """Say of each management figure at how many sites there is a signal, and that chance gives some."""
    said = [
        f"{language.of(one.indicator['name'])}: {in_sentence(summary_sentence(one, language))}"
        for one in tables
    ]
    return [*said, language.say("overview.signals_chance")] if said else []
