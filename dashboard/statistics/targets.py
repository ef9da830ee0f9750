"""Whether a service can be expected to keep a target, as things are now."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dashboard.statistics.series import Chart

Assurance = Literal["consistent_pass", "consistent_fail", "inconsistent"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A target held against the last segment.

    Attributes:
        assurance: Whether months will keep passing it, failing it, or doing either by chance; None where
            the chart has no limits.
        met: Points of the last segment that meet it.
        points: Points of the last segment that have a value.
    """

    assurance: Assurance | None
    met: int
    points: int


def target_kept(chart: Chart, target: float, good: int) -> Kept:
    """Hold a target against the last segment of a chart.

    Args:
        chart: The chart.
        target: In the chart's unit.
        good: 1 when higher is better, -1 when lower is better.

    Returns:
        The result. A target outside the limits of the last point that has them is passed or failed
        consistently; one within or on them is met or missed by chance.

    Source:
        The assurance types of NHSRplotthedots 0.2.2 (NHS-R Community).
    """
    last = slice(chart.segments[-1].first, None)
    values = chart.value[last]
    values = values[~np.isnan(values)]
    met = int(((values - target) * good >= 0).sum())
    return Kept(_assurance(chart, last, target, good), met, len(values))


def _assurance(chart: Chart, last: slice, target: float, good: int) -> Assurance | None:
    drawn = np.flatnonzero(np.isfinite(chart.upper[last]))
    if not len(drawn):
        return None
    lower, upper = chart.lower[last][drawn[-1]], chart.upper[last][drawn[-1]]
    if lower <= target <= upper:
        return "inconsistent"
    return "consistent_pass" if (target < lower) == (good > 0) else "consistent_fail"
