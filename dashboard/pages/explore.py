"""Every figure of every question, group and wave, for the analyst."""

from collections.abc import Sequence
from typing import Any

from dashboard.components.explore import explore_card
from dashboard.components.filter_bar import view_switch
from dashboard.components.page import bar_page
from dashboard.languages import Language
from dashboard.selection import Selection
from dashboard.site_map import SITE_MAP

NAME = "explore"
PATH = SITE_MAP[NAME].path


def _content(selection: Selection, language: Language) -> Sequence[Any]:
    # The circle of controls, address and selection needs every control, also one this page has no use for.
    return [view_switch(selection.view, NAME, language), *explore_card(language)]


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    return bar_page(NAME, query, _content)
