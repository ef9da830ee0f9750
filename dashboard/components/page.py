"""The skeleton of a page with a filter bar, and of one with a figure card."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import dcc

from dashboard import ids
from dashboard.components.figure_card import figure_card
from dashboard.components.filter_bar import filter_bar, state, view_switch
from dashboard.components.notice import nothing_published
from dashboard.components.shell import shell
from dashboard.languages import Language
from dashboard.publication import NothingPublished
from dashboard.selection import Selection, resolve, views_of
from dashboard.services import services

Content = Callable[[Selection, Language], Sequence[Any]]


def bar_page(page: str, query: Mapping[str, str], content: Content, always: Sequence[Any] = ()) -> Any:
    """Return a page: shell, filter bar, content.

    Args:
        page: The page's name.
        query: The address it was asked by.
        content: What stands below the bar, empty, for the page's callbacks to fill.
        always: What stands below that, and also where nothing is published and there is no bar.
    """
    service = services()
    language = service.language(query)
    try:
        selection = resolve(service.publications, query, page)
    except NothingPublished:
        landed = dcc.Store(id=ids.LANDED, data={"lang": language.code})
        return shell(page, {"lang": language.code}, language, [nothing_published(language), *always, landed])
    publication = service.publications.current(selection.programme)
    bar = filter_bar(service.publications, selection, page, language)
    return shell(
        page, state(publication, selection, page), language, [bar, *content(selection, language), *always]
    )


def card_page(
    page: str, query: Mapping[str, str], below: Sequence[Any] = (), after: Sequence[Any] = ()
) -> Any:
    """Return a page with an empty figure card for its callback to fill.

    Args:
        page: The page's name.
        query: The address it was asked by.
        below: What belongs to the chart and stands under it, in the card.
        after: What stands after the card.
    """

    def card(selection: Selection, language: Language) -> Sequence[Any]:
        publication = services().publications.current(selection.programme)
        views = views_of(publication, page, selection.instrument, selection.waves)
        switch = view_switch(selection.view, page, language, views)
        return [figure_card(page, language, [switch], below), *after]

    return bar_page(page, query, card)
