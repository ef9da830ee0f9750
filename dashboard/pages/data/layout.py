"""What the charts rest on: files, questionnaires, the publication shown, and what was refused."""

from typing import Any

from dash import html

from dashboard.components.page import whole_page
from dashboard.report.ids import part
from dashboard.report.site_map import SITE_MAP

NAME = "data"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton, with room for programmes that have nothing published yet."""
    return whole_page(NAME, query, [html.Div(id=part(NAME, "waiting"))])
