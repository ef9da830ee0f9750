"""Which groups are shown together because some of their cells had too few members to stand alone."""

from itertools import islice

from dashboard.publication import Option, Publication
from dashboard.selection import EVERYONE

# How deep the programme's tree is: below its third level lies nothing.
DEEPEST = 3

Path = tuple[str, ...]


def _paths(publication: Publication, waves: tuple[str, str]) -> list[Path]:
    """Return the way through the programme's tree to every cell of the waves."""
    places = publication.definition["municipalities"]
    municipality = {site["id"]: place["id"] for place in places for site in place["sites"]}
    cells = frozenset().union(*(publication.cells.get(wave, ()) for wave in waves))
    # A site that is unknown lies in a municipality of the same name.
    if publication.definition["tree"].startswith("role"):
        return [(role, municipality.get(site, site), site) for role, site in cells]
    return [(municipality.get(site, site), site, role) for role, site in cells]


def _named_by(group: str) -> list[Path]:
    """Return the paths of the tree nodes that a selection's id is made of; everyone is the root alone."""
    return [()] if group == EVERYONE else [tuple(node.split(".")) for node in group.split("~")]


def _holds_several(group: str, paths: list[Path]) -> bool:
    nodes = _named_by(group)
    held = (path for path in paths if any(path[: len(node)] == node for node in nodes))
    return len(list(islice(held, 2))) > 1


def shown_together(publication: Publication, from_wave: str, to_wave: str, group: str) -> list[Option]:
    """Return the groups within a selection that hold more than one cell, in the programme's order.

    Groups are formed by members alone, so this reads the same whatever anybody answered.
    """
    finest = [one for one in publication.finest(from_wave, to_wave, DEEPEST) if one.within(group)]
    paths = _paths(publication, (from_wave, to_wave))
    return [option for option in finest if _holds_several(option.id, paths)]
