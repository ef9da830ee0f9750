"""`rejsespor check-table`: what is found in printed tables, and that nothing else is."""

import csv
import json
import random
from collections.abc import Sequence
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import pytest
from click.testing import Result

from etl.printed.check import runs
from publication.definitions.files import read_programme
from publication.faults import SourceError
from publication.places import DEFAULT_DATA
from tests.dashboards import run
from tests.worlds import World, write_toml

REPORT = DEFAULT_DATA / "example/recoverydannelse-2017"
# What is known to be wrong with the report's tables, by line; worked out in the tests of each kind of fault.
KNOWN = {
    "table1_participants.csv": {2: "percent", 3: "percent", 4: "percent"},
    "table2_background.csv": {},
    "table3_expectations.csv": {},
    "table4_usefulness.csv": {6: "sd_too_large"},
    "table5_practice.csv": {},
    "table6_involvement.csv": {},
    "kor_sessions.csv": dict.fromkeys([*range(2, 26), *range(42, 50)], "same_figures"),
}
Row = dict[str, str]


def check(tmp_path: Path, file: Path, *arguments: str, language: str = "en") -> Result:
    return run(tmp_path / "var", DEFAULT_DATA, "check-table", str(file), *arguments, language=language)


def rows(result: Result) -> list[Row]:
    return list(csv.DictReader(result.stdout.splitlines()))


