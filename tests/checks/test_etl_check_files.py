from pathlib import Path

import pytest

from publication.faults import Fault, Refused, SourceError
from tests.worlds import World, person, text, write_toml

HEADER = "id;wave;site;role;p1;p2"


def load(world: World, content: str | bytes, name: str = "staff.csv") -> None:
    path = world.folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    world.load_files(path)


def faults(world: World, content: str | bytes) -> list[Fault]:
    with pytest.raises(SourceError) as refused:
        load(world, content)
    return refused.value.faults


def found(world: World, content: str | bytes) -> list[tuple[object, ...]]:
    return [(one.rule, one.line, one.column) for one in faults(world, content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_encodings_line_ends_and_delimiters_are_recognised(
    world: World, encoding: str, ending: str, delimiter: str
) -> None:
    lines = [HEADER, "Åse;pre;a;leader;3;4", "Jørgen;pre;b;leader;2;9"]
    load(world, ending.join(lines).replace(";", delimiter).encode(encoding))
    assert [row[3] for row in world.stored("members")] == ["Jørgen", "Åse"]


def test_letters_put_together_are_the_letters(world: World) -> None:
    load(world, f"{HEADER}\nA\u030ase;pre;a;leader;3;4\n")
    assert world.stored("members")[0][3] == "Åse"


def test_a_header_is_known_whatever_its_blanks_and_composition(world: World) -> None:
    said = world.questionnaire() | {
        "answers": {"practice": {"p1": "Ga\u030ar  det bra?", "p2": {"text": "p2"}}}
    }
    write_toml(world.at.data / "mappings/staff.toml", said)
    header = HEADER.replace("p1", '"Går det\nbra?"')
    load(world, f"{header}\nr1;pre;a;leader;3;4\n")
    assert world.stored("answers_practice")[0][4:] == (3, 4)


def test_lines_are_counted_as_an_editor_does(world: World) -> None:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | {"drop": ["note"]})
    content = (
        f'{HEADER};note\nr1;pre;a;leader;3;4;"one\ntwo\n\nfour"\n\nr2;pre;a;leader;7;4;""\n'
        'r3;pre;a;leader;3;4;"a ""quoted"" word"\nr4;pre;a;leader;3;4\nr5;pre;a;leader;3;x;\n'
    )
    assert found(world, content) == [
        ("too_few_cells", 9, None),
        ("not_accepted", 7, "p1"),
        ("not_accepted", 10, "p2"),
    ]


def test_blank_lines_before_the_header_are_passed_over(world: World) -> None:
    assert found(world, f"\n\n{HEADER}\nr1;pre;a;leader;7;4\n") == [("not_accepted", 4, "p1")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("empty_file", None, None)]),
        (b"  \n \n", [("empty_file", None, None)]),
        (HEADER, [("header_only", 1, None)]),
        (HEADER + "\r\n\r\n", [("header_only", 1, None)]),
        (b"id\nr\x00\n", [("nul_bytes", 2, None)]),
        (b"id\n\n\x81\xff\n", [("unknown_encoding", 3, None)]),
        (HEADER + ";p1\nr1;pre;a;leader;1;2;3\n", [("doubled_column", 1, "p1")]),
        (HEADER + ";\nr1;pre;a;leader;1;2;x\n", [("unnamed_column", 1, "7")]),
        (HEADER + "\nr1;pre;a;leader;1;2;3\n", [("too_many_cells", 2, None)]),
        (HEADER + "\nr1;pre;a;leader;1\n", [("too_few_cells", 2, None)]),
        (HEADER + '\nr1;pre;a;leader;1;"2\nr2;pre;a;leader;1;2\n', [("broken_quotes", 2, None)]),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    world: World, content: str | bytes, expected: list[tuple[object, ...]]
) -> None:
    assert found(world, content) == expected


def test_the_same_cells_are_read_whatever_follows_a_ragged_row(world: World) -> None:
    rows = "".join(f"r{n};pre;a;leader;1;2\n" for n in range(2000))
    content = f"{HEADER}\n{rows}ragged;row\nr9999;pre;a;leader;1;7\n"
    assert found(world, content) == [("too_few_cells", 2002, None), ("not_accepted", 2003, "p2")]


def test_unknown_and_missing_columns_name_the_nearest(world: World) -> None:
    told = faults(world, "id;wave;site;rolle;p1;comment\nr1;pre;a;leader;1;hm\n")
    assert [(one.rule, one.column, one.details["nearest"]) for one in told if one.line == 1] == [
        ("unknown_column", "rolle", "role"),
        ("unknown_column", "comment", "–"),
        ("missing_column", "role", "rolle"),
        ("missing_column", "p2", "–"),
    ]


def test_the_mapping_is_the_one_whose_columns_fit(world: World) -> None:
    other = world.instrument() | {"id": "other", "name": text("Other")}
    write_toml(world.at.data / "instruments/other.toml", other)
    columns = {"respondent": "who", "wave": "when", "site": "where", "role": "job"}
    said = {"form": "second", "columns": columns, "answers": {"other": {"p1": "q1", "p2": "q2"}}}
    write_toml(world.at.data / "mappings/second.toml", world.questionnaire() | said)
    world.load_files(
        world.file([person(1, "leader", "a", p1=1, p2=2)]),
        world.file(
            [{"who": "x", "when": "pre", "where": "a", "job": "leader", "q1": 5, "q2": 5}], "second.csv"
        ),
    )
    assert [(row[1], row[3]) for row in world.stored("members")] == [("second", "x"), ("staff", "r1")]
    assert found(world, "apples;pears\n1;2\n") == [("no_mapping_fits", None, None)]


def test_a_file_two_mappings_fit_needs_one_named(world: World) -> None:
    write_toml(world.at.data / "mappings/second.toml", world.questionnaire() | {"form": "second"})
    path = world.file([person(1, "leader", "a", p1=1, p2=2)])
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    (fault,) = refused.value.faults
    assert (fault.rule, fault.details) == ("several_mappings_fit", {"known": "second, staff"})
    world.load_files(path, mapping="second")
    assert world.stored("members")[0][1] == "second"


def test_a_form_that_needs_its_wave_said_is_found_among_others(world: World) -> None:
    columns = {"respondent": "id", "site": "site", "role": "role"}
    said = {"form": "second", "columns": columns, "answers": {"practice": {"p1": "q1", "p2": "q2"}}}
    write_toml(world.at.data / "mappings/second.toml", world.questionnaire() | said)
    path = world.file([{"id": "r1", "site": "a", "role": "leader", "q1": 1, "q2": 2}])
    with pytest.raises(Refused, match="wave_not_said"):
        world.load_files(path)
    assert world.load_files(path, wave="pre")


def test_reading_does_not_depend_on_where_the_file_lies(world: World, tmp_path: Path) -> None:
    odd = tmp_path / "d'or; æøå"
    odd.mkdir()
    path = odd / "it's.csv"
    path.write_text(f"{HEADER}\nr1;pre;a;leader;1;2\n", "utf-8")
    world.load_files(path)
    assert world.stored("files")[0][4] == "it's.csv"
