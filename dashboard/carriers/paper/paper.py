"""A paper: a programme from its title page to its methods, in a reader's language, before it is set."""

import re
from calendar import timegm
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dashboard.carriers.paper.blocks import Block, block, marked
from dashboard.carriers.paper.chapters import Chapter, chapters
from dashboard.carriers.paper.people import written
from dashboard.pages.overview.text import response_line, wave_lines
from dashboard.report.page import Pages
from dashboard.report.part_seen import part_words
from dashboard.report.prose import Prose, numbered
from dashboard.store.store import Store
from publication.languages import Language
from publication.reading import Publication

# A part of prose, with the id that stands behind some headings.
_PART = re.compile(r"^## (.+?)(?: \{#([\w-]+)\})?$", re.MULTILINE)
# What of the methods holds for every page.
_ALWAYS = "basis"


@dataclass(frozen=True, slots=True)
class Section:
    """Words under a heading."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is set.

    Attributes:
        language: The reader's.
        published_on: The day of the publication, in seconds since 1970.
        title: The programme's name.
        issue: Which publication, of which day.
        facts: Who answered, and when.
        promise: What protects them; '' where nobody answered.
        chapters: What the pages found.
        sections: What was decided and said, what is promised, how figures are made.
    """

    language: Language
    published_on: int
    title: str
    issue: str
    facts: Sequence[str]
    promise: str
    chapters: Sequence[Chapter]
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class Sources:
    """What papers are made of: pages, prose, what people wrote, and the folder of what they withdrew."""

    pages: Pages
    prose: Prose
    store: Store
    var: Path


def paper(sources: Sources, publication: Publication, language: Language) -> Paper:
    """Return a programme's paper."""
    found = chapters(sources.pages, publication, language)
    day, about = publication.published_on, publication.definition.about
    asked = publication.asked
    part = part_words(publication, language)
    facts = [
        *([part] if part else []),
        *wave_lines(publication, language),
        *response_line(publication, language),
    ]
    return Paper(
        language,
        timegm(day.timetuple()),
        language.of(publication.name),
        language.say("overview.fresh", number=publication.number, date=language.date(day)),
        [*facts, *([language.of(about)] if about else [])],
        language.say("overview.k_note", k=publication.definition.k) if asked else "",
        list(found.values()),
        list(_sections(sources, publication, list(found), language)),
    )


def _sections(
    sources: Sources, publication: Publication, named: Sequence[str], language: Language
) -> list[Section]:
    """Return what follows the chapters; what nobody wrote has no heading."""
    decided, heard = written(publication, sources.store, sources.var, language)
    privacy, methods = (
        _PART.split(numbered(sources.prose[page, language.code], publication))[1:]
        for page in ("privacy", "methods")
    )
    parts = zip(methods[::3], methods[1::3], methods[2::3], strict=True)
    kept = [(title, text) for title, part, text in parts if part in (_ALWAYS, *named, *_printed(publication))]
    found = {
        "meeting.decided": decided,
        "voice.menu": heard,
        "title.privacy": list(marked(privacy[2])),
        "title.methods": list(chain.from_iterable(_under(*part) for part in kept)),
    }
    return [Section(language.say(key), blocks) for key, blocks in found.items() if blocks]


def _printed(publication: Publication) -> list[str]:
    return ["printed"] if publication.printed else []


def _under(title: str, text: str) -> list[Block]:
    return [block("heading", title), *marked(text)]
