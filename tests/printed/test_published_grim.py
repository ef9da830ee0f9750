"""GRIM and GRIMMER against verdicts published elsewhere, and against every sum tried one by one."""

import random
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.printed.figure import Rounding, read_printed
from etl.printed.grim import grim, grimmer, mean_on_scale, sd_on_scale

# The example data of R's scrutiny 0.6.1 with the verdicts its documentation and tests print (5 up or down).
MEANS_AND_N = [
    ("7.22", 32, True),
    ("4.74", 25, False),
    ("5.23", 29, False),
    ("2.57", 24, False),
    ("6.77", 27, False),
    ("2.68", 28, True),
    ("7.01", 29, False),
    ("7.38", 26, True),
    ("3.14", 27, False),
    ("6.89", 31, False),
    ("5.00", 25, True),
    ("0.24", 28, False),
]
PERCENTAGES_OF_150 = [
    ("67.4", False),
    ("54.2", False),
    ("54.0", True),
    ("69.8", False),
    ("68.1", False),
    ("55.4", False),
]
MEANS_SDS_AND_N = [
    ("7.22", "5.30", 38, False),
    ("4.74", "6.55", 31, True),
    ("5.23", "2.55", 35, False),
    ("2.57", "2.57", 30, True),
    ("6.77", "2.18", 33, False),
    ("2.68", "2.59", 34, True),
    ("7.01", "6.68", 35, False),
    ("7.38", "3.65", 32, True),
    ("3.14", "5.32", 33, False),
    ("6.89", "4.18", 37, True),
    ("5.00", "2.18", 31, True),
    ("0.24", "6.43", 34, True),
]
WAYS: dict[Rounding, tuple[str, ...]] = {
    "half_up": (ROUND_HALF_UP,),
    "half_down": (ROUND_HALF_DOWN,),
    "either": (ROUND_HALF_UP, ROUND_HALF_DOWN),
}


@pytest.mark.parametrize(("mean", "n", "fits"), MEANS_AND_N)
def test_grim_agrees_with_published_verdicts(mean: str, n: int, fits: bool) -> None:
    assert grim(read_printed(mean), n) is fits


@pytest.mark.parametrize(("percent", "fits"), PERCENTAGES_OF_150)
def test_grim_of_percentages_agrees_with_published_verdicts(percent: str, fits: bool) -> None:
    assert grim(read_printed(percent).share, 150) is fits


@pytest.mark.parametrize(("mean", "sd", "n", "fits"), MEANS_SDS_AND_N)
def test_grimmer_agrees_with_published_verdicts(mean: str, sd: str, n: int, fits: bool) -> None:
    assert grimmer(read_printed(mean), read_printed(sd), n) is fits


def test_the_examples_of_the_papers_and_of_rsprite2() -> None:
    # Brown and Heathers (2017): 28 people, 5.19. The others stand in the tests of R's rsprite2.
    assert not grim(read_printed("5.19"), 28)
    assert grim(read_printed("5.18"), 14, items=2)
    assert grimmer(read_printed("5.21"), read_printed("1.60"), 28)
    assert not grimmer(read_printed("3.44"), read_printed("2.47"), 18)


@cache
def rounded(number: Decimal, decimals: int, way: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), way)


def totals_printed_as(mean: str, answers: int, rounding: Rounding) -> list[int]:
    """Every sum near the printed mean is divided and rounded, one by one."""
    decimals, near = len(mean.partition(".")[2]), int(Decimal(mean) * answers)
    span = answers // 10**decimals + 3
    return [
        total
        for total in range(max(near - span, 0), near + span)
        if any(rounded(Decimal(total) / answers, decimals, way) == Decimal(mean) for way in WAYS[rounding])
    ]


def has_squares(sd: str, n: int, total: int, rounding: Rounding) -> bool:
    """Every sum of squares that is as odd or even as the sum, from answers all alike on, one by one."""
    decimals = len(sd.partition(".")[2])
    whole, more = divmod(total, n)
    squares = more * (whole + 1) ** 2 + (n - more) * whole**2
    limit = Decimal(sd) + 1
    while True:
        with localcontext(prec=40):
            found = (Decimal(n * squares - total**2) / (n * (n - 1))).sqrt()
        if any(rounded(found, decimals, way) == Decimal(sd) for way in WAYS[rounding]):
            return True
        if found > limit:
            return False
        squares += 2


