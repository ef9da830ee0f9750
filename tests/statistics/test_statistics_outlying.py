"""Which sites lie outside: against scipy, a hand-worked example, and worlds of identical sites."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from dashboard.statistics.moments import Moments, moments_of_counts
from dashboard.statistics.outlying import against_the_others, others_together, outlying_sites
from dashboard.statistics.sites import sites_differ
from tests.seeds import few_and_many

Answers = Sequence[float]
STEPS = np.arange(1, 6)


def moments_of(sites: Sequence[Answers]) -> Moments:
    return Moments(
        np.array([len(site) for site in sites]),
        np.array([np.mean(site) for site in sites]),
        np.array([np.std(site, ddof=1) for site in sites]),
    )


def drawn(seed: int, *means: float, size: int = 20) -> list[Answers]:
    rng = np.random.default_rng(seed)
    return [list(rng.normal(mean, 0.7, size)) for mean in means]


def without(sites: Sequence[Answers], at: int) -> npt.NDArray[np.float64]:
    return np.concatenate([site for other, site in enumerate(sites) if other != at])


SITES = [[3, 4, 2, 5, 4, 1], [4, 5, 4, 4], [2, 5, 3, 3, 1, 4, 4], [5, 5, 5, 5, 5]]


def test_the_answers_of_the_others_are_those_put_together() -> None:
    found = others_together(moments_of(SITES))
    for at in range(len(SITES)):
        others = without(SITES, at)
        assert found.n[at] == len(others)
        assert (found.mean[at], found.sd[at]) == pytest.approx((others.mean(), others.std(ddof=1)), rel=1e-12)


def test_each_site_against_the_others_is_scipys_welch() -> None:
    """Site 0 and 2 vary more than sites do on average, so their own variance counts; the others' does not."""
    found = against_the_others(moments_of(SITES))
    squares = sum((len(site) - 1) * float(np.var(site, ddof=1)) for site in SITES)
    within = math.sqrt(squares / (sum(map(len, SITES)) - 4))
    for at, site in enumerate(SITES):
        others = without(SITES, at)
        numbers = np.mean(others), np.std(others, ddof=1), len(others)
        own = float(np.std(site, ddof=1))
        if own > within:
            expected = float(stats.ttest_ind(site, others, equal_var=False).pvalue)
        else:
            expected = float(
                stats.ttest_ind_from_stats(np.mean(site), within, len(site), *numbers, False).pvalue
            )
        assert found[at] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_whoever_is_named_first_survives_scipys_false_discovery_control(seed: int) -> None:
    moments = moments_of(drawn(seed, 3.0, 3.6, 3.6, 3.6, 4.1, size=15))
    p_values = against_the_others(moments)
    adjusted = stats.false_discovery_control(p_values)
    first, named = int(p_values.argmin()), outlying_sites(moments).side
    assert bool(named[first]) == (sites_differ(moments) and adjusted[first] <= 0.05)


def test_the_rule_is_hand_worked() -> None:
    """Four sites of 8 answers, half of them 1 below and half 1 above the mean: s² = 8/7 at each.

    Means 2, 4, 4, 4. Site 0 against 24 answers of mean 4 and s² = 24/23: t = 2 / √(1/7 + 1/23) = 4.63.
    A site at 4 against 8 at 2 and 16 at 4: mean 10/3, squares 24 + 8 · 16/9 + 16 · 4/9 = 136/3, s² = 136/69;
    t = (2/3) / √(1/7 + 17/207) = 1.41. Set site 0 aside and the rest have one mean.
    """
    sites = [[mean - 1] * 4 + [mean + 1] * 4 for mean in (2, 4, 4, 4)]
    found = against_the_others(moments_of(sites))
    a, b = 1 / 7, 1 / 23
    degrees = (a + b) ** 2 / (a**2 / 7 + b**2 / 23)
    assert found[0] == pytest.approx(2 * stats.t.sf(2 / math.sqrt(a + b), degrees), rel=1e-9)
    a, b = 1 / 7, 17 / 207
    degrees = (a + b) ** 2 / (a**2 / 7 + b**2 / 23)
    assert found[1:] == pytest.approx([2 * stats.t.sf(2 / 3 / math.sqrt(a + b), degrees)] * 3, rel=1e-9)
    assert outlying_sites(moments_of(sites)).side.tolist() == [-1, 0, 0, 0]


def test_sites_on_both_sides_are_named_and_the_middle_is_not() -> None:
    found = outlying_sites(moments_of(drawn(4, 2.0, 3.5, 3.5, 3.5, 3.5, 5.0)))
    assert found.side.tolist() == [-1, 0, 0, 0, 0, 1]
    assert (found.p_value[[0, 5]] < 0.05 / 6).all()


