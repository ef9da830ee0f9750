"""Every set of answers behind printed figures: counted, listed, and compared between waves."""

import csv
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from math import isqrt
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from etl.printed.enumeration import answer_sets
from etl.printed.figure import read_printed
from etl.printed.theta import theta_range
from etl.printed.verdict import Figure, judge, sizes_up_to, sums_that_fit

EXAMPLE = Path(__file__).parents[2] / "data/example/recoverydannelse-2017"
STEPS = {"table4_usefulness.csv": 4, "table5_practice.csv": 5, "table6_involvement.csv": 5}
Counts = tuple[int, ...]
Printed = tuple[str, str]


def spread_out(n: int, steps: int) -> Iterator[Counts]:
    """Yield every way n people can answer: so many at each step."""
    if steps == 1:
        yield (n,)
        return
    for first in range(n + 1):
        yield from ((first, *rest) for rest in spread_out(n - first, steps - 1))


def rounded_root(square: int, divisor: int, way: str) -> Decimal:
    """Return the root of a fraction in hundredths, rounded exactly."""
    twice = isqrt(40_000 * square // divisor)
    exact = twice * twice * divisor == 40_000 * square
    half_up = (twice + 1) // 2
    return Decimal(half_up - (1 if way == ROUND_HALF_DOWN and exact and twice % 2 else 0)) / 100


@cache
def written_out(steps: int, way: str) -> dict[Printed, list[Counts]]:
    """Every set of 2 to 22 answers at 1, 2 …, by the mean and SD a report prints of it."""
    table: dict[Printed, list[Counts]] = {}
    for n in range(2, 23):
        for counts in spread_out(n, steps):
            total = sum(answer * held for answer, held in enumerate(counts, 1))
            squares = sum(answer * answer * held for answer, held in enumerate(counts, 1))
            mean = (Decimal(total) / n).quantize(Decimal("0.01"), way)
            sd = rounded_root(n * squares - total * total, n * (n - 1), way)
            table.setdefault((f"{mean:.2f}", f"{sd:.2f}"), []).append(counts)
    return table


def printed_rows() -> Iterator[tuple[str, str, str, Printed, int, int]]:
    """Yield table, wave, item, figures, the most answers and the steps of the scale."""
    for name, steps in STEPS.items():
        with (EXAMPLE / name).open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                apart = sum(int(row.get(one) or 0) for one in ("not_applicable", "dont_know"))
                most = int(row["n_respondents"]) - apart
                yield name, row["wave"], row["item"], (row["mean"], row["sd"]), most, steps


ROWS = list(printed_rows())


def figure(printed: Printed, most: int, steps: int) -> Figure:
    mean, sd = map(read_printed, printed)
    return Figure(mean, sd, sizes_up_to(most, with_sd=True), (1, steps))


def expected(printed: Printed, most: int, steps: int, way: str) -> list[Counts]:
    return [one for one in written_out(steps, way).get(printed, []) if sum(one) <= most]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:3]))
def test_the_sets_of_a_printed_row_are_those_of_all_sets_written_out(
    row: tuple[str, str, str, Printed, int, int],
) -> None:
    printed, most, steps = row[3:]
    judged, one = judge(figure(printed, most, steps)), figure(printed, most, steps)
    up, down = (expected(printed, most, steps, way) for way in (ROUND_HALF_UP, ROUND_HALF_DOWN))
    assert judged.sets is not None
    assert (judged.sets.half_up, judged.sets.half_down) == (len(up), len(down))
    assert {*judged.n_that_fit} >= {sum(counts) for counts in up + down}
    listed = [counts for sums in sums_that_fit(one, "half_up") for counts in answer_sets(sums, steps)]
    assert sorted(listed) == sorted(up)


def test_71_drawn_rows_have_the_sets_of_all_sets_written_out() -> None:
    draw = random.Random(71)
    for _ in range(71):
        steps, most = draw.choice([4, 5]), draw.randint(2, 22)
        printed = draw.choice([*written_out(steps, ROUND_HALF_UP)])
        sets = judge(figure(printed, most, steps)).sets
        up, down = (expected(printed, most, steps, way) for way in (ROUND_HALF_UP, ROUND_HALF_DOWN))
        assert sets is not None
        assert (sets.half_up, sets.half_down) == (len(up), len(down)), (printed, most)


