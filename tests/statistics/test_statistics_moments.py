import subprocess
import sys
from collections.abc import Sequence
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.statistics.moments import Moments, mean_interval, moments_of_counts, moments_of_errors

STEPS = np.arange(1, 6)
ENDLESS = (-np.inf, np.inf)


def answers_of(counts: Sequence[int]) -> list[int]:
    return [int(step) for step in np.repeat(STEPS, counts)]


def test_a_hand_worked_example() -> None:
    # Answers 1, 3, 3, 4: sum 11, mean 2.75; squared deviations 3.0625 + 2 * 0.0625 + 1.5625 = 4.75,
    # over 3 is 1.58333, its root 1.25831.
    moments = moments_of_counts([[1, 0, 2, 1]], [1, 2, 3, 4])
    assert moments.n.tolist() == [4]
    assert moments.mean.tolist() == [2.75]
    assert moments.sd == pytest.approx([1.25831], abs=5e-6)


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(lambda counts: sum(counts) >= 2))
def test_counts_agree_with_the_standard_library(counts: list[int]) -> None:
    moments = moments_of_counts([counts], STEPS)
    assert moments.mean == pytest.approx([fmean(answers_of(counts))], rel=1e-14)
    assert moments.sd == pytest.approx([stdev(answers_of(counts))], rel=1e-14)


@given(st.lists(st.floats(1, 5), min_size=2, max_size=60))
def test_an_error_stands_for_the_deviation_that_gives_it(scores: list[float]) -> None:
    moments = moments_of_errors([len(scores)], [fmean(scores)], [float(stats.sem(scores))])
    assert moments.mean == pytest.approx([fmean(scores)])
    assert moments.sd == pytest.approx([stdev(scores)], abs=1e-12)


@pytest.mark.parametrize("value", [1, 5, 3.3, 0.1, 29 / 7])
@pytest.mark.parametrize("n", [2, 7, 22, 100_000])
def test_answers_that_are_all_the_same_do_not_vary(value: float, n: int) -> None:
    assert moments_of_counts([[0, n, 0]], [0.0, value, 9.9]).sd.tolist() == [0.0]
    assert moments_of_errors([n], [value], [0.0]).sd.tolist() == [0.0]


def test_one_answer_that_differs_among_a_million_is_not_lost() -> None:
    n = 1_000_000
    # n - 1 times 3 and once 4: the variance is (1 - 1/n) / (n - 1) = 1 / n.
    assert moments_of_counts([[n - 1, 1]], [3, 4]).sd == pytest.approx([1e-3], rel=1e-12)


def test_what_is_undefined_is_nan() -> None:
    for moments in (
        moments_of_counts([[0, 0], [0, 1]], [1, 2]),
        moments_of_errors([0, 1], [0.0, 2.0], [0.0, 0.0]),
    ):
        assert moments.mean == pytest.approx([np.nan, 2.0], nan_ok=True)
        assert np.isnan(moments.sd).all()
        assert np.isnan(mean_interval(moments, (1, 5))).all()


def test_no_items_give_no_moments() -> None:
    moments = moments_of_counts(np.zeros((0, 5), dtype=int), STEPS)
    assert moments.n.shape == moments.mean.shape == moments.sd.shape == (0,)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_the_interval_of_a_mean_agrees_with_scipy(level: float) -> None:
    counts = [[2, 1, 4, 9, 6], [0, 0, 1, 1, 0], [0, 3, 0, 8, 300]]
    low, high = mean_interval(moments_of_counts(counts, STEPS), ENDLESS, level)
    for row, bounds in zip(counts, zip(low, high, strict=True), strict=True):
        expected = stats.ttest_1samp(answers_of(row), 0).confidence_interval(level)
        assert bounds == pytest.approx((expected.low, expected.high), rel=1e-12)


def test_an_interval_ends_where_the_scale_does() -> None:
    """Table 5 of the report, 'No threats or pressure': 4.65 (0.93) of 20 would reach 5.09 on a 1-5 scale."""
    low, high = mean_interval(Moments(np.array([20]), np.array([4.65]), np.array([0.93])), (1, 5))
    assert (low[0], high[0]) == (pytest.approx(4.2147, abs=1e-4), 5)
    low, high = mean_interval(Moments(np.array([20]), np.array([1.35]), np.array([0.93])), (1, 5))
    assert (low[0], high[0]) == (1, pytest.approx(1.7853, abs=1e-4))


def test_moments_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Moments(np.array([1]), np.array([1.0]), np.array([1.0])).n = np.array([2])  # type: ignore[misc]


def test_importing_the_statistics_does_not_import_scipy() -> None:
    modules = ", ".join(f"dashboard.statistics.{name}" for name in ("change", "claims", "moments", "sites"))
    code = f"import sys, {modules}; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
