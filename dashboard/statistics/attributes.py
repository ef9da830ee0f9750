"""Charts of counted things: u for rates with varying exposure, p for shares with varying totals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.statistics.run_chart import Lines, judged_part, present
from dashboard.statistics.segments import Part, as_series, chart_in_segments
from dashboard.statistics.series import Chart

SIGMAS = 3
# Exact limits: a month beyond them is as rare as one above three standard deviations, whatever the share or
# rate is within its two-sided 95 % interval.
BEYOND = 0.00135
TAIL = 0.025

Values = npt.NDArray[np.float64]


class Counted(NamedTuple):
    """What was counted, and out of how much.

    Attributes:
        counts: Shape (points,); nan where either is missing or there was nothing to count in.
        sizes: Exposure or total, shape (points,); nan likewise.
        per: What rates are said per.
        highest: The highest rate there can be.
    """

    counts: Values
    sizes: Values
    per: float
    highest: float


def u_chart(
    counts: npt.ArrayLike,
    exposures: npt.ArrayLike,
    per: float = 1000,
    rebases: Sequence[int] = (),
    baseline: int | None = None,
) -> Chart:
    """Draw a u chart: episodes by exposure, with 3-sigma limits of the Poisson distribution.

    The centre line is all episodes by all exposure; the limits are centre ± 3 √(centre / exposure), no
    lower than 0. Months without any episode would have limits without width, which prove nothing: their
    upper limit is exact. Laney's correction is not applied.

    Args:
        counts: Episodes per month, shape (points,); nan where missing.
        exposures: What they could happen in, such as place-days, same shape.
        per: Rates are drawn per this much exposure.
        rebases: First points of new segments, counted from 0.
        baseline: Take centre and limits from this many first months of each segment; None for all.

    Returns:
        The chart, read by its limits and Anhøj's rules. Value and limits are nan in a month without
        exposure.

    Raises:
        ValueError: If there are no points, shapes differ or a segment begins outside the series.

    Source:
        Montgomery (2009). Introduction to statistical quality control, 6th edition, formula 7.19.
        Garwood (1936). Fiducial limits for the Poisson distribution. Biometrika 28 (exact limit).
    """
    return _chart("u", _counted(counts, exposures, per, np.inf), lambda rate: rate, rebases, baseline)


def p_chart(
    counts: npt.ArrayLike,
    totals: npt.ArrayLike,
    per: float = 100,
    rebases: Sequence[int] = (),
    baseline: int | None = None,
) -> Chart:
    """Draw a p chart: shares of varying totals, with 3-sigma limits of the binomial distribution.

    The centre line is all counted by all totals; the limits are centre ± 3 √(centre (1 - centre) /
    total), no lower than 0 and no higher than 1. Where all or none were counted that has no width, which
    proves nothing: the other limit is exact.

    Args:
        counts: How many of the total, per month, shape (points,); nan where missing.
        totals: Out of how many, same shape.
        per: Shares are drawn per this much; 100 for percent.
        rebases: First points of new segments, counted from 0.
        baseline: Take centre and limits from this many first months of each segment; None for all.

    Returns:
        The chart, read by its limits and Anhøj's rules. Value and limits are nan in a month whose total
        is 0.

    Raises:
        ValueError: If there are no points, shapes differ or a segment begins outside the series.

    Source:
        Montgomery (2009). Introduction to statistical quality control, 6th edition, section 7.2.2
        (variable sample size).
        Clopper and Pearson (1934). The use of confidence or fiducial limits. Biometrika 26 (exact limit).
    """
    return _chart(
        "p", _counted(counts, totals, per, 1.0), lambda share: share * (1 - share), rebases, baseline
    )


def _counted(counts: npt.ArrayLike, sizes: npt.ArrayLike, per: float, highest: float) -> Counted:
    count, size = as_series(counts), as_series(sizes)
    if len(count) != len(size):
        raise ValueError(f"{len(count)} counts, {len(size)} sizes")
    usable = ~np.isnan(count) & (size > 0)
    return Counted(np.where(usable, count, np.nan), np.where(usable, size, np.nan), per, highest)


def _chart(
    method: Literal["u", "p"],
    counted: Counted,
    variance: Callable[[float], float],
    rebases: Sequence[int],
    baseline: int | None,
) -> Chart:
    def part_of(cut: slice) -> Part:
        here = counted._replace(counts=counted.counts[cut], sizes=counted.sizes[cut])
        return _part(here, variance, baseline)

    value = counted.per * (counted.counts / counted.sizes)
    return chart_in_segments(method, "anhoej", value, rebases, part_of)


def _part(counted: Counted, variance: Callable[[float], float], baseline: int | None) -> Part:
    size = np.nansum(counted.sizes[:baseline])
    centre = np.nansum(counted.counts[:baseline]) / size if size else np.nan
    reach = SIGMAS * np.sqrt(variance(centre) / counted.sizes)
    lower, upper = np.maximum(centre - reach, 0), np.minimum(centre + reach, counted.highest)
    if centre == 0:
        upper = _most_of_none(counted, size)
    elif centre == counted.highest:
        lower = counted.highest - _most_of_none(counted, size)
    lines = Lines(np.full(len(counted.counts), centre), lower, upper)
    rates = counted.counts / counted.sizes
    part = judged_part(rates, lines, present(rates[:baseline]))
    per = counted.per
    return replace(part, centre=per * part.centre, lower=per * part.lower, upper=per * part.upper)


def _most_of_none(counted: Counted, size: float) -> Values:
    """Return the highest rate of each month, shape (points,), where none was counted in all of them: exact.

    None of N is compatible with shares up to 1 - 0.025^(1/N) (Clopper and Pearson 1934), no episode in an
    exposure E with rates up to -ln 0.025 / E (Garwood 1936). A month of such a share or rate has no more, but
    for a chance of 0.00135.
    """
    from scipy.stats import binom, poisson

    if np.isinf(counted.highest):
        most = poisson.isf(BEYOND, -np.log(TAIL) / size * counted.sizes)
    else:
        most = binom.isf(BEYOND, counted.sizes, 1 - TAIL ** (1 / size))
    return np.asarray(most / counted.sizes, dtype=np.float64)
