"""G charts, against limits worked by hand, scipy's geometric distribution and simulated stable series."""

import math
from collections.abc import Iterable

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.rare_events import g_chart, is_rare, spell_p

NAN = math.nan


def months(without: Iterable[int], after: int = 0) -> list[float]:
    """Return a series with so many months without before each month with an episode, and so many after."""
    return [one for number in without for one in (*[0.0] * number, 1.0)] + [0.0] * after


def test_the_months_before_each_episode_are_counted_and_stand_where_it_was() -> None:
    chart = g_chart([0, 0, 1, 0, 3, 1, 0])
    assert chart.value[[2, 4, 5]].tolist() == [2, 1, 0]
    assert np.isnan(chart.value[[0, 1, 3, 6]]).all()


def test_the_line_is_the_median_and_the_limit_that_of_the_geometric_distribution() -> None:
    # Mean 15, median 12: (15/16)^u = 0.00135 for u = ln 0.00135 / ln (15/16) = 6.60765 / 0.0645385 = 102.38.
    chart = g_chart(months([2, 12, 5, 41, 15]))
    assert (chart.centre[0], chart.lower[0], chart.upper[0]) == pytest.approx((12, 0, 102.38), abs=0.01)
    # Every month has an episode.
    assert g_chart([1, 2, 1, 1, 1]).upper[0] == 0
    assert np.isnan(g_chart([1, 2, 1, 1]).upper).all()


@pytest.mark.parametrize("mean", [0.5, 2, 3.5, 20])
def test_the_limit_is_reached_as_rarely_as_scipy_says(mean: float) -> None:
    chart = g_chart(months([int(2 * mean), 0] * 4))
    # So many months without are one trial less than scipy's geometric variable.
    reached, short = (stats.geom.sf(math.ceil(chart.upper[0]) - one, 1 / (mean + 1)) for one in (0, 1))
    assert reached <= 0.00135 < short


def test_a_long_time_without_is_outside_and_says_that_episodes_are_rarer() -> None:
    # Mean of the first ten 3.5: ln 0.00135 / ln (3.5/4.5) = 6.60765 / 0.251314 = 26.29.
    base = [3, 4, 2, 5, 3, 4, 2, 5, 3, 4]
    chart = g_chart(months([*base, 26, 27]), baseline=len(months(base)))
    assert chart.upper[0] == pytest.approx(26.29, abs=0.01)
    last, before = len(chart.value) - 1, len(chart.value) - 29
    assert (chart.value[before], chart.classes[before]) == (26, "common")
    assert (chart.value[last], chart.classes[last], chart.direction[last]) == (27, "outside", -1)
    assert chart.now is not None
    assert (chart.now.rule, chart.now.direction) == ("outside", -1)


def test_the_months_since_the_last_episode_count_once_they_are_more_than_the_line() -> None:
    # Median 3.5: three months since might still end below it, four cannot.
    base = [3, 4, 2, 5, 3, 4, 2, 5, 3, 4]
    assert np.isnan(g_chart(months(base, after=3)).value[-1])
    assert g_chart(months(base, after=4)).value[-1] == 4
    quiet = g_chart(months(base, after=27))
    assert quiet.classes[-1] == "outside"
    # No line rests on them.
    assert (quiet.centre[-1], quiet.upper[-1]) == pytest.approx((3.5, 26.29), abs=0.01)
    assert quiet.segments[-1].based_on == 10


def test_counting_begins_again_after_a_missing_month_and_where_the_lines_do() -> None:
    chart = g_chart([0, 0, NAN, 0, 1, 0, 0, 0, 1], rebases=[6])
    assert (chart.value[4], chart.value[8]) == (1, 2)
    assert [one.points for one in chart.segments] == [1, 1]


def test_without_any_episode_there_is_no_line_and_no_signal() -> None:
    chart = g_chart([0.0] * 24)
    assert np.isnan(chart.value).all()
    assert np.isnan(chart.centre).all()
    assert chart.signals == ()


def test_counts_below_none_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        g_chart([3, -1])


@pytest.mark.parametrize(
    ("counts", "rare"),
    [([0, 0, 1], True), ([0, 1], False), ([0, NAN, 1, 0], True), ([0, 0, 5, 5], False), ([NAN], False)],
)
def test_episodes_are_rare_where_more_than_half_of_the_months_are_without(
    counts: list[float], rare: bool
) -> None:
    assert is_rare(counts) is rare


@pytest.mark.parametrize("chance", [0.1, 0.2, 0.35, 0.45])
def test_stable_series_give_a_signal_in_at_most_one_chart_of_twenty(chance: float) -> None:
    """As often as Anhøj's rules are said to (Anhøj and Olesen 2014), by the limit and the rules together."""
    rng = np.random.default_rng(7)
    series = (rng.random((1500, 36)) < chance).astype(float)
    signalled = [bool(g_chart(one).signals) for one in series]
    assert np.mean(signalled) < 0.05


def test_episodes_that_become_rarer_are_found() -> None:
    rng = np.random.default_rng(2)
    found = []
    for _ in range(200):
        chart = g_chart([*(rng.random(24) < 0.45), *(rng.random(24) < 0.02)])
        found.append(chart.now is not None and chart.now.direction == -1)
    assert np.mean(found) > 0.6


def test_a_spell_that_goes_on_or_just_ended_is_as_seldom_as_in_random_orders() -> None:
    """Six of 35 months with an episode: the share of shuffled series that end with 17 or more without."""
    counts = np.array([1] * 6 + [0] * 29)
    with_one = np.random.default_rng(3).permuted(np.tile(counts, (100_000, 1)), axis=1) > 0
    # The spell that reaches the newest month, or that one of the newest three ended.
    ends = [np.flip(with_one[:, : 35 - back], axis=1) for back in range(4)]
    alone = [end.argmax(axis=1) >= 17 for end in ends]
    assert spell_p(counts, 17) == pytest.approx(np.any(alone, axis=0).mean(), rel=0.1)
    going_on = stats.hypergeom(35, 6, 17).pmf(0)
    assert going_on < spell_p(counts, 17) < 4 * going_on


def test_without_episodes_or_months_before_a_spell_is_no_news() -> None:
    assert spell_p([0] * 20, 20) == 1
    assert spell_p([np.nan, 1, 0, 0], 3) == 1
