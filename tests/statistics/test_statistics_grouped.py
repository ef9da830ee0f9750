"""The spread of marks from counts of whole marks: against numpy, scipy and simulated sessions."""

import numpy as np
import pytest
from scipy.stats import uniform

from dashboard.statistics.grouped import moments_of_grouped
from dashboard.statistics.moments import mean_interval, moments_of_counts

WHOLE = np.arange(11)


def test_whole_marks_give_numpys_standard_deviation() -> None:
    counts = np.array([[1, 0, 2, 0, 0, 3, 0, 4, 0, 0, 2], [0, 0, 0, 0, 6, 6, 0, 0, 0, 0, 0]])
    marks = [np.repeat(WHOLE, row) for row in counts]
    found = moments_of_grouped(counts, WHOLE, [one.mean() for one in marks])
    assert found.n.tolist() == [12, 12]
    assert found.sd == pytest.approx([one.std(ddof=1) for one in marks], rel=1e-12)


def test_the_mean_is_kept_and_the_distance_is_taken_from_it() -> None:
    # Two marks of 4 and two of 6 around 5.5: (2 x 1.5² + 2 x 0.5²) / 3 = 5 / 3.
    found = moments_of_grouped([[0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0]], WHOLE, [5.5])
    assert (found.mean[0], found.sd[0]) == (5.5, pytest.approx(np.sqrt(5 / 3)))


def test_marks_that_round_to_the_same_are_not_taken_to_be_the_same() -> None:
    found = moments_of_grouped([[0] * 10 + [12]], WHOLE, [9.9])
    assert found.sd[0] == pytest.approx(uniform.std(loc=9.5, scale=1))
    low, high = mean_interval(found, (0, 10))
    assert low[0] < 9.9 < high[0]


def test_one_mark_has_no_spread() -> None:
    assert np.isnan(moments_of_grouped([[0, 0, 1, *[0] * 8]], WHOLE, [2.0]).sd[0])


@pytest.mark.parametrize("people", [10, 23])
@pytest.mark.parametrize(
    ("centre", "spread"),
    [(6, 1.2), (6, 0.3), (6, 0.15), (8.5, 1.2), (9.5, 1.2), (9.8, 0.3), (11.4, 1.2), (5, 3)],
)
def test_intervals_hold_the_truth_about_as_often_as_those_of_the_marks_themselves(
    people: int, centre: float, spread: float
) -> None:
    """Marks in tenths from a normal distribution held on the line; the truth from a million of them."""
    rng = np.random.default_rng(7)

    def drawn(shape: tuple[int, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.clip(np.rint(10 * (centre + spread * rng.standard_normal(shape))), 0, 100).astype(np.int64)

    truth = drawn((1_000_000,)).mean() / 10
    tenths = drawn((4000, people))
    counts = np.stack([((tenths + 5) // 10 == mark).sum(axis=1) for mark in WHOLE], axis=1)
    by_tenth = np.stack([(tenths == one).sum(axis=1) for one in range(101)], axis=1)

    def held(bounds: tuple[np.ndarray, np.ndarray]) -> float:
        low, high = bounds
        return float(((low <= truth) & (truth <= high)).mean())

    approximate = held(mean_interval(moments_of_grouped(counts, WHOLE, tenths.mean(axis=1) / 10), (0, 10)))
    exact = held(mean_interval(moments_of_counts(by_tenth, np.arange(101) / 10), (0, 10)))
    assert approximate >= min(exact, 0.95) - 0.01
