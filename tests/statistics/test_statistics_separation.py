from itertools import product
from math import comb

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq

from dashboard.statistics.separation import separation_bound, separation_p_value

SIZES = [(2, 2), (3, 3), (5, 5), (5, 8), (3, 20), (22, 21), (50, 50)]


def theta_of(odds: float) -> float:
    """P(X < Y) for two distributions with this odds ratio (closed form)."""
    return float(odds * (odds - 1 - np.log(odds)) / (odds - 1) ** 2)


def odds_of(theta: float) -> float:
    """The odds ratio at which P(X < Y) is theta; the closed form is 0 / 0 at 1, which no bracket ends on."""
    bracket = (1e-7, 0.999) if theta < 0.5 else (1.001, 1e7)
    return float(brentq(lambda odds: theta_of(odds) - theta, *bracket, xtol=1e-12))


@pytest.mark.parametrize(("m", "n"), SIZES)
@pytest.mark.parametrize("tail", [0.005, 0.025, 0.1])
def test_at_the_bound_separation_is_as_probable_as_the_tail(m: int, n: int, tail: float) -> None:
    # Another road than ours: the closed form of theta, and an integral over the share below the largest
    # of m instead of over the log odds.
    (bound,) = separation_bound([m], [n], tail)
    odds = odds_of(bound)

    def density(share: float) -> float:
        above = odds * (1 - share) / (share + odds * (1 - share))
        return float(m * share ** (m - 1) * above**n)

    probability, _ = quad(density, 0, 1, epsabs=1e-13, limit=200)
    assert probability == pytest.approx(tail, rel=1e-6)


def test_the_bound_excludes_one_half_where_the_exact_test_is_significant() -> None:
    for m, n in product(range(2, 16), repeat=2):
        exact = stats.mannwhitneyu(np.arange(m), np.arange(m, m + n), method="exact").pvalue
        assert separation_p_value(m, n) == pytest.approx(exact, rel=1e-9)
        assert (separation_bound([m], [n], 0.025)[0] > 0.5) == (exact < 0.05)


def test_the_p_value_counts_the_ways_to_deal_out_the_answers() -> None:
    assert separation_p_value([4, 22], [4, 21]) == pytest.approx([2 / 70, 2 / comb(43, 21)], rel=1e-12)


@pytest.mark.parametrize(("m", "n"), SIZES)
def test_the_bound_lies_between_that_without_assumption_and_the_estimate(m: int, n: int) -> None:
    # The smallest theta that any two distributions can have is Clopper and Pearson's, from min(m, n)
    # disjoint pairs of which all are higher.
    pairs = min(m, n)
    clopper_pearson = stats.binomtest(pairs, pairs).proportion_ci(method="exact").low
    (bound,) = separation_bound([m], [n], 0.025)
    assert clopper_pearson < bound < 1


def test_swapping_the_samples_changes_nothing_and_more_answers_raise_the_bound() -> None:
    assert separation_bound([5, 3], [8, 20], 0.025) == pytest.approx(separation_bound([8, 20], [5, 3], 0.025))
    assert (np.diff(separation_bound(np.arange(2, 60), np.full(58, 10), 0.025)) > 0).all()


def test_simulated_samples_at_the_bound_separate_as_often_as_the_tail() -> None:
    rng = np.random.default_rng(4)
    (bound,) = separation_bound([5], [8], 0.025)
    lower, upper = rng.logistic(size=(200_000, 5)), rng.logistic(np.log(odds_of(bound)), size=(200_000, 8))
    assert np.mean(lower.max(axis=1) < upper.min(axis=1)) == pytest.approx(0.025, abs=0.0015)


def test_very_large_samples_have_a_bound() -> None:
    (bound,) = separation_bound([1_000_000], [1_000_000], 0.025)
    assert 0.999999 < bound <= 1
