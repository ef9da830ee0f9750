"""How each item shifted from one wave to another."""

from typing import Any

from dash import html

from dashboard.components.page import card_page
from dashboard.report.ids import part
from dashboard.report.site_map import SITE_MAP

NAME = "change"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton."""
    return card_page(NAME, query, after=[html.Div(id=part(NAME, "printed"))])
