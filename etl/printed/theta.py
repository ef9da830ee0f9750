"""θ between two printed waves: the range over all sets of whole answers that give the printed figures."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.printed.enumeration import answer_sets
from etl.printed.verdict import Figure, count_sets, is_countable, sums_that_fit

Counts = npt.NDArray[np.int64]
# So many sets of two waves are compared in a moment: every one with every one.
COMPARABLE = 5_000


class Shares(NamedTuple):
    """Of all pairs of an earlier and a later answer: how many are higher, equal, lower; and θ."""

    theta: float
    higher: float
    equal: float
    lower: float


class ThetaRange(NamedTuple):
    """The least and the most θ can be; the shares where every set gives the same ones."""

    least: float
    most: float
    exact: Shares | None


def theta_range(earlier: Figure, later: Figure) -> ThetaRange | None:
    """Return θ = P(later > earlier) + P(equal) / 2 over all pairs of sets that give the printed figures.

    Figures are taken as rounded half up. No confidence interval: it says what the print leaves open, not
    what chance does.

    Args:
        earlier: A printed mean and SD with the numbers of answers there can be.
        later: The same of the later wave, on the same scale.

    Returns:
        None where no set of answers gives one of the two, or they are too many to compare.
    """
    sets = [_sets_of(figure) for figure in (earlier, later)]
    if not all(map(len, sets)):
        return None
    shares = [_shares(counts, sets[1]) for counts in sets[0]]
    theta = np.concatenate([each[:, 0] for each in shares])
    least, most = float(theta.min()), float(theta.max())
    found = np.concatenate(shares)
    alike = bool((found == found[0]).all())
    return ThetaRange(least, most, Shares(*found[0].tolist()) if alike else None)


def _sets_of(figure: Figure) -> Counts:
    """Return every set of answers that gives a figure, shape (sets, steps); none where they are too many."""
    steps = figure.ends[1] - figure.ends[0] + 1 if figure.ends else 0
    if not is_countable(figure) or count_sets(figure, "half_up") > COMPARABLE:
        return np.empty((0, steps), dtype=np.int64)
    found: Sequence[tuple[int, ...]] = [
        answers for sums in sums_that_fit(figure, "half_up") for answers in answer_sets(sums, steps)
    ]
    return np.array(found, dtype=np.int64).reshape(-1, steps)


def _shares(earlier: Counts, later: Counts) -> npt.NDArray[np.float64]:
    """Return θ and the three shares of one earlier set with every later one, shape (sets, 4)."""
    below = np.cumsum(earlier) - earlier
    pairs = earlier.sum() * later.sum(axis=1)
    higher, equal = later @ below, later @ earlier
    wholes = np.stack([2 * higher + equal, 2 * higher, 2 * equal, 2 * (pairs - higher - equal)], axis=1)
    return np.asarray(wholes / (2 * pairs[:, None]))
