"""Which whole answers give a printed mean and standard deviation.

Everything is whole numbers, so a figure that ends in exactly half a unit is rounded as on paper.
Answers are counted from the lowest step of the scale: that moves the mean by a whole number per
answer and leaves the standard deviation as it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import isqrt
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Fit:
    """The sets of whole answers that give a printed mean and standard deviation.

    Attributes:
        n_inferred: The largest number of answers that fits; None where nothing fits.
        mean: Mean of a set of that size that fits, as text with the printed decimals.
        sd: Sample standard deviation of the same set, as text with the printed decimals.
        sets_that_fit: How many sets fit, over all numbers of answers; order does not count.
        n_that_fit: Every number of answers for which some set fits, ascending.
    """

    n_inferred: int | None
    mean: str | None
    sd: str | None
    sets_that_fit: int
    n_that_fit: tuple[int, ...]


class _Printed(NamedTuple):
    """A printed figure as a whole number of its last decimal's units."""

    units: int
    decimals: int

    @property
    def per_one(self) -> int:
        """How many units make one."""
        return int(10**self.decimals)

    def text(self, units: int) -> str:
        """Another figure with as many decimals."""
        return format(Decimal(units).scaleb(-self.decimals), "f")


class _Sets(NamedTuple):
    """All sets with the same number of answers, sum and sum of squares."""

    n: int
    total: int
    squares: int
    ways: int

    @property
    def spread(self) -> int:
        """The sample variance times n (n - 1)."""
        return self.n * self.squares - self.total**2


def enumerate_fits(mean: str, sd: str, *, low: int, high: int, largest_n: int) -> Fit:
    """Find all sets of whole answers that give a printed mean and sample standard deviation.

    Takes milliseconds for five steps and 22 answers; meant for up to about 60.

    Args:
        mean: As printed, with a decimal point; trailing zeros count.
        sd: As printed, divisor n - 1; both figures are taken as rounded half up.
        low: Lowest step of the scale.
        high: Highest step of the scale.
        largest_n: The most answers there can be: respondents less printed special answers.

    Returns:
        What fits, over all numbers of answers from 2 to largest_n.

    Raises:
        ValueError: A figure is not a plain decimal number, or the standard deviation is negative.

    Source:
        Brown and Heathers (2017), Anaya (2016) and Heathers et al. (2018) ask whether a mean, and a
        mean with its standard deviation, can come from whole answers; here every set is counted.
    """
    printed_mean, printed_sd = _read(mean), _read(sd)
    if printed_sd.units < 0:
        raise ValueError(f"a standard deviation cannot be negative: {sd}")
    fitting = [
        sets
        for n in range(2, largest_n + 1)
        for sets in _sets_with_mean(n, printed_mean, low, high)
        if _has_sd(sets, printed_sd)
    ]
    if not fitting:
        return Fit(None, None, None, 0, ())
    largest = fitting[-1]
    return Fit(
        n_inferred=largest.n,
        mean=printed_mean.text(_rounded_mean(largest, low, printed_mean.per_one)),
        sd=printed_sd.text(_rounded_sd(largest, printed_sd.per_one)),
        sets_that_fit=sum(sets.ways for sets in fitting),
        n_that_fit=tuple(sorted({sets.n for sets in fitting})),
    )


def _read(text: str) -> _Printed:
    """Read a printed figure."""
    whole, _, decimals = text.strip().partition(".")
    return _Printed(int(whole + decimals), len(decimals))


def _sets_with_mean(n: int, printed: _Printed, low: int, high: int) -> Iterator[_Sets]:
    """All sets of n answers whose mean, rounded half up, is the printed one."""
    # units - 1/2 <= per_one * (sum / n) < units + 1/2, solved for the sum
    first = _divide_up((2 * printed.units - 1) * n, 2 * printed.per_one) - low * n
    end = _divide_up((2 * printed.units + 1) * n, 2 * printed.per_one) - low * n
    top = high - low
    for total in range(max(first, 0), min(end, top * n + 1)):
        for squares, ways in _ways(top, n, total).items():
            yield _Sets(n, total, squares, ways)


def _has_sd(sets: _Sets, printed: _Printed) -> bool:
    """Whether the sample standard deviation, rounded half up, is the printed one."""
    # units - 1/2 <= per_one * sd < units + 1/2, squared: no square root, nothing rounded
    divisor = sets.n * (sets.n - 1)
    least, end = max(2 * printed.units - 1, 0) ** 2, (2 * printed.units + 1) ** 2
    return least * divisor <= 4 * printed.per_one**2 * sets.spread < end * divisor


@cache
def _ways(top: int, n: int, total: int) -> Mapping[int, int]:
    """For each sum of squares, how many sets of n answers from 0 to top have this sum and that one.

    The total must be reachable: from 0 to top * n.
    """
    if top == 0:
        return {0: 1}
    ways: Counter[int] = Counter()
    # at the top step so many that the others need not reach above the step below, nor below 0
    for at_top in range(max(0, total - (top - 1) * n), total // top + 1):
        for squares, below in _ways(top - 1, n - at_top, total - top * at_top).items():
            ways[squares + top**2 * at_top] += below
    return ways


def _rounded_mean(sets: _Sets, low: int, per_one: int) -> int:
    """The mean in printed units, rounded half up."""
    return (2 * per_one * (sets.total + low * sets.n) + sets.n) // (2 * sets.n)


def _rounded_sd(sets: _Sets, per_one: int) -> int:
    """The sample standard deviation in printed units, rounded half up."""
    doubled = isqrt(4 * per_one**2 * sets.spread // (sets.n * (sets.n - 1)))
    return (doubled + 1) // 2


def _divide_up(dividend: int, divisor: int) -> int:
    """Quotient, rounded up."""
    return -(-dividend // divisor)
