import math

import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.moments import Moments
from dashboard.statistics.sites import welch_anova


def moments_of(*samples: list[float]) -> Moments:
    return Moments(
        np.array([len(sample) for sample in samples]),
        np.array([np.mean(sample) if sample else np.nan for sample in samples]),
        np.array([np.std(sample, ddof=1) if len(sample) > 1 else np.nan for sample in samples]),
    )


SITES = [
    [3.1, 3.4, 2.8, 4.0, 3.7, 3.3],
    [4.1, 4.4, 3.9, 4.2],
    [2.0, 4.9, 3.3, 3.1, 1.8, 4.4, 3.9, 2.7, 3.0],
    [3.8, 3.9, 4.5, 3.2, 4.0, 4.1, 3.6],
]


def test_the_test_agrees_with_scipy() -> None:
    found = welch_anova(moments_of(*SITES))
    expected = stats.f_oneway(*SITES, equal_var=False)
    assert found.statistic == pytest.approx(expected.statistic, rel=1e-12)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)
    assert found.df_between == 3
    assert found.p_value == pytest.approx(stats.f.sf(found.statistic, 3, found.df_within), rel=1e-9)


def test_two_sites_are_welchs_t_test() -> None:
    # F is t squared, with the degrees of freedom of t.
    found = welch_anova(moments_of(*SITES[:2]))
    expected = stats.ttest_ind(*SITES[:2], equal_var=False)
    assert found.statistic == pytest.approx(expected.statistic**2, rel=1e-12)
    assert (found.df_between, found.df_within) == pytest.approx((1, expected.df), rel=1e-12)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_a_published_example() -> None:
    # R's oneway.test(extra ~ group, data = sleep) prints F = 3.4626, df 1 and 17.776, p = 0.07939.
    found = welch_anova(
        moments_of(
            [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
            [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
        )
    )
    assert round(found.statistic, 4) == 3.4626
    assert round(found.df_within, 3) == 17.776
    assert round(found.p_value, 5) == 0.07939


def test_sites_without_a_variance_are_left_out() -> None:
    found = welch_anova(moments_of(*SITES[:2], [], [5.0], [2.0, 2.0, 2.0], *SITES[2:]))
    assert found == welch_anova(moments_of(*SITES))


@pytest.mark.parametrize("sites", [[], [SITES[0]], [SITES[0], [4.0]], [[1.0, 1.0], [2.0, 2.0]]])
def test_fewer_than_two_usable_sites_cannot_differ(sites: list[list[float]]) -> None:
    found = welch_anova(moments_of(*sites))
    assert all(
        math.isnan(figure) for figure in (found.statistic, found.df_between, found.df_within, found.p_value)
    )


def test_without_difference_the_test_is_right_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    sizes, spreads, runs = (8, 12, 20, 35), (1.0, 0.6, 0.8, 0.5), 2000
    rejected = 0
    for _ in range(runs):
        samples = [list(rng.normal(3.5, sd, n)) for n, sd in zip(sizes, spreads, strict=True)]
        rejected += welch_anova(moments_of(*samples)).p_value < 0.05
    assert rejected / runs == pytest.approx(0.05, abs=0.02)
