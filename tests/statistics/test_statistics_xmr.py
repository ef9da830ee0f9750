"""XmR charts by the NHS rules: what NHSRplotthedots prints and draws, and series worked by hand."""

import math
from typing import NamedTuple

import numpy as np
import pytest

from dashboard.statistics.series import Chart, point_types
from dashboard.statistics.xmr import mean, xmr_chart

C, OUT, T, W, R = "common", "outside", "trend", "two_of_three", "run"
NAN = math.nan

# R's set.seed(123); rnorm(20), as the package's own tests draw them.
TWENTY = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123,
    -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314,
    0.49785048, -1.96661716, 0.70135590, -0.47279141,
]  # fmt: skip


def lines(chart: Chart, point: int = 0) -> tuple[float, float, float]:
    return chart.centre[point], chart.lower[point], chart.upper[point]


def test_limits_are_those_the_package_prints() -> None:
    # Snapshot of ptd_spc_standard: mean_col 0.1416238, lpl -3.01138, upl 3.294627.
    chart = xmr_chart(TWENTY)
    assert lines(chart) == pytest.approx((0.1416238, -3.01138, 3.294627), rel=1e-6)
    assert set(chart.classes) == {C}
    # The first 15 signs of the snapshot's relative_to_mean.
    signs = [-1, -1, 1, -1, -1, 1, 1, -1, -1, -1, 1, 1, 1, -1, -1]
    assert np.sign(chart.value - chart.centre)[:15].tolist() == signs


def test_halves_have_the_limits_the_package_prints_for_them() -> None:
    # Snapshot of summary(): facets 0 and 1 of the odd and even points.
    assert lines(xmr_chart(TWENTY[::2])) != lines(xmr_chart(TWENTY[1::2]))
    chart = xmr_chart(TWENTY, rebases=[10])
    assert lines(chart) == pytest.approx((0.0746, -2.60, 2.75), abs=0.005)
    assert lines(chart, 10) == pytest.approx((0.209, -3.28, 3.70), abs=0.005)


def test_a_wild_point_is_screened_out_of_the_moving_ranges_as_the_package_does() -> None:
    # The same snapshot with 10 for the 15th value: mean_col 0.6694159, lpl -2.383666, upl 3.722497.
    chart = xmr_chart([*TWENTY[:14], 10, *TWENTY[15:]])
    assert lines(chart) == pytest.approx((0.6694159, -2.383666, 3.722497), rel=1e-6)
    assert chart.classes[14] == OUT


def test_the_packages_article_on_screening() -> None:
    # Its caption: upper process limit 4.6, mean 1.94, lower process limit -0.72; one blue point, the fifth.
    chart = xmr_chart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
    assert [round(line, 2) for line in lines(chart)] == [1.94, -0.72, 4.6]
    assert point_types(chart, 1) == (*[C] * 4, "improvement", *[C] * 13)


class Drawn(NamedTuple):
    """A chart in the package's own tests, in the picture's points; higher on the page is a lower number."""

    value: list[float]
    lines: list[tuple[float, float, float]]  # centre, lower, upper of each segment
    special: dict[int, str]
    rebases: tuple[int, ...] = ()
    baseline: int | None = None


