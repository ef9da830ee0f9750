"""Exports in the shapes survey tools give them: ticks in several columns, label numbers, two header rows."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from etl.kinds.all import any_mapping, kind_of
from etl.kinds.definitions import read_definitions
from etl.kinds.questionnaire_mapping import Tool
from publication.definitions.references import KeyFaults
from publication.definitions.text import LANGUAGES
from publication.faults import Fault, SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import WORDS, World, text, write_toml

MakeWorld = Callable[..., World]
ROOT = Path(__file__).parents[2]
PLACES = {"respondent": "id", "wave": "wave", "site": "site", "role": "role"}


def write(world: World, *lines: str, name: str = "staff.csv") -> Path:
    path = world.folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def faults(world: World, *lines: str) -> list[Fault]:
    with pytest.raises(SourceError) as refused:
        world.load_files(write(world, *lines))
    return refused.value.faults


def found(world: World, *lines: str) -> list[tuple[object, ...]]:
    return [(one.rule, one.line, one.column) for one in faults(world, *lines)]


def answers(world: World, *lines: str, instrument: str = "practice") -> list[tuple[Any, ...]]:
    """The answers by respondent, as the warehouse keeps them."""
    world.load_files(write(world, *lines))
    return [row[3:] for row in world.stored(f"answers_{instrument}")]


# Nettskjema: a row of buttons as one column per button, the cell 1 where it was chosen.
MATRIX = {
    "p1": {
        "ticks": {
            "1": "Vi spør om håp. [Helt uenig]",
            "2": "Vi spør om håp. [Litt uenig]",
            "3": {"text": "Vi spør om håp. [Helt enig]"},
            "not_applicable": "Vi spør om håp. [Ikke aktuelt]",
        }
    },
    "p2": "Vi spør om mål.",
}
NETTSKJEMA = {
    "tool": "nettskjema",
    "columns": {"respondent": "$submission_id", "site": "Arbeidssted", "role": "Stilling", "wave": "Måling"},
    "answers": {"practice": MATRIX},
}
HEADER = (
    '"$submission_id";"$created";"$answer_time_ms";"Måling";"Arbeidssted";"Stilling";'
    '"Vi spør om håp. [Helt uenig]";"Vi spør om håp. [Litt uenig]";"Vi spør om håp. [Helt enig]";'
    '"Vi spør om håp. [Ikke aktuelt]";"Vi spør om mål."'
)
BEFORE = "2025-01-07T09:12:44;81234;pre;a;leader"


@pytest.fixture
def matrix(make_world: MakeWorld) -> World:
    return make_world(low=1, high=3, mapping=NETTSKJEMA)


def test_one_tick_is_the_answer_and_none_is_a_blank(matrix: World) -> None:
    lines = [f"71;{BEFORE};1;;;;2", f"72;{BEFORE};;;X;;3", f"73;{BEFORE};0;0;0;1;1", f"74;{BEFORE};;;;;3"]
    assert answers(matrix, HEADER, *lines) == [("71", 1, 2), ("72", 3, 3), ("73", -1, 1), ("74", None, 3)]


@pytest.mark.parametrize("tick", ["1", "x", "X", "Ja", "Valgt", "Litt uenig", "2", "TRUE", "✓"])
def test_a_tick_is_written_in_many_ways(matrix: World, tick: str) -> None:
    assert answers(matrix, HEADER, f"71;{BEFORE};;{tick};;;1") == [("71", 2, 1)]


@pytest.mark.parametrize("no_tick", ["", "0", "Nei", "Nej", "Ikke valgt", "FALSE"])
def test_no_tick_is_written_in_many_ways(matrix: World, no_tick: str) -> None:
    assert answers(matrix, HEADER, f"71;{BEFORE};{no_tick};;1;;1") == [("71", 3, 1)]


def test_ticks_written_otherwise_are_declared(make_world: MakeWorld) -> None:
    codes = {"ticked": ["Avmerket"], "not_ticked": ["Tom"], "not_applicable": ["8"]}
    world = make_world(low=1, high=3, mapping=NETTSKJEMA | {"codes": codes})
    assert answers(world, HEADER, f"71;{BEFORE};Tom;avmerket;Tom;Tom;8") == [("71", 2, -1)]


def test_two_ticks_are_refused_naming_both_columns_and_the_line(matrix: World) -> None:
    told = faults(matrix, HEADER, f"71;{BEFORE};1;;;;2", f"72;{BEFORE};;1;1;;2")
    (fault,) = told
    assert (fault.rule, fault.line) == ("two_ticks", 3)
    assert (fault.column, fault.details["other"]) == (
        "Vi spør om håp. [Litt uenig]",
        "Vi spør om håp. [Helt enig]",
    )


def test_what_is_no_tick_is_refused(matrix: World) -> None:
    (fault,) = faults(matrix, HEADER, f"71;{BEFORE};;kanskje;;;2")
    assert (fault.rule, fault.line, fault.column, fault.value) == (
        "not_accepted",
        2,
        "Vi spør om håp. [Litt uenig]",
        "kanskje",
    )


def test_an_option_called_no_is_neither_ticked_nor_not_when_it_says_no(make_world: MakeWorld) -> None:
    ticks = {"p1": {"ticks": {"1": "Spør? [Nei]", "2": "Spør? [Ja]"}}, "p2": "p2"}
    world = make_world(low=1, high=3, mapping={"answers": {"practice": ticks}})
    header = "id;wave;site;role;Spør? [Nei];Spør? [Ja];p2"
    assert found(world, header, "r1;pre;a;leader;Nei;;1") == [("not_accepted", 2, "Spør? [Nei]")]
    assert answers(world, header, "r1;pre;a;leader;1;0;1") == [("r1", 1, 1)]


def test_a_column_of_the_ticks_that_is_missing_is_refused(matrix: World) -> None:
    header = HEADER.replace('"Vi spør om håp. [Helt enig]";', "")
    assert found(matrix, header, f"71;{BEFORE};1;;;2") == [
        ("missing_column", 1, "Vi spør om håp. [Helt enig]")
    ]


def test_the_tools_own_columns_are_passed_over_only_when_the_tool_is_said(make_world: MakeWorld) -> None:
    world = make_world(low=1, high=3, mapping={**NETTSKJEMA, "tool": "surveyxact"})
    assert found(world, HEADER, f"71;{BEFORE};1;;;;2") == [
        ("unknown_column", 1, "$created"),
        ("unknown_column", 1, "$answer_time_ms"),
    ]


def ticking(make_world: MakeWorld, **said: Any) -> World:
    """A world with a list of three things of which any number is ticked; the third only afterwards."""
    world = make_world(waves={"pre": "pre", "post": "post"})
    ticks = world.instrument() | {
        "id": "hopes",
        "name": text("Hopes"),
        "special": [],
        "scale": {"low": 0, "high": 1, "low_label": text("not ticked"), "high_label": text("ticked")},
        "items": [
            {"id": "h1", "label": text("One")},
            {"id": "h2", "label": text("Two")},
            {"id": "h3", "label": text("Three"), "asked_as": ["post"]},
        ],
    }
    write_toml(world.at.data / "instruments/hopes.toml", ticks)
    said = {"tick_lists": ["hopes"]} | said
    mapping = world.questionnaire() | {"answers": {"hopes": {"h1": "One", "h2": "Two", "h3": "Three"}}} | said
    write_toml(world.at.data / "mappings/staff.toml", mapping)
    return world


def test_who_ticked_any_of_a_list_left_the_others_unticked(make_world: MakeWorld) -> None:
    world = ticking(make_world)
    header = "id;wave;site;role;One;Two;Three"
    lines = ["r1;post;a;leader;1;;", "r2;post;a;leader;;;X", "r3;post;a;leader;;;", "r4;pre;a;leader;;Two;"]
    assert answers(world, header, *lines, "r5;post;a;leader;0;0;0", instrument="hopes") == [
        ("r1", 1, 0, 0),
        ("r2", 0, 0, 1),
        ("r4", 0, 1, None),
    ]


def test_without_being_called_a_tick_list_a_blank_stays_a_blank(make_world: MakeWorld) -> None:
    world = ticking(make_world, tick_lists=[])
    lines = ["id;wave;site;role;One;Two;Three", "r1;post;a;leader;1;;"]
    assert answers(world, *lines, instrument="hopes") == [("r1", 1, None, None)]


# Enalyzer: what is exported by default is the number of the label in its list.
LABELS = ["1", "2", "3", "4", "5", "not_applicable", "dont_know"]
ENALYZER = {"tool": "enalyzer", "cells": "label_numbers", "label_numbers": {"practice": LABELS}}
PLAIN = "id;wave;site;role;p1;p2"


def test_label_numbers_are_read_in_the_labels_order(make_world: MakeWorld) -> None:
    world = make_world(mapping=ENALYZER)
    assert answers(world, PLAIN, "r1;pre;a;leader;6;7", "r2;pre;a;leader;5,0;1") == [
        ("r1", -1, -2),
        ("r2", 5, 1),
    ]
    turned = make_world(mapping=ENALYZER | {"label_numbers": {"practice": ["5", "4", "3", "2", "1"]}})
    assert answers(turned, PLAIN, "r1;pre;a;leader;1;4") == [("r1", 5, 2)]


def test_a_scale_from_zero_has_label_numbers_from_one(make_world: MakeWorld) -> None:
    said = {**ENALYZER, "label_numbers": {"practice": [str(answer) for answer in range(11)]}}
    world = make_world(low=0, high=10, special=(), mapping=said)
    assert answers(world, PLAIN, "r1;pre;a;leader;1;11") == [("r1", 0, 10)]
    assert found(world, PLAIN, "r1;pre;a;leader;0;12") == [
        ("values_found", None, "p1"),
        ("not_accepted", 2, "p1"),
        ("not_accepted", 2, "p2"),
    ]


@pytest.mark.parametrize(
    ("said", "cells", "rule", "detail"),
    [
        ({"cells": "values"}, ("6", "7"), "label_numbers_found", "6, 7"),
        (ENALYZER, ("8", "9"), "values_found", "8, 9"),
        (ENALYZER, ("0", "1"), "values_found", "0"),
    ],
)
def test_cells_that_are_not_what_the_mapping_says_are_told_once(
    make_world: MakeWorld, said: dict[str, Any], cells: tuple[str, str], rule: str, detail: str
) -> None:
    codes = {"codes": {"not_applicable": ["8"], "dont_know": ["9"]}}
    world = make_world(mapping={"tool": "enalyzer", **codes, **said})
    first, *rest = faults(world, PLAIN, f"r1;pre;a;leader;{';'.join(cells)}")
    assert (first.rule, first.details["found"]) == (rule, detail)
    assert {one.rule for one in rest} == {"not_accepted"}


def test_a_single_slip_is_no_sign_of_another_export(make_world: MakeWorld) -> None:
    world = make_world()
    assert found(world, PLAIN, "r1;pre;a;leader;6;3") == [("not_accepted", 2, "p1")]
    world = make_world(mapping={"cells": "values"})
    assert found(world, PLAIN, "r1;pre;a;leader;55;3") == [("not_accepted", 2, "p1")]


TEXTS = {
    "cells": "labels",
    "labels": {
        "practice": {"Helt uenig": "1", "Uenig": "2", "Enig": "4", "Helt enig": "5", "Vet ikke": "dont_know"}
    },
}


def test_labels_are_read_by_what_they_mean(make_world: MakeWorld) -> None:
    world = make_world(mapping=TEXTS)
    lines = ["r1;pre;a;leader;Helt uenig;helt enig", "r2;pre;a;leader;Vet ikke;", "r3;pre;a;leader;8;Enig"]
    assert answers(world, PLAIN, *lines) == [("r1", 1, 5), ("r2", -2, None), ("r3", -1, 4)]


def test_numbers_among_labels_and_labels_among_numbers_are_refused(make_world: MakeWorld) -> None:
    world = make_world(mapping=TEXTS)
    told = found(world, PLAIN, "r1;pre;a;leader;Enig;3")
    assert told == [("numbers_found", None, "p2"), ("not_accepted", 2, "p2")]
    for cells in ({}, {"cells": "values"}, ENALYZER):
        world = make_world(mapping=cells)
        lines = [f"r{number};pre;a;leader;Enig;{number}" for number in range(1, 6)]
        assert found(world, PLAIN, *lines)[0] == ("labels_found", None, "p1")
        assert len(found(world, PLAIN, *lines)) == 6


def test_the_special_answers_usual_spelling_is_no_label_number(make_world: MakeWorld) -> None:
    world = make_world(mapping=ENALYZER)
    assert found(world, PLAIN, "r1;pre;a;leader;Vet ikke;3") == [("not_accepted", 2, "p1")]


def test_a_question_given_twice_is_refused(make_world: MakeWorld) -> None:
    world = make_world(mapping=ENALYZER)
    for header in ("p1 (label)", "p1_label", "p1 - verdi", "p1 [Tekst]"):
        (fault,) = faults(world, f"{PLAIN};{header}", "r1;pre;a;leader;1;2;Enig")
        assert (fault.rule, fault.column, fault.details["other"]) == ("question_again", header, "p1")


# SurveyXact: variable names in the first row, the questions' texts in the second.
TWO_ROWS = [
    "respid;s_wave;s_site;s_role;s_5;s_6",
    'Respondent;Måling;Tilbud;Stilling;"Vi spør om håp; alltid";Vi spør om mål',
    "1;pre;a;leader;1;5",
    "2;pre;b;leader;3;9",
]


@pytest.mark.parametrize(
    ("columns", "items"),
    [
        (
            {"respondent": "respid", "wave": "s_wave", "site": "s_site", "role": "s_role"},
            {"p1": "s_5", "p2": "s_6"},
        ),
        (
            {"respondent": "respid", "wave": {"text": "Måling"}, "site": "Tilbud", "role": "Stilling"},
            {"p1": {"text": "Vi spør om håp;  alltid"}, "p2": "s_6"},
        ),
    ],
)
def test_two_header_rows_are_read_by_name_or_text(
    make_world: MakeWorld, columns: dict[str, Any], items: dict[str, Any]
) -> None:
    said = {"tool": "surveyxact", "header_rows": 2, "columns": columns, "answers": {"practice": items}}
    world = make_world(mapping=said)
    assert answers(world, *TWO_ROWS) == [("1", 1, 5), ("2", 3, -2)]
    assert found(world, *TWO_ROWS, "3;pre;a;leader;7;1") == [("not_accepted", 5, faulty(items["p1"]))]


def faulty(column: object) -> str:
    return "Vi spør om håp; alltid" if isinstance(column, dict) else str(column)


def test_a_text_two_columns_share_names_neither(make_world: MakeWorld) -> None:
    columns = {"respondent": "respid", "wave": "s_wave", "site": "s_site", "role": "s_role"}
    items = {"p1": {"text": "Vi spør om håp"}, "p2": "s_6"}
    world = make_world(mapping={"header_rows": 2, "columns": columns, "answers": {"practice": items}})
    lines = [TWO_ROWS[0], "Respondent;Måling;Tilbud;Stilling;Vi spør om håp;Vi spør om mål", *TWO_ROWS[2:]]
    assert answers(world, *lines)[0] == ("1", 1, 5)
    doubled = [f"{TWO_ROWS[0]};s_7", f"{lines[1]};Vi spør om håp", "1;pre;a;leader;1;5;2"]
    assert found(world, *doubled) == [("doubled_column", 1, "Vi spør om håp")]


def test_a_second_header_row_that_is_not_there_is_seen(make_world: MakeWorld) -> None:
    """The first respondent is then taken for texts, and the second row's texts for a respondent."""
    world = make_world(mapping={"columns": PLACES})
    assert found(world, PLAIN, "ID;Måling;Sted;Rolle;Håp;Mål", "r1;pre;a;leader;1;2")[0][1] == 2


