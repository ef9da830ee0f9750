from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.statistics.shares import share, share_difference


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_of_a_share_agrees_with_scipy(count: int, more: int, level: float) -> None:
    found = share([count], [count + more - 1 or 1], level)
    expected: Any = stats.binomtest(count, count + more - 1 or 1).proportion_ci(level, method="wilson")
    assert (found.low[0], found.high[0]) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals_of_a_share(count: int, of: int, low: float, high: float) -> None:
    # Newcombe (1998). Two-sided confidence intervals for the single proportion. Stat Med 17, table I,
    # method 3.
    found = share([count], [of])
    assert (round(found.low[0], 4), round(found.high[0], 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_published_intervals_of_a_difference(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe (1998). Interval estimation for the difference between independent proportions. Stat Med
    # 17, table II, method 10.
    found = share_difference(share(*other), share(*one))
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)
    assert found.estimate == pytest.approx(one[0] / one[1] - other[0] / other[1])


def test_swapping_the_waves_mirrors_the_difference() -> None:
    earlier, later = share([3, 0, 9], [20, 11, 9]), share([7, 4, 8], [22, 15, 8])
    one, other = share_difference(earlier, later), share_difference(later, earlier)
    assert one.estimate == pytest.approx(-other.estimate)
    assert one.low == pytest.approx(-other.high)
    assert one.high == pytest.approx(-other.low)


def test_nobody_asked_has_no_share() -> None:
    nobody, all_of_four = share([0], [0]), share([4], [4])
    assert np.isnan([nobody.estimate, nobody.low, nobody.high]).all()
    difference = share_difference(nobody, all_of_four)
    assert np.isnan([difference.estimate, difference.low, difference.high]).all()
    assert (all_of_four.estimate[0], all_of_four.high[0]) == (1, 1)
