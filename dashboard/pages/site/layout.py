"""One site on one page."""

from typing import Any

from dashboard.components.page import whole_page
from dashboard.report.site_map import SITE_MAP

NAME = "site"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page's skeleton; the site stands in the address."""
    return whole_page(NAME, query)
