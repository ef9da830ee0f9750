"""SurveyXact's export: answers, questions and labels in three sheets or files; more than 255 variables."""

import csv
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from etl.cli import cli
from publication.faults import SourceError
from tests.made_files import zipped
from tests.worlds import World, write_toml

Rows = Sequence[Sequence[object]]
Parts = Mapping[str, Rows]

LABELS: Rows = [
    *[["s_1", 1, "Site a"], ["s_1", 2, "Site b"], ["s_1", 3, "Site c"]],
    *[["s_2", 1, "Leader"], ["s_2", 2, "Sykepleier"], ["m_1", 1, "Før"], ["m_1", 2, "Etter"]],
    *[[f"s_3_{one}", answer, f"grad {answer}"] for one in (1, 2) for answer in range(1, 6)],
    ["s_3_1", 8, "Ikke aktuelt"],
    *[[f"s_4_{one}", at, label] for one in (1, 2) for at, label in enumerate(("Ikke valgt", "Valgt"))],
]
STRUCTURE: Rows = [
    ["questionName", "variableName", "questionType", "subType", "questionText", "choiceValue", "choiceText"],
    ["m_1", "m_1", "Closed", "Single", "Hvilken gang?", "", ""],
    ["s_1", "s_1", "Closed", "Single", "Hvor jobber du?", "", ""],
    ["s_2", "s_2", "Closed", "Single", "Hva gjør du?", "", ""],
    ["s_3", "s_3_1", "Closed", "Battery", "Hvor ofte? - Vi spør om håp", "", ""],
    ["s_3", "s_3_2", "Closed", "Battery", "Hvor ofte? - Vi spør: hva vil du - og når", "", ""],
    ["s_4", "s_4_1", "Closed", "Multiple", "Hva ønsker du? (flere kryss)", 1, "Lære: alt - eller litt"],
    ["s_4", "s_4_2", "Closed", "Multiple", "Hva ønsker du? (flere kryss)", 2, "Møte andre"],
    ["s_5", "s_5", "Open", "Text", "Annet?", "", ""],
]
DATASET: Rows = [
    ["respondent", "m_1", "s_1", "s_2", "s_3_1", "s_3_2", "s_4_1", "s_4_2", "s_5"],
    *[
        [100 + n, 1, 1 + n % 3, 1 + n % 2, 1 + n % 5, 8 if n == 0 else 5 - n % 5, n % 2, 1, ""]
        for n in range(8)
    ],
    [200, 2, 1, 1, 8, 2, 1, 0, 'linje 1\nlinje 2; og "slutt"'],
]
WHOLE: Parts = {"Labels": LABELS, "Dataset": DATASET, "Structure": STRUCTURE}


def text(words: str) -> dict[str, str]:
    return dict.fromkeys(("nb", "da", "en"), words)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world(waves={"pre": "pre", "post": "post"})
    said = made.instrument()
    said["items"] = [
        {"id": "p1", "label": text("Vi spør om håp")},
        {"id": "p2", "label": text("Vi spør: hva vil du - og når")},
    ]
    write_toml(made.at.data / "instruments/practice.toml", said)
    wishes = said | {
        "id": "wishes",
        "overall": False,
        "special": [],
        "scale": {"low": 0, "high": 1, "low_label": text("nei"), "high_label": text("ja")},
        "items": [
            {"id": "w1", "label": text("Lære: alt - eller litt")},
            {"id": "w2", "label": text("Møte andre")},
        ],
    }
    write_toml(made.at.data / "instruments/wishes.toml", wishes)
    programme = made.programme()
    for wave, name in zip(programme["waves"], ("Før", "Etter"), strict=True):  # type: ignore[call-overload]
        wave["name"] = text(name)
    write_toml(made.at.data / "programmes/small.toml", programme)
    (made.at.data / "mappings/staff.toml").unlink()
    return made


def book(folder: Path, parts: Parts = WHOLE) -> list[Path]:
    path = folder / "export.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in parts.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return [path]


def files(
    folder: Path, parts: Parts = WHOLE, delimiter: str = ";", encoding: str = "utf-8", called: str = "{}"
) -> list[Path]:
    paths = []
    for name, rows in parts.items():
        path = folder / f"{called.format(name.lower())}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        paths.append(path)
    return paths


def archive(folder: Path) -> list[Path]:
    made = files(folder)
    return [zipped(folder / "export.zip", {path.name: path.read_bytes() for path in made})]


def proposed(world: World, paths: Sequence[Path], *more: str) -> str:
    named = [*map(str, paths), *more, "--data", str(world.at.data), "--var", str(world.at.var)]
    result = CliRunner().invoke(cli, ["map", *named], env={"REJSESPOR_LANGUAGE": "en"})
    assert result.exit_code == 0, result.stderr
    return result.stdout


