"""What a report says, before anybody sets it: plain text, paragraphs with links, headings."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Link(NamedTuple):
    """Words that lead to a page with a selection, or to a part of it."""

    text: str
    page: str
    query: Mapping[str, str]
    part: str = ""


class Heading(NamedTuple):
    """What stands over the paragraphs after it."""

    text: str


class Folded(NamedTuple):
    """Paragraphs that open under their name."""

    name: str
    paragraphs: Sequence[str]


Paragraph = str | tuple[str | Link, ...]
Block = Heading | Paragraph | Folded


def listed_links(said: str, links: Sequence[Link]) -> tuple[str | Link, ...]:
    """Return a line of links after the words that say what they are."""
    between = [part for link in links for part in (" · ", link)][1:]
    return (said, " ", *between)