def test_what_was_found_of_the_report() -> None:
    """Of its 77 rows two fit nothing however a 5 is rounded; one of them fits if the divisor is n."""
    found = {row[:3]: judge(figure(*row[3:])) for row in ROWS}
    assert {place: (one.fault, *one.fits_if) for place, one in found.items() if not one.n_that_fit} == {
        ("table4_usefulness.csv", "post", "u5"): ("sd_too_large",),
        ("table5_practice.csv", "post", "p08"): (None, "divisor_n"),
    }


def theta_of(earlier: Counts, later: Counts) -> float:
    """U / (m n), by scipy, of two sets of answers."""
    first, second = (np.repeat(np.arange(float(len(one))), one) for one in (later, earlier))
    return float(mannwhitneyu(first, second).statistic) / (sum(earlier) * sum(later))


@pytest.mark.parametrize("item", ["p01", "p02", "p06", "p15", "p28"])
def test_theta_ranges_over_all_pairs_of_sets(item: str) -> None:
    """The least and the most of scipy's U over every pair of sets that print as the two rows do."""
    waves = {row[1]: row[3:] for row in ROWS if row[0].startswith("table5") and row[2] == item}
    found = theta_range(figure(*waves["pre"]), figure(*waves["post"]))
    pairs = [
        theta_of(earlier, later)
        for earlier in expected(*waves["pre"], ROUND_HALF_UP)
        for later in expected(*waves["post"], ROUND_HALF_UP)
    ]
    assert found is not None
    assert found.least == pytest.approx(min(pairs), abs=1e-12)
    assert found.most == pytest.approx(max(pairs), abs=1e-12)
    assert (found.exact is not None) == (len(pairs) == 1)


def test_theta_is_exact_where_one_set_fits_both_waves() -> None:
    # p06 by hand: first 1 × 3, 4 × 4 and 15 × 5, then 1 × 3, 6 × 4 and 13 × 5.
    # Higher: 1 × 19 + 4 × 13 = 71 pairs of 400; equal: 1 + 24 + 195 = 220; lower: 4 + 15 × 7 = 109.
    found = theta_range(figure(("4.70", "0.57"), 22, 5), figure(("4.60", "0.60"), 21, 5))
    assert found is not None
    assert found.exact is not None
    assert found.exact == pytest.approx(((71 + 110) / 400, 71 / 400, 220 / 400, 109 / 400), abs=1e-15)


def test_theta_is_unknown_where_no_set_fits_or_the_scale_is_not_known() -> None:
    fits, nothing = figure(("4.05", "0.91"), 22, 5), figure(("3.56", "1.12"), 21, 5)
    assert theta_range(fits, nothing) is None
    assert theta_range(nothing, fits) is None
    assert theta_range(fits._replace(ends=None), fits) is None


def test_a_number_that_is_printed_is_the_only_one_looked_at() -> None:
    # 18 × 5 and one 4 are 4.947 and 0.229. Of 21 answers 20 × 5 and one 4 give the mean: an SD of 0.218.
    at = figure(("4.95", "0.23"), 21, 5)
    assert judge(at).n_that_fit == [19]
    assert judge(at._replace(sizes=range(21, 22))).fault == "sd_too_large"
    assert judge(at._replace(sizes=range(19, 20))).fault is None


def test_the_further_a_figure_comes_the_later_its_fault() -> None:
    on_five = figure(("5.01", "0.10"), 20, 5)
    assert judge(on_five).fault == "mean_off_scale"
    assert judge(figure(("3.99", "0.10"), 20, 5)).fault == "grim"
    assert judge(figure(("3.00", "2.90"), 20, 5)).fault == "sd_too_large"
    # Two whole answers with the mean 3 lie 0, 2 or 4 apart: their SD is 0, 1.41 or 2.83 (0, 1 or 2 with n).
    assert judge(figure(("3.00", "1.50"), 2, 5)).fault == "grimmer"
