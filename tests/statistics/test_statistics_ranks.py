import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from dashboard.statistics.ranks import brunner_munzel, mann_whitney

SAMPLES = st.lists(st.integers(0, 9), min_size=5, max_size=5)


def answers_of(counts: list[int]) -> npt.NDArray[np.int64]:
    return np.repeat(np.arange(len(counts)), counts)


def of_scipy(test: Callable[..., Any], earlier: list[int], later: list[int], **options: str) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(test(answers_of(later), answers_of(earlier), **options).pvalue)


def overlap(earlier: list[int], later: list[int]) -> bool:
    a, b = answers_of(earlier), answers_of(later)
    return bool(max(a) >= min(b) and max(b) >= min(a) and len({*a, *b}) > 1)


@given(SAMPLES.filter(any), SAMPLES.filter(any))
@example([3, 0, 0, 0, 0], [0, 0, 0, 0, 5])
@example([0, 0, 0, 0, 9], [0, 0, 0, 1, 8])
@example([1, 0, 0, 0, 0], [0, 1, 0, 0, 0])
@example([1, 1, 1, 0, 0], [0, 0, 1, 1, 1])
def test_mann_whitney_agrees_with_scipy(earlier: list[int], later: list[int]) -> None:
    (found,) = mann_whitney([earlier], [later])
    if len({*answers_of(earlier), *answers_of(later)}) == 1:
        assert np.isnan(found)
        return
    expected = of_scipy(stats.mannwhitneyu, earlier, later, method="asymptotic")
    assert found == pytest.approx(expected, rel=1e-9)


def test_mann_whitney_of_a_published_example() -> None:
    # R's wilcox.test(Ozone ~ Month, data = airquality, subset = Month %in% c(5, 8), exact = FALSE)
    # prints p = 0.0001208.
    may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37]
    august = [39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76]
    august += [118, 84, 85]
    counts = [np.bincount(sample, minlength=169) for sample in (may, august)]
    assert round(float(mann_whitney([counts[0]], [counts[1]])[0]), 7) == 0.0001208


@given(SAMPLES.filter(lambda counts: sum(counts) >= 2), SAMPLES.filter(lambda counts: sum(counts) >= 2))
@example([0, 3, 0, 0, 0], [1, 1, 1, 0, 0])
@example([0, 0, 0, 0, 9], [0, 0, 0, 1, 8])
@example([0, 0, 0, 1, 1], [0, 0, 1, 1, 0])
def test_brunner_munzel_agrees_with_scipy(earlier: list[int], later: list[int]) -> None:
    (found,) = brunner_munzel([earlier], [later])
    if overlap(earlier, later):
        assert found == pytest.approx(of_scipy(stats.brunnermunzel, earlier, later), rel=1e-9)
    else:
        assert np.isnan(found)


def test_brunner_munzel_of_a_published_example() -> None:
    # Pain scores of Brunner and Munzel (2000), as R's lawstat and brunnermunzel print them: statistic
    # 3.1375 on 17.683 degrees of freedom, p = 0.005786.
    found = brunner_munzel([[11, 2, 0, 1, 0]], [[3, 1, 4, 2, 1]])
    assert round(float(found[0]), 6) == 0.005786


@pytest.mark.parametrize("test", [mann_whitney, brunner_munzel])
def test_an_empty_sample_has_no_p_value(test: Callable[..., npt.NDArray[np.float64]]) -> None:
    assert np.isnan(test([[0, 0], [0, 0], [1, 2]], [[0, 0], [3, 1], [0, 0]])).all()


def test_one_answer_is_too_few_for_brunner_munzel_but_not_for_mann_whitney() -> None:
    assert np.isnan(brunner_munzel([[1, 0]], [[2, 3]])).all()
    expected = of_scipy(stats.mannwhitneyu, [1, 0], [2, 3], method="asymptotic")
    assert mann_whitney([[1, 0]], [[2, 3]]) == pytest.approx([expected], rel=1e-9)


def test_many_items_at_once_are_as_each_alone() -> None:
    earlier, later = np.random.default_rng(3).integers(0, 4, (2, 7, 4, 5))
    for test in (mann_whitney, brunner_munzel):
        together = test(earlier, later)
        assert together.shape == (7, 4)
        for at in np.ndindex(7, 4):
            assert together[at] == pytest.approx(test(earlier[at], later[at]), rel=1e-12, nan_ok=True)
