from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from itertools import combinations_with_replacement
from time import perf_counter

import pytest

from etl.printed import enumeration
from etl.printed.enumeration import Fit, enumerate_fits

NOTHING_FITS = Fit(None, None, None, 0, ())
# Rows of the 2018 evaluation report as printed: mean, SD, respondents less printed special answers.
USEFULNESS = [
    ("3.67", "0.58", 21),
    ("3.76", "0.54", 21),
    ("3.76", "0.62", 21),
    ("3.62", "0.67", 21),
    ("3.90", "0.54", 21),
]
PRACTICE = [
    ("4.25", "1.06", 20),
    ("3.74", "1.10", 22),
    ("4.00", "0.84", 21),
    ("4.10", "1.07", 22),
    ("2.87", "0.74", 20),
    ("2.53", "1.30", 20),
    ("4.95", "0.23", 21),
    ("3.56", "1.12", 21),
    ("4.00", "1.05", 21),
    ("3.05", "1.43", 20),
]
INVOLVEMENT = [("4.14", "0.77", 20), ("2.80", "1.32", 22), ("1.92", "1.16", 19), ("2.25", "1.39", 16)]

Table = dict[tuple[str, str], Counter[int]]


@cache
def printed(n: int, total: int, squares: int, decimals: int) -> tuple[str, str]:
    """Mean and SD as a report prints them: exact decimals, rounded half up."""
    unit = Decimal(1).scaleb(-decimals)
    with localcontext(prec=50):
        variance = Decimal(n * squares - total**2) / (n * (n - 1))
        figures = Decimal(total) / n, variance.sqrt()
    mean, sd = (str(figure.quantize(unit, ROUND_HALF_UP)) for figure in figures)
    return mean, sd


@cache
def brute_force(low: int, high: int, largest_n: int, decimals: int) -> Table:
    """For each pair of figures, how many sets of each size print as it: every set is written out."""
    table: Table = defaultdict(Counter)
    for n in range(2, largest_n + 1):
        for answers in combinations_with_replacement(range(low, high + 1), n):
            squares = sum(answer * answer for answer in answers)
            table[printed(n, sum(answers), squares, decimals)][n] += 1
    return table


def expected_fit(mean: str, sd: str, sizes: Counter[int]) -> Fit:
    return Fit(max(sizes), mean, sd, sizes.total(), tuple(sorted(sizes))) if sizes else NOTHING_FITS


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("low", "high", "largest_n"), [(1, 5, 8), (1, 4, 9), (0, 10, 4), (1, 1, 5), (0, 1, 20)]
)
def test_every_figure_there_can_be_agrees_with_brute_force(
    low: int, high: int, largest_n: int, decimals: int
) -> None:
    for (mean, sd), sizes in brute_force(low, high, largest_n, decimals).items():
        found = enumerate_fits(mean, sd, low=low, high=high, largest_n=largest_n)
        assert found == expected_fit(mean, sd, sizes)


def test_every_figure_on_a_grid_agrees_with_brute_force() -> None:
    table = brute_force(1, 5, 8, 1)
    for mean in (f"{tenths / 10:.1f}" for tenths in range(70)):
        for sd in (f"{tenths / 10:.1f}" for tenths in range(40)):
            sizes = table.get((mean, sd), Counter[int]())
            assert enumerate_fits(mean, sd, low=1, high=5, largest_n=8) == expected_fit(mean, sd, sizes)


@pytest.mark.parametrize(
    ("row", "high"),
    [(row, 4) for row in USEFULNESS] + [(row, 5) for row in PRACTICE + INVOLVEMENT],
)
def test_printed_rows_agree_with_brute_force(row: tuple[str, str, int], high: int) -> None:
    mean, sd, largest_n = row
    sizes = Counter({n: ways for n, ways in brute_force(1, high, 22, 2)[mean, sd].items() if n <= largest_n})
    found = enumerate_fits(mean, sd, low=1, high=high, largest_n=largest_n)
    assert found == expected_fit(mean, sd, sizes)


def test_two_printed_rows_that_no_answers_fit() -> None:
    assert enumerate_fits("3.90", "0.54", low=1, high=4, largest_n=21) == NOTHING_FITS
    assert enumerate_fits("3.56", "1.12", low=1, high=5, largest_n=21) == NOTHING_FITS


def test_some_left_an_item_blank() -> None:
    # 22 respondents, 2 said 'not applicable', and yet only 12 or 16 answers can give 4.25 and 1.06.
    assert enumerate_fits("4.25", "1.06", low=1, high=5, largest_n=20) == Fit(16, "4.25", "1.06", 4, (12, 16))


def test_half_a_unit_is_rounded_up() -> None:
    # Seven times 1 and once 2: mean 9/8 = 1.125, SD sqrt(1/8) = 0.35355.
    assert enumerate_fits("1.13", "0.35", low=1, high=2, largest_n=8).n_that_fit == (8,)
    assert enumerate_fits("1.12", "0.35", low=1, high=2, largest_n=8) == NOTHING_FITS
    # Three times 1 and once 2: mean 1.25, SD sqrt((4 * 7 - 25) / 12) = 0.5, printed whole as 1 and 1.
    assert 4 in enumerate_fits("1", "1", low=1, high=2, largest_n=4).n_that_fit


def test_trailing_zeros_count() -> None:
    loose = enumerate_fits("4", "1", low=1, high=5, largest_n=10)
    tight = enumerate_fits("4.00", "1.00", low=1, high=5, largest_n=10)
    assert loose.sets_that_fit > tight.sets_that_fit > 0
    assert (loose.mean, loose.sd, tight.mean, tight.sd) == ("4", "1", "4.00", "1.00")


def test_one_voice_has_no_spread() -> None:
    assert enumerate_fits("3.00", "0.00", low=1, high=5, largest_n=4) == Fit(4, "3.00", "0.00", 3, (2, 3, 4))


@pytest.mark.parametrize(
    ("mean", "largest_n"), [("5.01", 20), ("0.99", 20), ("7", 20), ("3.00", 1), ("3.00", 0)]
)
def test_figures_off_the_scale_or_without_answers_do_not_fit(mean: str, largest_n: int) -> None:
    assert enumerate_fits(mean, "0.00", low=1, high=5, largest_n=largest_n) == NOTHING_FITS


@pytest.mark.parametrize(("mean", "sd"), [("4,25", "1.06"), ("", "1.06"), ("4.25", "-0.10"), ("4.25", "1e1")])
def test_what_is_no_printed_figure_is_refused(mean: str, sd: str) -> None:
    with pytest.raises(ValueError):
        enumerate_fits(mean, sd, low=1, high=5, largest_n=20)


def test_sixty_rows_take_well_under_a_second() -> None:
    enumeration._ways.cache_clear()
    start = perf_counter()
    for hundredths in range(200, 500, 5):
        enumerate_fits(f"{hundredths / 100:.2f}", "1.00", low=1, high=5, largest_n=22)
    assert perf_counter() - start < 1
