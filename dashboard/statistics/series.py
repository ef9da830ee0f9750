"""What a chart of months says, the same for every kind of chart: lines, classes of points, signals."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Method = Literal["run", "xmr", "u", "p", "g"]
RuleSet = Literal["anhoej", "nhs"]
Rule = Literal["outside", "trend", "two_of_three", "run", "crossings"]
Unjudged = Literal["few_points", "equal_points"]

COMMON = "common"
# A signal lasts while one of this many newest months is part of it.
NEWEST = 3


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that was broken, and by which points.

    Attributes:
        rule: Which rule.
        direction: 1 when its points are higher than others, -1 when they are lower; of few crossings, which
            have no points of their own, that of the step that explains the segment best.
        first: First point that broke the rule; with few crossings the segment's first.
        last: Last point that broke the rule; with few crossings the segment's last.
        segment: The segment it is in.
    """

    rule: Rule
    direction: int
    first: int
    last: int
    segment: int


@dataclass(frozen=True, slots=True)
class Runs:
    """What Anhøj's rules look at.

    Attributes:
        useful: Points that are not on the centre line.
        longest: Points in the longest run on one side.
        longest_limit: A run longer than this is a signal.
        crossings: How often the line is crossed.
        crossings_limit: Fewer crossings than this are a signal.
        unjudged: Why the rules do not apply, or None.
    """

    useful: int
    longest: int
    longest_limit: int
    crossings: int
    crossings_limit: int
    unjudged: Unjudged | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of points with lines of its own.

    Attributes:
        first: Its first point.
        stop: The point after its last.
        points: How many of them have a value.
        based_on: How many of them the lines rest on.
        provisional: The limits rest on too few points to be relied on.
        runs: For charts read by Anhøj's rules.
    """

    first: int
    stop: int
    points: int
    based_on: int
    provisional: bool
    runs: Runs | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its lines and everything its rules say.

    Attributes:
        method: The kind of chart.
        rules: The rule set that points are judged by.
        value: The series as drawn, shape (points,); nan where a month is missing.
        centre: Centre line, shape (points,).
        lower: Lower limit, shape (points,); nan where there is none.
        upper: Upper limit, shape (points,); nan where there is none.
        classes: Of each point the rule it breaks, the first that holds in the rule set's order, or
            'common'.
        direction: Of each point 1 or -1 with its class, 0 where common, shape (points,).
        segment: Which segment each point is in, shape (points,).
        segments: In order of time.
        signals: In order of their last point, few crossings before others, then of their length.
    """

    method: Method
    rules: RuleSet
    value: npt.NDArray[np.float64]
    centre: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    classes: tuple[str, ...]
    direction: npt.NDArray[np.int64]
    segment: npt.NDArray[np.int64]
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]

    @property
    def provisional(self) -> bool:
        """The limits that hold now rest on too few points to be relied on."""
        return self.segments[-1].provisional

    def lasts(self, signal: Signal) -> bool:
        """Whether one of the newest months is part of a signal."""
        return signal.last >= len(self.value) - NEWEST

    @property
    def now(self) -> Signal | None:
        """The last segment's signal to speak of: the latest that lasts, else few crossings, else the latest.

        Few crossings beside a run say no more than the run, which has a date.
        """
        here = [signal for signal in self.signals if signal.segment == len(self.segments) - 1]
        dated = [signal for signal in here if signal.rule != "crossings"]
        undated = [
            signal
            for signal in here
            if signal.rule == "crossings" and all(other.rule != "run" for other in here)
        ]
        lasting = [signal for signal in dated if self.lasts(signal)]
        return next((found[-1] for found in (lasting, undated, dated) if found), None)

    def points_of(self, signal: Signal) -> list[int]:
        """Return the points a signal consists of; few crossings have none."""
        if signal.rule == "crossings":
            return []
        return [at for at in range(signal.first, signal.last + 1) if self.direction[at]]


def point_types(chart: Chart, good: int) -> tuple[str, ...]:
    """Say of each point what it means for the service.

    Args:
        chart: The chart.
        good: 1 when higher is better, -1 when lower is better, 0 when neither is.

    Returns:
        Per point 'common', 'improvement', 'concern', 'neutral_high' or 'neutral_low'.

    Source:
        The point types of NHSRplotthedots 0.2.2 (NHS-R Community).
    """
    names = {0: COMMON, 1: "improvement", -1: "concern"} if good else _NEUTRAL
    return tuple(names[int(direction)] for direction in chart.direction * (good or 1))


_NEUTRAL = {0: COMMON, 1: "neutral_high", -1: "neutral_low"}
