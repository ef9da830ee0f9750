"""Rows above the answers: Qualtrics' row of ids is passed over; other rows are told with a way out."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from publication.faults import Fault, SourceError
from tests.made_files import workbook
from tests.worlds import World

NAMES = ["ResponseId", "Q1", "Q2", "Q3_1", "Q3_2"]
TEXTS = ["Response ID", "Måling", "Hvor arbejder du?", "Vi spør - håp", "Vi spør - mål"]
IDS = [f'{{"ImportId":"{one}","timeZone":"Europe/Copenhagen"}}' for one in ("_recordId", *NAMES[1:])]
OLD_IDS = [f"{{'ImportId': '{one}'}}" for one in ("_recordId", *NAMES[1:])]
SPACED_IDS = [f'{{ "ImportId" : "{one}" }}' for one in NAMES[:4]] + [""]
ANSWERS = [["R_1", "pre", "a", "4", "2"], ["R_2", "pre", "b", "3", "8"]]


@pytest.fixture
def qualtrics(make_world: Callable[..., World]) -> Callable[[int], World]:
    def make(header_rows: int) -> World:
        return make_world(
            roles=("practitioner",),
            mapping={
                "header_rows": header_rows,
                "columns": {"respondent": "ResponseId", "wave": "Q1", "site": "Q2"},
                "answers": {"practice": {"p1": "Q3_1", "p2": "Q3_2"}},
            },
        )

    return make


def as_csv(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / "qualtrics.csv"
    quoted = ",".join
    lines = [quoted('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def as_workbook(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    return workbook(folder / "qualtrics.xlsx", rows)


WRITERS = [as_csv, as_workbook]


def loaded(world: World, path: Path) -> list[tuple[object, ...]]:
    world.load_files(path)
    return [row[3:] for row in world.stored("answers_practice")]


def faults(world: World, path: Path) -> list[Fault]:
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    return refused.value.faults


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("ids", [IDS, OLD_IDS, SPACED_IDS])
def test_qualtrics_row_of_ids_is_passed_over(
    qualtrics: Callable[[int], World], tmp_path: Path, write: Callable[..., Path], ids: list[str]
) -> None:
    assert loaded(qualtrics(2), write(tmp_path, [NAMES, TEXTS, ids, *ANSWERS])) == [
        ("R_1", 4, 2),
        ("R_2", 3, -1),
    ]


@pytest.mark.parametrize("write", WRITERS)
def test_it_is_passed_over_below_a_single_header_row_too(
    qualtrics: Callable[[int], World], tmp_path: Path, write: Callable[..., Path]
) -> None:
    assert len(loaded(qualtrics(1), write(tmp_path, [NAMES, IDS, *ANSWERS]))) == 2


@pytest.mark.parametrize("write", WRITERS)
def test_lines_are_counted_as_the_file_shows_them(
    qualtrics: Callable[[int], World], tmp_path: Path, write: Callable[..., Path]
) -> None:
    told = faults(qualtrics(2), write(tmp_path, [NAMES, TEXTS, IDS, ["R_1", "pre", "a", "7", "2"]]))
    assert [(one.rule, one.line, one.column) for one in told] == [("not_accepted", 4, "Q3_1")]


@pytest.mark.parametrize("write", WRITERS)
def test_the_texts_are_told_where_one_header_row_is_expected(
    qualtrics: Callable[[int], World], tmp_path: Path, write: Callable[..., Path]
) -> None:
    told = faults(qualtrics(1), write(tmp_path, [NAMES, TEXTS, IDS, *ANSWERS]))
    assert [(one.rule, one.line) for one in told] == [("second_header", 2)]


@pytest.mark.parametrize("write", WRITERS)
def test_a_third_header_row_is_never_answered_with_what_the_mapping_says_already(
    qualtrics: Callable[[int], World], tmp_path: Path, write: Callable[..., Path]
) -> None:
    third = ["svar", "gang", "hus", "om håp", "om mål"]
    told = faults(qualtrics(2), write(tmp_path, [NAMES, TEXTS, third, *ANSWERS]))
    assert [(one.rule, one.line) for one in told] == [("third_header", 3)]


@pytest.mark.parametrize("write", WRITERS)
def test_ids_and_nothing_else_hold_no_answers(
    qualtrics: Callable[[int], World], tmp_path: Path, write: Callable[..., Path]
) -> None:
    assert [one.rule for one in faults(qualtrics(2), write(tmp_path, [NAMES, TEXTS, IDS]))] == ["header_only"]