def table(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("name", KNOWN)
def test_the_faults_of_the_report_are_found_and_nothing_else(tmp_path: Path, name: str) -> None:
    result = check(tmp_path, REPORT / name, "--format", "csv")
    found = {int(row["line"]): row["faults"] for row in rows(result) if row["faults"]}
    if name == "kor_sessions.csv":
        # Theme days 1 and 2 stand on lines 2 to 17; theme day 3 and the second sharing on 18-25 and 42-49.
        assert {row["same_as"] for row in rows(result)[:8]} == {"theme_day 2"}
        assert {row["same_as"] for row in rows(result)[40:48]} == {"theme_day 3"}
    assert found == KNOWN[name]
    assert result.exit_code == (1 if KNOWN[name] else 0)


def test_the_programme_says_how_many_answered_and_finds_no_more(tmp_path: Path) -> None:
    for name in ("table2_background.csv", "table3_expectations.csv", "table6_involvement.csv"):
        assert check(tmp_path, REPORT / name, "--programme", "recoverydannelse-2017").exit_code == 0


def test_the_three_formats_hold_the_same_rows(tmp_path: Path) -> None:
    file = REPORT / "table4_usefulness.csv"
    as_csv = rows(check(tmp_path, file, "--format", "csv"))
    as_json = json.loads(check(tmp_path, file, "--format", "json").stdout)
    assert [{k: "" if v is None else str(v) for k, v in one.items()} for one in as_json] == as_csv
    lines = check(tmp_path, file).stdout.splitlines()
    assert len(lines) == 1 + len(as_csv)
    assert lines[0].split() == [one for one in as_csv[0] if any(row[one] for row in as_csv)]


def test_a_number_that_does_not_fit_is_told_with_those_that_would(tmp_path: Path) -> None:
    # Brown and Heathers (2017): 28 people cannot have the mean 5.19; 26 can (135 / 26 = 5.192).
    result = check(tmp_path, table(tmp_path, "item;mean;sd;n", "a;5,19;1,20;28"), "--format", "csv")
    (row,) = rows(result)
    assert (row["grim_half_up"], row["faults"], row["n_that_fit"]) == ("impossible", "grim", "26")
    assert "5,19" in result.stderr
    assert "26" in result.stderr
    assert result.exit_code == 1


def test_means_of_several_items_are_finer(tmp_path: Path) -> None:
    # rsprite2's example: 5.18 is possible for 14 people and two items; 73 / 14 = 5.21 is the nearest for one.
    for items, status in ((2, 0), (1, 1)):
        file = table(tmp_path, "item,mean,n,items", f"a,5.18,14,{items}")
        assert check(tmp_path, file).exit_code == status


def as_printed(answers: Sequence[int], ways: Sequence[str], decimals: int) -> tuple[str, str]:
    unit, n = Decimal(1).scaleb(-decimals), len(answers)
    with localcontext(prec=40):
        mean = Decimal(sum(answers)) / n
        sd = (Decimal(n * sum(one**2 for one in answers) - sum(answers) ** 2) / (n * (n - 1))).sqrt()
    return str(mean.quantize(unit, ways[0])), str(sd.quantize(unit, ways[1]))


@pytest.mark.parametrize("way", [ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN])
@pytest.mark.parametrize(("low", "high"), [(1, 5), (0, 4), (1, 7)])
def test_figures_of_real_answers_are_never_accused(tmp_path: Path, way: str, low: int, high: int) -> None:
    draw = random.Random(f"{way} {low} {high}")
    lines = ["wave,item,mean,sd,respondents,not_applicable,n"]
    for at in range(60):
        n, decimals = draw.randint(2, 40), draw.choice([1, 2, 2, 2])
        answers = [draw.randint(low, high) for _ in range(n)]
        mean, sd = as_printed(answers, (way, way), decimals)
        apart, blank = draw.randint(0, 3), draw.randint(0, 3)
        said = f"{n + apart + blank},{apart},{draw.choice(['', n])}"
        lines.append(f"{draw.choice(['pre', 'post'])},i{at},{mean},{sd},{said}")
    result = check(tmp_path, table(tmp_path, *lines), "--low", str(low), "--high", str(high))
    assert result.exit_code == 0, result.stderr


def test_the_table_says_whose_scale_was_taken(tmp_path: Path) -> None:
    found = check(tmp_path, REPORT / "table4_usefulness.csv", "--format", "csv")
    assert {(row["low"], row["high"]) for row in rows(found)} == {("1", "4")}
    assert "Usefulness" in found.stderr
    named = check(tmp_path, REPORT / "table4_usefulness.csv", "--instrument", "practice", "--format", "csv")
    assert {(row["low"], row["high"]) for row in rows(named)} == {("1", "5")}
    assert named.exit_code == 0
    unknown = check(tmp_path, table(tmp_path, "item,mean,sd,n", "zz,9.00,1.00,8"), "--format", "csv")
    assert rows(unknown)[0]["low"] == ""
    assert "--low" in unknown.stderr


def test_figures_that_would_fit_with_the_box_beside_the_scale_are_told_so(tmp_path: Path) -> None:
    """u5: with 5 for 'not relevant', 1 × 2, 1 × 3, 18 × 4 and 1 × 5 are 82 / 21 = 3.90 and 0.54."""
    assert as_printed([2, 3, *[4] * 18, 5], [ROUND_HALF_UP] * 2, 2) == ("3.90", "0.54")
    assert "counted as 5" in check(tmp_path, REPORT / "table4_usefulness.csv").stderr
    assert "counted as" not in check(tmp_path, REPORT / "table5_practice.csv").stderr


def test_minimum_mean_and_maximum_stand_in_order(tmp_path: Path) -> None:
    lines = ["session,item,mean,min,max", "1,r1,7.6,3,10", "1,r2,2.4,3,10", "1,r3,10.6,3,10", "1,r4,10,3,10"]
    result = check(tmp_path, table(tmp_path, *lines), "--low", "0", "--high", "12", "--format", "csv")
    assert [row["faults"] for row in rows(result)] == ["", "not_in_order", "not_in_order", ""]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["item,mean,sd,n", "a,4.2x,1.0,9"], ["line 2", "“mean”", "“4.2x”", "4.25"]),
        (["item,mean,sd,n", "a,4.2,1.0,9.5"], ["line 2", "“n”", "“9.5”", "21"]),
        (["item,mean,sd,n", "a,4.2,-1.0,9"], ["line 2", "“sd”", "“-1.0”"]),
        (["item,mean,n,items", "a,4.2,9,0"], ["line 2", "“items”", "“0”"]),
        (["item,mean,sd,n", "a,4.2,1.0,9", "b,4.2"], ["line 3", "fewer cells"]),
        (["item,mean,sd,n", "a,4.2,1.0,9,7"], ["line 2", "more cells"]),
        (["item,average,sd", "a,4.2,1.0"], ["line 1", "mean, percent"]),
        (["item,mean,sd,n"], ["header"]),
    ],
)
def test_what_is_no_printed_table_is_refused_with_its_place(
    tmp_path: Path, lines: list[str], told: list[str]
) -> None:
    result = check(tmp_path, table(tmp_path, *lines))
    assert (result.exit_code, result.stdout) == (1, "")
    assert [one for one in told if one not in result.stderr] == []


