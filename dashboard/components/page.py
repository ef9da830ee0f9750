"""The skeleton of a page with one figure card."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.components.figure_card import figure_card
from dashboard.components.filter_bar import filter_bar, state, view_switch
from dashboard.components.notice import nothing_published
from dashboard.components.shell import shell
from dashboard.publication import NothingPublished
from dashboard.selection import resolve
from dashboard.services import services


def card_page(page: str, query: Mapping[str, str], below: Sequence[Any] = ()) -> Any:
    """Return a page: shell, filter bar, and an empty figure card for its callback to fill."""
    service = services()
    language = service.language(query)
    try:
        selection = resolve(service.publications, query, page)
    except NothingPublished:
        return shell(page, {"lang": language.code}, language, [nothing_published(language)])
    publication = service.publications.current(selection.programme)
    bar = filter_bar(service.publications, selection, page, language)
    card = figure_card(page, language, [view_switch(selection.view, page, language)], below)
    return shell(page, state(publication, selection, page), language, [bar, card])
