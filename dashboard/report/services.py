"""What every page and callback works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app
from flask_caching import Cache

from dashboard.report.prompts import Prompt
from dashboard.report.prose import Prose
from dashboard.report.refusals import RefusalRecords
from dashboard.report.selection import Selection, language_of, resolve
from publication.following import Publications
from publication.languages import Code, Language
from publication.reading import Publication

EXTENSION = "rejsespor"


class Asked(NamedTuple):
    """What an address asks for: the selection, in the very publication it was made whole with."""

    publication: Publication
    selection: Selection
    language: Language


@dataclass(frozen=True, slots=True)
class Services:
    """The publications, records of refusals, words, prompts, prose and cache of one dashboard."""

    publications: Publications
    refusals: RefusalRecords
    languages: dict[Code, Language]
    prompts: dict[str, list[Prompt]]
    prose: Prose
    cache: Cache

    def asked(self, query: Mapping[str, str], page: str) -> Asked:
        """Return what an address asks for on a page. Raises NothingPublished, NotThere or Replaced."""
        publication, selection = resolve(self.publications, query, page)
        return Asked(publication, selection, self.languages[selection.language])

    def language(self, query: Mapping[str, str]) -> Language:
        """Return the reader's language for an address."""
        return self.languages[language_of(query)]


def services() -> Services:
    """Return the services of the app that answers the present request."""
    found: Services = current_app.extensions[EXTENSION]
    return found
