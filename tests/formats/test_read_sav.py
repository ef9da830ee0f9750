"""SPSS files: codes, labels, missing values; a code may be known by its label, never by two meanings."""

import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from etl.formats.grid import Grid, Layout
from etl.formats.source import open_sources
from etl.formats.spss import read_spss
from publication.faults import SourceError
from tests.formats.test_read_formats import ANSWERS
from tests.made_files import good_columns, sav
from tests.worlds import World

Columns = Mapping[str, Sequence[object]]
Labels = dict[str, dict[float | int | str, str]]


def read(path: Path) -> Grid:
    (source,) = open_sources(path, path.parent)
    return source.grid(Layout())


def refused(world: World, path: Path) -> list[tuple[str, int | None, str | None, str | None]]:
    with pytest.raises(SourceError) as error:
        world.load_files(path)
    return [(fault.rule, fault.line, fault.column, fault.value) for fault in error.value.faults]


@pytest.mark.own_process
def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    """Hand-worked: each value as written by another library, and the text it stands for."""
    columns: Columns = {
        "name": ["Åse  ", " x", ""],
        "code": [1.0, 9.0, None],
        "mark": [7.5, 0.1, -1.25],
        "day": [dt.date(2025, 2, 1), dt.date(1999, 12, 31), None],
        "moment": [dt.datetime(2025, 2, 1, 12, 30), dt.datetime(2025, 2, 1), None],
        "clock": [dt.time(8, 5), dt.time(23, 59, 59), None],
        "long": ["x" * 3000, "æ, ø; å", "a\nb"],
    }
    for name in ("a.sav", "a.zsav"):
        grid = read(sav(tmp_path / name, columns, column_labels={"code": "Hvor ofte?\xa0 "}))
        assert grid.header == ("name", "code", "mark", "day", "moment", "clock", "long")
        assert grid.texts == ("", "Hvor ofte?", "", "", "", "", "")
        assert grid.path.read_text("utf-8") == (
            f"Åse,1,7.5,2025-02-01,2025-02-01 12:30:00,8:05:00,{'x' * 3000}\n"
            ' x,9,0.1,1999-12-31,2025-02-01,23:59:59,"æ, ø; å"\n'
            ',,-1.25,,,,"a\nb"\n'
        )
        assert list(grid.row_lines or ()) == [1, 2, 3]


@pytest.mark.parametrize("name", ["staff.sav", "staff.zsav"])
@pytest.mark.parametrize("missing", [[9], [{"lo": 8, "hi": 9}], [{"lo": 6, "hi": 7}, 9], [99]])
def test_what_spss_calls_missing_stays_an_answer(world: World, name: str, missing: list[Any]) -> None:
    assert world.load_files(sav(world.folder / name, good_columns(), missing_ranges={"p2": missing}))
    assert world.stored('"answers_practice"') == ANSWERS


@pytest.mark.parametrize("code", [99.0, -9.0, 7.0])
def test_a_missing_code_the_mapping_does_not_know_is_refused(world: World, code: float) -> None:
    path = sav(world.folder / "staff.sav", good_columns(p2=[code, 4.0]), missing_ranges={"p2": [code]})
    assert refused(world, path) == [("not_accepted", 1, "p2", str(int(code)))]


def test_the_cases_are_counted_as_spss_counts_them(world: World) -> None:
    path = sav(world.folder / "staff.sav", good_columns(p1=[4.0, 7.0]))
    with pytest.raises(SourceError) as error:
        world.load_files(path)
    (fault,) = error.value.faults
    assert (fault.line, fault.counted) == (2, "case")


def test_a_column_at_fault_has_no_case(world: World) -> None:
    path = sav(world.folder / "staff.sav", good_columns(p3=[1.0, 2.0]))
    assert refused(world, path) == [("unknown_column", None, "p3", None)]


