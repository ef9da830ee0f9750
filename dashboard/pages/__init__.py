"""The pages: a folder each, and this is the only list of them, in the order of the menu."""

from importlib import import_module

from dashboard.report.page import Page, Pages

_NAMES = (
    *("overview", "change", "involvement", "sites", "site", "principles", "participants", "sessions"),
    *("indicators", "management", "claim", "explore", "data", "methods", "privacy"),
)


def _page(name: str) -> Page:
    """Return what `page.py` in a page's folder says of it."""
    page: Page = import_module(f"dashboard.pages.{name}.page").PAGE
    return page


PAGES: Pages = {name: _page(name) for name in _NAMES}
