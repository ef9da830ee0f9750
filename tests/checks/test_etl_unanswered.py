"""Rows that are no answers: invited and never opened, in every kind of file and every dialect of ticks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from etl.kinds.definitions import read_definitions
from etl.load.forms import read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.faults import SourceError
from tests.made_files import sav, workbook
from tests.worlds import World, text, write_toml

MakeWorld = Callable[..., World]
HEADER = ["id", "wave", "site", "role", "gender", "p1", "p2", "One", "Two"]
MAPPING = {
    "tick_lists": ["hopes"],
    "background": {"gender": "gender"},
    "answers": {"practice": {"p1": "p1", "p2": "p2"}, "hopes": {"h1": "One", "h2": "Two"}},
}


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world(waves={"pre": "pre", "post": "post"})
    hopes = world.instrument() | {
        "id": "hopes",
        "name": text("Hopes"),
        "special": [],
        "scale": {"low": 0, "high": 1, "low_label": text("not ticked"), "high_label": text("ticked")},
        "items": [{"id": "h1", "label": text("One")}, {"id": "h2", "label": text("Two")}],
    }
    write_toml(world.at.data / "instruments/hopes.toml", hopes)
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | MAPPING)
    return world


def rows(unticked: object) -> list[list[object]]:
    """Five people: an answer, don't know only, a tick only, background only, nothing but prefilled places."""
    who = [[f"r{number}", "pre", "a", "leader", "woman"] for number in range(1, 6)]
    said: list[list[object]] = [
        [4, "", unticked, unticked],
        [9, "", unticked, unticked],
        ["", "", 1, unticked],
        ["", "", unticked, unticked],
        ["", "", unticked, unticked],
    ]
    return [one + cells for one, cells in zip(who, said, strict=True)]


def csv(path: Path, header: Sequence[object], lines: Sequence[Sequence[object]]) -> Path:
    path.write_text("".join(";".join(map(str, line)) + "\n" for line in [header, *lines]), "utf-8")
    return path


def members(world: World) -> list[str]:
    return sorted(row[3] for row in world.stored("members"))


def said(world: World, path: Path) -> list[tuple[str, Any]]:
    world.load_files(path)
    with open_warehouse(world.at.warehouse, read_only=True) as con:
        (form,) = read_forms(con, read_definitions(world.at.data, "small"), [path])
    return [(note.key, note.details) for note in form.notes if note.key == "no_answers"]


@pytest.mark.parametrize("unticked", [0, "", "Ikke valgt"])
def test_who_was_invited_and_answered_nothing_is_nobody(world: World, unticked: object) -> None:
    told = said(world, csv(world.folder / "staff.csv", HEADER, rows(unticked)))
    assert told == [("no_answers", {"rows": "2", "all": "5"})]
    assert members(world) == ["r1", "r2", "r3"]
    assert {row[3] for row in world.stored("background")} == {"r1", "r2", "r3"}
    assert [row[3:] for row in world.stored("answers_hopes")] == [("r3", 1, 0)]


def test_so_in_a_workbook_and_in_spss(world: World) -> None:
    said(world, workbook(world.folder / "staff.xlsx", [HEADER, *rows(0)]))
    assert members(world) == ["r1", "r2", "r3"]
    columns = {name: [row[at] for row in rows(0)] for at, name in enumerate(HEADER)}
    numbers = {name: [None if one == "" else float(str(one)) for one in columns[name]] for name in HEADER[5:]}
    said(world, sav(world.folder / "staff.sav", {**columns, **numbers}))
    assert members(world) == ["r1", "r2", "r3"]


def test_an_invitation_needs_no_role_and_may_stand_beside_its_answer(world: World) -> None:
    lines = [*rows(0), ["r1", "pre", "", "", "", "", "", 0, 0]]
    assert said(world, csv(world.folder / "staff.csv", HEADER, lines)) == [
        ("no_answers", {"rows": "3", "all": "6"})
    ]
    assert members(world) == ["r1", "r2", "r3"]


def test_a_file_of_invitations_only_is_refused(world: World) -> None:
    with pytest.raises(SourceError) as refused:
        world.load_files(csv(world.folder / "staff.csv", HEADER, rows(0)[3:]))
    assert [(one.rule, one.details["all"]) for one in refused.value.faults] == [("no_answers", "2")]


def test_a_list_with_nothing_ticked_was_skipped_whatever_stands_in_its_cells(world: World) -> None:
    people = [[f"r{n}", "pre", "a", "leader", "", 4, 4] for n in range(28)]
    ticks = [(1, 0)] * 12 + [(0, 1)] * 8 + [(0, 0)] * 8
    for no in (0, "", "Nej"):
        lines = [[*one, *(mark or no for mark in marks)] for one, marks in zip(people, ticks, strict=True)]
        world.load_files(csv(world.folder / "staff.csv", HEADER, lines))
        kept = [row[4:] for row in world.stored("answers_hopes")]
        assert (len(kept), sum(h1 for h1, _ in kept), sum(h2 for _, h2 in kept)) == (20, 12, 8)
