"""The sites of a programme, a page of them at a time or one alone, in the programme's order."""

from collections.abc import Mapping

from publication.definitions.programme import Municipality
from publication.reading import Publication

FIRST_PAGE = "1"
MOST = 12


def site_batches(publication: Publication) -> dict[str, Mapping[str, str]]:
    """Return page ('1', '2' …) → id → name of its sites; at most twelve each, spread evenly.

    One page where there are none.
    """
    sites = [(site.id, site.name) for site in publication.sites]
    pages = max(-(-len(sites) // MOST), 1)
    edges = [at * len(sites) // pages for at in range(pages + 1)]
    return {str(at + 1): dict(sites[edges[at] : edges[at + 1]]) for at in range(pages)}


def site_choices(publication: Publication) -> dict[str, Mapping[str, str]]:
    """Return what sites may be chosen: the pages, and each site by its id, where no page is called so."""
    alone = {site.id: {site.id: site.name} for site in publication.sites}
    return alone | site_batches(publication)


def municipalities_on(publication: Publication, page: str) -> list[Municipality]:
    """Return the municipalities with sites on a page of sites (or of the one chosen), and no other sites."""
    shown = site_choices(publication)[page]
    kept = (
        place.model_copy(update={"sites": [site for site in place.sites if site.id in shown]})
        for place in publication.definition.municipalities
    )
    return [place for place in kept if place.sites]
