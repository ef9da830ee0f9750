"""One cause, one fault: what one action mends is told once, with how much it is and where."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence

import pytest
from click.testing import CliRunner

from etl.cli import cli
from publication.causes import FEW, causes
from publication.faults import Fault
from tests.worlds import WORDS, World, person, write_toml

MakeWorld = Callable[..., World]
ITEMS = [f"p{at}" for at in range(1, 29)]
ALL_THREE = dict.fromkeys(ITEMS, 3)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world(items=ITEMS, waves={"pre": "pre", "post": "post"})


def rows(number: int, of: Mapping[str, object] = ALL_THREE, **other: object) -> list[dict[str, object]]:
    return [person(at, "leader", "a", "pre", **of) | other for at in range(number)]


def told(world: World, rows: Sequence[Mapping[str, object]], language: str = "en") -> list[str]:
    """Return what check says to mend, and the number it ends with."""
    said = ["--programme", "small", "--data", str(world.at.data), "--var", str(world.at.var)]
    result = CliRunner().invoke(
        cli, ["check", str(world.file(rows)), *said], env={"REJSESPOR_LANGUAGE": language}
    )
    assert result.exit_code == 1, result.stderr
    *faults, report, total = result.stderr.splitlines()
    assert str(world.at.report("small", "check")) in report
    assert f": {len(faults)}." in total
    return faults


def reported(world: World) -> list[list[str]]:
    with world.at.report("small", "check").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))[1:]


def asked_after_only(world: World, *items: str) -> World:
    """Let the questionnaire, or some of its items, be asked in the last round alone."""
    instrument = world.instrument()
    if not items:
        instrument["asked_as"] = ["post"]
    for item in instrument["items"]:  # type: ignore[attr-defined]
        if item["id"] in items:
            item["asked_as"] = ["post"]
    write_toml(world.at.data / "instruments/practice.toml", instrument)
    return world


def test_a_questionnaire_that_was_not_asked_is_said_once_with_the_cure(world: World) -> None:
    asked_after_only(world)
    (fault,) = told(world, rows(104))
    assert fault == (
        "staff.csv, line 2, column “p1”: found “3”. Not asked in this round: drop the column, or"
        " change asked_as. If the column is needed for another round, empty these cells instead. 2912 cells"
        " in 28 columns in all: line 2, column “p1”; line 2, column “p2”; line 2, column “p3”; line 2, column"
        " “p4”; line 2, column “p5” …"
    )
    assert {(row[1], row[2]) for row in reported(world)} == {
        (str(line), item) for line in range(2, 106) for item in ITEMS
    }


def test_what_was_answered_is_no_matter_where_nothing_was_asked(world: World) -> None:
    asked_after_only(world, "p2", "p5")
    answers = [{**ALL_THREE, "p2": at % 5 + 1, "p5": (at + 2) % 5 + 1} for at in range(40)]
    given = [person(at, "leader", "a", "pre", **said) for at, said in enumerate(answers)]
    after = [person(at, "leader", "a", "post", **ALL_THREE) for at in range(5)]
    (fault,) = told(world, given + after)
    assert fault.endswith(
        "80 cells in 2 columns in all: line 2, column “p2”; line 2, column “p5”; line 3, column “p2”;"
        " line 3, column “p5”; line 4, column “p2” …"
    )


def test_a_cell_that_breaks_two_rules_is_told_once(world: World) -> None:
    asked_after_only(world)
    (fault,) = told(world, rows(5, dict.fromkeys(ITEMS, 7)))
    assert "found “7”. Not asked in this round" in fault
    assert fault.partition("instead. ")[2].startswith("140 cells in 28 columns in all")


def test_an_id_that_a_spreadsheet_damaged_is_not_said_to_be_there_twice(world: World) -> None:
    (fault,) = told(world, rows(3, id="1,23E+05"))
    assert "A spreadsheet has turned this id into a number" in fault


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "400 lines in all: 2, 3, 4, 5, 6 …"),
        ("da", "I alt 400 linjer: 2, 3, 4, 5, 6 …"),
        ("nb", "I alt 400 linjer: 2, 3, 4, 5, 6 …"),
    ],
)
def test_one_wrong_value_down_a_column_is_one_fault(world: World, language: str, said: str) -> None:
    (fault,) = told(world, rows(400, site="Solside"), language)
    assert fault.endswith(said)
    assert "Solside" in fault
    (fault,) = told(
        world, [*rows(200, role="nurse"), person(999, "leader", "a", "pre", **ALL_THREE)], language
    )
    assert "200" in fault


def test_a_value_off_the_scale_in_every_column_is_one_fault(world: World) -> None:
    zero_based = [person(at, "leader", "a", "pre", **dict.fromkeys(ITEMS, at % 5)) for at in range(50)]
    (fault,) = told(world, zero_based)
    assert fault.startswith("staff.csv, line 2, column “p1”: found “0”. Accepted: 1 … 5, 8, 9.")
    assert "280 cells in 28 columns in all" in fault


def test_decimals_where_whole_numbers_belong_are_one_fault(world: World) -> None:
    """Ten different values in 28 columns: nobody mends them one by one."""
    decimals = [
        person(at, "leader", "a", "pre", **dict.fromkeys(ITEMS, f"{1 + at % 4},{1 + at % 9}"))
        for at in range(60)
    ]
    (fault,) = told(world, decimals)
    assert "found “1,1”. Accepted: 1 … 5, 8, 9." in fault
    assert "1680 cells in 28 columns in all: line 2, column “p1”; line 2, column “p2”; " in fault
    assert len(reported(world)) == 60 * len(ITEMS)


def test_different_mistakes_are_told_apart(world: World) -> None:
    given = rows(6)
    given[0] |= {"site": "x", "p1": 7}
    given[3] |= {"site": "y", "p2": 7}
    given[4] |= {"role": "x"}
    assert [fault.partition(". Accepted")[0] for fault in told(world, given)] == [
        "staff.csv, line 2, column “site”: found “x”",
        "staff.csv, line 2, column “p1”: found “7”",
        "staff.csv, line 5, column “site”: found “y”",
        "staff.csv, line 6, column “role”: found “x”",
    ]


def test_many_different_values_in_one_column_have_one_cause(world: World) -> None:
    given = [one | {"site": f"Unit {at}"} for at, one in enumerate(rows(FEW + 1))]
    (fault,) = told(world, given)
    assert fault.endswith("6 lines in all: 2, 3 (“Unit 1”), 4 (“Unit 2”), 5 (“Unit 3”), 6 (“Unit 4”) …")
    assert len(told(world, given[:FEW])) == FEW


def test_columns_that_are_not_there_are_one_fault(world: World) -> None:
    without = [{name: said for name, said in one.items() if name not in ITEMS[3:]} for one in rows(5)]
    faults = told(world, without)
    assert sum("expects this column" in fault for fault in faults) == 1
    unknown = {f"Ærinde {name}": 1 for name in ("tid", "by", "ugedag")}
    (fault,) = told(world, [one | unknown for one in rows(5)])
    assert fault.endswith("3 columns in all: “Ærinde tid”, “Ærinde by”, “Ærinde ugedag”.")


def test_rows_that_are_cut_are_one_fault(world: World) -> None:
    path = world.file(rows(30))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *(line.rpartition(";")[0] for line in lines[1:])]) + "\n")
    said = ["--programme", "small", "--data", str(world.at.data), "--var", str(world.at.var)]
    result = CliRunner().invoke(cli, ["load", str(path), *said])
    assert result.stderr.count("fewer cells") == 1
    assert "30 lines in all: 2, 3, 4, 5, 6 …" in result.stderr
    assert "Rejected. Errors: 1." in result.stderr


def test_answers_in_words_are_explained_by_the_export(world: World) -> None:
    words = [
        person(at, "leader", "a", "pre", **dict.fromkeys(ITEMS, ["Enig", "Uenig", "Helt enig"][at % 3]))
        for at in range(30)
    ]
    (fault,) = told(world, words)
    assert "(in 28 columns)" in fault
    assert "840 cells in 28 columns in all" in fault


def test_one_mistake_does_not_hide_the_others_from_the_record(world: World) -> None:
    asked_after_only(world)
    given = rows(104)
    given[90] |= {"site": "nowhere"}
    said = ["--programme", "small", "--data", str(world.at.data), "--var", str(world.at.var)]
    CliRunner().invoke(cli, ["load", str(world.file(given)), *said])
    record = json.loads(world.at.refusals("small").read_bytes())["refused"]
    told = {"file": "staff.csv", "rule": "not_accepted", "line": 92}
    assert any(cause.items() >= told.items() for cause in record)


def test_keys_of_a_definition_are_mended_one_by_one() -> None:
    faults = [Fault("a.toml", "key_missing", column=f"items.{at}.label", part="key") for at in range(9)]
    assert len(causes(faults)) == 9


def test_two_files_are_two_faults() -> None:
    faults = [Fault(name, "missing_id", line, "id", "") for name in ("a.csv", "b.csv") for line in (2, 3)]
    assert [cause.sentence(WORDS, "en").partition(",")[0] for cause in causes(faults)] == ["a.csv", "b.csv"]


def test_of_thousands_alike_the_first_are_listed_and_all_are_counted(world: World) -> None:
    """The rare other value below them is found all the same."""
    given = rows(1500, site="Solside")
    given[-1] |= {"site": "elsewhere"}
    first, second = told(world, given)
    assert first.endswith("1499 lines in all: 2, 3, 4, 5, 6 …")
    assert second.startswith("staff.csv, line 1501, column “site”: found “elsewhere”.")
    *alike, rest, other = reported(world)
    assert [(row[1], row[3]) for row in alike] == [(str(line), "Solside") for line in range(2, 1001)]
    assert rest[4].endswith("… and 499 more.")
    assert (other[1], other[3]) == ("1501", "elsewhere")
    distinct = [one | {"site": f"Unit {at}"} for at, one in enumerate(rows(2500))]
    (fault,) = told(world, distinct)
    assert "2500 lines in all: 2, 3 (“Unit 1”), " in fault