def confirmed(text: str) -> str:
    """A proposal as a person would save it: what nobody knows is dropped, the jobs are said."""
    lines = [
        line.replace("    # ", "    ") if line.startswith("    # ") else line for line in text.splitlines()
    ]
    lines = ['form = "sx"' if line.startswith("form = ") else line for line in lines]
    return "\n".join(lines).replace('# "2" = ""  # Sykepleier', '"2" = "practitioner"  # Sykepleier') + "\n"


def load(world: World, paths: Sequence[Path]) -> dict[str, list[tuple[object, ...]]]:
    (world.at.data / "mappings/staff.toml").write_text(confirmed(proposed(world, paths)), "utf-8")
    world.load_files(*paths)
    return {table: world.stored(table) for table in ("members", "answers_practice", "answers_wishes")}


WAYS: dict[str, Callable[[Path], list[Path]]] = {
    "sheets": book,
    "semicolons": files,
    "tabs in UTF-16": lambda folder: files(folder, delimiter="\t", encoding="utf-16"),
    "commas in Windows-1252": lambda folder: files(folder, delimiter=",", encoding="cp1252"),
    "called after the survey": lambda folder: files(folder, called="Trivsel 2025_{}"),
    "downloaded twice": lambda folder: files(folder, called="{} (1)"),
    "an archive": archive,
}


def test_the_questions_are_proposed_by_their_texts_and_the_places_by_their_labels(
    world: World, tmp_path: Path
) -> None:
    mapping = tomllib.loads(proposed(world, book(tmp_path)))
    assert mapping["columns"] == {"respondent": "respondent", "wave": "m_1", "site": "s_1", "role": "s_2"}
    assert mapping["answers"] == {
        "practice": {"p1": "s_3_1", "p2": "s_3_2"},
        "wishes": {"w1": "s_4_1", "w2": "s_4_2"},
    }
    assert mapping["tick_lists"] == ["wishes"]
    assert mapping["values"] == {
        "wave": {"1": "pre", "2": "post"},
        "site": {"1": "a", "2": "b", "3": "c"},
        "role": {"1": "leader"},
    }
    assert mapping["codes"] == {"not_applicable": ["8"]}


def test_codes_are_shown_with_their_labels(world: World, tmp_path: Path) -> None:
    text = proposed(world, book(tmp_path))
    assert '"2" = "b"  # Site b: 3 rows' in text
    assert '# "2" = ""  # Sykepleier: 4 rows; remove the # and write which id it is' in text


@pytest.mark.parametrize("sheet", ["Dataset", "dataset"])
def test_a_named_sheet_of_answers_is_joined_all_the_same(world: World, tmp_path: Path, sheet: str) -> None:
    paths = book(tmp_path)
    assert proposed(world, paths, "--sheet", sheet) == proposed(world, paths)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_proposed_loads_the_same_rows_whatever_the_format(
    world: World, tmp_path: Path, way: str
) -> None:
    stored = load(world, WAYS[way](tmp_path))
    given = {str(row[0]): row for row in DATASET[1:]}
    answers = {str(row[3]): row[4:] for row in stored["answers_practice"]}
    assert answers == {
        one: (-1 if row[4] == 8 else row[4], -1 if row[5] == 8 else row[5]) for one, row in given.items()
    }
    ticks = {str(row[3]): row[4:] for row in stored["answers_wishes"]}
    assert ticks == {one: (row[6], row[7]) for one, row in given.items()}


def split(rows: Rows, at: int) -> tuple[Rows, Rows]:
    return [row[:at] for row in rows], [row[at:] for row in rows]


@pytest.mark.parametrize("write", [book, files])
def test_answers_in_several_parts_are_joined_row_by_row(
    world: World, tmp_path: Path, write: Callable[..., list[Path]]
) -> None:
    whole = load(world, write(tmp_path))
    first, second = split(DATASET, 5)
    parts = {"Dataset(2)": second, "Labels": LABELS, "Dataset(1)": first, "Structure": STRUCTURE}
    for path in tmp_path.glob("*.csv"):
        path.unlink()
    assert load(world, write(tmp_path, parts)) == whole


@pytest.mark.parametrize("write", [book, files])
def test_a_respondent_who_skipped_a_whole_part_moves_nobody(
    world: World, tmp_path: Path, write: Callable[..., list[Path]]
) -> None:
    first, second = split(DATASET, 5)
    skipped = [*second[:3], [""] * len(second[0]), *second[4:]]
    parts = {"Dataset(1)": first, "Dataset (2)": skipped, "Labels": LABELS, "Structure": STRUCTURE}
    answers = {row[3]: row[4:] for row in load(world, write(tmp_path, parts))["answers_practice"]}
    assert answers["102"] == (3, None)
    assert answers["103"] == (4, 2)