SITES: Labels = {"site": {1: "Site a", 2: "Site b", 3: "Site c"}}
BY_LABEL: dict[str, tuple[Columns, Labels]] = {
    "sites by their names": ({"site": [1.0, 2.0]}, SITES),
    "sites by their ids": ({"site": [1.0, 2.0]}, {"site": {1: "a", 2: " B "}}),
    "codes as texts": ({"site": ["1", "2"]}, {"site": {"1": "Site a", "2": "Site b"}}),
    "roles": ({"role": [2.0, 2.0]}, {"role": {1: "Practitioner", 2: "Leader"}}),
    "waves": ({"wave": [1.0, 1.0]}, {"wave": {1: "pre"}}),
    "a special answer, by code and label": ({}, {"p2": {9: "Ved ikke"}}),
    "a special answer, by label only": ({"p2": [6.0, None]}, {"p2": {6: "Ved ikke"}}),
    "a blank by its label": ({"p2": [9.0, 99.0]}, {"p2": {99: "Ubesvart"}}),
    "labels of the scale": ({}, {"p1": {1: "Helt uenig", 5: "Helt enig"}}),
    "labels that are the codes": ({}, {"p1": {1: "1", 5: "5"}}),
    "labels of codes nobody gave": ({}, {"p1": {77: "Andet"}}),
    "two codes of one label": ({"site": [1.0, 2.0]}, {"site": {1: "Site a", 2: "Site b", 4: "Site b"}}),
    "an empty label": ({}, {"p1": {4: "", 5: " "}}),
    "labels of a dropped column": ({"note": [1.0, 2.0]}, {"note": {1: "a", 2: "b"}}),
}


def mapped(make_world: Callable[..., World]) -> World:
    codes = {"not_applicable": ["8"], "dont_know": ["9", "Ved ikke"], "blank": ["", "Ubesvart"]}
    return make_world(mapping={"codes": codes, "drop": ["note"]})


@pytest.mark.parametrize(("columns", "labels"), BY_LABEL.values(), ids=BY_LABEL)
def test_codes_are_read_by_their_labels(
    make_world: Callable[..., World], columns: Columns, labels: Labels
) -> None:
    world = mapped(make_world)
    path = sav(world.folder / "staff.sav", good_columns(**columns), variable_value_labels=labels)
    assert world.load_files(path)
    assert world.stored('"answers_practice"') == ANSWERS
    assert {row[3:] for row in world.stored("members")} == {("r1", "leader", "a"), ("r2", "leader", "b")}


AMBIGUOUS: dict[str, tuple[Labels, str, str, str]] = {
    "a scale the other way round": ({"p1": {1: "5", 5: "1"}}, "p1", "1", "5"),
    "another special answer": ({"p2": {8: "Ved ikke"}}, "p2", "8", "Ved ikke"),
    "an answer called blank": ({"p1": {3: "Ubesvart"}}, "p1", "3", "Ubesvart"),
    "a special answer called an answer": ({"p2": {9: "4"}}, "p2", "9", "4"),
    "a site called another": ({"site": {"a": "Site b"}}, "site", "a", "Site b"),
}


