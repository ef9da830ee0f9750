"""What a paper says in words: paragraphs, items of lists and headings, of plain and strong words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from dashboard.report.text import Block as ReportBlock
from dashboard.report.text import Folded, Heading, Paragraph

Kind = Literal["heading", "text", "item", "quote"]
_STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
# A backslash before what Markdown would read as a mark.
_ESCAPED = re.compile(r"\\([\[\]*_<>#])")


class Run(NamedTuple):
    """Words, and whether they are strong."""

    words: str
    strong: bool = False


class Block(NamedTuple):
    """A paragraph, an item of a list, a heading, or what somebody said."""

    kind: Kind
    runs: Sequence[Run]


def block(kind: Kind, words: str) -> Block:
    """Return a block of plain words."""
    return Block(kind, [Run(words)])


def on_paper(paragraphs: Iterable[Paragraph]) -> list[str]:
    """Return what paragraphs say; those that lead to other pages have no use on paper."""
    return [words for words in paragraphs if isinstance(words, str)]


def told(blocks: Iterable[ReportBlock]) -> Iterator[Block]:
    """Yield what stands under a chart; on paper nothing is folded."""
    for found in blocks:
        if isinstance(found, Heading):
            yield block("heading", found.text)
        elif isinstance(found, Folded):
            yield block("heading", found.name)
            yield from (block("text", words) for words in on_paper(found.paragraphs))
        else:
            yield from (block("text", words) for words in on_paper([found]))


def marked(text: str) -> Iterator[Block]:
    """Yield the blocks of prose: paragraphs, lists and what is strong in them; our prose has nothing else."""
    for paragraph in re.split(r"\n\s*\n|\n(?=- )", text.strip()):
        kind: Kind = "item" if paragraph.startswith("- ") else "text"
        words = " ".join(paragraph.removeprefix("- ").split())
        if words:
            yield Block(kind, list(_runs(words)))


def _runs(words: str) -> Iterator[Run]:
    for at, part in enumerate(_STRONG.split(words)):
        if part:
            yield Run(_ESCAPED.sub(r"\1", part), at % 2 == 1)