ATTENDANCES = Drawn(
    [
        219.56, 134.34, 181.26, 130.68, 192.16, 183.93, 163.17, 202.69, 187.25, 207.99, 275.17, 157.27,
        185.07, 135.83, 166.43, 132.82, 195.63, 195.08, 145.36, 173.62, 162.27, 163.89, 239.66, 142.98,
        170.51, 94.74, 124.41, 88.24, 164.83, 161.54, 130.49, 148.01, 143.94, 116.21, 182.89, 93.44,
    ],
    [(186.29, 315.42, 57.16), (152.41, 259.47, 45.35)],
    {},
    rebases=(12,),
)  # fmt: skip
PERFORMANCE = Drawn(
    [
        114.58, 106.27, 96.44, 105.94, 82.05, 93.40, 148.53, 171.83, 247.99, 283.75, 201.15, 115.47,
        97.98, 126.15, 90.73, 103.77, 105.45, 127.34, 117.81, 158.43, 289.15, 278.29, 287.09, 301.73,
        165.14, 102.31, 89.42, 139.32, 125.23, 152.31, 150.04, 198.60, 238.64, 311.02, 315.42, 233.18,
    ],
    [(147.28, 249.21, 45.35)],
    {9: "concern", **dict.fromkeys(range(11, 19), "improvement"), **dict.fromkeys(range(20, 24), "concern"),
     **dict.fromkeys(range(29, 36), "concern")},
    baseline=12,
)  # fmt: skip
R1H = Drawn(
    [
        118.28, 89.40, 106.97, 94.90, 122.31, 97.19, 92.11, 97.40, 87.60, 103.50, 139.08, 77.67,
        111.96, 86.25, 109.48, 88.27, 126.74, 108.55, 113.92, 124.14, 126.41, 119.94, 147.94, 102.85,
        127.94, 108.09, 124.88, 104.41, 151.44, 139.38, 121.59, 117.03, 122.53, 105.62, 149.10, 110.29,
    ],
    [(113.20, 171.79, 54.61)],
    {},
)  # fmt: skip
RF4 = Drawn(
    [
        264.02, 235.48, 255.78, 234.77, 263.50, 254.96, 239.88, 245.42, 231.72, 241.04, 276.21, 229.02,
        248.61, 221.57, 245.28, 234.00, 261.22, 247.17, 226.32, 227.65, 227.69, 228.63, 265.70, 226.74,
        241.89, 224.92, 230.45, 256.81, 310.41, 298.71, 295.31, 290.48, 302.48, 297.05, 323.06, 303.12,
    ],
    [(255.75, 305.62, 205.89)],
    dict.fromkeys(range(27, 36), "concern"),
)  # fmt: skip
RW6 = Drawn(
    [
        288.47, 245.73, 271.55, 251.49, 287.68, 271.81, 257.96, 265.94, 266.78, 274.32, 303.79, 258.35,
        274.04, 246.38, 259.73, 233.26, 271.23, 262.46, 231.74, 239.96, 262.39, 269.54, 310.94, 266.78,
        281.71, 248.47, 260.10, 242.87, 282.79, 275.13, 248.39, 266.29, 263.59, 253.29, 279.41, 246.72,
    ],
    [(264.47, 323.06, 205.89)],
    {},
)  # fmt: skip
DRAWN = {"attendances": ATTENDANCES, "performance": PERFORMANCE, "R1H": R1H, "RF4": RF4, "RW6": RW6}


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_charts_are_those_the_package_draws(drawn: Drawn) -> None:
    """Snapshots of its integration tests: NHS emergency departments, 36 months, two decimals of a point.

    Coordinates are rounded to 0.005, so a mean moving range is known to 0.01 and a limit to 0.03.
    """
    chart = xmr_chart([-height for height in drawn.value], drawn.rebases, drawn.baseline)
    for segment, expected in zip(chart.segments, drawn.lines, strict=True):
        assert lines(chart, segment.first) == pytest.approx([-height for height in expected], abs=0.03)
    assert point_types(chart, 1) == tuple(drawn.special.get(point, C) for point in range(36))


# Mean 0, moving ranges 2: limits ± 5.32, near limits ± 3.5467, as long as the first twelve points rule.
STEADY = [1.0, -1.0] * 6


