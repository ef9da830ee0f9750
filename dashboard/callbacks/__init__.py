"""The callbacks of every page: the filter bar, the panels, the cards of charts, the analyst's grid."""

from importlib import import_module

from dash import Dash

from dashboard.callbacks.chart import register_chart
from dashboard.callbacks.filter_bar import register_filter_bar
from dashboard.callbacks.panel import register_panel
from dashboard.components.card import Card
from dashboard.report.page import ChartPage, Page, Pages


def card_of(page: Page) -> Card:
    """Return what a browser gets of a page: `CARD` of the module `card` in its folder."""
    folder = page.folder or f"dashboard.pages.{page.name}"
    found: Card = import_module(f"{folder}.card").CARD
    return found


def register_callbacks(app: Dash, pages: Pages) -> None:
    """Register every callback on the app."""
    register_filter_bar(app, pages)
    for page in pages.values():
        card = card_of(page)
        if isinstance(page, ChartPage):
            register_chart(app, page, card)
        for panel in card.panels:
            register_panel(app, page, panel)
        if card.register:
            card.register(app, page)