MANY = tuple(f"p{number}" for number in range(1, 13))


def test_columns_that_all_differ_alike_are_one_fault(make_world: MakeWorld) -> None:
    world = make_world(items=MANY)
    cells = ";".join(["1"] * len(MANY))
    for name in ("Q1.{}", "{}_2025"):
        header = ";".join(["id;wave;site;role", *(name.format(item) for item in MANY)])
        (fault,) = faults(world, header, f"r1;pre;a;leader;{cells}")
        assert (fault.rule, fault.details["number"]) == ("columns_renamed", "12")
        assert fault.details["added"] == name.format("")


def test_the_nearest_column_is_one_that_can_be_meant(make_world: MakeWorld) -> None:
    items = ["Praksis 1", "Praksis 11", "Praksis 12"]
    columns = dict(zip(("p1", "p2", "p3"), items, strict=True))
    world = make_world(items=("p1", "p2", "p3"), mapping={"answers": {"practice": columns}})
    told = faults(world, "id;wave;site;role;Praksis 1;Praksis 13;Praksiss 12", "r1;pre;a;leader;1;2;3")
    assert [(one.rule, one.column, one.details["nearest"]) for one in told] == [
        ("unknown_column", "Praksis 13", "–"),
        ("unknown_column", "Praksiss 12", "Praksis 12"),
        ("missing_column", "Praksis 11", "–"),
        ("missing_column", "Praksis 12", "Praksiss 12"),
    ]


