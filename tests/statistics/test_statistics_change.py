from collections.abc import Sequence
from itertools import product
from math import sqrt

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit, logit

from dashboard.statistics.change import Superiority, cliffs_delta, superiority, welch_difference
from dashboard.statistics.moments import Moments, moments_of_counts
from dashboard.statistics.separation import separation_bound

FIELDS = ("theta", "low", "high", "p_value", "p_higher", "p_equal", "p_lower")
SAMPLES = st.lists(st.integers(0, 9), min_size=5, max_size=5)
LARGE_ENOUGH = SAMPLES.filter(lambda counts: sum(counts) >= 2)
# Extra hours of sleep with each of two drugs (Student 1908; R's data set 'sleep').
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def answers_of(counts: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.repeat(np.arange(len(counts)), counts)


def moments_of(*samples: Sequence[float] | npt.NDArray[np.int64]) -> Moments:
    return Moments(
        np.array([len(sample) for sample in samples]),
        np.array([np.mean(sample) for sample in samples]),
        np.array([np.std(sample, ddof=1) for sample in samples]),
    )


def interval_from_pairs(earlier: Sequence[int], later: Sequence[int]) -> tuple[float, float]:
    """The definition, pair by pair: mean of the kernel, sample variances of its row and column means."""
    pairs = np.subtract.outer(answers_of(later), answers_of(earlier))
    kernel = (np.sign(pairs) + 1) / 2
    variance = np.var(kernel.mean(axis=0), ddof=1) / kernel.shape[1]
    variance += np.var(kernel.mean(axis=1), ddof=1) / kernel.shape[0]
    theta = kernel.mean()
    margin = stats.norm.ppf(0.975) * np.sqrt(variance) / (theta * (1 - theta))
    return expit(logit(theta) - margin), expit(logit(theta) + margin)


def separated_or_constant(earlier: Sequence[int], later: Sequence[int]) -> bool:
    a, b = answers_of(earlier), answers_of(later)
    return bool(max(a) < min(b) or max(b) < min(a) or len({*a, *b}) == 1)


@given(SAMPLES.filter(any), SAMPLES.filter(any))
def test_theta_is_the_mann_whitney_statistic_per_pair(earlier: list[int], later: list[int]) -> None:
    found = superiority([earlier], [later])
    a, b = answers_of(earlier), answers_of(later)
    statistic = stats.mannwhitneyu(b, a, method="asymptotic").statistic
    assert found.theta == pytest.approx([statistic / (len(a) * len(b))], abs=1e-15)
    signs = [int(np.sign(y - x)) for x, y in product(a, b)]
    for share, sign in ((found.p_higher, 1), (found.p_equal, 0), (found.p_lower, -1)):
        assert share == pytest.approx([signs.count(sign) / len(signs)], abs=1e-15)


@given(LARGE_ENOUGH, LARGE_ENOUGH)
def test_the_interval_is_the_definition_written_out_over_pairs(earlier: list[int], later: list[int]) -> None:
    if separated_or_constant(earlier, later):
        return
    found = superiority([earlier], [later])
    low, high = interval_from_pairs(earlier, later)
    assert (found.low[0], found.high[0]) == pytest.approx((low, high), rel=1e-9)


def test_a_published_table_of_ordered_ratings() -> None:
    # Hanley and McNeil (1982), Radiology 143: 58 normal and 51 abnormal images rated 1 to 5. The manual
    # of Stata's roctab prints for them, by DeLong: area 0.8932, standard error 0.0307, and on the plain
    # scale the interval 0.83295 to 0.95339.
    found = superiority([[33, 6, 6, 11, 2]], [[3, 2, 2, 11, 33]])
    assert round(found.theta[0], 4) == 0.8932
    z = stats.norm.ppf(0.975)
    on_logit = (logit(found.high) - logit(found.low)) / (2 * z)
    error = on_logit * found.theta * (1 - found.theta)
    assert round(error[0], 4) == 0.0307
    assert found.theta - z * error == pytest.approx([0.83295], abs=5e-6)
    assert found.theta + z * error == pytest.approx([0.95339], abs=5e-6)


def test_a_hand_worked_example() -> None:
    # Earlier 1, 2; later 2, 3. Pairs: 2 > 1, 3 > 1, 2 = 2, 3 > 2: higher 3/4, equal 1/4, theta 7/8.
    # Placements of the earlier answers 1 and 3/4, of the later 3/4 and 1: both sample variances 1/32.
    # Variance 1/64 + 1/64 = 1/32; on the logit scale the error is sqrt(1/32) / (7/64) = 1.61624.
    # logit(7/8) = log 7 = 1.94591; bounds expit(1.94591 -+ 3.16778) = 0.22761, 0.99402.
    # z = 1.94591 / 1.61624 = 1.20397; two-sided p = 0.2286.
    found = superiority([[1, 1, 0]], [[0, 1, 1]])
    assert (found.p_higher[0], found.p_equal[0], found.p_lower[0], found.theta[0]) == (0.75, 0.25, 0, 0.875)
    assert (found.low[0], found.high[0]) == pytest.approx((0.22761, 0.99402), abs=1e-5)
    assert found.p_value == pytest.approx([0.2286], abs=5e-5)


@given(LARGE_ENOUGH, LARGE_ENOUGH)
def test_swapping_the_samples_mirrors_everything(earlier: list[int], later: list[int]) -> None:
    assert_mirrored(superiority([earlier], [later]), superiority([later], [earlier]))


@given(LARGE_ENOUGH, LARGE_ENOUGH)
def test_reversing_the_scale_mirrors_everything(earlier: list[int], later: list[int]) -> None:
    assert_mirrored(superiority([earlier], [later]), superiority([earlier[::-1]], [later[::-1]]))


def assert_mirrored(one: Superiority, other: Superiority) -> None:
    assert one.theta == pytest.approx(1 - other.theta, abs=1e-12)
    assert one.low == pytest.approx(1 - other.high, abs=1e-12, nan_ok=True)
    assert one.high == pytest.approx(1 - other.low, abs=1e-12, nan_ok=True)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-9, nan_ok=True)
    assert one.p_higher == pytest.approx(other.p_lower, abs=1e-12)
    assert one.p_equal == pytest.approx(other.p_equal, abs=1e-12)


