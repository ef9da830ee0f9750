"""P-values of rank tests of two independent samples, from counts; for the analyst's table only."""

import numpy as np
import numpy.typing as npt

from dashboard.statistics.placements import pairs_of


def mann_whitney(counts_from: npt.ArrayLike, counts_to: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Two-sided p-value of the Mann-Whitney test by the normal approximation.

    With correction for ties and for continuity, as R's wilcox.test(exact = FALSE) has it. The test is
    of equal distributions, not of theta = 0.5, so it may disagree with theta's interval.

    Args:
        counts_from: Earlier answers at each step, lowest step first, shape (items, steps).
        counts_to: Later answers at each step, same shape.

    Returns:
        Shape (items,); nan where a sample is empty and where all answers of both are the same.

    Source:
        Mann and Whitney (1947). Ann Math Stat 18; Lehmann (1975). Nonparametrics, section 1.4 (ties).
    """
    from scipy.special import ndtr

    pairs = pairs_of(counts_from, counts_to)
    tied = (np.asarray(counts_from) + np.asarray(counts_to)).astype(np.float64)
    total = tied.sum(axis=-1)
    ties = (tied**3 - tied).sum(axis=-1) / np.maximum(total * (total - 1), 1)
    variance = pairs.number / 12 * (total + 1 - ties)
    away = np.abs(pairs.higher + pairs.equal / 2 - pairs.number / 2) - 0.5
    z = np.maximum(away, 0.0) / np.sqrt(np.where(_varies(tied) & (pairs.number > 0), variance, np.nan))
    p_value: npt.NDArray[np.float64] = 2 * ndtr(-z)
    return p_value


def _varies(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Say whether more than one step was answered."""
    varies: npt.NDArray[np.bool_] = np.count_nonzero(counts, axis=-1) > 1
    return varies


def brunner_munzel(counts_from: npt.ArrayLike, counts_to: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Two-sided p-value of Brunner and Munzel's test that theta is 0.5, by the t distribution.

    The statistic is (theta - 0.5) over DeLong's standard error; degrees of freedom by Satterthwaite.

    Args:
        counts_from: Earlier answers at each step, lowest step first, shape (items, steps).
        counts_to: Later answers at each step, same shape.

    Returns:
        Shape (items,); nan where a sample has fewer than two answers, where all answers of both are the
        same, and where the samples are completely separated: there is no variance then.

    Source:
        Brunner and Munzel (2000). Biom J 42.
    """
    from scipy.special import stdtr

    pairs = pairs_of(counts_from, counts_to)
    variance = pairs.variance_earlier + pairs.variance_later
    variance = np.where(variance > 0, variance, np.nan)
    degrees = variance**2 / (
        pairs.variance_earlier**2 / np.maximum(pairs.earlier - 1, 1)
        + pairs.variance_later**2 / np.maximum(pairs.later - 1, 1)
    )
    p_value: npt.NDArray[np.float64] = 2 * stdtr(degrees, -np.abs(pairs.theta - 0.5) / np.sqrt(variance))
    return p_value
