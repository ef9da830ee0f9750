"""Spread of marks that are known as counts of whole marks only."""

import numpy as np
import numpy.typing as npt

from dashboard.statistics.moments import Moments


def moments_of_grouped(counts: npt.ArrayLike, values: npt.ArrayLike, means: npt.ArrayLike) -> Moments:
    """Moments of marks that come as counts of whole marks and an exact mean; the spread is approximate.

    Every mark counts as its whole mark, and its distance is taken from the exact mean. Sheppard's correction,
    which takes 1/12 off the variance, is left out: it is right only where marks thin out towards both ends,
    and with marks piled up at an end 95 % intervals would hold the truth in as few as 88 %. The variance is
    never below 1/12, that of marks spread evenly over one whole mark, since marks that all round to the same
    are not known to be the same. So the intervals hold the truth about as often as those from the marks
    themselves, or more often (simulated in tests/test_statistics_grouped.py).

    Args:
        counts: Whole numbers, shape (items, steps).
        values: The whole marks, one apart, shape (steps,).
        means: The exact means, shape (items,).

    Returns:
        The moments of each item, the standard deviation nan where n is below 2.

    Source:
        Sheppard (1898). On the calculation of the most probable values of frequency-constants, for data
        arranged according to equidistant divisions of a scale. Proc London Math Soc 29.
    """
    counts, values = np.asarray(counts, dtype=np.int64), np.asarray(values, dtype=np.float64)
    means = np.asarray(means, dtype=np.float64)
    n = counts.sum(axis=-1)
    squares = (counts * (values - means[..., None]) ** 2).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(n > 1, squares / (n - 1.0), np.nan)
    return Moments(n, means, np.sqrt(np.maximum(variance, 1 / 12)))
