"""The test of equal shares against scipy's chi-squared test of the same two-by-two tables."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from dashboard.statistics.equal_shares import equal_shares_p_value

SAMPLES = [(1, 20, 7, 25), (0, 12, 3, 9), (12, 12, 8, 9), (30, 300, 52, 276), (5, 10, 5, 10)]


def test_p_values_are_those_of_the_chi_squared_test() -> None:
    expected = [chi2_contingency([[a, m - a], [b, n - b]], correction=False).pvalue for a, m, b, n in SAMPLES]
    found = equal_shares_p_value(*np.array(SAMPLES).T)
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("sample", [(0, 9, 0, 12), (9, 9, 12, 12), (0, 0, 3, 9), (3, 9, 0, 0), (0, 0, 0, 0)])
def test_where_there_is_nothing_to_test_there_is_no_p_value(sample: tuple[int, int, int, int]) -> None:
    assert np.isnan(equal_shares_p_value(*([one] for one in sample))).all()
