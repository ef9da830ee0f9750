"""What is promised to those who answered, how it is kept, and what nobody can promise."""

from typing import Any

from dashboard.pages.prose.layout import prose_page
from dashboard.report.site_map import SITE_MAP

NAME = "privacy"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page."""
    return prose_page(NAME, query)
