"""A page of prose: Markdown set for reading, with the programme's own numbers in it."""

import re
from collections.abc import Callable, Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Panel
from dashboard.components.page import under_bar
from dashboard.components.shell import heading, shell
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.prose import ID, numbered
from dashboard.report.services import Request, Services, services
from publication.languages import Language
from publication.reading import NothingPublished, Publication

# A part with its id behind its heading: `## Change {#change}`, up to the next.
_PART = re.compile(rf"^## (.+) {ID.pattern}$", re.MULTILINE)


def prose(service: Services, page: Page, publication: Publication | None, language: Language) -> Component:
    """Return a page's prose in the reader's language, with its contents where its parts have ids.

    The heading of the page is not part of it.
    """
    text = numbered(service.prose[page.name, language.code], publication)
    first, *rest = _PART.split(text)
    parts = list(zip(rest[::3], rest[1::3], rest[2::3], strict=True))
    above = [_contents(parts, language)] if parts else []
    return html.Div(
        [*above, dcc.Markdown(first), *(_section(*written) for written in parts)], className="prose"
    )


def _contents(parts: Sequence[tuple[str, str, str]], language: Language) -> Component:
    ways = [html.Li(html.A(title, href=f"#{name}")) for title, name, _ in parts]
    return html.Nav(html.Ul(ways), className="contents", **aria(label=language.say("shell.contents")))


def _section(title: str, name: str, text: str) -> Component:
    return html.Section([html.H2(title, id=name, tabIndex="-1"), dcc.Markdown(text)])


def _nothing_first(_: Request) -> Sequence[Component]:
    return []


def prose_page(
    page: Page,
    query: Mapping[str, str],
    first: Callable[[Request], Sequence[Component]] = _nothing_first,
) -> Component:
    """Return a page of prose: it is there to be read even where nothing is published.

    Args:
        page: The page.
        query: The address it was asked by.
        first: What stands above the prose of a programme, by the id `PAGE-first`.
    """
    service = services()
    try:
        request = service.request(query, page)
    except NothingPublished:
        language = service.language(query)
        text = prose(service, page, None, language)
        return shell(page.name, {"lang": language.code}, language, [heading(page.name, language), text])
    text = prose(service, page, request.publication, request.language)
    above = html.Section(first(request), id=part(page.name, "first"), className="first-of-prose")
    body = [heading(page.name, request.language), above, html.Div(text, id=part(page.name, "prose"))]
    return under_bar(page, request, body)


def _of_another_programme(page: Page, query: Mapping[str, str]) -> Component:
    publication, _, language = services().request(query, page)
    return prose(services(), page, publication, language)


PROSE = Panel("prose", _of_another_programme, at_first=False)
CARD = Card(prose_page, [PROSE])
