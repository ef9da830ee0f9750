"""Rounded shares: equal reads as equal, nothing above 100, and a spare unit favours nobody."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.rounding import whole_hundredths

COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=9).filter(any)


def _shares(counts: Sequence[int]) -> list[float]:
    return [one / sum(counts) for one in counts]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1, 1, 1], [33, 33, 33]),
        ([1, 6, 1], [12, 75, 12]),
        ([306, 347, 347], [30, 35, 35]),
        ([7, 13, 4], [29, 54, 17]),
    ],
)
def test_what_adds_up_is_rounded_together(counts: Sequence[int], expected: Sequence[int]) -> None:
    assert whole_hundredths(_shares(counts)) == expected


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([1, 1, 1], [33, 34, 33]),
        ([1, 6, 1], [12, 76, 12]),
        ([1, 1, 58], [2, 1, 97]),
        ([425, 325, 250], [42, 33, 25]),
        ([605, 0, 395], [60, 0, 39]),
    ],
)
def test_a_spare_unit_of_pairs_is_equal_or_nobodys(pairs: Sequence[int], expected: Sequence[int]) -> None:
    assert whole_hundredths(_shares(pairs), neutral=1) == expected


@given(COUNTS)
def test_equal_shares_read_as_equal_and_larger_ones_never_as_smaller(counts: list[int]) -> None:
    whole, shares = whole_hundredths(_shares(counts)), _shares(counts)
    assert sum(whole) <= 100
    for count, rounded, share in zip(counts, whole, shares, strict=True):
        assert abs(rounded - 100 * share) < 1 + 1e-6
        for other, others in zip(counts, whole, strict=True):
            assert (rounded == others) if count == other else (rounded <= others or count > other)


@given(st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(1, 400)))
def test_it_makes_no_difference_which_way_is_higher(pairs: tuple[int, int, int]) -> None:
    shares = _shares(pairs)
    assert whole_hundredths(shares, neutral=1) == whole_hundredths(shares[::-1], neutral=1)[::-1]