@pytest.mark.parametrize("write", [book, files])
def test_a_column_that_every_part_repeats_stands_there_once(
    world: World, tmp_path: Path, write: Callable[..., list[Path]]
) -> None:
    first, second = split(DATASET, 5)
    again = [[row[0], *rest] for row, rest in zip(first, second, strict=True)]
    parts = {"Dataset(1)": first, "Dataset(2)": again, "Labels": LABELS, "Structure": STRUCTURE}
    assert len(load(world, write(tmp_path, parts))["answers_practice"]) == len(DATASET) - 1
    moved = {**parts, "Dataset(2)": [again[0], *reversed(again[1:])]}
    with pytest.raises(SourceError) as refused:
        world.load_files(*write(tmp_path, moved))
    assert [one.rule for one in refused.value.faults] == ["parts_of_other_rows"]


@pytest.mark.parametrize("write", [book, files])
def test_parts_of_different_length_are_refused(
    world: World, tmp_path: Path, write: Callable[..., list[Path]]
) -> None:
    load(world, write(tmp_path))
    first, second = split(DATASET, 5)
    parts = {"Dataset(1)": first[:-1], "Dataset(2)": second, "Labels": LABELS, "Structure": STRUCTURE}
    for path in tmp_path.glob("*.csv"):
        path.unlink()
    with pytest.raises(SourceError) as refused:
        world.load_files(*write(tmp_path, parts))
    assert [one.rule for one in refused.value.faults] == ["parts_of_other_rows"]


def test_a_line_with_too_many_cells_is_told_by_its_line(world: World, tmp_path: Path) -> None:
    paths = files(tmp_path)
    load(world, paths)
    odd = [*DATASET[:3], [*DATASET[3], "more"], *DATASET[4:]]
    with pytest.raises(SourceError) as refused:
        world.load_files(*files(tmp_path, {**WHOLE, "Dataset": odd}))
    assert [(one.rule, one.line) for one in refused.value.faults] == [("too_many_cells", 4)]


@pytest.mark.parametrize(
    ("part", "cut", "rule", "line"),
    [
        ("dataset", "106;1;1;1;2", "cut_off", 10),
        ("dataset", "106", "cut_off", 10),
        ("dataset", '106;1;1;1;2;3;0;1;"nothing', "cut_off", 10),
        ("dataset", "106;1;1;1;2\n", "too_few_cells", 10),
        ("dataset", '106;1;1;1;2;3;0;1;"nothing\n', "broken_quotes", 10),
        ("labels", "s_4_2;2", "cut_off", 23),
        ("structure", "s_6;s_6;Open;Te", "cut_off", 10),
    ],
)
def test_a_part_that_ends_inside_a_row_is_said_to_be_cut(
    world: World, tmp_path: Path, part: str, cut: str, rule: str, line: int
) -> None:
    paths = {path.stem: path for path in files(tmp_path, {**WHOLE, "Dataset": DATASET[:-1]})}
    load(world, list(paths.values()))
    path = paths[part]
    path.write_text(path.read_text("utf-8") + cut, "utf-8")
    with pytest.raises(SourceError) as refused:
        world.load_files(*paths.values())
    assert [(one.file, one.rule, one.line) for one in refused.value.faults] == [(path.name, rule, line)]


def test_a_fault_stands_on_the_line_of_the_dataset(world: World, tmp_path: Path) -> None:
    load(world, files(tmp_path))
    wrong = [*DATASET[:4], [*DATASET[4][:4], 7, *DATASET[4][5:]], *DATASET[5:]]
    with pytest.raises(SourceError) as refused:
        world.load_files(*files(tmp_path, {**WHOLE, "Dataset": wrong}))
    assert [(one.file, one.line, one.column) for one in refused.value.faults] == [("dataset.csv", 5, "s_3_1")]


def test_two_columns_of_variable_and_question_are_enough(world: World, tmp_path: Path) -> None:
    short = [[row[1], row[4]] for row in STRUCTURE if row[3] != "Multiple"]
    parts = {"Labels": LABELS, "Dataset": DATASET, "Structure": short}
    assert tomllib.loads(proposed(world, book(tmp_path, parts)))["answers"] == {
        "practice": {"p1": "s_3_1", "p2": "s_3_2"}
    }


def test_other_sheets_are_as_ambiguous_as_ever(world: World, tmp_path: Path) -> None:
    paths = book(tmp_path, {"Svar": DATASET, "Labels": LABELS})
    named = [*map(str, paths), "--data", str(world.at.data), "--var", str(world.at.var)]
    result = CliRunner().invoke(cli, ["map", *named], env={"REJSESPOR_LANGUAGE": "en"})
    assert (result.exit_code, "Svar, Labels" in result.stderr) == (1, True)
