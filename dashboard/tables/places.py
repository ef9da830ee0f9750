"""Which sites a selection covers, and which groups a site is part of, by the programme's tree alone."""

from collections.abc import Mapping
from typing import Any

from dashboard.offered import EVERYONE
from dashboard.publication import Option, Publication

Path = tuple[str, ...]
Site = Mapping[str, Any]


def nodes_of(group: str) -> list[Path]:
    """Return the paths of the tree nodes that a selection's id is made of; everyone is the root alone."""
    return [()] if group == EVERYONE else [tuple(node.split(".")) for node in group.split("~")]


def covers(group: str, path: Path) -> bool:
    """Say whether a place in the tree lies within a selection."""
    return any(path[: len(node)] == node for node in nodes_of(group))


def roles_of(publication: Publication) -> list[str]:
    """Return the ids of the programme's roles, the unknown one last."""
    return [*(role["id"] for role in publication.definition["roles"]), "unknown"]


def path_to(publication: Publication, role: str, site: str) -> Path:
    """Return the way through the programme's tree to one role at one site.

    A site that is unknown lies in a municipality of the same name.
    """
    places = publication.definition["municipalities"]
    within = next((place["id"] for place in places for one in place["sites"] if one["id"] == site), site)
    if publication.definition["tree"].startswith("role"):
        return role, within, site
    return within, site, role


def sites_within_group(publication: Publication, group: str) -> list[Site]:
    """Return the sites a selection names or lies around, in the programme's order."""
    roles = roles_of(publication)
    return [
        site
        for site in publication.sites
        if any(covers(group, path_to(publication, role, site["id"])) for role in roles)
    ]


def groups_of_site(publication: Publication, waves: tuple[str, str], site: str) -> list[tuple[str, Option]]:
    """Return the finest groups a site is part of, each with its first role, in the order of the roles.

    By the tree alone: it reads the same whoever answered.
    """
    near = publication.finest(*waves, publication.site_level)
    found: dict[str, tuple[str, Option]] = {}
    for role in roles_of(publication):
        path = path_to(publication, role, site)
        for option in near:
            if covers(option.id, path):
                found.setdefault(option.id, (role, option))
    return list(found.values())
