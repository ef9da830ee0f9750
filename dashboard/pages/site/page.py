"""The page of a site: each part a short line and the way to its page."""

from dashboard.report.addresses import SITE
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from publication.reading import Publication


def _is_there(publication: Publication, selection: Selection) -> bool:
    return selection.site in {site.id for site in publication.sites}


PAGE = Page(
    name="site",
    path=SITE,
    controls=("from", "to"),
    linked_from="pages",
    under="sites",
    is_there=_is_there,
)
