"""Whether two waves are made up alike: against exact and tabled p-values from elsewhere."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from scipy.stats import chi2_contingency, multivariate_hypergeom

from dashboard.statistics.participants import DRAWN, same_composition

# Table 1 and 2 of the report of 2018: gender, roles, education, felt need, knew recovery before.
PRINTED = [
    ((15, 7), (13, 8)),
    ((11, 5, 3, 3), (10, 5, 1, 5)),
    ((4, 2, 13, 3), (1, 5, 10, 5)),
    ((0, 1, 7, 14), (0, 2, 5, 14)),
    ((20, 2), (16, 5)),
    ((12, 3, 0), (2, 8, 6)),
]


def tables(margins: Sequence[int], people: int) -> Iterator[tuple[int, ...]]:
    """Yield every way people can fall into categories that have room for so many."""
    if not margins:
        if not people:
            yield ()
        return
    for here in range(min(margins[0], people) + 1):
        yield from ((here, *rest) for rest in tables(margins[1:], people - here))


def exact(earlier: Sequence[int], later: Sequence[int]) -> float:
    """Return the share of tables with the same margins whose chi-square is as large, by scipy."""
    margins = [a + b for a, b in zip(earlier, later, strict=True) if a + b]

    def chi_square(first: Sequence[int]) -> float:
        second = [m - one for m, one in zip(margins, first, strict=True)]
        return float(chi2_contingency([first, second], correction=False).statistic)

    observed = chi_square([a for a, b in zip(earlier, later, strict=True) if a + b])
    return sum(
        float(multivariate_hypergeom.pmf(table, margins, sum(earlier)))
        for table in tables(margins, sum(earlier))
        if chi_square(table) >= observed - 1e-9
    )


@pytest.mark.parametrize(("earlier", "later"), PRINTED)
def test_drawn_tables_come_to_what_all_tables_say(earlier: Sequence[int], later: Sequence[int]) -> None:
    p = exact(earlier, later)
    assert abs(same_composition(earlier, later) - p) < 4 * math.sqrt(p * (1 - p) / DRAWN) + 1 / DRAWN


@pytest.mark.parametrize(
    ("earlier", "later"), [((600, 940, 920, 500), (630, 960, 740, 510)), ((2150, 830), (2020, 890))]
)
def test_many_people_come_to_the_chi_square_distribution(
    earlier: Sequence[int], later: Sequence[int]
) -> None:
    p = float(chi2_contingency([earlier, later], correction=False).pvalue)
    assert abs(same_composition(earlier, later) - p) < 4 * math.sqrt(p * (1 - p) / DRAWN) + 0.005


def test_party_by_gender_as_r_documents_it() -> None:
    """The example of R's chisq.test, from Agresti (2007), p. 39: X-squared 30.07, p = 2.954e-07."""
    women, men = (762, 327, 468), (484, 239, 477)
    assert round(float(chi2_contingency([women, men], correction=False).statistic), 2) == 30.07
    assert same_composition(women, men) == 1 / (DRAWN + 1)


def test_the_same_makeup_is_never_a_difference() -> None:
    assert same_composition([30, 20, 10], [60, 40, 20]) == 1


def test_the_answer_is_the_same_at_every_call() -> None:
    assert len({same_composition([11, 5, 3, 3], [10, 5, 1, 5]) for _ in range(3)}) == 1


@pytest.mark.parametrize("turned", [[3, 2, 1, 0], [1, 0, 3, 2]])
def test_the_order_of_categories_and_of_waves_says_nothing(turned: list[int]) -> None:
    earlier, later = np.array([4, 2, 13, 3]), np.array([1, 5, 10, 5])
    p = exact(earlier.tolist(), later.tolist())
    for one, other in ((earlier[turned], later[turned]), (later, earlier)):
        assert abs(same_composition(one, other) - p) < 4 * math.sqrt(p * (1 - p) / DRAWN)


@pytest.mark.parametrize(
    ("earlier", "later"), [([], []), ([9], [8]), ([9, 0], [8, 0]), ([9, 9], [0, 0]), ([0, 0], [9, 9])]
)
def test_nothing_is_tested_where_there_is_nothing_to_compare(earlier: list[int], later: list[int]) -> None:
    assert math.isnan(same_composition(earlier, later))
