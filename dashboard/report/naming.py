"""Names in a sentence: the first few, and how many more there are."""

from collections.abc import Sequence

from publication.languages import Language

MOST_NAMED = 5


def named(items: Sequence[str], language: Language) -> str:
    """Return a list of names; after the first few, how many more."""
    if len(items) <= MOST_NAMED:
        return language.listed(items)
    return language.say("list.more", first=", ".join(items[:MOST_NAMED]), n=len(items) - MOST_NAMED)
