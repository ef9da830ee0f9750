"""How each item shifted from one wave to another."""

from typing import Any

from dashboard.components.page import card_page

PATH = "/change"
NAME = "change"


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    return card_page(NAME, query)
