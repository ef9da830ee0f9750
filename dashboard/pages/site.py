"""One site on one page."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.filter_bar import view_switch
from dashboard.components.page import bar_page
from dashboard.ids import part
from dashboard.languages import Language
from dashboard.selection import Selection
from dashboard.site_map import SITE_MAP

NAME = "site"
PATH = SITE_MAP[NAME].path


def _content(selection: Selection, language: Language) -> Sequence[Any]:
    loading = html.P(language.say("shell.loading"), className="loading")
    # The circle of controls, address and selection needs every control, also one this page has no use for.
    return [view_switch(selection.view, NAME, language), html.Div(loading, id=part(NAME, "contents"))]


def layout(**query: str) -> Any:
    """Return the page's skeleton; the site stands in the address."""
    return bar_page(NAME, query, _content)
