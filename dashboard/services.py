"""What every page and callback works with."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from flask_caching import Cache

from dashboard.languages import Code, Language
from dashboard.prompts import Prompt
from dashboard.prose import Prose
from dashboard.publication import Publications
from dashboard.refusals import RefusalRecords
from dashboard.selection import language_of

EXTENSION = "rejsespor"


@dataclass(frozen=True, slots=True)
class Services:
    """The publications, records of refusals, words, prompts, prose and cache of one dashboard."""

    publications: Publications
    refusals: RefusalRecords
    languages: dict[Code, Language]
    prompts: dict[str, list[Prompt]]
    prose: Prose
    cache: Cache

    def language(self, query: Mapping[str, str]) -> Language:
        """Return the reader's language for an address."""
        return self.languages[language_of(query)]


def services() -> Services:
    """Return the services of the app that answers the present request."""
    found: Services = current_app.extensions[EXTENSION]
    return found
