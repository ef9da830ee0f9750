"""The skeletons of pages: with a filter bar, with a figure card, or to be filled as a whole."""

from collections.abc import Callable, Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.figure_card import figure_card
from dashboard.components.filter_bar import filter_bar, state, view_switch
from dashboard.components.notice import nothing_published
from dashboard.components.prompt_card import page_prompts
from dashboard.components.shell import heading, shell
from dashboard.report import ids
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.services import Request, services
from publication.reading import NothingPublished

Content = Callable[[Request], Sequence[Component]]


def under_bar(page: Page, request: Request, body: Sequence[Component]) -> Component:
    """Return a page: shell, filter bar, body."""
    publication, selection, language = request
    bar = filter_bar(services().publications, publication, selection, page, language)
    # The circle of controls, address and selection needs every control, also one a page has no use for.
    unused = [] if "view" in page.controls else [view_switch(selection.view, page, language)]
    title = page.about(publication, selection)
    return shell(page.name, state(publication, selection, page), language, [bar, *unused, *body], title)


def bar_page(
    page: Page, query: Mapping[str, str], content: Content, always: Sequence[Component] = ()
) -> Component:
    """Return a page with a filter bar, or one that says that nothing is published.

    Args:
        page: The page.
        query: The address it was asked by.
        content: What stands below the bar, empty, for the page's callbacks to fill.
        always: What stands below that, and also where nothing is published and there is no bar.
    """
    service = services()
    try:
        request = service.request(query, page)
    except NothingPublished:
        language = service.language(query)
        landed = dcc.Store(id=ids.LANDED, data={"lang": language.code})
        nothing = nothing_published(language)
        body = [heading(page.name, language), nothing, *always, landed]
        return shell(page.name, {"lang": language.code}, language, body)
    return under_bar(page, request, [*content(request), *always])


def whole_page(page: Page, query: Mapping[str, str], always: Sequence[Component] = ()) -> Component:
    """Return a page whose callback fills all that stands below the bar, by the id `PAGE-contents`."""

    def loading(request: Request) -> Sequence[Component]:
        words = html.P(request.language.say("shell.loading"), className="loading")
        return [heading(page.name, request.language), html.Div(words, id=part(page.name, "contents"))]

    return bar_page(page, query, loading, always)


def replaced_page(page: Page, query: Mapping[str, str]) -> Component:
    """Return a page whose callback fills all below the bar, its heading too, by the id `PAGE-contents`."""

    def loading(request: Request) -> Sequence[Component]:
        publication, selection, language = request
        about = page.about(publication, selection) or language.say(f"title.{page.name}")
        title = html.H1(about, className="loading")
        words = html.P(language.say("shell.loading"), className="loading")
        return [html.Div([title, words], id=part(page.name, "contents"))]

    return bar_page(page, query, loading)


def _switch(page: Page, request: Request) -> Sequence[Component]:
    publication, selection, language = request
    if "view" not in page.controls:
        return []
    views = page.views(publication, selection.instrument, selection.waves)
    return [view_switch(selection.view, page, language, views)]


def card_page(
    page: Page, query: Mapping[str, str], below: Sequence[Component] = (), after: Sequence[Component] = ()
) -> Component:
    """Return a page with an empty figure card for its callback to fill.

    Args:
        page: The page.
        query: The address it was asked by.
        below: What stands under the question, in place of the page's own prompts.
        after: What stands after the card.
    """

    def card(request: Request) -> Sequence[Component]:
        language, switch = request.language, _switch(page, request)
        words = below or page_prompts(services().prompts.get(page.name, []), language)
        is_heard = request.publication.within is None
        return [figure_card(page.name, language, switch, words, is_heard=is_heard), *after]

    return bar_page(page, query, card)
