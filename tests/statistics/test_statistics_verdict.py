"""Verdicts: worked by hand, against scipy, and how often they are wrong where nothing changed."""

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from dashboard.statistics.serial_correlation import step_test
from dashboard.statistics.verdict import (
    FEWEST_BEFORE,
    FEWEST_SINCE,
    LEVEL,
    Numbers,
    verdict_of_change,
    verdict_of_months,
)

Values = npt.NDArray[np.float64]
HIGH, LOW = [7, 9, 8, 6, 9, 7, 8, 10, 6, 9, 8, 7], [2, 4, 3, 1, 3, 2]


def test_months_that_are_all_lower_support_fewer_and_contradict_more() -> None:
    fewer, more = (verdict_of_months([*HIGH, *LOW], 12, way) for way in (-1, 1))
    assert (fewer.outcome, more.outcome) == ("supported", "contradicted")
    assert fewer.reason == more.reason == "clear"
    assert fewer.numbers == more.numbers
    assert (fewer.numbers.before, fewer.numbers.since) == (12, 6)
    assert fewer.numbers.level_before == pytest.approx(94 / 12)
    assert fewer.numbers.level_since == pytest.approx(15 / 6)


def test_the_same_upside_down_is_the_same_the_other_way() -> None:
    assert verdict_of_months([-month for month in [*HIGH, *LOW]], 12, 1).outcome == "supported"


def test_the_months_that_are_needed_are_counted() -> None:
    for given in range(FEWEST_SINCE):
        verdict = verdict_of_months([*HIGH, *LOW[:given]], 12, -1)
        assert (verdict.outcome, verdict.reason) == ("undecided", "few_since")
        assert verdict.numbers.needed == FEWEST_SINCE - given


def test_months_without_a_figure_do_not_count() -> None:
    holes = [*HIGH, *LOW[:3], math.nan, *LOW[3:5]]
    assert verdict_of_months(holes, 12, -1).numbers.needed == 1
    few = verdict_of_months([math.nan, *HIGH[1:], *LOW], 12, -1)
    assert (few.outcome, few.reason, few.numbers.before) == ("undecided", "few_before", FEWEST_BEFORE - 1)


def test_nothing_at_all_is_not_decided() -> None:
    verdict = verdict_of_months([math.nan] * 30, 20, -1)
    assert (verdict.outcome, verdict.numbers.before, verdict.numbers.since) == ("undecided", 0, 0)


def test_months_that_are_all_alike_are_not_decided() -> None:
    assert verdict_of_months([3.0] * 24, 12, -1).reason == "all_alike"


def test_a_level_that_is_another_and_never_varies_is_decided() -> None:
    assert verdict_of_months([3.0] * 12 + [2.0] * 6, 12, -1).outcome == "supported"


def test_a_difference_that_chance_gives_is_not_decided() -> None:
    verdict = verdict_of_months([*HIGH, 7, 8, 9, 6, 8, 7], 12, -1)
    assert (verdict.outcome, verdict.reason) == ("undecided", "not_clear")
    assert verdict.numbers.p_value > LEVEL


def test_means_that_go_the_other_way_than_ranks_leave_it_open() -> None:
    # Eleven months of 5 and 6 and one of 0 before; of 4 since, but for one of 60.
    before = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6]
    assert verdict_of_months([*before, *[4] * 9], 12, -1).outcome == "supported"
    assert verdict_of_months([*before, *[4] * 8, 60], 12, -1).outcome == "undecided"


def test_the_exact_test_is_that_of_every_order() -> None:
    """Six of 18 months that are the lowest of all: 1 of C(18, 6) = 18,564 sets, twice for both sides."""
    ranks = stats.rankdata([*HIGH, *LOW])
    sums = [sum(chosen) for chosen in combinations(ranks, 6)]
    exact = 2 * np.mean([one <= ranks[12:].sum() + 1e-9 for one in sums])
    assert exact == pytest.approx(2 / math.comb(18, 6))
    assert verdict_of_months([*HIGH, *LOW], 12, -1).numbers.p_value == pytest.approx(exact)


def test_without_correlation_it_is_student_s_test() -> None:
    """Neighbours that turn round each time: the correlation is below 0, and nothing is allowed for."""
    earlier, later = [1.0, -1.0] * 8, [1.5, -0.4] * 6
    found = step_test([*earlier, *later], np.arange(28), np.arange(28) >= 16)
    assert found.correlation == 0
    assert found.step == pytest.approx(0.55)
    assert found.p_value == pytest.approx(stats.ttest_ind(earlier, later).pvalue)


