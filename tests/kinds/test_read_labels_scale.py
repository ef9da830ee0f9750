"""What a file or a mapping says of codes is held against the instrument's scale (here 1 'No' to 5 'Yes')."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from etl.cli import cli
from etl.columns.scale_labels import answer_named, legend, without_number
from publication.faults import Fault, SourceError
from tests.formats.test_read_formats import ANSWERS
from tests.made_files import good_columns, sav, workbook
from tests.worlds import WORDS, World, write_toml

MakeWorld = Callable[..., World]
Labels = dict[str, dict[float | int | str, str]]
CODES = {"not_applicable": ["8"], "dont_know": ["9"], "blank": [""]}


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("I høj grad", "I høj grad"),
        ("4 = I høj grad", "I høj grad"),
        ("4.  I høj grad", "I høj grad"),
        ("[4] I høj grad", "I høj grad"),
        ("I høj grad (4)", "I høj grad"),
        ("I høj grad = 4", "I høj grad"),
        ("1-2 gange", "1-2 gange"),
        ("4", "4"),
    ],
)
def test_a_number_beside_a_label_is_no_part_of_it(label: str, words: str) -> None:
    assert without_number(label) == words


def test_an_answer_is_named_whatever_the_case_the_blanks_and_the_number() -> None:
    labels = {"slet ikke": 1, "not at all": 1, "i høj grad": 4}
    for text in ("I HØJ GRAD", " I\u00a0høj  grad.", "1 = I høj grad", "I høj grad (9)"):
        assert answer_named(text, labels) == 4
    assert answer_named("Slet ikke / Not at all", labels) == 1
    for text in ("Slet ikke / I høj grad", "I nogen grad", "", "4"):
        assert answer_named(text, labels) is None


@pytest.mark.parametrize(
    "question",
    [
        "Hvor tryg? (1 = I høj grad, 4 = Slet ikke)",
        "Hvor tryg? 1: I høj grad; 4: Slet ikke",
        "1 (I høj grad) til 4 (Slet ikke)",
        "I høj grad = 1, Slet ikke = 4",
    ],
)
def test_a_question_may_explain_its_codes(question: str) -> None:
    assert [*legend(question)] == [("1", "I høj grad"), ("4", "Slet ikke")]


def refused(world: World, *paths: Path) -> list[Fault]:
    with pytest.raises(SourceError) as error:
        world.load_files(*paths)
    assert world.stored("members") == []
    for fault in error.value.faults:
        assert all(fault.sentence(WORDS, language) for language in ("nb", "da", "en"))
    return error.value.faults


def told(faults: list[Fault]) -> list[tuple[str, str | None, str, str]]:
    return [(one.rule, one.column, one.details["code"], one.details["label"]) for one in faults]


AGAINST: Mapping[str, tuple[Labels, list[tuple[str, str, str]]]] = {
    "turned": ({"p1": {1: "Yes", 5: "No"}}, [("p1", "1", "Yes"), ("p1", "5", "No")]),
    "in every column": ({"p1": {1: "Yes"}, "p2": {1: "Yes"}}, [("p1, p2", "1", "Yes")]),
    "one end only": ({"p2": {5: "  NO "}}, [("p2", "5", "NO")]),
    "beside a number": ({"p1": {1: "1 = Yes"}}, [("p1", "1", "1 = Yes")]),
    "begun at another number": ({"p1": {0: "No", 1: "Hardly", 4: "Yes"}}, [("p1", "4", "Yes")]),
    "a special answer": ({"p2": {9: "Yes (5)"}}, [("p2", "9", "Yes (5)")]),
}


@pytest.mark.parametrize(("labels", "faults"), AGAINST.values(), ids=AGAINST)
def test_labels_against_the_scale_are_refused(
    make_world: MakeWorld, labels: Labels, faults: list[tuple[str, str, str]]
) -> None:
    world = make_world(mapping={"codes": CODES})
    path = sav(world.folder / "staff.sav", good_columns(), variable_value_labels=labels)
    assert told(refused(world, path)) == [("label_against_scale", *one) for one in faults]


def test_the_refusal_says_what_the_instrument_says_and_what_to_do(make_world: MakeWorld) -> None:
    world = make_world(mapping={"codes": CODES})
    path = sav(world.folder / "staff.sav", good_columns(), variable_value_labels={"p1": {1: "Yes"}})
    (fault,) = refused(world, path)
    for said in (
        "staff.sav",
        "“p1”",
        "“1”",
        "“Yes”",
        "answer 5",
        "“practice”",
        '[labels.practice] "1" = "5"',
    ):
        assert said in fault.sentence(WORDS, "en")


def test_codes_can_be_turned_in_the_mapping(make_world: MakeWorld) -> None:
    """Answers 4 and 5 written as 2 and 1; the labels then say what the mapping says."""
    turned = {str(code): str(6 - code) for code in range(1, 6)}
    said: dict[str, Any] = {"cells": "labels", "labels": {"practice": turned}, "codes": CODES}
    world = make_world(mapping=said)
    columns = good_columns(p1=[2.0, 1.0])
    path = sav(world.folder / "staff.sav", columns, variable_value_labels={"p1": {1: "Yes", 5: "No"}})
    assert world.load_files(path)
    assert world.stored('"answers_practice"') == ANSWERS


def test_codes_can_be_read_by_their_labels_alone(make_world: MakeWorld) -> None:
    labels = {"No": "1", "Hardly": "2", "Partly": "3", "Mostly": "4", "Yes": "5"}
    world = make_world(mapping={"cells": "labels", "labels": {"practice": labels}, "codes": CODES})
    written: dict[float | int | str, str] = {6 - int(answer): text for text, answer in labels.items()}
    path = sav(world.folder / "staff.sav", good_columns(p1=[2.0, 1.0]), variable_value_labels={"p1": written})
    assert world.load_files(path)
    assert world.stored('"answers_practice"') == ANSWERS


def two_files(world: World, first: Labels, second: Labels) -> tuple[Path, Path]:
    ids = (["r1", "r2"], ["r3", "r4"])
    one, other = (
        sav(world.folder / f"{at}.sav", good_columns(id=ids[at]), variable_value_labels=labels)
        for at, labels in enumerate((first, second))
    )
    return one, other


def test_files_that_label_the_same_codes_otherwise_are_refused(make_world: MakeWorld) -> None:
    """Labels the instrument does not know cannot be held against it, but against one another."""
    world = make_world(mapping={"codes": CODES})
    files = two_files(world, {"p1": {1: "Never", 5: "Always"}}, {"p1": {1: "Always", 5: "Never"}})
    (fault,) = refused(world, *files)
    assert (fault.file, fault.rule, fault.column) == ("1.sav", "labels_turned", "p1")
    assert (fault.details["other_file"], fault.details["other_column"]) == ("0.sav", "p1")


def test_columns_of_an_instrument_that_run_both_ways_are_refused(make_world: MakeWorld) -> None:
    world = make_world(mapping={"codes": CODES})
    labels: Labels = {"p1": {1: "Never", 5: "Always"}, "p2": {1: "Always", 5: "Never"}}
    (fault,) = refused(world, sav(world.folder / "a.sav", good_columns(), variable_value_labels=labels))
    assert (fault.rule, fault.column, fault.details["other_column"]) == ("labels_turned", "p2", "p1")


def test_files_of_one_kind_with_sites_numbered_otherwise_are_refused(make_world: MakeWorld) -> None:
    world = make_world(mapping={"codes": CODES, "values": {"site": {"1": "a", "2": "b"}}})
    labels: list[Labels] = [{"site": {1: "Solen", 2: "Månen"}}, {"site": {1: "Månen", 2: "Solen"}}]
    columns = [good_columns(id=[f"r{at}", f"s{at}"], site=[1.0, 2.0]) for at in range(2)]
    files = [
        sav(world.folder / f"{at}.sav", columns[at], variable_value_labels=labels[at]) for at in range(2)
    ]
    assert [fault.rule for fault in refused(world, *files)] == ["labels_turned"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"p1": {1: "Never", 5: "Always"}}, {"p1": {1: "Never", 5: "Always"}, "p2": {5: "Always"}}),
        ({"p1": {1: "Never"}}, {"p1": {1: "Aldrig"}}),
        ({"site": {1: "Site a", 2: "Site b"}}, {"site": {2: "Site a", 1: "Site b"}}),
        ({"p1": {2: ".", 3: "."}}, {"p1": {3: "·", 4: "."}}),
        ({"p1": {2: "Some", 3: "Some"}}, {"p1": {3: "Some", 4: "Most"}}),
    ],
)
def test_files_that_agree_are_read(make_world: MakeWorld, first: Labels, second: Labels) -> None:
    world = make_world(mapping={"codes": CODES})
    sites = [1.0, 2.0] if "site" in first else ["a", "b"]
    files = [
        sav(
            world.folder / f"{at}.sav",
            good_columns(id=[f"r{at}", f"s{at}"], site=sites),
            variable_value_labels=labels,
        )
        for at, labels in enumerate((first, second))
    ]
    assert world.load_files(*files)


def test_surveyxact_s_labels_are_held_against_the_scale(make_world: MakeWorld) -> None:
    world = make_world(mapping={"codes": CODES})
    rows = {
        "Labels": [["p1", "1", "Yes"], ["p1", "5", "No"]],
        "Structure": [["p1", "How?"], ["p2", "Why?"]],
    }

    def more(book: Any, _: Any) -> None:
        for name, cells in rows.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(cells):
                sheet.write_row(at, 0, row)

    path = workbook(world.folder / "staff.xlsx", sheet="Dataset", more=more)
    assert told(refused(world, path)) == [
        ("label_against_scale", "p1", "1", "Yes"),
        ("label_against_scale", "p1", "5", "No"),
    ]


def test_a_question_that_explains_its_codes_is_held_against_the_scale(make_world: MakeWorld) -> None:
    world = make_world(mapping={"codes": CODES, "answers": {"practice": {"p1": "How? (1 = Yes, 5 = No)"}}})
    path = world.folder / "staff.csv"
    path.write_text("id;wave;site;role;How? (1 = Yes, 5 = No)\nr1;pre;a;leader;4\n", "utf-8")
    assert told(refused(world, path)) == [
        ("label_against_scale", "How? (1 = Yes, 5 = No)", "1", "Yes"),
        ("label_against_scale", "How? (1 = Yes, 5 = No)", "5", "No"),
    ]


MAPPINGS: Mapping[str, tuple[dict[str, Any], list[str]]] = {
    "labels": (
        {"cells": "labels", "labels": {"practice": {"Yes": "1", "no": "5", "Some": "3", "2": "4"}}},
        ['labels.practice."Yes"', 'labels.practice."no"'],
    ),
    "labels with numbers": (
        {"cells": "labels", "labels": {"practice": {"Yes (1)": "1", "2 - Much": "2", "No (5)": "5"}}},
        ['labels.practice."Yes (1)"', 'labels.practice."No (5)"'],
    ),
    "codes": (
        {"codes": {"dont_know": ["9", "YES"], "blank": ["", "No"]}},
        ["codes.dont_know", "codes.blank"],
    ),
    "ticks": (
        {"answers": {"practice": {"p1": {"ticks": {"1": "Good [Yes]", "3": "Good [So]", "5": "Good [No]"}}}}},
        ["answers.practice.p1.ticks.1", "answers.practice.p1.ticks.5"],
    ),
}


@pytest.mark.parametrize(("mapping", "places"), MAPPINGS.values(), ids=MAPPINGS)
def test_a_mapping_against_the_scale_is_refused(
    make_world: MakeWorld, mapping: dict[str, Any], places: list[str]
) -> None:
    world = make_world(mapping=mapping)
    faults = refused(world, world.file([]))
    assert [(one.rule, one.column) for one in faults] == [("label_of_other_answer", at) for at in places]


def test_a_mapping_with_the_scale_is_accepted(make_world: MakeWorld) -> None:
    ticks = {"ticks": {"1": "Good [No]", "3": "Good [So so]", "5": "Good [Yes]", "dont_know": "Good [?]"}}
    world = make_world(mapping={"answers": {"practice": {"p1": ticks}}, "codes": {"dont_know": ["9"]}})
    path = world.folder / "staff.csv"
    path.write_text(
        "id;wave;site;role;Good [No];Good [So so];Good [Yes];Good [?]\nr1;pre;a;leader;;;1;\n", "utf-8"
    )
    assert world.load_files(path)


def test_values_of_a_mapping_may_be_names(make_world: MakeWorld) -> None:
    world = make_world(
        mapping={"values": {"site": {"7": " SITE A "}, "role": {"L": "Leader"}, "wave": {"t0": "Before"}}}
    )
    said = world.programme()
    said["waves"][0]["name"] = {"nb": "Før", "da": "Før", "en": "Before"}  # type: ignore[index]
    write_toml(world.at.data / f"programmes/{said['id']}.toml", said)
    path = world.folder / "staff.csv"
    path.write_text("id;wave;site;role;p1;p2\nr1;t0;7;L;4;5\n", "utf-8")
    assert world.load_files(path)
    assert [row[2:] for row in world.stored("members")] == [("pre", "r1", "leader", "a")]


def proposed(world: World, path: Path) -> dict[str, Any]:
    said = ["map", path, "--programme", "small", "--data", world.at.data, "--var", world.at.var]
    done = CliRunner().invoke(cli, [str(one) for one in said])
    assert done.exit_code == 0, done.output
    read: dict[str, Any] = tomllib.loads(done.stdout)
    return read


def test_a_proposal_turns_codes_whose_labels_run_against_the_scale(make_world: MakeWorld) -> None:
    world = make_world()
    labels: Labels = {"p1": {1: "Yes", 2: "Rather", 5: "No", 9: "Ved ikke"}, "p2": {1: "Yes", 5: "No"}}
    columns = good_columns(p1=[2.0, 1.0], p2=[9.0, 5.0])
    found = proposed(world, sav(world.folder / "staff.sav", columns, variable_value_labels=labels))
    assert found["cells"] == "labels"
    assert found["labels"]["practice"] == {"1": "5", "2": "4", "5": "1", "9": "dont_know"}


def test_so_it_does_where_number_and_label_stand_in_one_cell(make_world: MakeWorld) -> None:
    world = make_world()
    path = world.folder / "staff.csv"
    cells = ["1 - Yes", "2 - Rather", "5 - No"]
    rows = [f"r{at};pre;a;leader;{cells[at % 3]};{cells[(at + 1) % 3]}" for at in range(30)]
    path.write_text("\n".join(["id;wave;site;role;p1;p2", *rows]) + "\n", "utf-8")
    found = proposed(world, path)
    assert found["labels"]["practice"] == {"1 - Yes": "5", "2 - Rather": "4", "5 - No": "1"}


def test_a_proposal_leaves_codes_alone_whose_labels_run_with_the_scale(make_world: MakeWorld) -> None:
    world = make_world()
    labels: Labels = {"p1": {1: "No", 5: "Yes"}}
    found = proposed(world, sav(world.folder / "staff.sav", good_columns(), variable_value_labels=labels))
    assert "cells" not in found and "labels" not in found
