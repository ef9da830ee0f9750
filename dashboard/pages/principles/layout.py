"""Leadership groups' own assessment on the seven principles."""

from typing import Any

from dash import html

from dashboard.components.aria import aria
from dashboard.components.page import card_page
from dashboard.report.ids import part
from dashboard.report.site_map import SITE_MAP

NAME = "principles"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton, with room for the prompts."""
    return card_page(NAME, query, [html.Div(id=part(NAME, "prompts"), **aria(live="polite"))])