@pytest.mark.parametrize("rounding", list(WAYS))
@pytest.mark.parametrize("decimals", [1, 2])
def test_350_grim_verdicts_agree_with_every_sum_tried(rounding: Rounding, decimals: int) -> None:
    draw = random.Random(f"{rounding} {decimals}")
    verdicts = set()
    for _ in range(350 // 6 + 1):
        mean, n = f"{draw.uniform(1, 7):.{decimals}f}", draw.choice([4, 8, 16, 20, 40, 7, 19, 22, 33, 80])
        expected = bool(totals_printed_as(mean, n, rounding))
        assert grim(read_printed(mean), n, rounding=rounding) is expected, (mean, n)
        verdicts.add(expected)
    assert True in verdicts


@pytest.mark.parametrize("rounding", list(WAYS))
@pytest.mark.parametrize("decimals", [1, 2])
def test_350_grimmer_verdicts_agree_with_every_sum_and_sum_of_squares_tried(
    rounding: Rounding, decimals: int
) -> None:
    draw = random.Random(f"{decimals} {rounding}")
    for _ in range(350 // 6 + 1):
        n = draw.choice([2, 3, 5, 8, 16, 20, 22, 40])
        answers = [draw.randint(1, 5) for _ in range(n)]
        mean = f"{sum(answers) / n + draw.choice([0, 0, 0.01]):.{decimals}f}"
        sd = f"{draw.uniform(0, 2):.{decimals}f}"
        totals = totals_printed_as(mean, n, rounding)
        expected = any(has_squares(sd, n, total, rounding) for total in totals)
        found = grimmer(read_printed(mean), read_printed(sd), n, rounding=rounding)
        assert found is expected, (mean, sd, n)


def test_a_five_may_be_rounded_up_or_down_and_neither_is_held_against_a_report() -> None:
    # 25 over 8 is 3.125.
    for mean, up, down in (("3.13", True, False), ("3.12", False, True), ("3.14", False, False)):
        assert grim(read_printed(mean), 8, rounding="half_up") is up
        assert grim(read_printed(mean), 8, rounding="half_down") is down
        assert grim(read_printed(mean), 8) is (up or down)


def test_answers_that_differ_cannot_have_no_spread() -> None:
    # Four of eight say 0 and four say 1: the smallest SD with a mean of 0.50 is the root of 2/7, 0.53.
    assert not grimmer(read_printed("0.50"), read_printed("0.00"), 8)
    assert grimmer(read_printed("0.50"), read_printed("0.53"), 8)


@given(
    answers=st.lists(st.integers(0, 12), min_size=2, max_size=30),
    decimals=st.integers(0, 3),
    items=st.sampled_from([1, 2, 3, 5]),
    ways=st.tuples(*[st.sampled_from([ROUND_HALF_UP, ROUND_HALF_DOWN, "ROUND_HALF_EVEN"])] * 2),
)
def test_what_answers_gave_is_never_accused(
    answers: list[int], decimals: int, items: int, ways: tuple[str, str]
) -> None:
    """Sums over items of so many people, their mean and SD printed by some rule: no test may fail."""
    n = len(answers)
    with localcontext(prec=40):
        mean = Decimal(sum(answers)) / (n * items)
        variance = Decimal(n * sum(one**2 for one in answers) - sum(answers) ** 2) / (n * (n - 1) * items**2)
        sd = variance.sqrt()
    unit = Decimal(1).scaleb(-decimals)
    printed_mean = read_printed(str(mean.quantize(unit, ways[0])))
    printed_sd = read_printed(str(sd.quantize(unit, ways[1])))
    assert grim(printed_mean, n, items=items)
    assert grimmer(printed_mean, printed_sd, n, items=items)
    ends = min(answers) // items, -(-max(answers) // items)
    if ends[0] < ends[1]:
        assert mean_on_scale(printed_mean, ends)
        assert sd_on_scale(printed_mean, printed_sd, n, ends, items=items)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_the_largest_spread_on_a_scale_is_that_of_all_answers_written_out(n: int) -> None:
    found: dict[str, Decimal] = {}
    for answers in combinations_with_replacement(range(1, 6), n):
        mean = str((Decimal(sum(answers)) / n).quantize(Decimal("0.01"), ROUND_HALF_UP))
        with localcontext(prec=40):
            spread = Decimal(n * sum(one**2 for one in answers) - sum(answers) ** 2) / (n * (n - 1))
            found[mean] = max(found.get(mean, Decimal(0)), spread.sqrt())
    for mean, largest in found.items():
        fits, too_large = (str((largest + more).quantize(Decimal("0.001"))) for more in (0, Decimal("0.002")))
        assert sd_on_scale(read_printed(mean), read_printed(fits), n, (1, 5)), mean
        assert not sd_on_scale(read_printed(mean), read_printed(too_large), n, (1, 5)), mean


@pytest.mark.parametrize(("low", "high"), list(product([0, 1], [4, 5])))
def test_a_mean_off_the_scale_is_known(low: int, high: int) -> None:
    assert mean_on_scale(read_printed(f"{low}.00"), (low, high))
    assert mean_on_scale(read_printed(f"{high}.0"), (low, high))
    assert not mean_on_scale(read_printed(f"{high}.01"), (low, high))
