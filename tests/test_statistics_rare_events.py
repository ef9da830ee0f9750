"""T and G charts, against a textbook's example, exact quantiles and limits worked by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.rare_events import g_chart, t_chart

NAN = math.nan

# Montgomery (2009), table 7.14: hours between failures of a valve, and the column y^0.2777 printed beside.
HOURS = [
    286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96,
]  # fmt: skip
POWERS = [
    4.80986, 6.70903, 5.72650, 3.81367, 6.43541, 6.23705, 1.46958, 3.96768, 5.39007, 1.78151,
    9.09619, 5.89774, 3.38833, 4.51095, 5.91690, 5.59189, 7.16124, 7.18601, 9.09083, 3.55203,
]  # fmt: skip


def test_times_between_failures_have_the_limits_of_the_printed_powers_turned_back() -> None:
    # Mean 5.387 and mean moving range 2.359 of the printed column; 5.387 - 3 × 2.359 / 1.128 is below 0.
    ranges = np.abs(np.diff(POWERS))
    reach = 3 * ranges.mean() / 1.128
    chart = t_chart(HOURS)
    # The book's 0.2777 is 1/3.6 cut off: 11.66 turned back differs by a quarter of a percent.
    assert chart.centre[0] == pytest.approx(np.mean(POWERS) ** (1 / 0.2777), rel=0.002)
    assert chart.upper[0] == pytest.approx((np.mean(POWERS) + reach) ** (1 / 0.2777), rel=0.002)
    assert chart.lower[0] == 0
    assert set(chart.classes) == {"common"}


def test_times_of_which_the_powers_are_whole_are_worked_by_hand() -> None:
    # Powers 2, 3, 2, 3, 2: mean 2.4, moving range 1, limits 2.4 ± 2.6596.
    chart = t_chart([power**3.6 for power in (2, 3, 2, 3, 2)])
    assert chart.centre[0] ** (1 / 3.6) == pytest.approx(2.4)
    assert chart.upper[0] ** (1 / 3.6) == pytest.approx(2.4 + 3 / 1.128)
    assert chart.lower[0] == 0
    # Powers 4, 5, 4, 5: the lower limit 4.5 - 2.6596 is there.
    assert t_chart([power**3.6 for power in (4, 5, 4, 5)]).lower[0] ** (1 / 3.6) == pytest.approx(
        4.5 - 3 / 1.128
    )


def test_the_line_of_exponential_times_is_near_their_median_and_few_pass_the_limits() -> None:
    """Median of exponential times, mean 30: 30 ln 2, by scipy."""
    rng = np.random.default_rng(3)
    chart = t_chart(rng.exponential(30, 20_000))
    assert chart.centre[0] == pytest.approx(stats.expon.median(scale=30), rel=0.05)
    assert np.mean([one == "outside" for one in chart.classes]) < 0.0027


def test_a_longer_time_between_episodes_is_found() -> None:
    rng = np.random.default_rng(2)
    chart = t_chart([*rng.exponential(10, 20), *rng.exponential(60, 14)])
    assert chart.now is not None
    assert chart.now.direction == 1
    assert abs(chart.now.since - 20) <= 2


@pytest.mark.parametrize("times", [[3, 0, 4], [3, -1, 4]])
def test_two_episodes_at_once_have_no_time_between(times: list[float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        t_chart(times)


def test_numbers_between_have_geometric_limits_and_the_median_as_line() -> None:
    # Mean 15, median 12; 15 + 3 √(15 × 16) = 61.476; below 0 is 0.
    chart = g_chart([2, 12, 5, 41, 15])
    assert (chart.centre[0], chart.lower[0], chart.upper[0]) == pytest.approx(
        (12, 0, 15 + 3 * math.sqrt(240))
    )
    assert g_chart([0, 0, 0]).upper[0] == 0


def test_a_long_time_without_is_outside() -> None:
    # Mean of the first ten 3.5: 3.5 + 3 √(3.5 × 4.5) = 15.4.
    chart = g_chart([3, 4, 2, 5, 3, 4, 2, 5, 3, 4, 15, 16], baseline=10)
    assert chart.upper[0] == pytest.approx(3.5 + 3 * math.sqrt(3.5 * 4.5))
    assert (chart.classes[10:], chart.direction[11]) == (("common", "outside"), 1)


def test_numbers_between_pass_the_limit_as_often_as_the_geometric_distribution_says() -> None:
    rng = np.random.default_rng(5)
    chart = g_chart(rng.geometric(0.02, 40_000) - 1)
    expected = stats.geom.sf(math.floor(chart.upper[0]) + 1, 0.02)
    assert np.mean([one == "outside" for one in chart.classes]) == pytest.approx(expected, abs=0.002)


def test_numbers_below_none_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        g_chart([3, -1])


def test_a_number_not_known_is_left_out() -> None:
    assert g_chart([2, NAN, 12, 5, 41, 15]).centre[0] == 12
    assert t_chart([2, NAN, 2]).segments[0].based_on == 2
