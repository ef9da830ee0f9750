"""Involvement scores, site by site."""

from typing import Any

from dashboard.components.page import card_page

PATH = "/involvement"
NAME = "involvement"


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    return card_page(NAME, query)
