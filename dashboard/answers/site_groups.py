"""Which sites a selection covers, and which groups a site is part of, by the programme's tree alone."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from dashboard.report.offered import EVERYONE
from publication.definitions.instrument import POPULATIONS
from publication.definitions.programme import Site
from publication.ids import BELOW
from publication.reading import Option, Publication

Path = tuple[str, ...]


@lru_cache(maxsize=20_000)
def nodes_of(group: str) -> tuple[Path, ...]:
    """Return the paths of the tree nodes that a selection's id is made of; everyone is the root alone."""
    return ((),) if group == EVERYONE else tuple(tuple(node.split(".")) for node in group.split("~"))


def nodes_around(path: Path) -> list[Path]:
    """Return a place in the tree and every node it lies within, the root first."""
    return [path[:depth] for depth in range(len(path) + 1)]


def covers(group: str, path: Path) -> bool:
    """Say whether a place in the tree lies within a selection."""
    return any(path[: len(node)] == node for node in nodes_of(group))


def path_to(publication: Publication, role: str, site: str) -> Path:
    """Return the way through the programme's tree to one role at one site.

    A site that is unknown lies in a municipality of the same name.
    """
    within = publication.municipality_of.get(site, site)
    if publication.definition.tree.startswith("role"):
        return role, within, site
    return within, site, role


def sites_of_groups(publication: Publication, groups: Iterable[str]) -> list[list[Site]]:
    """Return for each selection the sites it names or lies around, in the programme's order."""
    sites, found = publication.sites, defaultdict[Path, set[int]](set)
    roles = [role for population in POPULATIONS for role in publication.definition.roles_of(population)]
    for role, (at, site) in product(roles, enumerate(sites)):
        for node in nodes_around(path_to(publication, role, site.id)):
            found[node].add(at)
    within = [{at for node in nodes_of(group) for at in found.get(node, ())} for group in groups]
    return [[sites[at] for at in sorted(part)] for part in within]


def groups_of_site(publication: Publication, waves: tuple[str, str], site: str) -> list[tuple[str, Option]]:
    """Return the finest groups a site is part of, each with its first role, in the order of the roles.

    By the tree alone: it reads the same whoever answered.
    """
    level, found = publication.site_level, dict[str, tuple[str, Option]]()
    if not publication.leaves(*waves, level):
        return []
    for role in publication.definition.roles_of(publication.wave(waves[0]).population):
        around = nodes_around(path_to(publication, role, site))
        places = [BELOW.join(node) or EVERYONE for node in around]
        for option in publication.leaves_at(*waves, level, places):
            found.setdefault(option.id, (role, option))
    return list(found.values())
