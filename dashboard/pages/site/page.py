"""The page of a site: each part a short line and the way to its page."""

from dashboard.report.addresses import SITE
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from publication.reading import Publication


def _name(publication: Publication, selection: Selection) -> str:
    return next((site.name for site in publication.sites if site.id == selection.site), "")


def _is_there(publication: Publication, selection: Selection) -> bool:
    return bool(_name(publication, selection))


PAGE = Page(
    name="site",
    path=SITE,
    controls=("from", "to"),
    linked_from="pages",
    under="sites",
    is_there=_is_there,
    about=_name,
)
