"""/privacy: the promise with the numbers of the programme that is chosen."""

from typing import Any

from dash import Dash, Input, Output

from dashboard import ids
from dashboard.components.prose import prose
from dashboard.ids import part
from dashboard.selection import resolve
from dashboard.services import services

PAGE = "privacy"


def register(app: Dash) -> None:
    """Register the page's callback."""

    @app.callback(
        Output(part(PAGE, "prose"), "children"), Input(ids.SELECTION, "data"), prevent_initial_call=True
    )
    def read(query: dict[str, str]) -> Any:
        """Return the prose for another programme."""
        service = services()
        selection = resolve(service.publications, query, PAGE)
        publication = service.publications.current(selection.programme)
        return prose(service, PAGE, publication, service.languages[selection.language])
