import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.kinds import questionnaire
from etl.load.load import load, read_definitions, read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.faults import Refused, SourceError
from tests.worlds import NOW, World, people, person, text, write_toml

MakeWorld = Callable[..., World]
ROWS = people({("practitioner", "a"): 3, ("leader", "c"): 2})


def test_a_row_is_kept_as_it_was_given(world: World) -> None:
    world.load([person(1, "practitioner", "a", p1=4, p2=8), person(2, "leader", "c", p1="", p2="2,0")])
    assert world.stored("members") == [
        ("small", "staff", "pre", "r1", "practitioner", "a"),
        ("small", "staff", "pre", "r2", "leader", "c"),
    ]
    assert world.stored("answers_practice") == [
        ("small", "staff", "pre", "r1", 4, -1),
        ("small", "staff", "pre", "r2", None, 2),
    ]


def test_loading_the_same_file_twice_changes_nothing(world: World) -> None:
    assert world.load(ROWS)
    before = world.stored("members"), world.stored("files")
    assert not world.load(ROWS, now=dt.datetime(2030, 1, 1))
    assert (world.stored("members"), world.stored("files")) == before


def test_a_file_leaves_its_name_digest_rows_and_time(world: World) -> None:
    world.load(ROWS)
    programme, form, kind, wave, name, sha256, _, rows, loaded_at = world.stored("files")[0]
    assert (programme, form, kind, wave, name) == ("small", "staff", "questionnaire", "pre", "staff.csv")
    outside = subprocess.run(["sha256sum", world.folder / name], capture_output=True, text=True, check=True)
    assert sha256 == outside.stdout.split()[0]
    assert (rows, loaded_at) == (5, NOW)


