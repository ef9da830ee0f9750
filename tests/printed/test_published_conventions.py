"""Figures that are innocent under another convention than the usual are named so, not accused."""

import csv
import random
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from etl.printed.figure import read_printed
from etl.printed.verdict import Figure, judge
from publication.places import DEFAULT_DATA
from tests.dashboards import run

HALF = (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN)
# Name → ways of rounding, and what the divisor is less than n.
CONVENTIONS = {
    "usual": (HALF, 1),
    "divisor_n": (HALF, 0),
    "cut_off": ((ROUND_DOWN,), 1),
    "divisor_n_cut_off": ((ROUND_DOWN,), 0),
}
Printed = tuple[str, str]


def printed(answers: Sequence[Decimal], way: str, less: int, decimals: int = 2) -> Printed:
    """Mean and SD as a report would print them, from the exact fractions."""
    with localcontext(prec=60):
        n, total = len(answers), sum(answers, Decimal(0))
        squares = sum((one * one for one in answers), Decimal(0))
        variance = (n * squares - total * total) / (n * (n - less))
        unit = Decimal(1).scaleb(-decimals)
        return str((total / n).quantize(unit, way)), str(variance.sqrt().quantize(unit, way))


@cache
def all_printed(n: int, low: int, high: int, steps: int = 1) -> dict[str, frozenset[Printed]]:
    """Convention → everything that n answers on a scale can be printed as."""
    scale = [Decimal(low * steps + at) / steps for at in range((high - low) * steps + 1)]
    sets = list(combinations_with_replacement(scale, n))
    return {
        name: frozenset(printed(one, way, less) for one in sets for way in ways)
        for name, (ways, less) in CONVENTIONS.items()
    }


def expected(figures: Printed, n: int, low: int, high: int, steps: int = 1) -> tuple[bool, list[str]]:
    """Whether every convention fails, and those that help: two at once only where neither does alone."""
    fits = {name: figures in every for name, every in all_printed(n, low, high, steps).items()}
    if fits["usual"]:
        return False, []
    helping = [name for name in ("divisor_n", "cut_off") if fits[name]]
    helping = helping or [name for name in ("divisor_n_cut_off",) if fits[name]]
    return not helping, helping


def drawn(n: int, low: int, high: int, steps: int, seed: int) -> Iterator[Printed]:
    """Figures of real answers under every convention, and the same a hundredth beside."""
    draw = random.Random(seed)
    every = all_printed(n, low, high, steps)
    for name in CONVENTIONS:
        for mean, sd in draw.sample(sorted(every[name]), min(25, len(every[name]))):
            for by in (0, 1, -1):
                beside = Decimal(sd) + Decimal(by) / 100
                if beside >= 0:
                    yield mean, str(beside)


@pytest.mark.parametrize(("low", "high", "steps"), [(1, 5, 1), (0, 4, 1), (1, 4, 1), (1, 3, 2), (0, 1, 10)])
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_verdicts_agree_with_every_set_of_answers_written_out(
    n: int, low: int, high: int, steps: int
) -> None:
    for figures in drawn(n, low, high, steps, seed=n):
        mean, sd = map(read_printed, figures)
        verdict = judge(Figure(mean, sd, range(n, n + 1), (low, high), steps=steps))
        said = verdict.fault is not None, list(verdict.fits_if)
        assert said == expected(figures, n, low, high, steps), (figures, n)


def test_every_convention_and_none_occur_among_what_is_drawn() -> None:
    verdicts = [expected(one, 5, 1, 5) for one in drawn(5, 1, 5, 1, seed=5)]
    named = {name for _, helping in verdicts for name in helping}
    assert named == {"divisor_n", "cut_off", "divisor_n_cut_off"}
    assert {accused for accused, _ in verdicts} == {True, False}


def check(tmp_path: Path, lines: Sequence[str], *more: str, language: str = "en") -> Result:
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    named = [str(path), *more, "--format", "csv"]
    return run(tmp_path / "var", DEFAULT_DATA, "check-table", *named, language=language)


