"""The sites of a programme, a page of them at a time, in the programme's order."""

from collections.abc import Mapping
from typing import Any, NamedTuple

FIRST_PAGE = "1"
MOST = 12


class Site(NamedTuple):
    """A site, by id and name."""

    id: str
    name: str


def sites_of(definition: Mapping[str, Any]) -> list[Site]:
    """Return the sites of a programme's definition, municipality by municipality."""
    return [Site(one["id"], one["name"]) for place in definition["municipalities"] for one in place["sites"]]


def site_pages(definition: Mapping[str, Any]) -> dict[str, list[Site]]:
    """Return page ('1', '2' …) → its sites, at most twelve, spread evenly; one page where there are none."""
    sites = sites_of(definition)
    pages = max(-(-len(sites) // MOST), 1)
    edges = [at * len(sites) // pages for at in range(pages + 1)]
    return {str(at + 1): sites[edges[at] : edges[at + 1]] for at in range(pages)}
