"""Who answered, before and after."""

from typing import Any

from dashboard.components.page import card_page
from dashboard.report.site_map import SITE_MAP

NAME = "participants"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    return card_page(NAME, query)
