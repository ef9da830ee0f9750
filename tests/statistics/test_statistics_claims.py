import numpy as np
import pytest
from scipy import stats

from dashboard.statistics.change import superiority
from dashboard.statistics.claims import claims, survives_benjamini_hochberg


def test_a_published_example() -> None:
    # Benjamini and Hochberg (1995), their example: fifteen p-values; at 5 % the first four are rejected,
    # since 0.0095 <= 4/15 * 0.05 = 0.013 and no later one is below its own bound.
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p_values += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert survives_benjamini_hochberg(p_values).tolist() == [True] * 4 + [False] * 11


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.3])
def test_survivors_agree_with_scipy(rate: float) -> None:
    rng = np.random.default_rng(5)
    for size in range(1, 40):
        p_values = rng.beta(0.3, 1, size)
        expected = stats.false_discovery_control(p_values) <= rate
        assert survives_benjamini_hochberg(p_values, rate).tolist() == expected.tolist()


def test_a_larger_value_carries_the_smaller_ones() -> None:
    # Bounds 0.0167, 0.0333, 0.05: 0.02 and 0.04 miss theirs, but 0.045 meets its own, so all survive.
    assert survives_benjamini_hochberg([0.045, 0.02, 0.04]).all()


def test_nan_neither_survives_nor_counts() -> None:
    # Alone in its family 0.04 survives; were nan a second member, its bound would be 0.025.
    assert survives_benjamini_hochberg([np.nan, 0.04]).tolist() == [False, True]
    assert survives_benjamini_hochberg([np.nan, np.nan]).tolist() == [False, False]
    assert survives_benjamini_hochberg([]).tolist() == []


def test_families_on_a_leading_axis_do_not_mix() -> None:
    rng = np.random.default_rng(7)
    families = rng.beta(0.3, 1, (6, 9))
    families[0, :4] = np.nan
    expected = [survives_benjamini_hochberg(family).tolist() for family in families]
    assert survives_benjamini_hochberg(families).tolist() == expected


def test_a_claim_needs_the_interval_and_the_family() -> None:
    # In order: clearly up; clearly down; interval across the null; interval clear but p does not
    # survive (largest bound 4/4 * 0.05); nothing known.
    low, high = [0.6, 0.1, 0.4, 0.51, np.nan], [0.9, 0.3, 0.7, 0.7, np.nan]
    p_values = [0.001, 0.002, 0.003, 0.051, np.nan]
    assert claims(low, high, p_values, null=0.5).tolist() == ["up", "down", "none", "none", "none"]


def test_the_null_value_is_that_of_the_measure() -> None:
    assert claims([0.1], [0.4], [0.001], null=0).tolist() == ["up"]
    assert claims([0.1], [0.4], [0.001], null=0.5).tolist() == ["down"]


def test_a_bound_on_the_null_value_is_no_claim() -> None:
    assert claims([0.5, 0.2], [0.8, 0.5], [0.001, 0.001], null=0.5).tolist() == ["none", "none"]


def test_without_change_an_instrument_makes_a_claim_in_at_most_five_in_a_hundred() -> None:
    rng = np.random.default_rng(20170601)
    instruments, items, shares = 4000, 29, (0.03, 0.07, 0.2, 0.4, 0.3)
    earlier = rng.multinomial(22, shares, instruments * items)
    later = rng.multinomial(21, shares, instruments * items)
    found = superiority(earlier, later)
    families = (values.reshape(instruments, items) for values in (found.low, found.high, found.p_value))
    claimed = (claims(*families, null=0.5) != "none").any(axis=-1)
    assert claimed.mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / instruments)