def test_a_later_load_replaces_what_the_form_gave_for_its_waves_only(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    world.load([*ROWS, *people({("leader", "c"): 2}, wave="post")])
    world.load([person(77, "leader", "b", p1=1, p2="")], name="late.csv")
    assert [(row[2], row[3]) for row in world.stored("members")] == [
        ("post", "r0"),
        ("post", "r1"),
        ("pre", "r77"),
    ]
    assert [(row[3], row[4]) for row in world.stored("files")] == [("post", "staff.csv"), ("pre", "late.csv")]


def test_one_bad_file_keeps_the_good_one_out_too(world: World) -> None:
    world.load(ROWS)
    before = world.stored("members"), world.stored("answers_practice"), world.stored("files")
    good = world.file([person(50, "leader", "b", p1=2, p2="")], "good.csv")
    bad = world.file([person(51, "leader", "b", p1=7, p2="")], "bad.csv")
    with pytest.raises(SourceError):
        world.load_files(good, bad)
    assert (world.stored("members"), world.stored("answers_practice"), world.stored("files")) == before


def test_a_load_that_fails_half_way_leaves_the_warehouse_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.load(ROWS)
    before = world.stored("members"), world.stored("answers_practice"), world.stored("files")
    monkeypatch.setattr(questionnaire, "write_answers", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.load(ROWS[:2])
    assert (world.stored("members"), world.stored("answers_practice"), world.stored("files")) == before


def test_a_load_that_is_killed_leaves_the_warehouse_as_it_was(world: World) -> None:
    world.load(ROWS)
    before = world.stored("members"), world.stored("files")
    script = (
        "import os, etl.load, etl.cli, sys\n"
        "from pathlib import Path\n"
        "etl.load.load._write = lambda con, form, *_: (con.execute('DELETE FROM members'), os._exit(9))\n"
        "_, file, data, var = sys.argv\n"
        "sys.argv = ['etl', 'load', file, '--programme', 'small', '--data', data, '--var', var]\n"
        "etl.cli.main()\n"
    )
    changed = world.file(ROWS[:2], "changed.csv")
    run = subprocess.run([sys.executable, "-c", script, changed, world.at.data, world.at.var], check=False)
    assert run.returncode == 9
    assert (world.stored("members"), world.stored("files")) == before


def test_rows_without_ids_never_merge_even_from_files_of_one_name(make_world: MakeWorld) -> None:
    world = make_world(mapping={"columns": {"wave": "wave", "site": "site", "role": "role"}})
    rows = [{"wave": "pre", "site": "a", "role": "leader", "p1": 1, "p2": 2}] * 3
    (world.folder / "again").mkdir()
    world.load_files(world.file(rows), world.file(rows[:2], "again/staff.csv"))
    assert len({row[3] for row in world.stored("members")}) == 5


def second_form(world: World, **said: object) -> None:
    other = world.instrument() | {
        "id": "other",
        "name": text("Other"),
        "items": [{"id": "o1", "label": text("o1")}],
    }
    write_toml(world.at.data / "instruments/other.toml", other)
    mapping = world.questionnaire() | {"form": "second", "answers": {"other": {"o1": "o1"}}} | said
    write_toml(world.at.data / "mappings/second.toml", mapping)


def test_two_forms_with_ids_make_one_member(world: World) -> None:
    second_form(world)
    world.load_files(world.file(people({("leader", "a"): 6})))
    world.load_files(world.file(people({("leader", "a"): 6}, {"o1": 2}), "second.csv"))
    assert len(world.stored("members")) == 12
    world.publish()
    assert [row["members"] for row in world.rows("waves")] == [6]
    counted = world.rows("answers", instrument="other", item="o1")
    assert [(row["n"], row["counts"]) for row in counted] == [(6, [0, 6, 0, 0, 0])]


@pytest.mark.parametrize("together", [True, False])
def test_forms_that_put_one_person_in_two_places_are_refused(world: World, together: bool) -> None:
    second_form(world)
    first = world.file([person(1, "leader", "a", p1=1, p2=""), person(2, "leader", "b", p1=1, p2="")])
    second = world.file([person(1, "leader", "a", o1=1), person(2, "practitioner", "b", o1=1)], "second.csv")
    with pytest.raises(SourceError) as refused:
        if not together:
            world.load_files(first)
        world.load_files(*([first] if together else []), second)
    found = [(one.file, one.rule, one.line, one.column, one.value) for one in refused.value.faults]
    expected = [("second.csv", "elsewhere_in_other_form", 3, "id", "r2")]
    if together:
        expected = [("staff.csv", "elsewhere_in_other_form", 3, "id", "r2"), *expected]
    assert found == expected


def test_a_form_loaded_again_with_the_other_mended_is_taken(world: World) -> None:
    second_form(world)
    world.load_files(world.file([person(1, "leader", "a", p1=1, p2="")]))
    mended = world.file([person(1, "practitioner", "a", p1=1, p2="")])
    assert world.load_files(mended, world.file([person(1, "practitioner", "a", o1=1)], "second.csv"))


@pytest.mark.parametrize("together", [True, False])
def test_the_same_answers_from_two_forms_are_refused(world: World, together: bool) -> None:
    second_form(world, answers={"practice": {"p1": "first", "p2": "last"}})
    first = world.file([person(1, "leader", "a", p1=1, p2="")])
    second = world.file([person(1, "leader", "a", first=1, last=2)], "second.csv")
    with pytest.raises(SourceError) as refused:
        if not together:
            world.load_files(first)
        world.load_files(*([first] if together else []), second)
    assert {one.rule for one in refused.value.faults} == {"answered_in_other_form"}


def test_two_mappings_of_one_form_are_refused(world: World) -> None:
    second_form(world, form="staff")
    with pytest.raises(SourceError) as refused:
        read_definitions(world.at.data, "small")
    assert [(one.file, one.rule) for one in refused.value.faults] == [
        ("second.toml", "form_twice"),
        ("staff.toml", "form_twice"),
    ]


def test_a_second_command_on_the_warehouse_is_told_to_wait(world: World) -> None:
    world.load(ROWS)
    hold = (
        "import duckdb, sys\ncon = duckdb.connect(sys.argv[1])\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    command = [sys.executable, "-c", hold, str(world.at.warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(Refused, match="warehouse_in_use"), world.warehouse():
            pass
        holder.communicate(b"")


def test_a_damaged_warehouse_is_named(world: World) -> None:
    world.at.var.mkdir()
    world.at.warehouse.write_bytes(b"no warehouse at all" * 1000)
    with pytest.raises(Refused, match="warehouse_damaged"), world.warehouse():
        pass


def test_loading_again_after_the_definitions_changed_reads_the_file_anew(make_world: MakeWorld) -> None:
    world = make_world()
    world.load([person(1, "leader", "a", p1=8, p2="")])
    world.mapping = {"codes": {"not_applicable": ["9"], "dont_know": ["8"]}}
    assert world.load([person(1, "leader", "a", p1=8, p2="")])
    assert world.stored("answers_practice")[0][4] == -2


def test_checking_leaves_no_trace(world: World, tmp_path: Path) -> None:
    definitions = read_definitions(world.at.data, "small")
    with open_warehouse(world.at.warehouse, read_only=True) as con:
        assert read_forms(con, definitions, [world.file(ROWS)])
    assert not world.at.var.exists()
    world.load(ROWS)
    before = world.at.warehouse.read_bytes()
    with open_warehouse(world.at.warehouse, read_only=True) as con:
        assert read_forms(con, definitions, [world.file(ROWS[:3])])
        with pytest.raises(duckdb.Error):
            load(con, definitions, read_forms(con, definitions, [world.file(ROWS[:3])]), NOW)
    assert world.at.warehouse.read_bytes() == before