@pytest.mark.parametrize(
    ("added", "classes"),
    [
        ([5.32], [C]),  # on the limit is inside
        ([5.33], [OUT]),
        ([-5.33], [OUT]),
        ([4, 4, 1], [W, W, C]),
        ([1, 4, 4], [C, W, W]),
        ([4, 4], [C, C]),  # with the one before below, not three on one side
        ([3.54, 3.54], [C, C]),  # not in the outer third
        ([4, 1, 4], [W, C, W]),  # the one between is not marked
        ([4, -1, 4], [C, C, C]),  # not on the same side
        ([4, 0, 4], [C, C, C]),  # on the mean is on no side
        ([4, 6, 1], [C, OUT, C]),  # outside is not in the outer third: one of three
        ([4, 4, 6], [W, W, OUT]),
        ([4, -4], [C, C]),
        ([5.5, -5.5], [OUT, OUT]),
        ([1, 1, 1, 1, 1, 1], [C] * 6),
        ([1, 1, 1, 1, 1, 1, 1], [R] * 7),
        ([1, 1, 1, 0, 1, 1, 1, 1], [C] * 8),
        ([1, 1, 1, 4, 4, 6, 1, 1], [R, R, R, W, W, OUT, R, R]),
        ([-2, -1.5, -1.4, -1.3, -1.2, -1.1, -1], [T] * 7),  # trend before run
        ([-3, -2, -1, 0, 1, 2, 3], [T] * 7),
        ([-3, -2, -1, -1, 0, 1, 2, 3], [C] * 8),  # a tie ends a trend
        ([-3, -2, -1, 0, 1, 2, 6], [T] * 6 + [OUT]),
        ([1, 1, 1, NAN, 1, 1, 1, 1], [C] * 8),  # so does a missing month, and a run
        ([-3, -2, -1, NAN, 1, 2, 3, 4], [C] * 8),
        ([4, NAN, 4], [C, C, C]),
    ],
)  # fmt: skip
def test_patterns_worked_by_hand(added: list[float], classes: list[str]) -> None:
    """The last steady point, -1, is below: it begins nothing that is above, and no rise from below it."""
    # A drop before what is added keeps the steady points out of every pattern.
    steady = [*STEADY, -1.0] if added[0] > 0 else [*STEADY[:-1], -1.0, 1.0]
    chart = xmr_chart([*steady, *added], baseline=12)
    assert lines(chart) == pytest.approx((0, -5.32, 5.32))
    assert list(chart.classes[13:]) == classes
    assert set(chart.classes[:13]) == {C}


def test_the_peak_of_two_trends_belongs_to_the_way_down() -> None:
    # From the package's rule: a point whose next is in a trend takes the step to the right.
    chart = xmr_chart([*STEADY, 1, -3, -2, -1, 0, 1, 2, 3, 2, 1, 0, -1, -2, -3, 0], baseline=12)
    assert chart.classes[13:26] == (T,) * 13
    assert chart.direction[13:26].tolist() == [1] * 6 + [-1] * 7
    assert [(one.first, one.last, one.direction) for one in chart.signals if one.rule == T] == [
        (13, 19, 1),
        (19, 25, -1),
    ]


def test_direction_says_higher_or_lower_and_what_is_good_makes_it_better_or_worse() -> None:
    chart = xmr_chart([*STEADY, 6, -6, 0, -3, -2, -1, 0, 1, 2, 3], baseline=12)
    assert chart.direction[12:].tolist() == [1, -1, 0, *[1] * 7]
    assert point_types(chart, 1)[12:14] == ("improvement", "concern")
    assert point_types(chart, -1)[12:14] == ("concern", "improvement")
    assert point_types(chart, 0)[12:16] == ("neutral_high", "neutral_low", C, "neutral_high")


def test_moving_ranges_at_the_screen_are_left_out_once() -> None:
    # Ranges 1, 1, 1, 9: mean 3, screen 9.8, all stay. Ranges 1 × 6 and 9: mean 15/7, screen 7.0, 9 goes.
    assert lines(xmr_chart([0, 1, 0, 1, 10])) == pytest.approx((2.4, 2.4 - 2.66 * 3, 2.4 + 2.66 * 3))
    chart = xmr_chart([0, 1, 0, 1, 0, 1, 0, 9])
    assert lines(chart) == pytest.approx((1.5, 1.5 - 2.66, 1.5 + 2.66))
    # Ranges 1 × 20, 8, 40: mean 68/22 = 3.09, screen 10.1: 40 goes; 8 would go at a second round and stays.
    twice = xmr_chart([0, 1] * 10 + [0, 8, 48])
    assert twice.upper[0] - twice.centre[0] == pytest.approx(2.66 * 28 / 21)


