"""Which groups are shown together because some of their cells had too few members to stand alone."""

from collections import Counter

from dashboard.answers.site_groups import Path, nodes_around, nodes_of, path_to
from publication.reading import Option, Publication

# How deep the programme's tree is: below its third level lies nothing.
DEEPEST = 3


def _cells_within(publication: Publication, waves: tuple[str, str]) -> Counter[Path]:
    """Return how many cells of the waves lie within each node of the programme's tree."""
    cells = frozenset().union(*(publication.cells.get(wave, ()) for wave in waves))
    return Counter(node for role, site in cells for node in nodes_around(path_to(publication, role, site)))


def _is_one_cell(option: Option) -> bool:
    """Say whether a selection is one role at one site."""
    nodes = nodes_of(option.id)
    return len(nodes) == 1 and len(nodes[0]) == DEEPEST


def shown_together(publication: Publication, from_wave: str, to_wave: str, group: str) -> list[Option]:
    """Return the groups within a selection that hold more than one cell, in the programme's order.

    Groups are formed by members alone, so this reads the same whatever anybody answered.
    """
    finest = [option for option in publication.leaves(from_wave, to_wave, DEEPEST) if option.within(group)]
    finest = [option for option in finest if not _is_one_cell(option)]
    if not finest:
        return []
    cells = _cells_within(publication, (from_wave, to_wave))
    return [option for option in finest if sum(cells[node] for node in nodes_of(option.id)) > 1]
