"""Occasions that were printed with the same figures as another."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

# So many figures that are all alike are no chance: with two digits each, one in a million.
FEWEST = 4

Figures = Mapping[Hashable, tuple[Decimal | None, ...]]


def copied(occasions: Mapping[str, Figures]) -> list[tuple[Sequence[str], int]]:
    """Return the occasions with the very same figures, and how many of their rows are alike.

    Args:
        occasions: By occasion, what was printed of each row; None for what was not.

    Returns:
        Groups of occasions in order, each with its number of rows; every row of theirs is the same.
    """
    groups: list[list[str]] = []
    for occasion, other in combinations(occasions, 2):
        if not _alike(occasions[occasion], occasions[other]):
            continue
        known = next((group for group in groups if occasion in group), None)
        if known is None:
            groups.append([occasion, other])
        elif other not in known:
            known.append(other)
    return [(group, len(occasions[group[0]])) for group in groups]


def _alike(figures: Figures, other: Figures) -> bool:
    return len(figures) >= FEWEST and figures == other and len(set(figures.values())) > 1
