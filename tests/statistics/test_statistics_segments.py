"""Segments, when a level moved, and targets; worked by hand."""

import math

import numpy as np
import pytest

from dashboard.statistics.attributes import u_chart
from dashboard.statistics.run_chart import run_chart
from dashboard.statistics.segments import as_series, judged_segments, spans
from dashboard.statistics.shift import likeliest_shift, shift_p
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


def test_the_direction_is_that_of_the_step_that_leaves_the_least_six_months_from_either_end() -> None:
    rng = np.random.default_rng(1)
    for values in rng.normal(size=(50, 17)):
        left = dict.fromkeys(range(6, 12), 0.0)
        for at in left:
            parts = values[:at], values[at:]
            left[at] = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
        best = min(left, key=lambda at: left[at])
        assert likeliest_shift(values) == np.sign(values[best:].mean() - values[:best].mean())


def test_the_p_value_of_a_step_is_that_of_all_orders() -> None:
    """Twelve months have one step with six on either side: of 924 ways two show the six highest together."""
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert shift_p(values) == pytest.approx(2 / math.comb(12, 6), abs=0.001)
    assert shift_p([NAN, *values[::-1], NAN]) == pytest.approx(2 / math.comb(12, 6), abs=0.001)


@pytest.mark.parametrize("values", [[5] * 24, [1, 2] * 5, [NAN] * 24])
def test_without_a_step_to_look_for_nothing_is_remarkable(values: list[float]) -> None:
    assert shift_p(values) == 1


def test_a_step_is_looked_for_only_after_the_months_held_as_yardstick() -> None:
    values = [9.0] * 8 + [4.0, 5.0] * 8
    assert shift_p(values) < 0.001 < 0.02 < shift_p(values, first=16)


def test_p_values_of_stable_series_are_even_or_larger() -> None:
    found = np.array([shift_p(values) for values in np.random.default_rng(5).poisson(4, (400, 36))])
    for level in (0.05, 0.2, 0.5):
        assert np.mean(found <= level) <= level + 3 * math.sqrt(level * (1 - level) / 400)


@pytest.mark.parametrize(("rebase", "short"), [(27, [1]), (26, []), (9, [0]), (10, [])])
def test_a_segment_of_fewer_than_ten_months_has_neither_lines_nor_classes_nor_signals(
    rebase: int, short: list[int]
) -> None:
    values = [1.0, 2.0, 50.0] * 12
    for draw in (run_chart, xmr_chart):
        chart = draw(values, rebases=[rebase])
        judged = judged_segments(chart, np.full(36, True))
        cut = np.isin(judged.segment, short)
        for line in (judged.centre, judged.lower, judged.upper):
            assert np.isnan(line[cut]).all()
        assert np.array_equal(judged.centre[~cut], chart.centre[~cut])
        assert {one for one, gone in zip(judged.classes, cut, strict=True) if gone} <= {""}
        assert "" not in {one for one, gone in zip(judged.classes, cut, strict=True) if not gone}
        assert not any(one.segment in short for one in judged.signals)


def test_lines_do_not_rest_on_fewer_than_ten_months_held() -> None:
    chart = judged_segments(run_chart([1, 2, 3] * 8, baseline=9), np.full(24, True))
    assert np.isnan(chart.centre).all()


@pytest.mark.parametrize(("month", "lasts"), [(22, False), (33, True), (35, True), (32, False)])
def test_a_signal_lasts_while_one_of_the_newest_three_months_is_part_of_it(month: int, lasts: bool) -> None:
    values = [5.0, 6.0] * 18
    values[month] = 60
    chart = xmr_chart(values, baseline=20)
    assert chart.now is not None
    assert (chart.now.first, chart.now.last, chart.lasts(chart.now)) == (month, month, lasts)


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
