"""A part of a page that is filled by itself."""

from dash import Dash, Input, Output

from dashboard.components.card import Content, Panel
from dashboard.report.ids import part
from dashboard.report.page import Page


def register_panel(app: Dash, page: Page, panel: Panel) -> None:
    """Register the callback that fills a panel."""

    @app.callback(
        Output(part(page.name, panel.name), "children"),
        Input(panel.follows, "data"),
        prevent_initial_call=not panel.at_first,
    )
    def fill(query: dict[str, str]) -> Content:
        """Fill the panel for the selection."""
        return panel.fill(page, query)
