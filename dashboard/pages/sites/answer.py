"""All sites of a programme, each with the score of involvement that stands for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.pages.involvement.answer import SiteTable
from dashboard.pages.site.answer import (
    SitePage,
    SiteScore,
    group_around,
    has_involvement,
    involvement_table,
    score_within,
    site_page,
)
from dashboard.report.selection import Selection
from publication.reading import Option, Publication


@dataclass(frozen=True, slots=True)
class SiteList:
    """The sites of a programme.

    Attributes:
        scores: Site → the score that stands for it; a site without one is left out.
        tables: The scores of the groups the sites stand in, each group once.
    """

    scores: Mapping[str, SiteScore]
    tables: Mapping[str, SiteTable]


def site_list(publication: Publication, selection: Selection) -> SiteList:
    """Return the score of involvement of every site's main group; none where it was not asked."""
    if not has_involvement(publication):
        return SiteList({}, {})
    mains = _mains(publication, selection)
    around = {site: group_around(publication, selection, group).id for site, group in mains.items()}
    first = {around[site]: group for site, group in reversed(mains.items())}
    tables = {
        name: involvement_table(publication, selection, group) for name, group in reversed(first.items())
    }
    found = {
        site: score_within(tables[around[site]], publication, selection, group)
        for site, group in mains.items()
    }
    return SiteList(
        {site: score for site, score in found.items() if score},
        {group: table for group, table in tables.items() if table},
    )


def _mains(publication: Publication, selection: Selection) -> dict[str, Option]:
    """Return site → the group with the fewest other sites that its people answer in."""
    pages: list[SitePage | None] = [
        site_page(publication, replace(selection, site=site.id)) for site in publication.sites
    ]
    return {page.site.id: page.main for page in pages if page and page.main}
