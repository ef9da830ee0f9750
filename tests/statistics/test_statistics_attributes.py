"""u and p charts, against Montgomery's examples and limits worked by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.attributes import p_chart, u_chart

NAN = math.nan

# Montgomery (2009), table 7.11: ten rolls of dyed cloth, square metres and nonconformities; per 50 m².
METRES = [500, 400, 650, 500, 475, 500, 600, 525, 600, 625]
FAULTS = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
# Montgomery (2009), table 7.4: 25 weeks of purchase orders and those with an error.
ORDERS = [
    100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100,
    90, 90,
]  # fmt: skip
ERRORS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]


def test_rates_of_the_dyed_cloth_have_the_books_limits() -> None:
    # Centre 153 / 107.5 = 1.42; the book's limits by units in the roll, from the rounded centre.
    book = {10: (0.29, 2.55), 8: (0.16, 2.68), 13: (0.43, 2.41), 12.5: (0.41, 2.43)}
    chart = u_chart(FAULTS, METRES, per=50)
    assert chart.centre[0] == pytest.approx(153 / 107.5)
    assert chart.value[0] == pytest.approx(1.4)
    for roll, metres in enumerate(METRES):
        if metres / 50 in book:
            assert (chart.lower[roll], chart.upper[roll]) == pytest.approx(book[metres / 50], abs=0.01)
    assert set(chart.classes) == {"common"}
    assert chart.provisional


def test_shares_of_the_purchase_orders_have_the_books_limits() -> None:
    # Centre 234 / 2450 = 0.096; limits ± 3 √(0.096 × 0.904 / n); week 11, 20 of 110, is above.
    chart = p_chart(ERRORS, ORDERS, per=1)
    assert chart.centre[0] == pytest.approx(0.096, abs=0.0005)
    for week, orders in enumerate(ORDERS):
        reach = 3 * math.sqrt(0.096 * 0.904 / orders)
        expected = (max(0.096 - reach, 0), 0.096 + reach)
        assert (chart.lower[week], chart.upper[week]) == pytest.approx(expected, abs=0.001)
    assert [week + 1 for week, one in enumerate(chart.classes) if one == "outside"] == [11]
    assert not chart.provisional
    percent = p_chart(ERRORS, ORDERS)
    assert percent.upper == pytest.approx(100 * chart.upper)
    assert percent.classes == chart.classes


def test_limits_stay_where_rates_and_shares_can_be() -> None:
    # 2 episodes in 400 days: 5 per 1000 ± 3 √(0.005 / 200) × 1000 = 5 ± 15.
    chart = u_chart([2, 0], [200, 200])
    assert (chart.centre[0], chart.lower[0], chart.upper[0]) == pytest.approx((5, 0, 20))
    # 15 of 16: 0.9375 ± 3 √(0.9375 × 0.0625 / 8).
    shares = p_chart([8, 7], [8, 8])
    reach = 300 * math.sqrt(0.9375 * 0.0625 / 8)
    assert (shares.lower[0], shares.upper[0]) == pytest.approx((93.75 - reach, 100))


@pytest.mark.parametrize(
    ("counts", "sizes"),
    [([NAN, 2, 4], [10, 10, 20]), ([0, 2, 4], [0, 10, 20]), ([3, 2, 4], [NAN, 10, 20])],
)
def test_a_month_without_count_or_without_anything_to_count_in_is_missing(
    counts: list[float], sizes: list[float]
) -> None:
    for chart in (u_chart(counts, sizes, per=1), p_chart(counts, sizes, per=1)):
        assert np.isnan([chart.value[0], chart.lower[0], chart.upper[0]]).all()
        assert chart.centre.tolist() == [0.2] * 3
        assert (chart.segments[0].points, chart.segments[0].based_on) == (2, 2)


def test_months_all_alike_are_on_the_line_and_inside() -> None:
    chart = p_chart([3, 6, 9, 12] * 4, [3, 6, 9, 12] * 4)
    # All of 120: at least 0.025^(1/120) (Clopper and Pearson); a month may have the rest by 1 in 740.
    share = stats.binomtest(120, 120).proportion_ci(method="exact").low
    lowest = [stats.binom.ppf(0.00135, size, share) / size * 100 for size in (3, 6, 9, 12)]
    assert chart.lower[:4] == pytest.approx(lowest)
    assert (chart.upper == 100).all()
    assert set(chart.classes) == {"common"}
    none = u_chart([0] * 14, [310] * 14)
    # None in 14 months is compatible with 3.69 in all of them (Garwood), 0.26 a month.
    most = stats.poisson.isf(0.00135, stats.chi2.ppf(0.975, 2) / 2 / 14)
    assert none.upper == pytest.approx(np.full(14, most / 310 * 1000))
    assert set(none.classes) == {"common"}
    assert not none.signals


def test_a_baseline_and_a_rebase_set_the_centre() -> None:
    counts, days = [2, 4, 3, 9, 8, 10], [300, 300, 300, 300, 300, 300]
    held = u_chart(counts, days, baseline=3)
    assert set(held.centre) == {10.0}
    assert u_chart(counts, days, rebases=[3]).centre.tolist() == pytest.approx([10] * 3 + [30] * 3)


def test_a_fall_in_the_rate_is_found_by_the_run_below() -> None:
    rng = np.random.default_rng(4)
    days = rng.integers(560, 640, 36)
    episodes = rng.poisson(days * np.where(np.arange(36) < 24, 0.012, 0.003))
    chart = u_chart(episodes, days)
    assert chart.now is not None
    assert chart.now.direction == -1
    assert abs(chart.now.first - 24) <= 1


def test_points_outside_come_as_often_as_poisson_says() -> None:
    """Episodes of a known rate of 9 a month: above 9 + 3 √9 = 18 or below 0, by scipy's Poisson."""
    rng = np.random.default_rng(8)
    chart = u_chart(rng.poisson(9, 40_000), np.full(40_000, 1000.0), per=1000)
    outside = np.mean([one == "outside" for one in chart.classes])
    upper = chart.upper[0]
    assert outside == pytest.approx(stats.poisson.sf(math.floor(upper), 9), abs=0.001)


def test_sizes_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="3 counts, 2 sizes"):
        u_chart([1, 2, 3], [10, 20])
