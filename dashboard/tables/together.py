"""Which groups are shown together because some of their cells had too few members to stand alone."""

from itertools import islice

from dashboard.publication import Option, Publication
from dashboard.tables.places import Path, covers, path_to

# How deep the programme's tree is: below its third level lies nothing.
DEEPEST = 3


def _paths(publication: Publication, waves: tuple[str, str]) -> list[Path]:
    """Return the way through the programme's tree to every cell of the waves."""
    cells = frozenset().union(*(publication.cells.get(wave, ()) for wave in waves))
    return [path_to(publication, role, site) for role, site in cells]


def _holds_several(group: str, paths: list[Path]) -> bool:
    held = (path for path in paths if covers(group, path))
    return len(list(islice(held, 2))) > 1


def shown_together(publication: Publication, from_wave: str, to_wave: str, group: str) -> list[Option]:
    """Return the groups within a selection that hold more than one cell, in the programme's order.

    Groups are formed by members alone, so this reads the same whatever anybody answered.
    """
    finest = [one for one in publication.finest(from_wave, to_wave, DEEPEST) if one.within(group)]
    paths = _paths(publication, (from_wave, to_wave))
    return [option for option in finest if _holds_several(option.id, paths)]
