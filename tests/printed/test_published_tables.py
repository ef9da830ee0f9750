"""The figures of the 2018 report: shown as printed, and what whole answers make of them."""

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from math import isqrt
from pathlib import Path

import pytest

from publication.places import DEFAULT_DATA
from tests.dashboards import run

TABLES = {
    "usefulness": ("table4_usefulness.csv", 4),
    "practice": ("table5_practice.csv", 5),
    "involvement": ("table6_involvement.csv", 5),
}
NOTHING_FITS = {("usefulness", "post", "u5"), ("practice", "post", "p08")}
# One set of answers fits both waves, so θ is known; an interval from print is not given.
EXACT = {("practice", "p06"), ("practice", "p09"), ("practice", "p26")}
Row = dict[str, str]


def printed() -> dict[tuple[str, str, str], Row]:
    """Return every row of the tables as the files have it, by instrument, wave and item."""
    found: dict[tuple[str, str, str], Row] = {}
    for instrument, (name, _) in TABLES.items():
        with (DEFAULT_DATA / "example/recoverydannelse-2017" / name).open(encoding="utf-8") as rows:
            found |= {(instrument, row["wave"], row["item"]): row for row in csv.DictReader(rows)}
    return found


PRINTED = printed()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("var")
    files = [str(DEFAULT_DATA / "example/recoverydannelse-2017" / name) for name, _ in TABLES.values()]
    assert run(var, DEFAULT_DATA, "load", *files, "--programme", "recoverydannelse-2017").exit_code == 0
    assert run(var, DEFAULT_DATA, "publish", "recoverydannelse-2017").exit_code == 0
    return var


def rows(var: Path, what: str) -> list[Row]:
    result = run(var, DEFAULT_DATA, "show", what, "--programme", "recoverydannelse-2017", "--format", "csv")
    assert result.exit_code == 0
    return list(csv.DictReader(result.stdout.splitlines()))


@pytest.fixture(scope="module")
def shown(var: Path) -> dict[tuple[str, str, str], Row]:
    return {(row["instrument"], row["wave"], row["item"]): row for row in rows(var, "published")}


def sets(n: int, steps: int) -> Iterator[list[int]]:
    """Yield every way n people can spread over the steps of a scale: so many at each."""
    if steps == 1:
        yield [n]
        return
    for first in range(n + 1):
        yield from ([first, *rest] for rest in sets(n - first, steps - 1))