def test_the_correlation_is_that_of_neighbours_with_what_a_short_series_lacks() -> None:
    """By hand: errors 1, 1, -1, -1 twice; of six pairs of neighbours within, 2 × (1 - 1 + 1) = 2 over …

    Joined, 1 1 -1 -1 1 1 -1 -1 has seven pairs with products 1 -1 1 -1 1 -1 1, sum 1: r = 1/7.
    """
    errors = [1.0, 1.0, -1.0, -1.0]
    found = step_test([*errors, *(error + 5 for error in errors)], np.arange(8), np.arange(8) >= 4)
    assert found.step == pytest.approx(5)
    assert found.correlation == pytest.approx(1 / 7 + (1 + 4 / 7) / 8 + 0.5 / math.sqrt(8))


def test_the_variance_of_a_step_is_that_of_generalised_means() -> None:
    """Errors drawn with the correlation that is allowed for have the variance the test gives them."""
    n, phi = 20, 0.6
    later = np.arange(n) >= 12
    series = correlated(phi)(np.random.default_rng(3), 20_000, n)
    steps = series[:, later].mean(axis=1) - series[:, ~later].mean(axis=1)
    weights = np.where(later, 1 / 8, -1 / 12)
    lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    assert steps.var() == pytest.approx(weights @ phi**lags @ weights, rel=0.03)


def test_over_a_gap_no_month_is_a_neighbour() -> None:
    values = [0.0, 4.0, 1.0, 3.0, 9.0, 6.0, 8.0, 7.0]
    apart = step_test(values, np.arange(8) * 2, np.arange(8) >= 4)
    assert apart.correlation == pytest.approx(1 / 8 + 0.5 / math.sqrt(8))


@pytest.mark.parametrize(
    ("claim", "comparable", "direction", "outcome"),
    [
        ("up", True, 1, "supported"),
        ("up", True, -1, "contradicted"),
        ("down", True, -1, "supported"),
        ("down", True, 1, "contradicted"),
        ("none", True, 1, "undecided"),
        ("up", False, 1, "undecided"),
    ],
)
def test_a_change_is_held_against_what_was_claimed(
    claim: str, comparable: bool, direction: int, outcome: str
) -> None:
    assert verdict_of_change(claim, comparable, direction, Numbers()).outcome == outcome  # type: ignore[arg-type]


Series = Callable[[np.random.Generator, int, int], Values]


def correlated(phi: float) -> Series:
    def draw(rng: np.random.Generator, series: int, months: int) -> Values:
        found = np.empty((series, months))
        found[:, 0] = rng.normal(size=series)
        for at in range(1, months):
            found[:, at] = phi * found[:, at - 1] + math.sqrt(1 - phi**2) * rng.normal(size=series)
        return found

    return draw


def poisson(mean: float) -> Series:
    return lambda rng, series, months: rng.poisson(mean, (series, months)).astype(np.float64)


def clustered(rng: np.random.Generator, series: int, months: int) -> Values:
    """Episodes that come in clusters: negative binomial with a variance of twice the mean."""
    return rng.negative_binomial(0.5, 0.5, (series, months)).astype(np.float64)


STABLE: dict[str, Series] = {
    "independent": correlated(0),
    "neighbours 0.3": correlated(0.3),
    "neighbours 0.5": correlated(0.5),
    "five a month": poisson(5),
    "rare": poisson(0.3),
    "clustered": clustered,
}
# What is seen in so many series may lie this far above what is true: three standard errors of 5 % in 500.
SERIES, BY_CHANCE = 500, 0.029


@pytest.mark.parametrize(("before", "since"), [(12, 6), (24, 12)])
@pytest.mark.parametrize("kind", STABLE)
def test_where_nothing_changed_a_claim_is_seldom_decided(kind: str, before: int, since: int) -> None:
    rng = np.random.default_rng([before, since])
    drawn = STABLE[kind](rng, SERIES, before + since)
    outcomes = [verdict_of_months(series, before, -1).outcome for series in drawn]
    for wrong in ("supported", "contradicted"):
        assert outcomes.count(wrong) / SERIES <= 0.05 + BY_CHANCE, (kind, before, since, wrong)


def test_a_clear_step_is_mostly_found() -> None:
    rng = np.random.default_rng(4)
    drawn = rng.normal(size=(300, 36)) - 2 * (np.arange(36) >= 24)
    outcomes = [verdict_of_months(series, 24, -1).outcome for series in drawn]
    assert outcomes.count("supported") / 300 > 0.95
    assert "contradicted" not in outcomes
