"""Number of answers, mean and standard deviation, from counts or from a standard error."""

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


def moments_of_errors(n: npt.ArrayLike, mean: npt.ArrayLike, error: npt.ArrayLike) -> Moments:
    """Moments of scores that come as the mean of their items' means and its standard error.

    Args:
        n: Number of people who have a score, shape (items,).
        mean: Mean, in the score's unit, shape (items,).
        error: Standard error of the mean, shape (items,).

    Returns:
        The moments of each item. The standard deviation is the one that gives this error, error * √n: that of
        people's own means, where everyone answered every item.
    """
    n, mean, error = np.asarray(n, np.int64), np.asarray(mean, np.float64), np.asarray(error, np.float64)
    return Moments(n, np.where(n > 0, mean, np.nan), np.where(n > 1, error * np.sqrt(n), np.nan))


def mean_interval(
    moments: Moments, ends: tuple[float, float], level: float = 0.95
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Confidence interval of a mean from Student's t distribution with n - 1 degrees of freedom.

    Args:
        moments: Of each item.
        ends: The scale's lowest and highest answer: no mean lies beyond them, so the interval is cut there,
            which leaves its coverage as it is.
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
    return np.clip(moments.mean - margin, *ends), np.clip(moments.mean + margin, *ends)
