"""Where every number comes from: formulas, sources, and what was left out."""

from typing import Any

from dashboard.pages.prose.layout import prose_page
from dashboard.report.site_map import SITE_MAP

NAME = "methods"
PATH = SITE_MAP[NAME].path


def layout(**query: str) -> Any:
    """Return the page."""
    return prose_page(NAME, query)
