"""The page of sites: all of a programme, each with its involvement in small and the way to its page."""

from dashboard.report.page import Page
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.sites)


PAGE = Page(name="sites", path="/sites", controls=("programme", "from", "to", "sites"), has_data=_has_data)
