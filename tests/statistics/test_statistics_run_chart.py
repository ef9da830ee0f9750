"""Run charts by Anhøj's rules, against the published table of limits, scipy and series worked by hand."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.run_chart import count_runs, crossings_limit, longest_run_limit, run_chart
from dashboard.statistics.series import Runs

NAN = math.nan

# Published with qicharts2 (Anhøj, 'Critical values for longest run and number of crossings'): useful
# observations 10 to 71: upper limit for longest run, lower limit for number of crossings.
LONGEST = {6: range(10, 12), 7: range(12, 23), 8: range(23, 46), 9: range(46, 72)}
CROSSINGS = [
    2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 11, 11, 12, 12, 13, 13, 14, 14, 14,
    15, 15, 16, 16, 17, 17, 17, 18, 18, 19, 19, 20, 20, 21, 21, 21, 22, 22, 23, 23, 24, 24, 25, 25, 25, 26,
    26, 27, 27, 28, 28,
]  # fmt: skip
PUBLISHED = {n: (limit, CROSSINGS[n - 10]) for limit, ns in LONGEST.items() for n in ns}


def series(sides: str) -> list[float]:
    """Values above (+), below (-) or on (0) a median of 0, or missing (.)."""
    return [{"+": 1.0, "-": -1.0, "0": 0.0, ".": NAN}[side] for side in sides]


def runs_of(sides: str) -> Runs:
    values = np.array(series(sides))
    present = values[~np.isnan(values)]
    return count_runs(np.nan_to_num(np.sign(values)).astype(np.int64), len(present), present)


def test_limits_are_those_published() -> None:
    assert {n: (longest_run_limit(n), crossings_limit(n)) for n in PUBLISHED} == PUBLISHED


def test_the_limit_of_crossings_is_scipys_5_percent_point() -> None:
    for n in range(1, 400):
        assert crossings_limit(n) == stats.binom.ppf(0.05, n - 1, 0.5)


def test_runs_and_crossings_are_counted_past_points_on_the_line_and_missing_months() -> None:
    # A run of 2, then 3 with a gap and a point on the line inside, then 1, 2, 2: 10 useful, 4 crossings.
    runs = runs_of("++-.-0-+--++")
    assert (runs.useful, runs.longest, runs.crossings) == (10, 3, 4)
    assert (runs.longest_limit, runs.crossings_limit, runs.unjudged) == (6, 2, None)


@pytest.mark.parametrize(
    ("sides", "unjudged"),
    [
        ("+-+-+-+-+", "few_points"),
        ("+-+-+-+-+-", None),
        ("+-+-+-+-+-....", None),
        ("+-+-+-+-+00", "few_points"),
        ("+-+-+-+-+-000000000", None),
        ("+-+-+-+-+-0000000000", "equal_points"),
        ("000000", "few_points"),
        ("0000000000", "equal_points"),
        ("..........", "few_points"),
    ],
)
def test_too_few_points_or_half_of_them_equal_are_not_judged(sides: str, unjudged: str | None) -> None:
    assert runs_of(sides).unjudged == unjudged
    assert not unjudged or not run_chart(series(sides)).signals


def test_a_line_resting_on_months_of_which_half_are_equal_is_not_judged_later_either() -> None:
    # Five of the first eight are 0, so is their median: nothing can be below it, and 8 of 20 are above.
    chart = run_chart([0, 0, 3, 0, 2, 0, 0, 1, *[1] * 12], baseline=8)
    assert chart.centre[0] == 0
    assert chart.segments[0].runs is not None
    assert (chart.segments[0].runs.longest, chart.segments[0].runs.longest_limit) == (15, 7)
    assert chart.segments[0].runs.unjudged == "equal_points"
    assert not chart.signals


def test_a_fall_to_none_from_a_line_held_fixed_is_found_however_many_months_are_alike() -> None:
    chart = run_chart([3, 5, 2, 4, 6, 1, 4, 3, 5, 2, *[0] * 14], baseline=10)
    assert chart.now is not None
    assert (chart.now.rule, chart.now.first, chart.now.direction) == ("run", 9, -1)


def test_a_run_longer_than_the_limit_is_marked_and_dated() -> None:
    # 24 months, limit 8: a run of 9 below the median at the end, six points above it scattered before.
    before = [14, 11, 15, 9, 16, 13, 12, 17, 14, 13, 8, 15, 12, 16, 13]
    chart = run_chart([*before, 7, 6, 8.5, 5, 7, 6, 8, 5, 6])
    runs = chart.segments[0].runs
    assert runs is not None
    assert (chart.centre[0], runs.longest, runs.longest_limit) == (np.median(chart.value), 9, 8)
    assert chart.classes == ("common",) * 15 + ("run",) * 9
    assert chart.direction.tolist() == [0] * 15 + [-1] * 9
    assert chart.now is not None
    assert (chart.now.rule, chart.now.direction, chart.now.first) == ("run", -1, 15)
    assert np.isnan(chart.lower).all()
    assert not chart.provisional


def test_a_run_at_the_limit_is_unremarkable() -> None:
    # 20 useful points: limits 7 and 6; a run of 7 and 7 crossings.
    chart = run_chart(series("-------++-++-+++-+++"))
    runs = chart.segments[0].runs
    assert runs is not None
    assert (runs.longest, runs.longest_limit, runs.crossings, runs.crossings_limit) == (7, 7, 7, 6)
    assert not chart.signals


def test_months_on_the_line_or_missing_neither_end_a_run_nor_are_in_it() -> None:
    chart = run_chart(series("+-+-+-+-+-++--++++0++++.+-+---------"), baseline=10)
    marked = [point for point, one in enumerate(chart.classes) if one == "run"]
    assert chart.centre[0] == 0
    assert marked == [*range(14, 18), *range(19, 23), 24, *range(27, 36)]
    first, second = chart.signals
    assert (first.first, first.last, second.first, second.last) == (14, 24, 27, 35)


def test_few_crossings_are_a_signal_of_the_whole_segment() -> None:
    # 20 points, at least 6 crossings expected (Anhøj and Wentzel-Larsen 2020, introduction); here 4:
    # 3 above the median of 0, 6 below, 2 above, 4 below, 5 above. Up, by the best of the steps that have
    # six months on either side.
    values = [3, 2, 3, -3, -2, -4, -3, -2, -3, 2, 3, -2, -3, -2, -2, 3, 3, 4, 2, 3]
    chart = run_chart(values)
    runs = chart.segments[0].runs
    assert runs is not None
    assert (runs.useful, runs.longest, runs.crossings, runs.crossings_limit) == (20, 6, 4, 6)
    assert set(chart.classes) == {"common"}
    (signal,) = chart.signals
    assert (signal.rule, signal.first, signal.last) == ("crossings", 0, 19)
    assert signal.direction == 1
    assert chart.points_of(signal) == []


def test_a_baseline_holds_the_median_of_its_months() -> None:
    chart = run_chart([1, 2, 3, 4, 50, 60, 70], baseline=4)
    assert set(chart.centre) == {2.5}
    assert (chart.segments[0].points, chart.segments[0].based_on) == (7, 4)


def test_each_segment_is_judged_by_itself() -> None:
    values = [*[1.0, 3.0] * 8, *[11.0, 13.0] * 8]
    assert run_chart(values).signals
    chart = run_chart(values, rebases=[16])
    assert not chart.signals
    assert (chart.centre[15], chart.centre[16]) == (2, 12)


def exact_false_alarms(n: int) -> float:
    """Share of all sequences of two equally likely sides that break a rule, by going through them."""
    longest, fewest = PUBLISHED[n]
    broken = 0
    for sides in itertools.product("+-", repeat=n - 1):
        runs = [len(list(run)) for _, run in itertools.groupby(("+", *sides))]
        broken += max(runs) > longest or len(runs) - 1 < fewest
    return float(broken / 2 ** (n - 1))


@pytest.mark.parametrize("n", [10, 12, 14])
def test_false_alarms_around_a_known_median_are_as_often_as_they_can_be(n: int) -> None:
    rng = np.random.default_rng(n)
    sides = np.where(rng.random((4000, n)) < 0.5, 1, -1)
    counted = [count_runs(one, n, one + rng.random(n)) for one in sides]
    broken = [one.longest > one.longest_limit or one.crossings < one.crossings_limit for one in counted]
    assert np.mean(broken) == pytest.approx(exact_false_alarms(n), abs=0.012)


def test_false_alarms_are_within_the_published_rate() -> None:
    """Anhøj and Wentzel-Larsen (2020): 92.5 % of stable series of 10 to 100 points give no signal.

    That is around a known median, on average over these lengths. Around the series' own median, as
    charts are drawn, half the points are on each side and signals are rarer: Anhøj and Olesen (2014)
    say about 5 %, whatever the length.
    """
    rng = np.random.default_rng(20)
    known, own = [], []
    for n in range(10, 101, 5):
        for values in rng.normal(size=(300, n)):
            runs = count_runs(np.sign(values).astype(np.int64), n, values)
            known.append(runs.longest > runs.longest_limit or runs.crossings < runs.crossings_limit)
            own.append(bool(run_chart(values).signals))
    assert np.mean(known) == pytest.approx(0.075, abs=0.015)
    assert np.mean(own) < 0.06
    assert np.mean(own) > 0.01
