"""XmR chart (individual values and moving ranges) read by the NHS rules."""

import math
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.statistics.segments import Part, as_series, chart_in_segments, signals_where
from dashboard.statistics.series import COMMON, Chart, Rule

# 3 / d2 and D4 for moving ranges of two points, d2 = 1.128.
LIMIT = 2.66
SCREEN = 3.267
LONG = 7

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]
ORDER: tuple[Rule, ...] = ("outside", "trend", "two_of_three", "run")


class Limits(NamedTuple):
    """Centre and distance of the limits of a series.

    Attributes:
        centre: The mean.
        spread: The mean moving range after screening; nan with fewer than two neighbouring points.
        based_on: Points they rest on.
    """

    centre: float
    spread: float
    based_on: int


def xmr_chart(values: npt.ArrayLike, rebases: Sequence[int] = (), baseline: int | None = None) -> Chart:
    """Draw an XmR chart and judge its points by the NHS rules, as NHSRplotthedots does.

    Limits are the mean ± 2.66 times the mean moving range, after moving ranges of 3.267 times their mean
    or more were left out, once. A point's class is the first that holds of: outside the limits; part of
    seven points that rise or fall without a tie; in the outer third (inside the limits), like at least
    one more of three points that are all on the same side; part of seven points on the same side. A point
    on a limit is inside; one on the mean is on neither side. All points of a pattern are marked.

    Where the package has no answer: a series that never changes has limits equal to its mean; a missing
    month gives no moving range and ends a run, a trend and a group of three (the package wants none
    missing). Means are exact, so that a value equal to the mean is on it.

    Args:
        values: One per month, shape (points,); nan where missing.
        rebases: First points of new segments, counted from 0.
        baseline: Take mean and limits from this many first months of each segment; None for all.

    Returns:
        The chart. Limits are nan where no two neighbouring months have values.

    Raises:
        ValueError: If there are no points, or a segment begins outside the series.

    Source:
        NHS-R Community. NHSRplotthedots 0.2.2 (rules and their order; point by point).
        Nelson (1982). Control charts for individual measurements. J Quality Technology 14 (screening).
        Wheeler (1993). Understanding variation (the constant 2.66).
    """
    series = as_series(values)
    return chart_in_segments("xmr", "nhs", series, rebases, lambda cut: _part(series[cut], baseline))


def _limits(values: Values) -> Limits:
    """Return mean and mean moving range; ranges of 3.267 times their mean or more are left out, once."""
    present = values[~np.isnan(values)]
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    spread = mean(ranges)
    if spread > 0:
        spread = mean(ranges[ranges < SCREEN * spread])
    return Limits(mean(present), spread, len(present))


def mean(values: Values) -> float:
    """The mean as if rounded once, so that a value equal to it is on the line; nan of nothing."""
    n = len(values)
    if not n:
        return np.nan
    near = math.fsum(values) / n
    # What is left over is summed without rounding; fsum / n alone puts the mean of 0.1, 0.1, 0.1 beside 0.1.
    return near + math.fsum([*values, *[-near] * n]) / n


def _part(values: Values, baseline: int | None) -> Part:
    limits = _limits(values[:baseline])
    lower, upper = limits.centre - LIMIT * limits.spread, limits.centre + LIMIT * limits.spread
    patterns = _patterns(values, limits, (values > upper) | (values < lower))
    signals = [
        signal for (rule, way), flags in patterns.items() for signal in signals_where(rule, way, flags)
    ]
    classes, direction = _classes(values, patterns)
    line = partial(np.full, len(values))
    return Part(
        line(limits.centre),
        line(lower),
        line(upper),
        classes,
        direction,
        tuple(signals),
        int((~np.isnan(values)).sum()),
        limits.based_on,
    )


def _patterns(values: Values, limits: Limits, outside: Flags) -> dict[tuple[Rule, int], Flags]:
    """Which points break which rule in which direction, rules in the order of labelling."""
    near = 2 * (LIMIT / 3) * limits.spread
    outer = ~outside & ((values < limits.centre - near) | (values > limits.centre + near))
    found: dict[tuple[Rule, int], Flags] = {}
    for way in (1, -1):
        side = (values - limits.centre) * way > 0
        rising = np.diff(values) * way > 0
        found["outside", way] = outside & side
        found["trend", way] = _part_of(_in_window(rising, LONG - 1) == LONG - 1, LONG, len(values))
        three = (_in_window(side, 3) == 3) & (_in_window(outer, 3) >= 2)
        found["two_of_three", way] = outer & _part_of(three, 3, len(values))
        found["run", way] = _part_of(_in_window(side, LONG) == LONG, LONG, len(values))
    return found


def _in_window(flags: Flags, width: int) -> npt.NDArray[np.int64]:
    """How many points are flagged in each stretch of a width, shape (stretches,)."""
    if len(flags) < width:
        return np.zeros(0, dtype=np.int64)
    return np.convolve(flags.astype(np.int64), np.ones(width, dtype=np.int64), "valid")


def _part_of(starts: Flags, width: int, points: int) -> Flags:
    """Which points are in a stretch of a width that begins at a flagged point."""
    if not starts.any():
        return np.zeros(points, dtype=np.bool_)
    return np.convolve(starts.astype(np.int64), np.ones(width, dtype=np.int64)) > 0


def _classes(
    values: Values, patterns: dict[tuple[Rule, int], Flags]
) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    """Of each point the first rule it breaks, and in which direction."""
    either = [patterns[rule, 1] | patterns[rule, -1] for rule in ORDER]
    classes = np.select(either, ORDER, COMMON)
    higher = np.any([patterns[rule, 1] for rule in ORDER if rule != "trend"], axis=0)
    upward = np.where(classes == "trend", _rising(values, either[ORDER.index("trend")]), higher)
    direction = np.where(classes == COMMON, 0, np.where(upward, 1, -1))
    return tuple(classes.tolist()), direction.astype(np.int64)


def _rising(values: Values, trending: Flags) -> Flags:
    """Whether the step that counts for a point of a trend goes up.

    It is the step to the next point where that is in a trend too, otherwise the step from the one
    before: the package's choice, which settles what a peak shared by two trends is.
    """
    up = np.diff(values) > 0
    onward = trending & np.append(trending[1:], False)
    return np.where(onward, np.append(up, False), np.append(False, up))
