"""Where the answers of one sample stand among those of another, from counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of an earlier and a later answer, for several items at once.

    Attributes:
        earlier: Number of earlier answers, shape (items,).
        later: Number of later answers, shape (items,).
        higher: Pairs in which the later answer is higher, shape (items,).
        equal: Pairs in which both are equal, shape (items,).
        number: All pairs, shape (items,).
        theta: P(later > earlier) + 1/2 P(later = earlier), shape (items,); nan where there are no pairs.
        variance_earlier: What the earlier answers add to theta's variance, shape (items,); nan where
            there are fewer than two of them or no others.
        variance_later: What the later answers add, likewise.
    """

    earlier: npt.NDArray[np.int64]
    later: npt.NDArray[np.int64]
    higher: npt.NDArray[np.int64]
    equal: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    theta: npt.NDArray[np.float64]
    variance_earlier: npt.NDArray[np.float64]
    variance_later: npt.NDArray[np.float64]


def pairs_of(counts_from: npt.ArrayLike, counts_to: npt.ArrayLike) -> Pairs:
    """Compare every earlier with every later answer.

    Args:
        counts_from: Earlier answers at each step, lowest step first, shape (items, steps).
        counts_to: Later answers at each step, same shape.

    Returns:
        The pairs, and the two parts of theta's variance.

    Source:
        DeLong, DeLong and Clarke-Pearson (1988). Biometrics 44 (the variance).
    """
    earlier = np.asarray(counts_from, dtype=np.int64)
    later = np.asarray(counts_to, dtype=np.int64)
    m, n = earlier.sum(axis=-1), later.sum(axis=-1)
    higher = (earlier * _above(later)).sum(axis=-1)
    equal = (earlier * later).sum(axis=-1)
    with np.errstate(invalid="ignore"):  # no pairs: 0 / 0, hence nan
        theta = (2 * higher + equal) / (2 * m * n)
    variances = _placement_variance(earlier, later), _placement_variance(later, earlier)
    return Pairs(m, n, higher, equal, m * n, theta, *variances)


def _above(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each step, the number of answers above it."""
    above: npt.NDArray[np.int64] = counts.sum(axis=-1, keepdims=True) - counts.cumsum(axis=-1)
    return above


def _placement_variance(
    counts: npt.NDArray[np.int64], others: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Sampling variance of the mean placement of a sample's answers among the others; nan below 2."""
    m, n = (sample.sum(axis=-1).astype(np.float64) for sample in (counts, others))
    doubled = 2 * _above(others) + others  # placement times 2n, a whole number
    # Deviations times m stay whole numbers too: equal placements give exactly 0.
    deviations = m[..., None] * doubled - (counts * doubled).sum(axis=-1, keepdims=True)
    squares = (counts * deviations**2).sum(axis=-1)
    with np.errstate(invalid="ignore"):  # 0 / 0 for fewer than two answers, hence nan
        variance: npt.NDArray[np.float64] = squares / (4 * n**2 * m**3 * (m - 1))
    return variance
