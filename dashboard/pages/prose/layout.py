"""A page of prose: Markdown set for reading, with the programme's own numbers in it."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from dashboard.components.page import under_bar
from dashboard.components.shell import shell
from dashboard.report.ids import part
from dashboard.report.services import Services, services
from publication.definitions.programme import Programme
from publication.definitions.text import same_in_all_languages
from publication.languages import Language
from publication.reading import NothingPublished, Publication

# What a programme has that says nothing else.
USUAL = Programme(id="usual", name=same_in_all_languages("usual"))


def numbers_of(publication: Publication | None) -> dict[str, int]:
    """Return the numbers that prose may name: those of a programme, or the usual ones where there is none."""
    given = publication.definition if publication else USUAL
    return {"k": given.k, "form_at": given.form_at, "fewest": given.k - 1}


def prose(service: Services, page: str, publication: Publication | None, language: Language) -> Any:
    """Return a page's prose in the reader's language. The heading of the page is not part of it."""
    text = service.prose[page, language.code]
    return dcc.Markdown(text.format(**numbers_of(publication)), className="prose")


def prose_page(page: str, query: Mapping[str, str]) -> Any:
    """Return a page of prose: it is there to be read even where nothing is published."""
    service = services()
    try:
        asked = service.asked(query, page)
    except NothingPublished:
        language = service.language(query)
        return shell(page, {"lang": language.code}, language, [prose(service, page, None, language)])
    told = prose(service, page, asked.publication, asked.language)
    return under_bar(page, asked, [html.Div(told, id=part(page, "prose"))])
