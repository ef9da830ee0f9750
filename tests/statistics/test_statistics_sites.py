import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from dashboard.statistics.moments import Moments, moments_of_counts
from dashboard.statistics.sites import (
    brown_forsythe,
    funnel_limits,
    heterogeneity,
    partial_pooling,
    pooled_sites,
    pooled_variance,
    sites_differ,
    welch_anova,
)


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


def test_brown_and_forsythes_of_two_sites_is_welchs_t_test() -> None:
    expected = stats.ttest_ind(*SITES[:2], equal_var=False)
    assert brown_forsythe(moments_of(*SITES[:2])) == pytest.approx(expected.pvalue, rel=1e-9)


def test_brown_and_forsythes_statistic_is_fishers_where_sites_have_one_size() -> None:
    sites = [site[:4] for site in SITES]
    parts = np.array([0.75 * np.var(site, ddof=1) for site in sites])
    degrees = parts.sum() ** 2 / (parts**2 / 3).sum()
    expected = stats.f.sf(stats.f_oneway(*sites).statistic, 3, degrees)
    assert brown_forsythe(moments_of(*sites)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("sites", [[], [SITES[0]], [SITES[0], [4.0]], [[1.0, 1.0], [2.0, 2.0]]])
def test_brown_and_forsythes_test_needs_two_sites_and_a_variance(sites: list[list[float]]) -> None:
    assert math.isnan(brown_forsythe(moments_of(*sites)))
    assert not sites_differ(moments_of(*sites))


SHAPES = [(0.2,) * 5, (0.05, 0.2, 0.5, 0.2, 0.05), (0.03, 0.07, 0.2, 0.4, 0.3), (0, 0.02, 0.08, 0.3, 0.6)]


@pytest.mark.parametrize("shares", SHAPES)
@pytest.mark.parametrize("sizes", [(8,) * 12, (8, 10, 12, 20, 35, 9, 8, 15, 11, 8, 22, 14), (30,) * 5])
def test_identical_sites_are_said_to_differ_in_one_of_twenty_at_most(
    sizes: tuple[int, ...], shares: tuple[float, ...]
) -> None:
    rng, runs = np.random.default_rng(2018), 1500
    counts = np.stack([rng.multinomial(size, shares, runs) for size in sizes], axis=1)
    found = moments_of_counts(counts, np.arange(1, 6))
    claimed = sum(
        sites_differ(Moments(*columns)) for columns in zip(found.n, found.mean, found.sd, strict=True)
    )
    assert claimed / runs <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)


def test_sites_that_do_differ_are_found() -> None:
    rng = np.random.default_rng(1)
    assert sites_differ(moments_of(*(list(rng.normal(mean, 0.7, 15)) for mean in (3.0, 3.2, 3.9, 4.1))))