ENDS = ("--low", "1", "--high", "5")
# Two answers with the mean 3 lie 0, 2 or 4 apart: with n - 1 their SD is 0, 1.41 or 2.83, with n 0, 1 or 2.
ANSWERS = [2, 4]


def test_an_sd_with_the_divisor_n_is_named_and_not_accused(tmp_path: Path) -> None:
    mean, sd = np.mean(ANSWERS), np.std(ANSWERS)
    result = check(tmp_path, ["item;mean;sd;n", f"a;{mean:.2f};{sd:.2f};2"], *ENDS)
    (row,) = csv.DictReader(result.stdout.splitlines())
    assert (result.exit_code, row["faults"], row["fits_if"]) == (0, "", "divisor_n")
    assert "only if the SD was computed with the divisor n, not n − 1" in result.stderr


def test_figures_cut_off_are_named_and_not_accused(tmp_path: Path) -> None:
    # 20 / 3 = 6.666…, which is 6.67 rounded; 6.66 is no mean of three.
    result = check(tmp_path, ["item;mean;n", "a;6,66;3"], "--low", "1", "--high", "10")
    (row,) = csv.DictReader(result.stdout.splitlines())
    assert (result.exit_code, row["faults"], row["fits_if"]) == (0, "", "cut_off")


def test_where_no_convention_helps_it_is_a_fault_as_before(tmp_path: Path) -> None:
    result = check(tmp_path, ["item;mean;sd;n", "a;4,86;2,50;7"], *ENDS)
    (row,) = csv.DictReader(result.stdout.splitlines())
    assert (result.exit_code, row["faults"], row["fits_if"]) == (1, "sd_too_large", "")


def test_rows_that_speak_against_a_convention_are_counted(tmp_path: Path) -> None:
    usual = f"{np.mean(ANSWERS):.2f};{np.std(ANSWERS, ddof=1):.2f};2"
    other = f"{np.mean(ANSWERS):.2f};{np.std(ANSWERS):.2f};2"
    result = check(tmp_path, ["item;mean;sd;n", f"a;{usual}", f"b;{usual}", f"c;{other}"], *ENDS)
    assert "2 of the others fit only as usual" in result.stderr


@pytest.mark.parametrize(("step", "innocent"), [(None, False), ("1", False), ("0.5", True), ("0,5", True)])
def test_half_steps_are_said(tmp_path: Path, step: str | None, innocent: bool) -> None:
    # 1.5, 2 and 2: mean 1.8333, SD 0.2887. Three whole answers give no mean of 1.83.
    more = () if step is None else ("--step", step)
    result = check(tmp_path, ["item;mean;sd;n", "a;1.83;0.29;3"], *ENDS, *more)
    assert (result.exit_code == 0) == innocent


def test_tenths_are_said(tmp_path: Path) -> None:
    # 7.3, 8.1 and 9.9: mean 8.4333.
    lines = ["item;mean;n", "a;8.43;3"]
    assert check(tmp_path, lines, "--low", "0", "--high", "10").exit_code == 1
    assert check(tmp_path, lines, "--low", "0", "--high", "10", "--step", "0.1").exit_code == 0


@pytest.mark.parametrize("step", ["0", "2", "0.3", "-0.5", "half", "0.001"])
def test_what_is_no_step_is_wrong_use(tmp_path: Path, step: str) -> None:
    result = check(tmp_path, ["item;mean;n", "a;8.43;3"], *ENDS, "--step", step)
    assert (result.exit_code, step in result.stderr) == (2, True)


def test_a_step_without_a_scale_is_wrong_use(tmp_path: Path) -> None:
    assert check(tmp_path, ["item;mean;n", "a;8.43;3"], "--step", "0.5").exit_code == 2


@pytest.mark.parametrize(("language", "said"), [("da", "skåret af"), ("nb", "kuttet av"), ("en", "cut off")])
def test_the_convention_is_said_in_the_readers_language(tmp_path: Path, language: str, said: str) -> None:
    result = check(tmp_path, ["item;mean;n", "a;6,66;3"], "--low", "1", "--high", "10", language=language)
    assert said in result.stderr
