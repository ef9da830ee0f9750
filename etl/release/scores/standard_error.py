"""The standard error of a composite score, the mean of its items' means: linearised, rounded up."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from etl.release.scores.composite import Flags, Floats, Numbers


@dataclass(frozen=True, slots=True)
class LinearisedMean:
    """A mean of items' means as a sum over respondents.

    `weight` (items,) and `mean` (items,): an answer x to an item adds weight * (x - mean); items outside the
    score, or that nobody answered, weigh nothing. `n` respondents.
    """

    weight: Floats
    mean: Floats
    n: int

    @classmethod
    def of(cls, cross: Floats, items: Flags, n: int) -> "LinearisedMean":
        """Return how n respondents contribute to the mean of the given items' means."""
        totals, on_scale = (np.diagonal(products) for products in cross[1:])
        asked, each = items & (on_scale > 0), np.maximum(on_scale, 1)
        return cls(np.where(asked, 1 / each, 0) / max(int(asked.sum()), 1), totals / each, n)

    def contributions(self, answers: Numbers) -> Floats:
        """Return what each answer adds, shape (rows, items)."""
        added: Floats = (answers > 0) * (answers - self.mean) * self.weight
        return added

    def squares(self, cross: Floats) -> float:
        """Return the sum of the squared contributions of all respondents."""
        answers, mixed, given = cross
        mixed = mixed * self.mean
        apart = answers - mixed - mixed.T + given * np.outer(self.mean, self.mean)
        squares, most = (float(self.weight @ products @ self.weight) for products in (apart, answers))
        return squares if squares > _ROUNDING * most else 0.0

    def most_squares(self, cross: Floats) -> float:
        """Return the largest sum of squares that each item's answers by themselves allow.

        That of people who stand as high on one item as on every other: each item's part adds up.
        """
        answers, mixed, given = (np.diagonal(products) for products in cross)
        parts = answers - 2 * mixed * self.mean + given * self.mean**2
        return float(self.weight @ np.sqrt(np.maximum(parts, 0.0))) ** 2

    def standard_error(self, squares: float) -> float:
        """Return the standard error of the mean of items' means.

        Each item's mean is a ratio (sum of its answers over their number), hence linearised: the variance is
        that of the respondents' contributions, n / (n - 1) times the sum of their squares.

        Source:
            Woodruff (1971). A simple method for approximating the variance of a complicated estimate.
            Journal of the American Statistical Association 66.
            Särndal, Swensson and Wretman (1992). Model assisted survey sampling, ch. 5.
        """
        return sqrt(self.n / (self.n - 1) * squares) if self.n > 1 else 0.0


# A variance below this share of the sum of squares is what rounding left of none.
_ROUNDING = 1e-12


def next_below(error: float) -> float:
    """Return the largest number of two significant digits below a standard error; below 0 for 0."""
    if error == 0:
        return -1.0
    digits, power = f"{error:.1e}".split("e")
    if digits == "1.0":
        return float(f"9.9e{int(power) - 1}")
    return float(f"{float(digits) - 0.1:.1f}e{power}")


def mean_of_means(counts: Sequence[Sequence[int]], low: int) -> float | None:
    """Return the mean of items' means, of their counts from the scale's low end on; None without answers."""
    means = [
        sum(answer * n for answer, n in enumerate(held, low)) / sum(held) for held in counts if sum(held)
    ]
    return sum(means) / len(means) if means else None
