"""Whether a printed mean, or a mean with its standard deviation, can come from so many whole answers."""

from typing import Literal

from etl.printed.figure import Printed, Rounding, Span

Ends = tuple[int, int]
# What the sum of squared distances was divided by: n - 1 of a sample, n of everyone.
Divisor = Literal["n-1", "n"]


def divided(n: int, divisor: Divisor) -> int:
    """Return n times the divisor of the variance of n answers."""
    return n * (n - 1 if divisor == "n-1" else n)


def grim(mean: Printed, n: int, *, items: int = 1, rounding: Rounding = "either") -> bool:
    """Say whether some sum of whole answers gives the printed mean.

    Args:
        mean: As printed. Of a percentage, its share: a mean of noughts and ones.
        n: How many answered, at least 1.
        items: How many items each respondent's score is the mean of.
        rounding: What the report did with a 5.

    Source:
        Brown and Heathers (2017), The GRIM test. Soc Psychol Personal Sci 8(4).
    """
    return bool(_totals(mean, n * items, rounding))


def grimmer(
    mean: Printed,
    sd: Printed,
    n: int,
    *,
    items: int = 1,
    rounding: Rounding = "either",
    divisor: Divisor = "n-1",
) -> bool:
    """Say whether a sum and a sum of squares of whole answers can give the printed mean and SD.

    The sum of squares is as odd or even as the sum, and no smaller than that of answers as alike as they can
    be. Every sum that gives the mean is tried: the nearest may fail where another does not.

    Args:
        mean: As printed.
        sd: As printed.
        n: How many answered, at least 2.
        items: How many items each respondent's score is the mean of, or steps of the scale to one.
        rounding: What the report did with a 5, or that it rounded nothing.
        divisor: What the SD was computed with.

    Source:
        Anaya (2016), The GRIMMER test. PeerJ Preprints 4:e2400v1 (the smallest spread).
        Allard (2018), Analytic-GRIMMER (odd and even).
    """
    return any(
        _has_squares(sd, n, total, items, rounding, divisor) for total in _totals(mean, n * items, rounding)
    )


def mean_on_scale(mean: Printed, ends: Ends, rounding: Rounding = "either") -> bool:
    """Say whether what is printed as this mean lies between the ends of the scale."""
    low, high = (2 * mean.per_one * end for end in ends)
    return mean.span(rounding).meets(low, high)


def sd_on_scale(
    mean: Printed,
    sd: Printed,
    n: int,
    ends: Ends,
    *,
    items: int = 1,
    rounding: Rounding = "either",
    divisor: Divisor = "n-1",
) -> bool:
    """Say whether answers between the ends, with this mean, can lie so far apart: as many at each as can be.

    Args:
        mean: As printed.
        sd: As printed.
        n: How many answered, at least 2.
        ends: Lowest and highest answer on the scale.
        items: How many items each respondent's score is the mean of, or steps of the scale to one.
        rounding: What the report did with a 5, or that it rounded nothing.
        divisor: What the SD was computed with.
    """
    low, high = (items * end for end in ends)
    # n times the divisor times the variance of the respondents' sums
    least = _squared(sd, rounding).wholes(4 * sd.per_one**2, divided(n, divisor) * items**2).start
    totals = _totals(mean, n * items, rounding)
    on_scale = range(max(totals.start, n * low), min(totals.stop, n * high + 1))
    return any(least <= _largest_spread(n, total - n * low, high - low) for total in on_scale)


def _totals(mean: Printed, answers: int, rounding: Rounding) -> range:
    return mean.span(rounding).wholes(2 * mean.per_one, answers)


def _squared(sd: Printed, rounding: Rounding) -> Span:
    return sd.span(rounding).squared


def _has_squares(sd: Printed, n: int, total: int, items: int, rounding: Rounding, divisor: Divisor) -> bool:
    # (2 per_one SD)^2 = (2 per_one)^2 (n squares - total^2) / (n divisor items^2)
    unit = 4 * sd.per_one**2
    found = _squared(sd, rounding).wholes(unit * n, divided(n, divisor) * items**2, unit * total**2)
    least = max(found.start, _least_squares(n, total))
    return least + (least - total) % 2 < found.stop


def _least_squares(n: int, total: int) -> int:
    """Return the sum of squares of n whole numbers with this total that are as alike as they can be."""
    whole, more = divmod(total, n)
    return more * (whole + 1) ** 2 + (n - more) * whole**2


def _largest_spread(n: int, total: int, top: int) -> int:
    """Return n squares - total^2 of n numbers from 0 to top with this total that lie furthest apart."""
    at_top, rest = divmod(total, top)
    return n * (at_top * top**2 + rest**2) - total**2
