"""Pages of prose, with the numbers of the programme that is chosen."""

from typing import Any

from dash import Dash, Input, Output

from dashboard.pages.prose.layout import prose
from dashboard.report import ids
from dashboard.report.ids import part
from dashboard.report.prose import PAGES
from dashboard.report.services import services


def register(app: Dash) -> None:
    """Register a callback for every page of prose."""
    for page in PAGES:
        app.callback(
            Output(part(page, "prose"), "children"), Input(ids.SELECTION, "data"), prevent_initial_call=True
        )(lambda query, page=page: _read(page, query))


def _read(page: str, query: dict[str, str]) -> Any:
    """Return the prose for another programme."""
    service = services()
    publication, _, language = service.asked(query, page)
    return prose(service, page, publication, language)
