"""The exact permutation test, against every way of dealing out the answers."""

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import permutation_test, rankdata

from dashboard.statistics.change import superiority
from dashboard.statistics.claims import claims
from dashboard.statistics.permutation import permutation_p_value

TOP, STEPS = 5, np.arange(1, 6)


def _answers(counts: Sequence[int]) -> list[int]:
    return np.repeat(STEPS, counts).tolist()


def _enumerated(earlier: Sequence[int], later: Sequence[int]) -> float:
    """Twice the smaller tail over every deal, from mid-ranks."""
    pooled = rankdata(_answers(earlier) + _answers(later))
    sums = np.array([sum(pooled[list(chosen)]) for chosen in combinations(range(len(pooled)), sum(earlier))])
    observed = pooled[: sum(earlier)].sum()
    return min(1.0, 2 * float(min(np.mean(sums <= observed + 1e-9), np.mean(sums >= observed - 1e-9))))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ([1, 2, 2, 1, 1], [0, 0, 0, 0, 8]),
        ([0, 0, 6, 0, 0], [1, 2, 1, 3, 2]),
        ([2, 0, 0, 3, 2], [0, 0, 7, 0, 0]),
        ([0, 4, 4, 0, 0], [3, 0, 0, 5, 0]),
        ([0, 0, 0, 5, 0], [1, 0, 0, 6, 0]),
        ([6, 0, 0, 0, 0], [5, 1, 1, 0, 0]),
    ],
)
def test_it_counts_every_deal_of_the_answers(earlier: Sequence[int], later: Sequence[int]) -> None:
    expected = pytest.approx(_enumerated(earlier, later), rel=1e-9)
    assert permutation_p_value(earlier, later)[0] == expected
    assert permutation_p_value(later, earlier)[0] == expected


def test_at_the_top_it_is_scipys_test_of_the_means_too() -> None:
    earlier, later = [1, 2, 2, 1, 1], [0, 0, 0, 0, 6]

    def difference(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float:
        return float(np.mean(other) - np.mean(one))

    samples = [np.array(_answers(counts)) for counts in (earlier, later)]
    found = permutation_test(samples, difference, vectorized=False, n_resamples=10**6)
    assert permutation_p_value(earlier, later)[0] == pytest.approx(found.pvalue, rel=1e-9)


def test_it_is_exact_for_large_samples_at_the_top() -> None:
    at_top, n, total = 60_040, 40, 100_040
    expected = 2 * comb(at_top, n) / comb(total, n)
    assert permutation_p_value([0, 0, 0, 40_000, 60_000], [0, 0, 0, 0, n])[0] == pytest.approx(
        expected, rel=1e-6
    )


def test_everyone_moving_to_the_top_is_a_clear_change() -> None:
    found = superiority([[2, 6, 8, 4, 2]], [[0, 0, 0, 0, 20]])
    assert found.basis[0] == "one_constant"
    assert claims(found.low, found.high, found.p_value, null=0.5)[0] == "up"


@pytest.mark.parametrize("share_at_top", [0.9, 0.97])
def test_few_against_many_near_the_top_claim_falsely_in_one_of_twenty_at_most(share_at_top: float) -> None:
    draws, rng = 4000, np.random.default_rng(8)
    shares = [(1 - share_at_top) / 4] * 4 + [share_at_top]
    few, many = (rng.multinomial(n, shares, draws) for n in (8, 100))
    found = superiority(few, many)
    constant = found.basis == "one_constant"
    claimed = claims(found.low[:, None], found.high[:, None], found.p_value[:, None], null=0.5).ravel()
    assert constant.sum() > draws / 10
    assert np.sum((claimed != "none") & constant) / draws <= 0.05