@pytest.mark.parametrize(("labels", "column", "code", "label"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_two_meanings_are_refused(
    make_world: Callable[..., World], labels: Labels, column: str, code: str, label: str
) -> None:
    world = mapped(make_world)
    path = sav(world.folder / "staff.sav", good_columns(), variable_value_labels=labels)
    with pytest.raises(SourceError) as error:
        world.load_files(path)
    fault = error.value.faults[0]
    assert (fault.rule, fault.column, fault.details) == (
        "ambiguous_label",
        column,
        {"code": code, "label": label},
    )


def test_a_code_nothing_explains_is_refused_with_its_label(world: World) -> None:
    path = sav(
        world.folder / "staff.sav",
        good_columns(p2=[66.0, 4.0]),
        variable_value_labels={"p2": {66: "Husker ikke"}},
    )
    assert refused(world, path) == [("not_accepted", 1, "p2", "66 = Husker ikke")]


def test_an_unknown_sites_label_is_shown(world: World) -> None:
    path = sav(
        world.folder / "staff.sav",
        good_columns(site=[1.0, 7.0]),
        variable_value_labels={"site": SITES["site"] | {7: "Site d"}},
    )
    assert refused(world, path) == [("not_accepted", 2, "site", "7 = Site d")]


def test_reading_by_label_is_said(make_world: Callable[..., World]) -> None:
    from etl.load.load import read_definitions, read_forms
    from etl.warehouse.warehouse import open_warehouse

    world = mapped(make_world)
    path = sav(world.folder / "staff.sav", good_columns(site=[1.0, 2.0]), variable_value_labels=SITES)
    with open_warehouse(world.at.warehouse) as con:
        (form,) = read_forms(con, read_definitions(world.at.data, "small"), [path])
    assert [(note.key, note.column) for note in form.notes if note.key == "read_by_label"] == [
        ("read_by_label", "site")
    ]


def test_background_nobody_described_is_kept_by_its_label(make_world: Callable[..., World]) -> None:
    world = make_world(mapping={"background": {"gender": "kjonn"}})
    path = sav(
        world.folder / "staff.sav",
        good_columns(kjonn=[1.0, 2.0]),
        variable_value_labels={"kjonn": {1: "Kvinne", 2: "Mann"}},
    )
    assert world.load_files(path)
    assert [row[3:] for row in world.stored("background")] == [
        ("r1", "gender", "Kvinne"),
        ("r2", "gender", "Mann"),
    ]


def test_columns_are_found_by_their_question_texts(make_world: Callable[..., World]) -> None:
    texts = {"p1": {"text": "Hvor ofte?"}, "p2": {"text": "Hvor meget?"}}
    world = make_world(mapping={"answers": {"practice": texts}})
    labels = {"p1": "Hvor ofte?", "p2": "Hvor  meget? "}
    assert world.load_files(sav(world.folder / "staff.sav", good_columns(), column_labels=labels))
    assert world.stored('"answers_practice"') == ANSWERS


BROKEN: dict[str, tuple[Columns, list[tuple[str, int | None, str | None, str | None]]]] = {
    "off the scale": (good_columns(p1=[4.0, 6.0]), [("not_accepted", 2, "p1", "6")]),
    "half an answer": (good_columns(p1=[4.5, 5.0]), [("not_accepted", 1, "p1", "4.5")]),
    "a doubled respondent": (
        good_columns(id=["r1", "r1"]),
        [("doubled", 1, "id", "r1"), ("doubled", 2, "id", "r1")],
    ),
    "no respondent": (good_columns(id=["r1", ""]), [("missing_id", 2, "id", None)]),
    "no site": (good_columns(site=["a", ""]), [("missing_value", 2, "site", None)]),
    "a site misspelt": (good_columns(site=["a", "Site bb"]), [("not_accepted", 2, "site", "Site bb")]),
    "an unknown wave": (good_columns(wave=["pre", "post"]), [("not_accepted", 2, "wave", "post")]),
    "a date for an answer": (
        good_columns(p1=[dt.date(2025, 1, 4), dt.date(2025, 1, 5)]),
        [("not_accepted", 1, "p1", "2025-01-04"), ("not_accepted", 2, "p1", "2025-01-05")],
    ),
    "a long id": (good_columns(id=[1234567890123456.0, 2.0]), [("long_number", 1, "id", None)]),
    "no cases": ({name: [] for name in good_columns()}, [("header_only", None, None, None)]),
}


@pytest.mark.parametrize(("columns", "faults"), BROKEN.values(), ids=BROKEN)
def test_broken_files_are_refused(
    world: World, columns: Columns, faults: list[tuple[str, int | None, str | None, str | None]]
) -> None:
    found = refused(world, sav(world.folder / "staff.sav", columns))
    assert [(rule, line, column, value or None) for rule, line, column, value in found] == faults


def test_a_missing_column_is_named(world: World) -> None:
    columns = {name: cells for name, cells in good_columns().items() if name != "p2"}
    assert refused(world, sav(world.folder / "staff.sav", columns)) == [("missing_column", None, "p2", None)]


def test_no_more_cells_are_read_than_allowed(tmp_path: Path) -> None:
    path = sav(tmp_path / "staff.sav", good_columns())
    assert read_spss(path, tmp_path / "all.csv", most=12).cases == [1, 2]
    refused = read_spss(path, tmp_path / "none.csv", most=11)
    assert (refused.fault, refused.limit) == ("too_many_cases", 1)


@pytest.mark.parametrize(
    "error",
    [
        pyreadstat.ReadstatError("Unable to convert string"),
        OverflowError(),
        UnicodeDecodeError("a", b"", 0, 1, "b"),
    ],
)
def test_what_the_library_cannot_read_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    path = sav(tmp_path / "staff.sav", good_columns())
    monkeypatch.setattr(pyreadstat, "read_sav", fail)
    assert read_spss(path, tmp_path / "all.csv").fault == "damaged"


@pytest.mark.own_process
def test_a_library_that_falls_over_a_file_does_not_take_the_command_along(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends itself the way a fault in C code ends it."""
    falls = world.folder / "python"
    falls.write_text("#!/bin/sh\nkill -SEGV $$\n")
    falls.chmod(0o755)
    path = sav(world.folder / "staff.sav", good_columns())
    monkeypatch.setattr(sys, "executable", str(falls))
    assert refused(world, path) == [("damaged", None, None, None)]