def test_a_series_that_never_changes_has_its_limits_at_its_mean() -> None:
    chart = xmr_chart([0.1] * 14)
    assert lines(chart) == (0.1, 0.1, 0.1)
    assert set(chart.classes) == {C}


def test_a_steady_baseline_lets_every_change_stand_out() -> None:
    assert xmr_chart([0.3, 0.3, 0.3, 0.3, 0.4], baseline=3).classes == (C, C, C, C, OUT)


@pytest.mark.parametrize("values", [[0.1] * 3, [0.7] * 6, [2.3] * 35, [1 / 3] * 11])
def test_the_mean_of_equal_values_is_that_value(values: list[float]) -> None:
    assert mean(np.array(values)) == values[0]


def test_missing_months_give_no_moving_range_and_keep_their_place() -> None:
    # Ranges 2 and 2 within 1, 3, 1; none across the gap; then 0: mean of 2, 2, 0.
    chart = xmr_chart([1, 3, 1, NAN, 5, 5])
    assert lines(chart) == pytest.approx((3, 3 - 2.66 * 4 / 3, 3 + 2.66 * 4 / 3))
    assert (chart.segments[0].points, chart.segments[0].based_on) == (5, 5)
    assert chart.classes[3] == C


@pytest.mark.parametrize("values", [[4.0], [NAN, NAN], [1, NAN, 3]])
def test_without_two_neighbouring_months_there_are_no_limits(values: list[float]) -> None:
    chart = xmr_chart(values)
    assert np.isnan(chart.upper).all()
    assert set(chart.classes) == {C}
    assert not chart.provisional


@pytest.mark.parametrize(("points", "provisional"), [(12, True), (13, False)])
def test_limits_are_provisional_below_13_points(points: int, provisional: bool) -> None:
    # ptd_add_short_group_warnings: a warning below 13.
    assert xmr_chart(TWENTY[:points]).provisional == provisional
    assert xmr_chart(TWENTY, baseline=points).provisional == provisional
    assert xmr_chart([*TWENTY[:points], NAN]).provisional == provisional


def test_a_rebase_starts_lines_and_patterns_anew() -> None:
    values = [*[1.0, 2.0] * 4, 2.0, 2.0, 2.0, *[11.0, 12.0] * 7]
    chart = xmr_chart(values, rebases=[11])
    assert chart.centre[11] == 11.5
    assert set(chart.classes) == {C}
    assert [(one.first, one.stop) for one in chart.segments] == [(0, 11), (11, 25)]
    assert (chart.segments[0].provisional, chart.provisional) == (True, False)
    assert set(xmr_chart(values).classes) != {C}


def test_three_sigma_limits_of_a_long_stable_past_are_passed_by_27_months_in_10000() -> None:
    # The known rate of 3-sigma limits, 0.0027 (Shewhart 1931); 2.66 / d2 makes it 3.0005 sigma.
    rng = np.random.default_rng(6)
    chart = xmr_chart(rng.normal(50, 4, 120_000), baseline=20_000)
    rate = np.mean([one == OUT for one in chart.classes[20_000:]])
    assert rate == pytest.approx(0.0027, abs=0.0006)


def test_runs_of_seven_come_as_often_as_probability_says() -> None:
    """A run of seven among n tosses: no such run in F(n) ways, F by the recursion of Schilling (1990)."""
    n, times = 36, 2000
    ways = [2**k for k in range(6)]
    while len(ways) < n:
        ways.append(sum(ways[-6:]))
    expected = 1 - ways[n - 1] / 2 ** (n - 1)
    rng = np.random.default_rng(9)
    past = rng.normal(size=100)
    before = [*(past - past.mean()), NAN]  # the gap keeps the past out of the runs
    charts = [xmr_chart([*before, *rng.normal(size=n)], baseline=100) for _ in range(times)]
    found = [any(one.rule == R and one.first > 100 for one in chart.signals) for chart in charts]
    assert np.mean(found) == pytest.approx(expected, abs=0.04)
