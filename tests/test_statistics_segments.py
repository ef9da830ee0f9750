"""Segments, when a level moved, and targets; worked by hand."""

import math

import numpy as np
import pytest

from dashboard.statistics.attributes import u_chart
from dashboard.statistics.run_chart import run_chart
from dashboard.statistics.segments import as_series, spans
from dashboard.statistics.shift import Shift, likeliest_shift
from dashboard.statistics.targets import Kept, target_kept
from dashboard.statistics.xmr import xmr_chart

NAN = math.nan


@pytest.mark.parametrize(
    ("rebases", "expected"),
    [
        ([], [(0, 10)]),
        ([0], [(0, 10)]),
        ([4], [(0, 4), (4, 10)]),
        ([9, 4, 4], [(0, 4), (4, 9), (9, 10)]),
    ],
)
def test_a_series_is_cut_where_a_new_level_begins(
    rebases: list[int], expected: list[tuple[int, int]]
) -> None:
    assert [(cut.start, cut.stop) for cut in spans(10, rebases)] == expected


@pytest.mark.parametrize("rebase", [-1, 10])
def test_a_segment_cannot_begin_outside_the_series(rebase: int) -> None:
    with pytest.raises(ValueError, match=f"no point {rebase} in a series of 10"):
        spans(10, [rebase])


@pytest.mark.parametrize("values", [[], [[1.0, 2.0]]])
def test_a_series_has_points_in_one_row(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one point"):
        as_series(values)


def test_points_and_signals_of_later_segments_are_counted_from_the_first_of_the_series() -> None:
    chart = xmr_chart([1, 2, 1, 2, 1, 2, 1, 2, 11, 12, 11, 12, 11, 12, 11, 20], rebases=[8], baseline=6)
    assert chart.segment.tolist() == [0] * 8 + [1] * 8
    (signal,) = chart.signals
    assert (signal.first, signal.last, signal.segment, signal.rule) == (15, 15, 1, "outside")
    assert chart.now == signal


def test_a_signal_before_the_last_rebase_is_told_but_is_not_now() -> None:
    chart = xmr_chart([1, 2, 1, 2, 1, 2, 1, 20, 11, 12, 11, 12, 11, 12, 11, 12], rebases=[8], baseline=6)
    assert [one.segment for one in chart.signals] == [0]
    assert chart.now is None


def test_a_segment_of_a_month_or_two_stands_beside_others() -> None:
    for values in ([1.0, 2.0, 3.0, 9.0], [1.0, 2.0, 3.0, NAN]):
        chart = xmr_chart(values, rebases=[3])
        assert len(chart.upper) == 4
        assert np.isnan(chart.upper[3])
        assert np.array_equal(run_chart(values, rebases=[3]).centre[3:], values[3:], equal_nan=True)


def test_a_baseline_counts_months_from_the_first_of_each_segment() -> None:
    chart = run_chart([1, 2, 3, 90, 90, 11, 12, 13, 70], rebases=[5], baseline=3)
    assert chart.centre.tolist() == [2] * 5 + [12] * 4


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 5, 5, 1, 1], Shift(3, -1)),
        ([1, 5, 5, 5, 5], Shift(1, 1)),
        ([5, NAN, 6, 5, NAN, 2, 1, 2], Shift(5, -1)),
        # Deviations from the mean 4: -2, -1, -2, 2, 1, 2; sums -2, -3, -5, -3, -2; squares by 5, 8, 9, 8, 5.
        ([2, 3, 2, 6, 5, 6], Shift(3, 1)),
    ],
)
def test_the_step_is_where_two_means_leave_the_least(values: list[float], expected: Shift) -> None:
    assert likeliest_shift(values) == expected


def test_no_other_step_leaves_a_smaller_sum_of_squares() -> None:
    rng = np.random.default_rng(1)
    for values in rng.normal(size=(50, 17)):
        left = dict.fromkeys(range(1, 17), 0.0)
        for at in left:
            parts = values[:at], values[at:]
            left[at] = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
        assert likeliest_shift(values).at == min(left, key=lambda at: left[at])


@pytest.mark.parametrize(
    ("target", "good", "expected"),
    [
        # Mean 1.5, limits -1.16 and 4.16 of the last segment.
        (5, 1, Kept("consistent_fail", 0, 4)),
        (5, -1, Kept("consistent_pass", 4, 4)),
        (-2, 1, Kept("consistent_pass", 4, 4)),
        (-2, -1, Kept("consistent_fail", 0, 4)),
        (2, 1, Kept("inconsistent", 2, 4)),
        (1, -1, Kept("inconsistent", 2, 4)),
    ],
)
def test_a_target_is_held_against_the_last_segment(target: float, good: int, expected: Kept) -> None:
    # The package's own table of assurance types: target above upl or below lpl, by direction.
    chart = xmr_chart([90, 91, 90, 91, 1, 2, NAN, 1, 2], rebases=[4])
    assert target_kept(chart, target, good) == expected


def test_a_target_on_the_limit_is_met_by_chance() -> None:
    chart = xmr_chart([1, 2, 1, 2])
    assert target_kept(chart, chart.upper[0], 1).assurance == "inconsistent"


def test_limits_that_vary_are_those_of_the_last_month_that_has_them() -> None:
    chart = u_chart([3, 3, 3, NAN], [300, 300, 30000, 300])
    assert chart.upper[0] > 3 > chart.upper[2]
    assert target_kept(chart, 3, -1) == Kept("consistent_pass", 1, 3)


def test_without_limits_only_the_months_are_counted() -> None:
    assert target_kept(run_chart([3, 4, 5]), 4, 1) == Kept(None, 2, 3)


@pytest.mark.parametrize("month", [18, 27])
def test_a_shift_of_two_standard_deviations_is_dated_to_the_month_or_the_next_to_it(month: int) -> None:
    rng = np.random.default_rng(month)
    away = []
    for values in rng.normal(size=(400, 36)):
        values[month:] -= 2
        signals = run_chart(values).signals
        assert {one.direction for one in signals} <= {-1}
        away += [abs(signals[-1].since - month)] if signals else []
    assert len(away) > 200
    assert np.mean(np.array(away) <= 1) > 0.8
    assert np.mean(np.array(away) == 0) > 0.5