def test_the_nearest_of_long_texts_is_found(make_world: MakeWorld) -> None:
    long = "Hvor enig er du i at vi i det daglige arbeidet her hos oss " + "virkelig " * 30
    columns = {"p1": long + "spør om håp?", "p2": long + "spør om bolig?"}
    world = make_world(mapping={"answers": {"practice": columns}})
    header = f'id;wave;site;role;"{columns["p1"]}";"{long}spør om boligen?"'
    told = faults(world, header, "r1;pre;a;leader;1;2")
    assert {one.details["nearest"] for one in told} == {
        " ".join(f"{long}{end}".split()) for end in ("spør om bolig?", "spør om boligen?")
    }


def definition_faults(world: World, **said: Any) -> list[tuple[str, str | None]]:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | said)
    with pytest.raises(SourceError) as refused:
        world.load_files(write(world, PLAIN, "r1;pre;a;leader;1;2"))
    assert {(one.file, one.part) for one in refused.value.faults} == {("staff.toml", "key")}
    return [(one.rule, one.column) for one in refused.value.faults]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"tool": "enalyzer"}, [("cells_not_said", "cells")]),
        ({"tool": "enalyser"}, [("key_not_among", "tool")]),
        ({"cells": "label_numbers"}, [("cells_need_table", "label_numbers.practice")]),
        ({"cells": "labels"}, [("cells_need_table", "labels.practice")]),
        ({"label_numbers": {"practice": LABELS}}, [("cells_are_other", "label_numbers")]),
        (
            {"cells": "label_numbers", "label_numbers": {"practice": ["1", "6", "1"]}},
            [("no_answer_of", "label_numbers.practice[2]"), ("label_for_two", "label_numbers.practice[3]")],
        ),
        (
            {"cells": "labels", "labels": {"practice": {"Enig": "4", "ENIG": "5", "Tja": "maybe"}}},
            [("label_twice", 'labels.practice."ENIG"'), ("no_answer_of", 'labels.practice."Tja"')],
        ),
        (
            {"cells": "labels", "labels": {"practise": {"Enig": "4"}, "practice": {"Enig": "4"}}},
            [("instrument_unknown", "labels.practise")],
        ),
        ({"answers": {"practice": {"p1": "p1", "p2": "p1"}}}, [("column_for_two", "answers.practice.p2")]),
        (
            {"answers": {"practice": {"p1": "p1", "p2": {"ticks": {"1": "role", "2": "b"}}}}},
            [("column_for_two", "answers.practice.p2.ticks.1")],
        ),
        (
            {"answers": {"practice": {"p1": {"ticks": {"1": "a", "7": "b"}}}}},
            [("no_answer_of", "answers.practice.p1.ticks.7")],
        ),
        (
            {"answers": {"practice": {"p1": {"ticks": {"1": "a"}}}}},
            [("key_too_short", "answers.practice.p1.ticks")],
        ),
        ({"answers": {"practice": {"p1": {"text": 3}}}}, [("key_text", "answers.practice.p1.text")]),
        ({"drop": ["p2"]}, [("column_dropped", "answers.practice.p2")]),
        ({"background": {"moment": "$created"}}, [("moment_kept", "background.moment")]),
        ({"tick_lists": ["practice"]}, [("tick_list_scale", "tick_lists[1]")]),
        ({"tick_lists": ["hopes"]}, [("tick_list_unknown", "tick_lists[1]")]),
        ({"codes": {"blank": ["8"], "dont_know": ["8"]}}, [("code_for_two", "codes.blank")]),
        ({"codes": {"dont_know": ["5,0"]}}, [("code_on_scale", "codes.dont_know")]),
        ({"values": {"site": {"A": "aa"}}}, [("id_unknown", 'values.site."A"')]),
        ({"values": {"sites": {"A": "a"}}}, [("values_of_nothing", "values.sites")]),
        ({"answers": {"practise": {"p1": "p1"}}}, [("instrument_unknown", "answers.practise")]),
        ({"answers": {"practice": {"p3": "p1"}}}, [("item_unknown", "answers.practice.p3")]),
    ],
)
def test_a_mapping_that_cannot_be_is_told_by_its_key(
    world: World, said: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert definition_faults(world, **said) == told


def test_every_fault_reads_as_a_sentence_in_every_language(matrix: World) -> None:
    told = faults(matrix, HEADER, f"72;{BEFORE};;1;1;;7")
    for language in LANGUAGES:
        for fault in told:
            sentence = fault.sentence(WORDS, language)
            assert sentence.startswith("staff.csv, ")
            assert "{" not in sentence
    assert faults(matrix, HEADER, f"72;{BEFORE};;1;1;;2")[0].sentence(WORDS, "en") == (
        "staff.csv, line 2, column “Vi spør om håp. [Litt uenig]”: This is ticked, and “Vi spør om håp. [Helt"
        " enig]” is too. Accepted: one tick for the question, or none. Empty one of the cells."
    )


EXAMPLES = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/sources.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", [one for one in EXAMPLES if 'kind = "questionnaire"' in one])
def test_the_examples_in_the_documentation_are_mappings_of_the_example_programme(
    example: str,
) -> None:
    mapping = any_mapping().validate_python(tomllib.loads(example))
    known = read_definitions(DEFAULT_DATA, "fjordby")
    assert kind_of(mapping).faults(KeyFaults("x.toml"), mapping, known) == []


def test_the_documentation_has_an_example_for_each_tool() -> None:
    said = [tomllib.loads(one) for one in EXAMPLES]
    asked = [one for one in said if one.get("kind") == "questionnaire"]
    assert {one.get("tool") for one in asked} >= {None, *get_args(Tool)}
    assert {one.get("cells") for one in asked} >= {"label_numbers", "labels"}
