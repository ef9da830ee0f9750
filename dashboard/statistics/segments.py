"""Series in segments: a person says where a new level begins; each segment has its own lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dashboard.statistics.series import Chart, Method, Rule, RuleSet, Runs, Segment, Signal

# NHSRplotthedots 0.2.2: limits from fewer points are trial limits.
ENOUGH_FOR_LIMITS = 13
# Where the published limits of Anhøj's rules begin; no lines and no rules for fewer months in a segment.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One segment as its method sees it; points are counted from the segment's first.

    Attributes:
        centre: Centre line, shape (points,).
        lower: Lower limit, shape (points,).
        upper: Upper limit, shape (points,).
        classes: Of each point.
        direction: Of each point, shape (points,).
        signals: Of the segment.
        points: How many points have a value.
        based_on: How many the lines rest on.
        runs: For charts read by Anhøj's rules.
    """

    centre: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    classes: tuple[str, ...]
    direction: npt.NDArray[np.int64]
    signals: tuple[Signal, ...]
    points: int
    based_on: int
    runs: Runs | None = None


def spans(points: int, rebases: Sequence[int]) -> list[slice]:
    """Cut a series where a person said that a new level begins.

    Args:
        points: How many points the series has.
        rebases: First points of the new segments, counted from 0; the series' own first is no new one.

    Returns:
        One slice per segment.

    Raises:
        ValueError: If a point is not in the series.
    """
    if outside := [rebase for rebase in rebases if not 0 <= rebase < points]:
        raise ValueError(f"no point {outside[0]} in a series of {points}")
    edges = [*sorted({0, *rebases}), points]
    return [slice(*edge) for edge in pairwise(edges)]


def as_series(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return values as numbers, shape (points,).

    Raises:
        ValueError: If there are none.
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or not len(series):
        raise ValueError("a series needs at least one point")
    return series


def chart_in_segments(
    method: Method,
    rules: RuleSet,
    value: npt.NDArray[np.float64],
    rebases: Sequence[int],
    part_of: Callable[[slice], Part],
) -> Chart:
    """Put the segments of a series together.

    Args:
        method: The kind of chart.
        rules: The rule set.
        value: The series as drawn, shape (points,).
        rebases: First points of new segments.
        part_of: Computes one segment.

    Returns:
        The whole chart.
    """
    cuts = spans(len(value), rebases)
    parts = [part_of(cut) for cut in cuts]
    return Chart(
        method=method,
        rules=rules,
        value=value,
        centre=np.concatenate([part.centre for part in parts]),
        lower=np.concatenate([part.lower for part in parts]),
        upper=np.concatenate([part.upper for part in parts]),
        classes=tuple(classe for part in parts for classe in part.classes),
        direction=np.concatenate([part.direction for part in parts]),
        segment=np.repeat(np.arange(len(cuts)), [cut.stop - cut.start for cut in cuts]),
        segments=tuple(_segment(cut, part) for cut, part in zip(cuts, parts, strict=True)),
        signals=tuple(_moved(parts, cuts)),
    )


def _segment(cut: slice, part: Part) -> Segment:
    has_limits = bool(np.isfinite(part.upper).any())
    provisional = has_limits and part.based_on < ENOUGH_FOR_LIMITS
    return Segment(cut.start, cut.stop, part.points, part.based_on, provisional, part.runs)


def _moved(parts: Sequence[Part], cuts: Sequence[slice]) -> list[Signal]:
    """The signals of all segments, their points counted from the first of the series."""
    moved = [
        replace(
            signal,
            first=signal.first + cut.start,
            last=signal.last + cut.start,
            segment=number,
        )
        for number, (part, cut) in enumerate(zip(parts, cuts, strict=True))
        for signal in part.signals
    ]
    return sorted(
        moved, key=lambda signal: (signal.last, signal.rule != "crossings", signal.last - signal.first)
    )


def stretches(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last point of each unbroken stretch of flagged points."""
    edges = np.diff(np.concatenate([[0], flags.astype(np.int64), [0]]))
    firsts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(firsts.tolist(), (stops - 1).tolist(), strict=True))


def signals_where(rule: Rule, direction: int, flags: npt.NDArray[np.bool_]) -> list[Signal]:
    """One signal per unbroken stretch of points that break a rule in one direction."""
    if not flags.any():
        return []
    return [Signal(rule, direction, first, last, 0) for first, last in stretches(flags)]


def judged_segments(chart: Chart, known: npt.NDArray[np.bool_], fewest: int = FEWEST) -> Chart:
    """Take everything but its values away from a segment that is too short to say anything.

    Args:
        chart: The chart.
        known: Which months have a figure, shape (points,); also those that draw no point.
        fewest: Points that lines must rest on.

    Returns:
        The chart; a segment of fewer than ten known months, or whose lines would rest on fewer points, has
        neither lines nor classes ('') nor signals.
    """
    few = [
        number
        for number, segment in enumerate(chart.segments)
        if known[segment.first : segment.stop].sum() < FEWEST or segment.based_on < fewest
    ]
    short = np.isin(chart.segment, few)
    return replace(
        chart,
        centre=np.where(short, np.nan, chart.centre),
        lower=np.where(short, np.nan, chart.lower),
        upper=np.where(short, np.nan, chart.upper),
        classes=tuple("" if cut else found for found, cut in zip(chart.classes, short.tolist(), strict=True)),
        direction=np.where(short, 0, chart.direction),
        segments=tuple(
            replace(segment, provisional=segment.provisional and number not in few)
            for number, segment in enumerate(chart.segments)
        ),
        signals=tuple(signal for signal in chart.signals if signal.segment not in few),
    )
