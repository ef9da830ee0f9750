"""What every page and callback works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flask import current_app, g
from flask_caching import Cache

from dashboard.report.page import Page, Pages
from dashboard.report.prompts import Prompt
from dashboard.report.prose import Prose
from dashboard.report.refusals import RefusalRecords
from dashboard.report.resolving import language_of, resolve
from dashboard.report.selection import Selection
from dashboard.store.scope import SCOPE
from dashboard.store.store import Store
from publication.following import Publications
from publication.language_list import LanguageList
from publication.languages import Language
from publication.reading import Publication

EXTENSION = "rejsespor"


class Request(NamedTuple):
    """What an address asks for: the selection, in the very publication it was made whole with."""

    publication: Publication
    selection: Selection
    language: Language


@dataclass(frozen=True, slots=True)
class Services:
    """What one dashboard works with.

    Pages, publications, records of refusals, words, prompts, prose, cache, the store of meetings, whether
    anything may be written to it, the folder of definitions, and that of publications and what was withdrawn.
    """

    pages: Pages
    all_publications: Publications
    all_refusals: RefusalRecords
    languages: dict[str, Language]
    language_list: LanguageList
    prompts: dict[str, list[Prompt]]
    prose: Prose
    cache: Cache
    # Of tables that several answers are made of: they are no JSON, so they stay in this process.
    tables: Cache
    store: Store
    is_written: bool
    data: Path
    var: Path

    @property
    def publications(self) -> Publications:
        """The publications as whoever asks may see them: of some programmes, and of some a part."""
        return self.all_publications.within(SCOPE.get())

    @property
    def refusals(self) -> RefusalRecords:
        """The records of the programmes of which whoever asks may see all: a file is of all sites."""
        seen = SCOPE.get()
        return self.all_refusals.within(seen.whole if seen is not None else None)

    @property
    def writes(self) -> bool:
        """Whether whoever asks may write: meetings, decisions, rounds."""
        return self.is_written and g.get("may_write", True)

    @property
    def loads(self) -> bool:
        """Whether whoever asks may load, release and publish: a steward who logged in."""
        return self.is_written and g.get("may_load", False)

    @property
    def person(self) -> str:
        """What whoever asks is called; '' where nobody logs in."""
        return g.person.name if g.get("person") else ""

    def request(self, query: Mapping[str, str], page: Page) -> Request:
        """Return what an address asks for on a page. Raises NothingPublished, NotThere or Replaced."""
        publication, selection = resolve(self.publications, query, page, self.language_list)
        return Request(publication, selection, self.languages[selection.language])

    def language(self, query: Mapping[str, str]) -> Language:
        """Return the reader's language for an address."""
        return self.languages[language_of(query, self.language_list)]


def services() -> Services:
    """Return the services of the app that answers the present request."""
    found: Services = current_app.extensions[EXTENSION]
    return found
