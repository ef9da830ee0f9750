from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.quartiles import quartiles_of_counts

COUNTS = st.lists(st.integers(0, 9), min_size=5, max_size=5)


@given(COUNTS.filter(any))
def test_quartiles_are_numpys(counts: list[int]) -> None:
    steps = np.array([1.0, 2.0, 2.5, 4.0, 5.5])
    found = quartiles_of_counts([counts], steps)
    expected = np.quantile(np.repeat(steps, counts), [0.25, 0.5, 0.75], method="linear")
    assert [found.lower[0], found.median[0], found.upper[0]] == pytest.approx(expected, abs=1e-12)


def test_a_published_example() -> None:
    # R's summary(mtcars$carb), 32 cars with 1, 2, 3, 4, 6 and 8 carburettors: quartiles 2, 2 and 4; and
    # quantile(mtcars$gear): 3, 4 and 4.
    carburettors = quartiles_of_counts([7, 10, 3, 10, 1, 1], [1, 2, 3, 4, 6, 8])
    assert [float(found) for found in astuple(carburettors)] == [2, 2, 4]
    gears = quartiles_of_counts([15, 12, 5], [3, 4, 5])
    assert [float(found) for found in astuple(gears)] == [3, 4, 4]


def test_a_hand_worked_example() -> None:
    # 1, 2, 4, 5: positions 0.75, 1.5 and 2.25 give 1.75, 3 and 4.25.
    found = quartiles_of_counts([[1, 1, 0, 1, 1]], range(1, 6))
    assert (found.lower[0], found.median[0], found.upper[0]) == (1.75, 3, 4.25)


def test_no_answers_have_no_quartiles_and_one_is_all_three() -> None:
    found = quartiles_of_counts([[0, 0, 0], [0, 1, 0]], [1, 2, 3])
    assert found.median == pytest.approx([np.nan, 2], nan_ok=True)
    assert found.lower == pytest.approx([np.nan, 2], nan_ok=True)
    assert found.upper == pytest.approx([np.nan, 2], nan_ok=True)
