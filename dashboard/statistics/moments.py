"""Number of answers, mean and standard deviation, from counts or from sums."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Moments:
    """What a mean and its interval need, for several items at once.

    Attributes:
        n: Number of answers, shape (items,).
        mean: Mean of the answers, shape (items,); nan where n is 0.
        sd: Sample standard deviation (divisor n - 1), shape (items,); nan where n is below 2.
    """

    n: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]
    sd: npt.NDArray[np.float64]


def moments_of_counts(counts: npt.ArrayLike, values: npt.ArrayLike) -> Moments:
    """Moments of answers that come as the number of answers at each step of a scale.

    Args:
        counts: Whole numbers, shape (items, steps).
        values: What each step stands for, in the scale's unit, shape (steps,).

    Returns:
        The moments of each item. The standard deviation of answers that are all the same is exactly 0.
    """
    counts = np.asarray(counts, dtype=np.int64)
    values = np.asarray(values)
    n = counts.sum(axis=-1)
    total = counts @ values
    # Deviations from the mean, times n: whole numbers for whole values, so nothing is lost to rounding.
    deviations = (n[..., None] * values - total[..., None]).astype(np.float64)
    squares = (counts * deviations**2).sum(axis=-1)
    with np.errstate(invalid="ignore"):  # every undefined figure below is 0 / 0, hence nan
        return Moments(n, total / n, np.sqrt(squares / (np.square(n) * (n - 1.0))))


def moments_of_sums(n: npt.ArrayLike, total: npt.ArrayLike, total_of_squares: npt.ArrayLike) -> Moments:
    """Moments of scores that come as their number, their sum and the sum of their squares.

    A variance no larger than the rounding of the two sums can make it counts as 0: scores that are
    all the same must not look as if they differed by a hair.

    Args:
        n: Number of scores, shape (items,).
        total: Sum of the scores, in the score's unit, shape (items,).
        total_of_squares: Sum of the squared scores, shape (items,).

    Returns:
        The moments of each item.
    """
    n = np.asarray(n, dtype=np.int64)
    total = np.asarray(total, dtype=np.float64)
    scaled_squares = n * np.asarray(total_of_squares, dtype=np.float64)
    spread = scaled_squares - total**2
    rounding = 2 * n * np.finfo(np.float64).eps * scaled_squares
    spread = np.where(spread > rounding, spread, 0.0)
    with np.errstate(invalid="ignore"):  # every undefined figure below is 0 / 0, hence nan
        return Moments(n, total / n, np.sqrt(spread / (n * (n - 1.0))))


def mean_interval(
    moments: Moments, level: float = 0.95
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Confidence interval of a mean from Student's t distribution with n - 1 degrees of freedom.

    Args:
        moments: Of each item.
        level: Confidence level, between 0 and 1.

    Returns:
        Lower and upper bounds in the scale's unit, each of shape (items,); nan where n is below 2.
        Answers that are all the same give an interval without width.

    Source:
        Student (1908). The probable error of a mean. Biometrika 6.
    """
    from scipy.special import stdtrit

    degrees = np.maximum(moments.n - 1.0, 1.0)  # where this steps in, the standard deviation is nan
    margin = stdtrit(degrees, 0.5 + level / 2) * moments.sd / np.sqrt(np.maximum(moments.n, 1))
    return moments.mean - margin, moments.mean + margin
