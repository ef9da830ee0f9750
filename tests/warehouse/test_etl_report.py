"""What stays of a refusal: every fault in a private file, and a record without values for the page."""

import csv
import datetime as dt
import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.report.refusals import RefusalRecords
from etl.cli import cli
from etl.warehouse.refusals import MOST_CAUSES, MOST_PER_FILE, forget_refusals, record_refusal
from etl.warehouse.report import write_report
from publication.faults import Fault
from tests.worlds import WORDS, World, people, person

TODAY = dt.date(2025, 3, 2)
BAD = [person(at, "leader", "a", p1=7, p2=1) for at in range(80)]
GOOD = people({("leader", "a"): 9}, first=500)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")


def run(world: World, command: str, *paths: Path) -> Result:
    places = ["--data", str(world.at.data), "--var", str(world.at.var)]
    return CliRunner().invoke(cli, [command, *map(str, paths), "--programme", "small", *places])


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


@pytest.mark.parametrize("command", ["load", "check"])
def test_every_fault_is_in_the_report_until_there_is_none(world: World, command: str) -> None:
    report = world.at.report("small", command)
    result = run(world, command, world.file(BAD))
    assert f"The whole list is in {report}, " in result.stderr
    assert result.stderr.count("found “7”") == 1
    assert "80 lines in all: 2, 3, 4, 5, 6 …" in result.stderr
    assert report.read_bytes().startswith(b"\xef\xbb\xbfFile;Line;Column;Found;What to do\r\n")
    rows = rows_of(report)
    assert len(rows) == 81
    assert rows[1][:4] == ["staff.csv", "2", "p1", "7"]
    assert rows[80][:2] == ["staff.csv", "81"]
    assert rows[1][4].startswith("Accepted: 1 … 5, 8, 9.")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    run(world, command, world.file(BAD[:2]))
    assert len(rows_of(report)) == 3
    assert run(world, command, world.file(GOOD)).exit_code == 0
    assert list(report.parent.iterdir()) == []


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_report_is_a_formula(tmp_path: Path, value: str) -> None:
    path = tmp_path / "reports" / "report.csv"
    write_report(path, [Fault(value, "not_asked", 2, value, value)], WORDS, "en")
    file, line, column, found, _ = rows_of(path)[1]
    assert line == "2"
    assert [file, column, found] == [f"'{value}"] * 3


def test_quotes_and_semicolons_stay_in_their_cell(tmp_path: Path) -> None:
    value = 'so; "quoted"\nand on the next line'
    path = tmp_path / "report.csv"
    write_report(path, [Fault("a.csv", "not_asked", 2, "p1", value)], WORDS, "da")
    assert rows_of(path)[1][3] == value


def test_a_refused_load_is_recorded_without_values_or_columns_unknown_to_the_mapping(world: World) -> None:
    path = world.file([row | {"named nobody": "secret"} for row in BAD], "bad.csv")
    assert run(world, "check", path).exit_code == 1
    assert not world.at.refusals("small").exists()
    assert run(world, "load", path, world.file(GOOD, "good.csv")).exit_code == 1
    said = world.at.refusals("small").read_text()
    record = json.loads(said)
    assert record["day"] == dt.date.today().isoformat()
    assert record["refused"][0] == {"file": "bad.csv", "rule": "unknown_column", "cause": 0, "line": 1}
    assert record["refused"][1] == {
        **{"file": "bad.csv", "rule": "not_accepted", "cause": 1, "line": 2},
        "columns": ["p1"],
    }
    assert len(record["refused"]) == MOST_PER_FILE
    assert "secret" not in said
    assert "named nobody" not in said
    assert stat.S_IMODE(world.at.refusals("small").stat().st_mode) == 0o644


def test_a_doubled_name_is_recorded_by_no_name(tmp_path: Path) -> None:
    """Without a header it is what one person answered twice, be it a word that is a column's, too."""
    path = tmp_path / "small.json"
    record_refusal(
        path, [Fault("a.csv", "doubled_column", 1, "calm")], dt.date(2025, 3, 1), frozenset({"calm"})
    )
    assert "calm" not in path.read_text("utf-8")


def test_what_the_record_has_no_room_for_is_counted(tmp_path: Path) -> None:
    faults = [
        *(Fault("bad.csv", "not_accepted", line, column) for line in range(2, 82) for column in ("p1", "p2")),
        *(Fault("bad.csv", f"rule_{at}") for at in range(24)),
        Fault("long.csv", "not_accepted", 9, times=61),
    ]
    record_refusal(tmp_path / "refusals" / "small.json", faults, TODAY, {"p2"})
    last = RefusalRecords(tmp_path).last("small")
    assert last is not None
    assert [(one.file, one.line, one.more) for one in last.refused if one.rule == "not_accepted"] == [
        ("bad.csv", 2, 79),
        ("long.csv", 9, 60),
    ]
    assert [one.more for one in last.refused if one.line is None] == [0] * 24
    assert [one.columns for one in last.refused if one.columns] == [("p2",)]


def test_a_file_without_a_header_names_nobody(world: World) -> None:
    """Its first row of answers stands where the columns' names do: none of them is recorded."""
    path = world.folder / "bad.csv"
    path.write_text("KARI;pre;a;leader;8;4\nOLA;pre;a;leader;3;2\n", "utf-8")
    assert run(world, "load", path).exit_code == 1
    refused = json.loads(world.at.refusals("small").read_text())["refused"]
    named = {column for entry in refused for column in entry.get("columns", [])}
    assert refused and named.isdisjoint({"KARI", "pre", "a", "leader", "8", "4"})


def test_causes_beyond_those_listed_are_counted(tmp_path: Path) -> None:
    faults = [Fault("bad.csv", f"rule_{at}", 2) for at in range(MOST_CAUSES + 7)]
    record_refusal(tmp_path / "refusals" / "small.json", faults, TODAY, ())
    last = RefusalRecords(tmp_path).last("small")
    assert last is not None and len(last.refused) == MOST_CAUSES + 1
    assert sum(1 + one.more for one in last.refused) == len(faults)


def test_what_the_page_reads_is_what_the_load_wrote(world: World) -> None:
    run(world, "load", world.file(BAD[:2], "bad.csv"))
    last = RefusalRecords(world.at.var).last("small")
    assert last is not None
    assert [(one.file, one.rule, one.line) for one in last.refused] == [
        ("bad.csv", "not_accepted", 2),
        ("bad.csv", "not_accepted", 3),
    ]


def test_a_file_that_is_loaded_is_no_longer_refused(world: World, tmp_path: Path) -> None:
    record = world.at.refusals("small")
    run(world, "load", world.file(BAD, "one.csv"), world.file(BAD[:2], "two.csv"))
    assert {one["file"] for one in json.loads(record.read_bytes())["refused"]} == {"one.csv", "two.csv"}
    run(world, "load", world.file(GOOD, "one.csv"))
    assert {one["file"] for one in json.loads(record.read_bytes())["refused"]} == {"two.csv"}
    run(world, "load", world.file(GOOD, "two.csv"))
    assert not record.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"refused": 1, "day": ""}', b"\xff"])
def test_a_damaged_record_holds_no_load_up(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "small.json"
    path.write_bytes(content)
    forget_refusals(path, {"a.csv"})
    assert not path.exists()


def test_members_of_an_archive_go_with_it(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    faults = [Fault("all.zip/a.csv", "not_asked", 2), Fault("b.csv", "not_asked", 2)]
    record_refusal(path, faults, TODAY, ())
    forget_refusals(path, {"all.zip"})
    assert [one["file"] for one in json.loads(path.read_bytes())["refused"]] == ["b.csv"]
