"""Every figure of every question, group and wave, for the analyst."""

from typing import Any

from dashboard.components.page import bar_page
from dashboard.pages.explore.controls import explore_card
from dashboard.report.site_map import SITE_MAP

NAME = "explore"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    return bar_page(NAME, query, lambda asked: explore_card(asked.language))
