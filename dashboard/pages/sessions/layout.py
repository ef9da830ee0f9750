"""What participants marked, session by session, and what they said in their own words."""

from typing import Any

from dash import html

from dashboard.components.page import card_page
from dashboard.report.ids import part
from dashboard.report.site_map import SITE_MAP

NAME = "sessions"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton, with room for the words under the card."""
    return card_page(NAME, query, after=[html.Div(id=part(NAME, "said"))])