def test_half_a_scale_or_an_unknown_name_is_wrong_use(tmp_path: Path) -> None:
    file = REPORT / "table4_usefulness.csv"
    for said in (["--low", "1"], ["--low", "5", "--high", "1"], ["--instrument", "x"], ["--programme", "x"]):
        assert check(tmp_path, file, *said).exit_code == 2


@pytest.mark.parametrize("language", ["da", "nb", "en"])
def test_every_fault_is_told_in_the_readers_language(tmp_path: Path, language: str) -> None:
    for name in KNOWN:
        result = check(tmp_path, REPORT / name, language=language)
        assert "{" not in result.stderr
        assert len(result.stderr.splitlines()) > bool(KNOWN[name])


def claiming(world: World, *claims: dict[str, object]) -> World:
    waves = {"pre": "pre", "post": "post"}
    world.waves, world.items = waves, ("p1", "p2", "p3")
    world.write()
    programme = world.programme() | {"claims": list(claims)}
    write_toml(world.at.data / "programmes/small.toml", programme)
    return world


CLAIM: dict[str, object] = {
    "instrument": "practice",
    "kind": "higher_markedly",
    "items": ["p1"],
    "from": "pre",
    "to": "post",
    "page": "42",
}
MOVED = [
    "wave,item,mean",
    "pre,p1,3.0",
    "pre,p2,3.0",
    "pre,p3,3.0",
    "post,p1,3.3",
    "post,p2,3.8",
    "post,p3,2.0",
]


def test_a_claim_that_leaves_out_what_moved_further_is_told(tmp_path: Path) -> None:
    world = claiming(World(tmp_path), CLAIM)
    file = table(tmp_path, *MOVED)
    said = [str(file), "--programme", "small", "--format", "csv"]
    result = run(world.at.var, world.at.data, "check-table", *said)
    assert {row["line"]: row["faults"] for row in rows(result) if row["faults"]} == {"5": "claim"}
    assert [one for one in ("markedly higher", "+0.3", "p2", "+0.8") if one not in result.stderr] == []
    assert result.exit_code == 1


def test_a_claim_that_follows_is_not(tmp_path: Path) -> None:
    world = claiming(
        World(tmp_path), CLAIM | {"items": ["p2", "p1"]}, CLAIM | {"kind": "lower", "items": ["p3"]}
    )
    result = run(
        world.at.var, world.at.data, "check-table", str(table(tmp_path, *MOVED)), "--programme", "small"
    )
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    ("broken", "rule", "place"),
    [
        ({"instrument": "practise"}, "instrument_unknown", "claims[1].instrument"),
        ({"items": ["p9"]}, "item_unknown", "claims[1].items"),
    ],
)
def test_a_claim_about_what_is_not_there_is_refused(
    tmp_path: Path, broken: dict[str, object], rule: str, place: str
) -> None:
    world = claiming(World(tmp_path), CLAIM | broken)
    result = run(
        world.at.var, world.at.data, "check-table", str(table(tmp_path, *MOVED)), "--programme", "small"
    )
    assert result.exit_code == 1
    assert place in result.stderr
    assert rule.split("_")[0] in result.stderr


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"to": "later"}, "claim_waves"),
        ({"from": "post", "to": "pre"}, "claim_waves"),
        ({"kind": "higher_a_bit"}, "key_not_among"),
        ({"wave": "pre"}, "key_unknown"),
        ({"items": []}, "key_too_short"),
        ({"items": ["p1", "p1"]}, "ids_twice"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(tmp_path: Path, broken: dict[str, object], rule: str) -> None:
    world = claiming(World(tmp_path), CLAIM | broken)
    with pytest.raises(SourceError) as refused:
        read_programme(world.at.data, "small")
    assert [one.rule for one in refused.value.faults] == [rule]


def test_runs_of_numbers_are_written_short() -> None:
    assert runs([2, 3, 4, 9, 12, 13]) == "2-4, 9, 12-13"
    assert runs([]) == ""
