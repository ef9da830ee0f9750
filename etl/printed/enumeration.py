"""Which whole answers give a printed mean and standard deviation.

Everything is whole numbers, so a figure that ends in exactly half a unit is rounded as on paper.
Answers are counted from the lowest step of the scale: that moves the mean by a whole number per
answer and leaves the standard deviation as it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isqrt
from typing import NamedTuple

from etl.printed.figure import Printed, Rounding, read_printed
from etl.printed.grim import Divisor, Ends, divided


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


class Sums(NamedTuple):
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
    printed_mean, printed_sd = read_printed(mean), read_printed(sd)
    if printed_sd.units < 0:
        raise ValueError(f"a standard deviation cannot be negative: {sd}")
    found = fitting(printed_mean, printed_sd, low=low, high=high, sizes=range(2, largest_n + 1))
    if not found:
        return Fit(None, None, None, 0, ())
    largest = found[-1]
    return Fit(
        n_inferred=largest.n,
        mean=printed_mean.text(_rounded_mean(largest, low, printed_mean.per_one)),
        sd=printed_sd.text(_rounded_sd(largest, printed_sd.per_one)),
        sets_that_fit=sum(sums.ways for sums in found),
        n_that_fit=tuple(sorted({sums.n for sums in found})),
    )


def fitting(
    mean: Printed,
    sd: Printed,
    *,
    low: int,
    high: int,
    sizes: Iterable[int],
    rounding: Rounding = "half_up",
    steps: int = 1,
    divisor: Divisor = "n-1",
) -> list[Sums]:
    """Return every number of answers, sum and sum of squares that give the printed figures.

    Args:
        mean: As printed.
        sd: As printed.
        low: Lowest answer on the scale.
        high: Highest answer on the scale.
        sizes: The numbers of answers to look at, each at least 2.
        rounding: What the report did with a 5, or that it rounded nothing.
        steps: How many steps of the scale make one; sums are counted in them.
        divisor: What the SD was computed with.
    """
    unit, squared = 4 * sd.per_one**2, sd.span(rounding).squared
    return [
        sums
        for n in sizes
        for sums in _sums_with_mean(n, mean, (low * steps, high * steps), rounding, steps)
        if sums.spread in squared.wholes(unit, divided(n, divisor) * steps**2)
    ]


def answer_sets(sums: Sums, steps: int) -> Iterator[tuple[int, ...]]:
    """Yield every set of answers with these sums: how many at each of the steps, lowest first."""
    yield from _spread_out(steps - 1, sums.n, sums.total, sums.squares)


def _spread_out(top: int, n: int, total: int, squares: int) -> Iterator[tuple[int, ...]]:
    if top == 0:
        yield (n,)
        return
    for at_top in range(max(0, total - (top - 1) * n), total // top + 1):
        left = n - at_top, total - top * at_top, squares - top**2 * at_top
        if left[2] in _ways(top - 1, *left[:2]):
            yield from ((*below, at_top) for below in _spread_out(top - 1, *left))


def _sums_with_mean(n: int, mean: Printed, ends: Ends, rounding: Rounding, steps: int) -> Iterator[Sums]:
    """Yield all sums whose mean is printed so; ends and sums in steps of the scale."""
    totals = mean.span(rounding).wholes(2 * mean.per_one, n * steps)
    low, top = ends[0], ends[1] - ends[0]
    for total in range(max(totals.start - low * n, 0), min(totals.stop - low * n, top * n + 1)):
        for squares, ways in _ways(top, n, total).items():
            yield Sums(n, total, squares, ways)


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


def _rounded_mean(sums: Sums, low: int, per_one: int) -> int:
    """The mean in printed units, rounded half up."""
    return (2 * per_one * (sums.total + low * sums.n) + sums.n) // (2 * sums.n)


def _rounded_sd(sums: Sums, per_one: int) -> int:
    """The sample standard deviation in printed units, rounded half up."""
    doubled = isqrt(4 * per_one**2 * sums.spread // (sums.n * (sums.n - 1)))
    return (doubled + 1) // 2