@given(LARGE_ENOUGH, LARGE_ENOUGH, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_holds_theta_and_agrees_with_the_test(
    earlier: list[int], later: list[int], level: float
) -> None:
    found = superiority([earlier], [later], level)
    low, theta, high = found.low[0], found.theta[0], found.high[0]
    if np.isnan(low):
        assert np.isnan(high)
        assert np.isnan(found.p_value[0])
        assert len({*answers_of(earlier), *answers_of(later)}) == 1
        return
    assert 0 <= low <= theta + 1e-12
    assert theta - 1e-12 <= high <= 1
    assert (low > 0.5 or high < 0.5) == (found.p_value[0] < 1 - level)


def test_many_items_at_once_are_as_each_alone() -> None:
    rng = np.random.default_rng(3)
    earlier, later = rng.integers(0, 4, (2, 50, 5))
    together = superiority(earlier, later)
    for at in range(50):
        alone = superiority(earlier[[at]], later[[at]])
        for field in FIELDS:
            assert getattr(together, field)[at] == pytest.approx(getattr(alone, field)[0], nan_ok=True)


@pytest.mark.parametrize(("m", "n"), [(2, 2), (5, 8), (22, 21)])
def test_complete_separation_has_the_exact_bound_on_one_side_only(m: int, n: int) -> None:
    up = superiority([[1, m - 1, 0, 0]], [[0, 0, n - 1, 1]])
    down = superiority([[0, 0, m]], [[n, 0, 0]])
    (bound,) = separation_bound([m], [n], 0.025)
    assert (up.theta[0], up.high[0], down.theta[0], down.low[0]) == (1, 1, 0, 0)
    assert (up.low[0], down.high[0]) == pytest.approx((bound, 1 - bound), rel=1e-9)
    assert up.basis.tolist() == down.basis.tolist() == ["separated"]


def test_complete_separation_among_other_items_is_as_alone() -> None:
    found = superiority([[2, 3, 0], [5, 0, 0], [3, 0, 0]], [[0, 2, 3], [0, 3, 2], [0, 0, 4]])
    bounds = separation_bound([5, 3], [5, 4], 0.025)
    assert found.low[1:] == pytest.approx(bounds, rel=1e-12)
    assert found.low[0] == pytest.approx(interval_from_pairs([2, 3, 0], [0, 2, 3])[0], rel=1e-12)


@pytest.mark.parametrize(
    ("earlier", "later", "basis"),
    [
        ([1, 2, 3], [3, 2, 1], "delong"),
        ([0, 3, 0], [1, 1, 1], "one_constant"),
        ([1, 1, 1], [0, 3, 0], "one_constant"),
        ([2, 1, 0], [0, 0, 3], "separated"),
        ([3, 0, 0], [0, 3, 0], "separated"),
        ([0, 3, 0], [0, 3, 0], "all_the_same"),
        ([0, 1, 0], [0, 3, 0], "too_few"),
        ([0, 1, 0], [0, 0, 3], "too_few"),
        ([1, 1, 1], [0, 0, 0], "too_few"),
        ([0, 0, 0], [0, 0, 0], "too_few"),
    ],
)
def test_it_is_said_what_the_interval_rests_on(earlier: list[int], later: list[int], basis: str) -> None:
    found = superiority([earlier], [later])
    assert found.basis.tolist() == [basis]
    assert np.isnan([found.low, found.high, found.p_value]).all() == (basis in {"too_few", "all_the_same"})


@given(LARGE_ENOUGH, LARGE_ENOUGH)
def test_cliffs_delta_is_the_mean_sign_of_the_differences(earlier: list[int], later: list[int]) -> None:
    found = superiority([earlier], [later])
    delta = cliffs_delta(found)
    signs = np.sign(np.subtract.outer(answers_of(later), answers_of(earlier)))
    assert delta.estimate == pytest.approx([signs.mean()], abs=1e-12)
    assert delta.low == pytest.approx(2 * found.low - 1, nan_ok=True)
    assert delta.high == pytest.approx(2 * found.high - 1, nan_ok=True)


def test_answers_that_are_all_the_same_leave_no_interval() -> None:
    found = superiority([[0, 6, 0]], [[0, 4, 0]])
    assert (found.theta[0], found.p_equal[0]) == (0.5, 1)
    assert np.isnan([found.low, found.high, found.p_value]).all()


def test_one_constant_sample_follows_the_formula() -> None:
    earlier, later = [0, 0, 6, 0, 0], [1, 0, 2, 4, 3]
    found = superiority([earlier], [later])
    assert (found.low[0], found.high[0]) == pytest.approx(interval_from_pairs(earlier, later), rel=1e-12)


def test_samples_that_are_too_small() -> None:
    found = superiority([[0, 1, 0], [0, 0, 0], [2, 1, 0]], [[0, 1, 2], [1, 2, 0], [0, 0, 0]])
    assert found.theta == pytest.approx([5 / 6, np.nan, np.nan], nan_ok=True)
    for field in FIELDS[1:4]:
        assert np.isnan(getattr(found, field)).all()
    separated = superiority([[1, 0]], [[0, 3]])
    assert np.isnan([separated.low, separated.high, separated.p_value]).all()


def test_large_samples_do_not_overflow() -> None:
    # A million times the shares of a small sample: theta stays, the variance shrinks by the factor.
    small, large = (superiority([[2 * k, k, k]], [[k, k, 2 * k]]) for k in (10, 1_000_000))
    assert large.theta == pytest.approx(small.theta, rel=1e-12)
    width = (logit(small.high) - logit(small.low)) / (logit(large.high) - logit(large.low))
    assert width == pytest.approx([sqrt(1e5)], rel=0.02)


SHAPES = [(0.2,) * 5, (0.05, 0.2, 0.5, 0.2, 0.05), (0.03, 0.07, 0.2, 0.4, 0.3), (0, 0.02, 0.08, 0.3, 0.6)]


def moved(shares: tuple[float, ...], log_odds: float) -> npt.NDArray[np.float64]:
    """The shares after every cumulative odds has changed by the same factor."""
    below = np.cumsum(shares)[:-1]
    below = expit(logit(np.where(below == 0, 1e-12, below)) - log_odds)
    return np.diff(below, prepend=0, append=1)


@pytest.mark.parametrize("log_odds", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("shares", SHAPES)
def test_the_intervals_hold_the_truth_as_often_as_they_say(
    shares: tuple[float, ...], log_odds: float
) -> None:
    rng = np.random.default_rng(20170216)
    after = moved(shares, log_odds)
    earlier, later = rng.multinomial(22, shares, 20_000), rng.multinomial(21, after, 20_000)
    theta = np.dot(after, np.cumsum(shares) - np.array(shares) / 2)
    ordinal = superiority(earlier, later)
    assert 0.94 <= np.mean((ordinal.low <= theta) & (theta <= ordinal.high)) <= 0.97
    steps = np.arange(1, 6)
    means = welch_difference(moments_of_counts(earlier, steps), moments_of_counts(later, steps))
    truth = np.dot(after - shares, steps)
    assert 0.94 <= np.mean((means.low <= truth + 1e-12) & (truth - 1e-12 <= means.high)) <= 0.97


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_difference_agrees_with_scipy(level: float) -> None:
    earlier = [[3, 2, 5, 9, 3], [0, 1, 3, 0, 0], [0, 1, 1, 0, 0]]
    later = [[1, 2, 5, 7, 6], [1, 4, 9, 0, 0], [0, 0, 9, 9, 90]]
    steps = np.arange(1, 6)
    found = welch_difference(moments_of_counts(earlier, steps), moments_of_counts(later, steps), level)
    for at, (a, b) in enumerate(zip(earlier, later, strict=True)):
        expected = stats.ttest_ind(answers_of(b), answers_of(a), equal_var=False)
        interval = expected.confidence_interval(level)
        assert found.estimate[at] == pytest.approx(answers_of(b).mean() - answers_of(a).mean())
        assert (found.low[at], found.high[at]) == pytest.approx((interval.low, interval.high), rel=1e-12)
        assert found.p_value[at] == pytest.approx(expected.pvalue, rel=1e-9)


def test_the_difference_of_a_published_example() -> None:
    # R's t.test(extra ~ group, data = sleep) prints: interval -3.3654832 to 0.2054832 for group 1 less
    # group 2, p = 0.07939.
    first, second = SLEEP
    found = welch_difference(moments_of(first), moments_of(second))
    assert found.estimate == pytest.approx([1.58])
    assert (found.low[0], found.high[0]) == pytest.approx((-0.2054832, 3.3654832), abs=5e-8)
    assert found.p_value == pytest.approx([0.07939], abs=5e-6)


def test_the_difference_from_a_constant_sample_is_a_one_sample_test() -> None:
    # With no variance of its own the constant sample is a known number, and n - 1 degrees are left.
    later = [1, 4, 9, 0, 0]
    found = welch_difference(
        moments_of_counts([[0, 0, 4, 0, 0]], range(5)), moments_of_counts([later], range(5))
    )
    expected = stats.ttest_1samp(answers_of(later) - 2, 0)
    interval = expected.confidence_interval()
    assert (found.low[0], found.high[0]) == pytest.approx((interval.low, interval.high), rel=1e-12)
    assert found.p_value == pytest.approx([expected.pvalue], rel=1e-9)


def test_a_difference_that_cannot_be_tested() -> None:
    steps = [1, 2, 3]
    earlier = moments_of_counts([[0, 4, 0], [0, 1, 0], [0, 0, 0]], steps)
    later = moments_of_counts([[0, 0, 3], [1, 1, 1], [1, 1, 1]], steps)
    found = welch_difference(earlier, later)
    assert found.estimate == pytest.approx([1, 0, np.nan], nan_ok=True)
    assert np.isnan([found.low, found.high, found.p_value]).all()
