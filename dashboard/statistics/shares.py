"""Shares of people, and how they differ between two waves."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Share:
    """Shares, or differences of shares, for several items at once.

    Attributes:
        estimate: Between 0 and 1, or -1 and 1 for a difference, shape (items,); nan where nobody was asked.
        low: Lower bound of its confidence interval, shape (items,).
        high: Upper bound of its confidence interval, shape (items,).
    """

    estimate: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]


def share(count: npt.ArrayLike, of: npt.ArrayLike, level: float = 0.95) -> Share:
    """A share with Wilson's score interval, without correction for continuity.

    Args:
        count: How many said so, whole numbers, shape (items,).
        of: How many were asked, same shape.
        level: Confidence level, between 0 and 1.

    Returns:
        Bounds within 0 and 1, never equal unless nobody was asked: nan then.

    Source:
        Wilson (1927). J Am Stat Assoc 22.
    """
    from scipy.special import ndtri

    count, n = np.asarray(count, dtype=np.float64), np.asarray(of, dtype=np.float64)
    n = np.where(n > 0, n, np.nan)
    squared = ndtri(0.5 + level / 2) ** 2
    middle = 2 * count + squared
    margin = np.sqrt(squared * (squared + 4 * count * (1 - count / n)))
    scale = 2 * (n + squared)
    # At 0 and at n a bound is exactly 0 or 1, which rounding would miss.
    low = np.where(count == 0, 0 * n, (middle - margin) / scale)
    high = np.where(count == n, n / n, (middle + margin) / scale)
    return Share(count / n, low, high)


def share_difference(earlier: Share, later: Share) -> Share:
    """Difference of the shares of two independent samples, later minus earlier.

    Each bound combines the distances of the two shares to the ends of their own intervals (Newcombe's
    method 10, his hybrid of Wilson's intervals without correction for continuity).

    Args:
        earlier: Shares of the earlier sample, with Wilson's intervals.
        later: Shares of the later sample, for the same items, at the same level.

    Source:
        Newcombe (1998). Interval estimation for the difference between independent proportions:
        comparison of eleven methods. Stat Med 17.
    """
    estimate = later.estimate - earlier.estimate
    down = np.hypot(later.estimate - later.low, earlier.high - earlier.estimate)
    up = np.hypot(later.high - later.estimate, earlier.estimate - earlier.low)
    return Share(estimate, estimate - down, estimate + up)
