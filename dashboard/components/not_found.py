"""The page that stands where there is none: what is not there, and what is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.shell import address, heading, shell
from dashboard.report import ids
from dashboard.report.page import Page
from dashboard.report.services import services
from publication.definitions.text import shown
from publication.languages import Language
from publication.reading import Publication

LONGEST_NAME = 60


class _Absent(NamedTuple):
    """What an address names in vain, in words, and the ways to what there is by name."""

    sentence: str
    ways: Sequence[tuple[str, str]]


def _name(asked: str) -> str:
    """Return a name as an address gives it, short enough to be read, with nothing hidden in it."""
    return shown(asked[:LONGEST_NAME])


def _no_programme(asked: str, page: Page | None, language: Language) -> _Absent:
    known = [found for found in services().publications.all() if page is None or page.has_data(found)]
    name = page.name if page and "<" not in page.path else "overview"
    ways = [
        (language.of(found.name), address(name, {"programme": found.programme, "lang": language.code}))
        for found in known
    ]
    return _Absent(language.say("empty.no_such_programme", programme=_name(asked)), ways)


def _no_site(asked: str, publication: Publication, query: Mapping[str, str], language: Language) -> _Absent:
    """Say it of a site that is not shown as of one that there is not: by the publication alone."""
    ways = [(site.name, address("site", {**query, "site": site.id})) for site in publication.sites]
    programme = language.of(publication.name)
    return _Absent(language.say("empty.no_such_site", site=_name(asked), programme=programme), ways)


def _absent(page: Page | None, query: Mapping[str, str], language: Language) -> _Absent:
    publications, programme = services().publications, query.get("programme", "")
    if programme and not publications.has(programme):
        return _no_programme(programme, page, language)
    known = [programme] if programme else publications.programmes()
    if page and known and (site := query.get("site")):
        publication = publications.current(known[0])
        if site not in {there.id for there in publication.sites}:
            carried = {"programme": publication.programme, "lang": language.code}
            return _no_site(site, publication, carried, language)
    return _Absent(language.say("http.not_found"), [])


def page_not_found(page: Page | None, query: Mapping[str, str], language: Language) -> Component:
    """Return a page that says what is not at its address, and the ways to what there is.

    Args:
        page: The page whose address it is; None where it is no page's.
        query: What the address names.
        language: The reader's.
    """
    absent = _absent(page, query, language)
    overview = language.say("page.overview"), address("overview", {"lang": language.code})
    links = [html.Li(dcc.Link(words, href=way)) for words, way in [*absent.ways, overview]]
    said = html.Div([html.P(absent.sentence), html.Ul(links)], className="empty")
    landed = dcc.Store(id=ids.LANDED, data={"lang": language.code})
    content = [heading("not_found", language), said, landed]
    return shell("not_found", {"lang": language.code}, language, content)