def as_printed(counts: list[int]) -> tuple[str, str]:
    """Return mean and sample SD of so many answers at 1, 2 …, rounded half up to two decimals, exactly."""
    n = sum(counts)
    total = sum(answer * held for answer, held in enumerate(counts, 1))
    squares = sum(answer * answer * held for answer, held in enumerate(counts, 1))
    hundredths = (Decimal(total) / n * 100).quantize(Decimal(1), ROUND_HALF_UP)
    # 100 times the SD, rounded half up: the whole part of (200 sd + 1) / 2.
    doubled = isqrt(40000 * (n * squares - total * total) // (n * (n - 1)))
    return f"{hundredths / 100:.2f}", f"{(doubled + 1) // 2 / 100:.2f}"


def brute_force(key: tuple[str, str, str]) -> dict[int, int]:
    """Return, for each number of answers, how many sets print as a row does: each is written out."""
    instrument, row = key[0], PRINTED[key]
    apart = sum(int(row.get(name) or 0) for name in ("not_applicable", "dont_know"))
    wanted, found = (row["mean"], row["sd"]), {}
    for n in range(2, int(row["n_respondents"]) - apart + 1):
        fitting = sum(as_printed(counts) == wanted for counts in sets(n, TABLES[instrument][1]))
        if fitting:
            found[n] = fitting
    return found


def test_every_printed_row_is_there_and_no_other(shown: dict[tuple[str, str, str], Row]) -> None:
    assert set(shown) == set(PRINTED)
    assert len(shown) == 5 + 56 + 16
    assert not any(item == "s9" for _, _, item in shown)


@pytest.mark.parametrize("key", PRINTED, ids=" ".join)
def test_a_row_is_shown_as_printed(shown: dict[tuple[str, str, str], Row], key: tuple[str, str, str]) -> None:
    row, source = shown[key], PRINTED[key]
    assert (row["printed_mean"], row["printed_sd"]) == (source["mean"], source["sd"])
    assert row["respondents"] == source["n_respondents"]
    for special in ("not_applicable", "dont_know"):
        assert row[special] == source.get(special, "")
    if key in NOTHING_FITS:
        assert row["status"] == "no_answers_fit"
        assert (row["mean"], row["sd"], row["n_inferred"], row["sets_that_fit"]) == ("", "", "", "0")
    else:
        assert row["status"] == "fits"
        assert (row["mean"], row["sd"]) == (source["mean"], source["sd"])
        assert int(row["sets_that_fit"]) > 0


@pytest.mark.parametrize("key", sorted(NOTHING_FITS), ids=" ".join)
def test_two_rows_no_answers_give(key: tuple[str, str, str]) -> None:
    """u5: no 2 to 21 whole answers of 1 to 4 print as 3.90 and 0.54; p08: none of 1 to 5 as 3.56 and 1.12."""
    assert brute_force(key) == {}


@pytest.mark.parametrize(
    "key",
    [
        ("usefulness", "post", "u1"),
        ("usefulness", "post", "u4"),
        ("practice", "pre", "p01"),
        ("practice", "post", "p05"),
        ("practice", "post", "p12"),
        ("practice", "post", "p13"),
        ("involvement", "pre", "s1"),
        ("involvement", "pre", "s8"),
        ("involvement", "post", "s2"),
    ],
    ids=" ".join,
)
def test_the_inferred_number_is_the_largest_that_fits(
    shown: dict[tuple[str, str, str], Row], key: tuple[str, str, str]
) -> None:
    fitting = brute_force(key)
    assert int(shown[key]["n_inferred"]) == max(fitting)
    assert int(shown[key]["sets_that_fit"]) == sum(fitting.values())


def test_the_change_of_printed_figures_is_that_of_the_print(var: Path) -> None:
    changed = {(row["instrument"], row["item"]): row for row in rows(var, "change")}
    for instrument, item in changed:
        row = changed[instrument, item]
        before, after = (PRINTED.get((instrument, wave, item)) for wave in ("pre", "post"))
        if before and after:
            assert row["status"] == "shown"
            assert Decimal(row["mean_from"]) == Decimal(before["mean"])
            assert Decimal(row["mean_to"]) == Decimal(after["mean"])
            difference = Decimal(after["mean"]) - Decimal(before["mean"])
            assert float(row["difference"]) == pytest.approx(float(difference), abs=1e-12)
        else:
            assert row["status"] == "not_asked"
            assert row["difference"] == ""
        assert (row["theta_low"], row["theta_high"]) == ("", "")
        single = {(instrument, item)} <= EXACT
        assert [bool(row[one]) for one in ("theta", "p_higher", "p_equal", "p_lower")] == [single] * 4
    assert changed["practice", "p08"]["n_to"] == ""
    assert changed["practice", "p08"]["difference_low"] == ""
    assert changed["practice", "p08"]["claim"] == "none"
    assert "overall" not in {item for _, item in changed}


@pytest.mark.parametrize("item", [item for _, item in sorted(EXACT)])
def test_theta_of_print_is_that_of_the_only_answers_there_can_be(var: Path, item: str) -> None:
    found = next(row for row in rows(var, "change") if (row["instrument"], row["item"]) == ("practice", item))
    pre, post = (only_set(("practice", wave, item)) for wave in ("pre", "post"))
    pairs = sum(pre) * sum(post)
    higher = sum(pre[at] * sum(post[at + 1 :]) for at in range(5)) / pairs
    equal = sum(one * other for one, other in zip(pre, post, strict=True)) / pairs
    assert float(found["p_higher"]) == pytest.approx(higher, abs=1e-12)
    assert float(found["p_equal"]) == pytest.approx(equal, abs=1e-12)
    assert float(found["theta"]) == pytest.approx(higher + equal / 2, abs=1e-12)


def only_set(key: tuple[str, str, str]) -> list[int]:
    """Return the one set of answers that prints as a row does."""
    (n,) = brute_force(key)
    wanted = PRINTED[key]["mean"], PRINTED[key]["sd"]
    (found,) = (counts for counts in sets(n, 5) if as_printed(counts) == wanted)
    return found


def test_no_answers_groups_or_sites_are_made_of_print(var: Path) -> None:
    for what in ("answers", "groups", "sites", "principles"):
        result = run(var, DEFAULT_DATA, "show", what, "--programme", "recoverydannelse-2017")
        assert (result.exit_code, result.stdout) == (1, "")
