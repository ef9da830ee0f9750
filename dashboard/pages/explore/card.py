"""The analyst's page in a browser: a grid, laid out by the code there."""

from collections.abc import Mapping

from dash.development.base_component import Component

from dashboard.components.card import Card
from dashboard.components.page import bar_page
from dashboard.pages.explore.ag_grid import explore_card
from dashboard.pages.explore.grid_callbacks import register_grid
from dashboard.report.page import Page


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    return bar_page(page, query, lambda request: explore_card(request.language))


CARD = Card(_skeleton, register=register_grid)