# Thirteen trials of a vaccine (Colditz and others 1994; metafor's dat.bcg): cases and others, vaccinated
# and not.
BCG = np.array(
    [
        (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
        (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
        (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ]
)  # fmt: skip
EIGHT_SCHOOLS = ([28, 8, -3, 7, -1, 1, 18, 12], np.square([15, 10, 16, 11, 9, 11, 10, 18]))


def log_risk_ratios() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    a, b, c, d = BCG.T
    return np.log(a / (a + b) * (c + d) / c), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_heterogeneity_of_a_published_example() -> None:
    # R's metafor, rma(yi, vi, data = dat, method = "DL"), prints tau^2 0.3088, I^2 92.12 %,
    # Q(df = 12) = 152.2330 and the estimate -0.7141.
    found = heterogeneity(*log_risk_ratios())
    assert round(found.q, 4) == 152.2330
    assert round(found.tau_squared, 4) == 0.3088
    assert round(100 * (1 - found.noise), 2) == 92.12
    assert round(partial_pooling(*log_risk_ratios()).centre, 4) == -0.7141


def test_differences_no_larger_than_chance_are_all_noise() -> None:
    # Rubin's (1981) eight schools: tau squared is 0 by DerSimonian and Laird; Gelman and others
    # (Bayesian Data Analysis, section 5.5) give the pooled estimate 7.7.
    found = partial_pooling(*EIGHT_SCHOOLS)
    assert (found.heterogeneity.tau_squared, found.heterogeneity.noise) == (0, 1)
    assert round(found.centre, 1) == 7.7


def test_partial_pooling_is_hand_worked() -> None:
    # Means 1, 2, 3, 4, 5 with variance 1 each: centre 3, Q = 10, tau squared = (10 - 4) / (5 - 1) = 1.5,
    # noise 4 / 10. v / (v + tau squared) = 0.4, times (5 - 3) / (5 - 1) is B = 0.2.
    # Estimates 3 + 0.8 (y - 3). Variance 1 - 0.8 * 0.2 + 2 / 2 * 0.04 * (y - 3)^2: 1.00, 0.88, 0.84.
    found = partial_pooling([1, 2, 3, 4, 5], [1] * 5)
    assert found.heterogeneity.q == pytest.approx(10)
    assert (found.heterogeneity.tau_squared, found.heterogeneity.noise) == pytest.approx((1.5, 0.4))
    assert found.centre == pytest.approx(3)
    assert found.estimate == pytest.approx([1.4, 2.2, 3.0, 3.8, 4.6])
    half = 1.959964 * np.sqrt([1.00, 0.88, 0.84, 0.88, 1.00])
    assert found.high - found.estimate == pytest.approx(half, rel=1e-6)
    assert found.estimate - found.low == pytest.approx(half, rel=1e-6)


def test_sites_of_different_size_are_hand_worked() -> None:
    # Means 0, 4, 0, 4, 2 with variances 1, 1, 1, 1, 0.5: weights 1 1 1 1 2, centre 2, Q = 16,
    # tau squared = (16 - 4) / (6 - 8 / 6) = 18/7. Weights then 7/25 four times and 14/43, together
    # 1.445581. First site: B = 0.5 * 7/25 = 0.14, estimate 0.28. Typical variance
    # (4 * 7/25 + 7/43) / 1.445581 = 0.887389. Variance 1 - 0.14 * (1 - 0.28 / 1.445581)
    # + 0.14^2 * (0.887389 + 18/7) / (25/7) * 4 = 0.963045.
    # Last site: B = 0.5 * 7/43 = 0.081395, at the centre; 0.5 (1 - 0.081395 (1 - 0.325581 / 1.445581)).
    found = partial_pooling([0, 4, 0, 4, 2], [1, 1, 1, 1, 0.5])
    assert found.heterogeneity.tau_squared == pytest.approx(18 / 7)
    assert found.estimate == pytest.approx([0.28, 3.72, 0.28, 3.72, 2])
    assert ((found.high - found.estimate) / 1.959964)[[0, 4]] ** 2 == pytest.approx(
        [0.963045, 0.468468], rel=1e-5
    )


def test_the_noise_is_the_typical_variance_over_all_variance() -> None:
    # Higgins and Thompson (2002), equation 9: the typical variance within.
    estimates, variances = log_risk_ratios()
    weights, found = 1 / variances, heterogeneity(estimates, variances)
    typical = 12 * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
    assert found.noise == pytest.approx(typical / (found.tau_squared + typical), rel=1e-9)


@pytest.mark.parametrize("tau", [0.0, 0.1, 0.2, 0.4, 0.8])
@pytest.mark.parametrize("sizes", [(8, 12, 9, 20), (8, 10, 12, 20, 35, 9, 8, 15, 11, 8, 22, 14)])
def test_pooled_intervals_hold_the_sites_true_means(sizes: tuple[int, ...], tau: float) -> None:
    rng, runs, n = np.random.default_rng(8), 1500, np.array(sizes)
    held = nearer = 0.0
    for _ in range(runs):
        truth = rng.normal(3.5, tau, len(n))
        answers = Moments(
            n, rng.normal(truth, 0.8 / np.sqrt(n)), 0.8 * np.sqrt(rng.chisquare(n - 1) / (n - 1))
        )
        found = pooled_sites(answers, (-math.inf, math.inf))
        held += float(np.mean((found.low <= truth) & (truth <= found.high))) / runs
        nearer += float(np.mean((answers.mean - truth) ** 2 - (found.estimate - truth) ** 2))
    assert held >= 0.94
    assert nearer > 0


def test_fewer_than_four_sites_stay_where_they_are() -> None:
    found = partial_pooling([3, 4, 5], [0.04, 0.09, 0.04])
    assert found.estimate == pytest.approx([3, 4, 5])
    assert found.high == pytest.approx(np.array([3, 4, 5]) + 1.959964 * np.array([0.2, 0.3, 0.2]), rel=1e-6)


def test_fewer_than_two_sites_are_not_pooled() -> None:
    for estimates in ([], [3.0]):
        found = partial_pooling(estimates, [0.1] * len(estimates))
        assert math.isnan(found.centre)
        assert math.isnan(found.heterogeneity.noise)
        assert np.isnan(found.estimate).all()


def test_the_variance_within_sites_is_fishers() -> None:
    squares = sum(np.sum((np.array(site) - np.mean(site)) ** 2) for site in SITES)
    assert pooled_variance(moments_of(*SITES, [], [4.0])) == pytest.approx(squares / (6 + 4 + 9 + 7 - 4))
    assert math.isnan(pooled_variance(moments_of([4.0], [])))


def test_a_site_that_answers_with_one_voice_is_pooled_and_one_without_answers_is_not() -> None:
    found = pooled_sites(moments_of(*SITES, [5.0, 5.0, 5.0], []), (-math.inf, math.inf))
    within = pooled_variance(moments_of(*SITES, [5.0, 5.0, 5.0]))
    sizes = np.array([6, 4, 9, 7, 3])
    expected = partial_pooling([np.mean(site) for site in [*SITES, [5.0]]], within / sizes)
    assert found.estimate[:5] == pytest.approx(expected.estimate)
    assert found.estimate[4] < 5
    assert np.isnan([found.estimate[5], found.low[5], found.high[5]]).all()


def test_nothing_is_pooled_where_nobody_varies() -> None:
    assert np.isnan(pooled_sites(moments_of([4.0, 4.0], [5.0, 5.0]), (1, 5)).estimate).all()


def test_funnel_limits_are_hand_worked() -> None:
    # 0.8 / sqrt(16) = 0.2 and 0.8 / sqrt(64) = 0.1; z is 1.959964 and, for 99.8 %, 3.090232.
    low, high = funnel_limits(3.5, 0.8, [16, 64], 0.95)
    assert low == pytest.approx([3.5 - 0.3919928, 3.5 - 0.1959964])
    assert high == pytest.approx([3.5 + 0.3919928, 3.5 + 0.1959964])
    alarm, _ = funnel_limits(3.5, 0.8, [16], 0.998)
    assert alarm == pytest.approx([3.5 - 0.6180464])
