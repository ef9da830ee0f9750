"""Whether two groups of people are made up alike."""

import numpy as np
import numpy.typing as npt

DRAWN = 9_999
SEED = 1968
# Sums that differ by rounding alone are ties.
TIED = 1e-9


def same_composition(counts_from: npt.ArrayLike, counts_to: npt.ArrayLike) -> float:
    """Test whether two independent samples fall into the same categories in the same proportions.

    Pearson's chi-square, its p-value by drawing tables with the same margins, so that it holds for small
    counts as for large ones. Where some people are in both samples, as they may be here, the test is on the
    cautious side: the two then differ less by chance than it reckons with.

    Args:
        counts_from: People in each category of the earlier sample, shape (categories,).
        counts_to: People in each category of the later sample, same shape.

    Returns:
        The p-value: at least 1 in 10 000, the same at every call; nan with fewer than two categories that
        anyone is in, or nobody in one of the samples.

    Source:
        Pearson (1900), Philosophical Magazine 50. Drawn tables: Hope (1968), J R Stat Soc B 30, with the
        observed table counted among them.
    """
    earlier, later = np.asarray(counts_from, dtype=np.int64), np.asarray(counts_to, dtype=np.int64)
    margins = (earlier + later)[earlier + later > 0]
    if len(margins) < 2 or not earlier.sum() or not later.sum():
        return float("nan")
    drawn = np.random.default_rng(SEED).multivariate_hypergeometric(margins, earlier.sum(), DRAWN)
    # With these margins the chi-square rises and falls with this sum alone.
    observed = np.sum(earlier[earlier + later > 0] ** 2 / margins)
    as_far = np.sum(drawn**2 / margins, axis=1) >= observed * (1 - TIED)
    return float((1 + np.count_nonzero(as_far)) / (DRAWN + 1))