def test_one_site_far_out_leaves_its_fellows_unnamed() -> None:
    """Tested once, each of two alike sites lies surely above a mean that the third pulls down."""
    sites = [[mean - 1] * 40 + [mean + 1] * 40 for mean in (2, 4, 4)]
    assert (against_the_others(moments_of(sites)) < 0.001).all()
    assert outlying_sites(moments_of(sites)).side.tolist() == [-1, 0, 0]


def test_of_two_sites_one_lies_below_and_one_above() -> None:
    assert outlying_sites(moments_of(drawn(1, 3.0, 4.5))).side.tolist() == [-1, 1]
    assert outlying_sites(moments_of(drawn(1, 3.0, 3.0))).side.tolist() == [0, 0]


@pytest.mark.parametrize("sites", [[], [SITES[0]], [[5, 5, 5], [4, 4, 4]], [SITES[0], [5]]])
def test_nothing_is_named_where_nothing_can_be_tested(sites: list[Answers]) -> None:
    moments = Moments(
        np.array([len(site) for site in sites], dtype=np.int64),
        np.array([np.mean(site) for site in sites]),
        np.array([np.std(site, ddof=1) if len(site) > 1 else np.nan for site in sites]),
    )
    assert not outlying_sites(moments).side.any()


def test_a_few_who_happen_to_agree_are_no_finding() -> None:
    """Five gave the top answer, where seven in ten do: Welch with their own variance would be sure."""
    low, most = [1] * 12 + [2] * 8, [5] * 14 + [4] * 6
    sites = [low, *[most] * 6, [5] * 5]
    others = np.concatenate(sites[1:-1])
    numbers = np.mean(others), np.std(others, ddof=1), len(others)
    assert stats.ttest_ind_from_stats(5, 0, 5, *numbers, equal_var=False).pvalue < 0.001
    assert outlying_sites(moments_of(sites)).side.tolist() == [-1, *[0] * 7]


SHAPES = {
    "even": (0.2,) * 5,
    "skewed": (0.03, 0.07, 0.2, 0.4, 0.3),
    "both ends": (0.4, 0.1, 0, 0.1, 0.4),
    "ceiling": (0, 0.02, 0.08, 0.3, 0.6),
    "high ceiling": (0, 0, 0.02, 0.08, 0.9),
}
SIZES = {
    "three": (5, 20, 80),
    "three, one small": (5, 60, 60),
    "five": (20,) * 5,
    "ten": (5, 8, 12, 40, 80, 6, 20, 5, 30, 9),
    "twenty small": (5,) * 20,
    "twenty, one large": (80, *(5,) * 19),
}


def worlds(
    sizes: Sequence[int], shares: Sequence[Sequence[float]], seed: int, runs: int
) -> npt.NDArray[np.int64]:
    """Return who is named in each world, shape (runs, sites)."""
    rng = np.random.default_rng(seed)
    counts = np.stack([rng.multinomial(*site, runs) for site in zip(sizes, shares, strict=True)], axis=1)
    found = moments_of_counts(counts, STEPS)
    each = zip(found.n, found.mean, found.sd, strict=True)
    return np.array([outlying_sites(Moments(*world)).side for world in each])


@pytest.mark.parametrize("runs", few_and_many(400, 6000))
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("shares", SHAPES.values(), ids=SHAPES)
def test_identical_sites_are_named_in_one_of_twenty_worlds_at_most(
    sizes: tuple[int, ...], shares: tuple[float, ...], runs: int
) -> None:
    named = worlds(sizes, [shares] * len(sizes), 2026, runs).any(axis=1).mean()
    assert named <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)


@pytest.mark.parametrize("sizes", [(20,) * 5, (20,) * 10, (8, 20, 30, 80, 12)])
@pytest.mark.parametrize("shares", [SHAPES["skewed"], SHAPES["ceiling"], SHAPES["high ceiling"]])
def test_beside_a_site_that_lies_outside_identical_ones_are_named_as_seldom(
    sizes: tuple[int, ...], shares: tuple[float, ...]
) -> None:
    runs, outside = 300, (0.4, 0.3, 0.2, 0.07, 0.03)
    found = worlds(sizes, [outside, *[shares] * (len(sizes) - 1)], 7, runs)
    assert found[:, 1:].any(axis=1).mean() <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)
    assert (found[:, 0] == -1).mean() > 0.5


def test_the_others_of_a_thousand_sites_are_those_put_together_one_by_one() -> None:
    chance = np.random.default_rng(7)
    n = chance.integers(2, 400, 1000)
    answers = [chance.integers(1, 6, size) for size in n.tolist()]
    means, sds = ([f(given) for given in answers] for f in (np.mean, lambda given: np.std(given, ddof=1)))
    found = others_together(Moments(n, np.array(means), np.array(sds)))
    for at in (0, 499, 999):
        others = np.concatenate([*answers[:at], *answers[at + 1 :]])
        assert found.n[at] == len(others)
        assert found.mean[at] == pytest.approx(others.mean(), rel=1e-12)
        assert found.sd[at] == pytest.approx(others.std(ddof=1), rel=1e-12)
