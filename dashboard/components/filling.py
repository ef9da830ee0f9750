"""What fills a card for a selection: what its report says, or why there is none and where to go."""

from collections.abc import Callable
from typing import Any, TypeVar

from dash.development.base_component import Component

from dashboard.components.card import Content, Query
from dashboard.components.notice import no_data, withheld
from dashboard.report.cache import plain, remembered
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

# The value of each output of a callback, by name.
Outputs = dict[str, Any]
Answered = TypeVar("Answered")


def filled(
    page: Page,
    query: Query,
    report: Callable[[Publication, Selection, Language], Answered | None],
    outputs: Callable[[Answered], Outputs],
    nothing: Outputs,
) -> Outputs:
    """Return a card's outputs for a selection.

    Args:
        page: Whose card it is.
        query: The selection, as an address holds it.
        report: Answers a selection; None where nothing of it may be shown.
        outputs: What stands in the card of a report.
        nothing: What stands there without one, but for the notice that says why.
    """
    service = services()
    publication, selection, language = service.request(query, page)
    if not page.has_data(publication):
        return nothing | {"notice": no_data(service.publications, publication, page, language)}

    def work_out() -> Outputs:
        found = report(publication, selection, language)
        shown: Outputs = plain(outputs(found)) if found else {}
        return shown

    shown = remembered(service.cache, page.name, publication, selection, work_out)
    return shown or nothing | {"notice": withheld(selection, page, language)}


def filled_whole(
    page: Page, query: Query, card: Callable[[Publication, Selection, Language], Component]
) -> Content:
    """Return what stands below the bar of a page filled as a whole: its card, or why there is none."""
    service = services()
    publication, selection, language = service.request(query, page)
    if not page.has_data(publication):
        return no_data(service.publications, publication, page, language)
    found: Content = remembered(
        service.cache,
        page.name,
        publication,
        selection,
        lambda: plain([card(publication, selection, language)]),
    )
    return found
