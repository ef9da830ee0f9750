"""The exact permutation test of two samples, from counts."""

import math

import numpy as np
import numpy.typing as npt

from dashboard.statistics.ranks import mann_whitney

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# Rank sums by number drawn that are told apart; beyond, the normal approximation is as good.
MOST_STATES = 2_000_000


def permutation_p_value(counts_from: npt.ArrayLike, counts_to: npt.ArrayLike) -> Floats:
    """Two-sided p-value of the exact permutation test of the Mann-Whitney statistic, ties kept.

    Twice the smaller tail. Where all answers of a sample stand at an end of those given, the tail is one term
    of the hypergeometric distribution, for samples of any size, and the test of the means has the same one.
    Elsewhere the distribution of the rank sum is convolved step by step; where it has more than two million
    states, the normal approximation stands in.

    Args:
        counts_from: Earlier answers at each step, lowest step first, shape (items, steps); at least one each.
        counts_to: Later answers at each step, same shape.

    Returns:
        Shape (items,), at most 1.

    Source:
        Pitman (1937). Suppl J R Stat Soc 4; Lehmann (1975). Nonparametrics, section 1.4 (ties).
    """
    pairs = zip(np.atleast_2d(counts_from), np.atleast_2d(counts_to), strict=True)
    return np.array([min(1.0, 2 * _tail(earlier, later)) for earlier, later in pairs], dtype=np.float64)


def _tail(earlier: Counts, later: Counts) -> float:
    """Probability of a rank sum at least as far out, on the side where it is."""
    drawn, others = sorted((earlier, later), key=np.sum)
    pooled = earlier + later
    for sample in (drawn, others):
        if np.count_nonzero(sample) == 1 and np.flatnonzero(sample)[0] in np.flatnonzero(pooled)[[0, -1]]:
            return _all_at_one_step(int(pooled[sample > 0][0]), int(sample.sum()), int(pooled.sum()))
    ranks = _doubled_ranks(pooled)
    if drawn.sum() ** 2 * ranks.max() > MOST_STATES:
        return float(mann_whitney(earlier[None], later[None])[0]) / 2
    sums = _rank_sums(pooled, ranks, int(drawn.sum()))
    observed = int(drawn @ ranks)
    return float(min(sums[: observed + 1].sum(), sums[observed:].sum()))


def _all_at_one_step(at_step: int, n: int, total: int) -> float:
    """Probability that n drawn from all are of those at one step: (at_step over n) / (total over n)."""
    from scipy.special import gammaln

    logs = gammaln([at_step + 1, total - n + 1, at_step - n + 1, total + 1])
    return math.exp(logs[0] + logs[1] - logs[2] - logs[3])


def _doubled_ranks(pooled: Counts) -> Counts:
    """Twice the middle rank at each step less the lowest one: whole numbers from 0."""
    ranks: Counts = 2 * pooled.cumsum() - pooled
    ranks = np.where(pooled > 0, ranks - ranks[pooled > 0][0], 0)
    ranks //= max(int(np.gcd.reduce(ranks)), 1)
    return ranks


def _rank_sums(pooled: Counts, ranks: Counts, n: int) -> Floats:
    """Probability of each sum of the ranks of n drawn without putting back.

    Binomial draws at every step, given that they are n in all, are hypergeometric: nothing overflows.
    """
    from scipy.stats import binom

    held = np.zeros((n + 1, int(ranks.max()) * n + 1))
    held[0, 0] = 1.0
    for size, rank in zip(pooled.tolist(), ranks.tolist(), strict=True):
        before, held = held, np.zeros_like(held)
        for k, weight in enumerate(binom.pmf(np.arange(min(size, n) + 1), size, n / pooled.sum()).tolist()):
            held[k:, k * rank :] += weight * before[: n + 1 - k, : before.shape[1] - k * rank]
    sums: Floats = held[n] / held[n].sum()
    return sums
