"""Run chart read by Anhøj's rules, which other charts use for their runs too."""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.statistics.segments import FEWEST, Part, as_series, chart_in_segments, signals_where, stretches
from dashboard.statistics.series import COMMON, Chart, Runs, Signal, Unjudged
from dashboard.statistics.shift import likeliest_shift

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


class Lines(NamedTuple):
    """The lines of a segment.

    Attributes:
        centre: Shape (points,).
        lower: Shape (points,); nan where there is no limit.
        upper: Shape (points,); nan where there is no limit.
    """

    centre: Values
    lower: Values
    upper: Values


def run_chart(values: npt.ArrayLike, rebases: Sequence[int] = (), baseline: int | None = None) -> Chart:
    """Draw a run chart: the median, and Anhøj's rules for long runs and few crossings.

    Args:
        values: One per month, shape (points,); nan where missing, which neither helps nor ends a run.
        rebases: First points of new segments, counted from 0.
        baseline: Take the median from this many first months of each segment; None for all.

    Returns:
        The chart, without limits. Points of a run that is too long are marked; few crossings mark none.

    Raises:
        ValueError: If there are no points, or a segment begins outside the series.

    Source:
        Anhøj and Olesen (2014). Run charts revisited. PLoS ONE 9(11).
        Anhøj (2015). Diagnostic value of run chart analysis. PLoS ONE 10(3).
        Anhøj and Wentzel-Larsen (2018). Sense and sensibility. BMC Med Res Methodol 18.
    """
    series = as_series(values)
    return chart_in_segments("run", "anhoej", series, rebases, lambda cut: _part(series[cut], baseline))


def _part(values: Values, baseline: int | None) -> Part:
    base = present(values[:baseline])
    centre = float(np.median(base)) if len(base) else np.nan
    return judged_part(values, level_lines(len(values), centre, np.nan, np.nan), base)


def present(values: Values) -> Values:
    """The values that are not missing."""
    return values[~np.isnan(values)]


def level_lines(points: int, centre: float, lower: float, upper: float) -> Lines:
    """Draw lines that stay level over a segment."""
    return Lines(np.full(points, centre), np.full(points, lower), np.full(points, upper))


def judged_part(values: Values, lines: Lines, base: Values) -> Part:
    """Judge a segment by its limits, where it has any, and by Anhøj's rules.

    Args:
        values: Shape (points,); nan where missing.
        lines: Of the segment.
        base: The values the lines rest on, none missing.

    Returns:
        The segment. A point outside the limits is 'outside', also when it is in a long run.
    """
    side = np.nan_to_num(np.sign(values - lines.centre)).astype(np.int64)
    runs = count_runs(side, len(present(values)), base)
    long = _long_runs(side, runs)
    outside = (values > lines.upper) | (values < lines.lower)
    classes = np.select([outside, long], ["outside", "run"], COMMON)
    return Part(
        *lines,
        tuple(classes.tolist()),
        np.where(classes == COMMON, 0, side),
        tuple(_signals(side, outside, long, runs, values)),
        len(present(values)),
        len(base),
        runs,
    )


def count_runs(side: npt.NDArray[np.int64], points: int, base: Values) -> Runs:
    """Count runs and crossings and say how many are too many and too few.

    With half or more of the points on the centre line, or half or more of those it rests on at their own
    median, above and below are not equally likely and the rules do not apply; nor do they with fewer
    than 10 useful points, where the published limits begin.

    Args:
        side: 1 above the centre line, -1 below, 0 on it or missing, shape (points,).
        points: How many points have a value.
        base: The values the centre line rests on, none missing.

    Returns:
        The counts and limits.
    """
    useful = side[side != 0]
    turns = np.flatnonzero(np.diff(useful)) + 1
    lengths = np.diff(np.concatenate([[0], turns, [len(useful)]]))
    return Runs(
        useful=len(useful),
        longest=int(lengths.max()),
        longest_limit=longest_run_limit(len(useful)),
        crossings=len(turns),
        crossings_limit=crossings_limit(len(useful)),
        unjudged=_unjudged(len(useful), points, base),
    )


def longest_run_limit(useful: int) -> int:
    """The longest run that is still unremarkable: log2 n + 3, rounded (never ends in a half).

    Args:
        useful: Points not on the centre line.

    Returns:
        Points; a longer run is a signal.

    Source:
        Schilling (2012). The surprising predictability of long runs. Mathematics Magazine 85.
    """
    return round(math.log2(useful) + 3) if useful else 0


@cache
def crossings_limit(useful: int) -> int:
    """The fewest crossings that are still unremarkable: the 5 % point of Binomial(n - 1, 1/2).

    Args:
        useful: Points not on the centre line.

    Returns:
        The least count whose cumulative probability is 5 % or more; fewer crossings are a signal.

    Source:
        Chen (2010). A note on the runs test. Model Assisted Statistics and Applications 5, formula 7, as
        used by Anhøj and Olesen (2014).
    """
    gaps = max(useful - 1, 0)
    enough = 2**gaps
    count, ways, so_far = 0, 1, 1
    while 20 * so_far < enough:
        ways = ways * (gaps - count) // (count + 1)
        so_far += ways
        count += 1
    return count


def _unjudged(useful: int, points: int, base: Values) -> Unjudged | None:
    if points < FEWEST:
        return "few_points"
    if 2 * useful <= points or 2 * (base == np.median(base)).sum() >= len(base):
        return "equal_points"
    return "few_points" if useful < FEWEST else None


def _long_runs(side: npt.NDArray[np.int64], runs: Runs) -> Flags:
    """Points in a run that is too long; those on the line or missing are in none."""
    long = np.zeros(len(side), dtype=np.bool_)
    if runs.unjudged:
        return long
    useful = np.flatnonzero(side)
    number = np.concatenate([[0], np.cumsum(np.diff(side[useful]) != 0)])
    long[useful] = np.bincount(number)[number] > runs.longest_limit
    return long


def _signals(
    side: npt.NDArray[np.int64], outside: Flags, long: Flags, runs: Runs, values: Values
) -> list[Signal]:
    found = [signal for way in (1, -1) for signal in signals_where("outside", way, outside & (side == way))]
    useful = np.flatnonzero(side)
    for way in (1, -1):
        for first, last in stretches((long & (side == way))[useful]):
            found.append(Signal("run", way, int(useful[first]), int(useful[last]), 0))
    if not runs.unjudged and runs.crossings < runs.crossings_limit:
        found.append(Signal("crossings", likeliest_shift(values), 0, len(side) - 1, 0))
    return found
