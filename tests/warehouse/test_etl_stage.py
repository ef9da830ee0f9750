"""Cells are staged exactly as they are in the file, however they are kept, and are asked the same."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.columns.columns import Column, FileSpec
from etl.formats.grid import Grid
from etl.load.load import read_definitions, read_forms
from etl.staging import stage as staging
from etl.staging.encoding import DIGIT, TEXT, cells_read, with_cells_named
from etl.staging.lookup import lookup_sql, tally
from etl.staging.stage import Staged, stage
from etl.warehouse.warehouse import open_warehouse
from publication.faults import SourceError
from tests.worlds import World, people, person

MakeWorld = Callable[..., World]
HEADER = ("id", "wave", "p1", "p2", "comment")
ANSWERS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "8": -1, "I/A": -1}
# What DuckDB, asked for a number, takes for one; only the first is written as the mapping says.
READ_AS_NUMBERS = [
    "4",
    "04",
    "+4",
    " 4",
    "4 ",
    "\t4",
    "4.0",
    "4.4",
    "4.",
    ".4",
    "1e0",
    "0x4",
    "4_0",
    "-0",
    "-1",
]
CELLS = ["", "1", "5", "8", "9", "12", "I/A", "i/a", "x", "æ", "a;b", 'a"b', "a\nb", "NULL", *READ_AS_NUMBERS]


def spec() -> FileSpec:
    wave = {"pre": "pre", "post": "post"}
    return FileSpec(
        keys=[Column("respondent", "id", None), Column("wave", "wave", wave)],
        unique=("wave", "respondent"),
        answers={"practice": [Column(f"practice.{one}", one, ANSWERS) for one in ("p1", "p2")]},
        drop=frozenset({"comment"}),
    )


def grid_of(path: Path, text: str) -> Grid:
    path.write_text(text, "utf-8", newline="")
    return Grid("some.csv", "", path, ";", HEADER, 1, 2)


def staged_texts(con: duckdb.DuckDBPyConnection, staged: Staged) -> list[tuple[Any, ...]]:
    cells = ", ".join(f"c{at}" for at in range(len(staged.header)))
    return con.execute(f"SELECT row, {cells} FROM {staged.table} ORDER BY row").fetchall()


def as_python_reads_it(text: str) -> list[tuple[Any, ...]]:
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") if row][1:]
    return [(number, *(cell or None for cell in row)) for number, row in enumerate(rows)]


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file of mostly plain answers, with quotes, blank lines and odd cells here and there."""
    odd = draw(st.sampled_from([[], [], *([one] for one in CELLS)]))
    answer = st.sampled_from(["1", "2", "3", "4", "5", "8", "", *odd])
    wave = st.sampled_from(["pre", "post", *(odd if draw(st.booleans()) else [])])
    row = st.tuples(st.text('ab1 æ;"', max_size=3), wave, answer, answer, st.sampled_from(["", "word", *odd]))
    rows = draw(st.lists(row, min_size=1, max_size=6))
    written = io.StringIO(newline="")
    quoting: Literal[0, 1] = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(written, delimiter=";", lineterminator="\n", quoting=quoting).writerows([HEADER, *rows])
    text = written.getvalue() + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.removesuffix("\n") if draw(st.booleans()) else text


@given(text=files())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_staged_cells_are_those_of_the_file(tmp_path: Path, text: str) -> None:
    """Against Python's own reader of CSV."""
    with connected() as con:
        staged = stage(con, grid_of(tmp_path / "some.csv", text), "staged", spec())
        assert staged_texts(con, staged) == as_python_reads_it(text)


@pytest.mark.parametrize("cell", READ_AS_NUMBERS)
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_that_reads_as_a_number_stays_as_it_is_written(tmp_path: Path, cell: str, quote: str) -> None:
    text = f"{';'.join(HEADER)}\nr1;pre;{quote}{cell}{quote};5;\nr2;post;1;2;\n"
    with connected() as con:
        staged = stage(con, grid_of(tmp_path / "some.csv", text), "staged", spec())
        assert [row[3] for row in staged_texts(con, staged)] == [cell, "1"]
        assert (staged.encodings[2] is DIGIT) == (cell == "4")


def test_a_plain_file_is_not_read_as_texts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_read_as_texts", lambda *_: 1 / 0)
    world.load([person(1, "leader", "a", p1=4, p2=8), person(2, "practitioner", "b", p1="", p2=5)])
    assert [row[4:] for row in world.stored("answers_practice")] == [(4, -1), (None, 5)]
    with pytest.raises(ZeroDivisionError):
        world.load([person(1, "leader", "a", p1="4,0", p2=8)])


def test_answers_in_words_are_kept_as_numbers_too(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "_read_as_texts", lambda *_: 1 / 0)
    world = make_world(mapping={"codes": {"not_applicable": ["I/A"], "dont_know": ["9"], "blank": ["-"]}})
    world.load([person(1, "leader", "a", p1="I/A", p2="9"), person(2, "leader", "b", p1="-", p2=5)])
    assert [row[4:] for row in world.stored("answers_practice")] == [(-1, -2), (None, 5)]


def outcome(world: World, path: Path) -> object:
    """Everything a check comes to: the faults, or what would be kept and the notes."""
    definitions = read_definitions(world.at.data, "small")
    with open_warehouse(world.at.warehouse, read_only=True) as con:
        try:
            (form,) = read_forms(con, definitions, [path])
        except SourceError as refused:
            return refused.faults
        rows = con.execute(f"SELECT * FROM {form.typed} ORDER BY ALL").fetchall()
        return rows, form.waves, form.rows, form.notes


odd_cells = st.sampled_from(
    ["", "1", "3", "5", "8", "9", "7", "04", " 4", "4,0", "4.0", "vet ikke", "Total", "99"]
)
odd_rows = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["r1", "r2", "R1", "r3 ", "", "Total", "010190-1234", "1.0", "r4", "r5", "r6"]),
        "wave": st.sampled_from(["pre", "pre", "post", "Pre", "later"]),
        "site": st.sampled_from(["a", "a", "b", "Site a", "site A ", "d", ""]),
        "role": st.sampled_from(["leader", "leader", "Leader", "boss"]),
        "p1": odd_cells,
        "p2": odd_cells,
    }
)
good_rows = st.fixed_dictionaries(
    {
        "id": st.integers(1, 99).map(lambda n: f"r{n}"),
        "wave": st.sampled_from(["pre", "post"]),
        "site": st.sampled_from(["a", "Site b"]),
        "role": st.just("leader"),
        "p1": st.sampled_from(["", "1", "5", "8"]),
        "p2": st.sampled_from(["", "2", "9"]),
    }
)


@given(
    rows=st.lists(good_rows, min_size=1, max_size=5) | st.lists(good_rows | odd_rows, min_size=1, max_size=5),
    narrower=st.booleans(),
    ragged=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_file_comes_to_does_not_depend_on_how_it_is_kept(
    tmp_path: Path, rows: list[dict[str, object]], narrower: bool, ragged: bool
) -> None:
    asked = {"p2": ["post"]} if narrower else {}
    world = World(tmp_path, waves={"pre": "pre", "post": "post"}, asked_as=asked).write()
    path = world.file(rows)
    path.write_bytes(path.read_bytes() + b"r77;pre;a\n" * ragged)
    kept_small = outcome(world, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "_read_exactly", lambda *_: False)
        assert outcome(world, path) == kept_small


def staged_plainly(con: duckdb.DuckDBPyConnection, folder: Path) -> Staged:
    rows = ["r1;pre;4;8;", "r2;post;;5;word", "r3;pre;5;5;", "r4;post;4;1;c2"]
    staged = stage(con, grid_of(folder / "some.csv", "\n".join([";".join(HEADER), *rows])), "staged", spec())
    assert [encoding is TEXT for encoding in staged.encodings] == [True, False, False, False, True]
    return staged


CONDITIONS = [
    "c2 = '4'",
    "c3 = '4'",
    "c2 IS NULL",
    "c2 = '4' AND c1 = 'post'",
    "c2 = c3",
    "c2 = '4' AND c3 = '8' AND c1 = 'pre'",
    "c0 = 'r1'",
    "c4 = 'c2'",
    "coalesce(c2, 'c1') = 'c1'",
    "row IN (SELECT row FROM (SELECT row, count(*) OVER (PARTITION BY c1, c2) AS n FROM staged) WHERE n > 1)",
    "true",
]


def test_a_tally_is_what_counting_row_by_row_gives(tmp_path: Path) -> None:
    """Counted by hand over the four rows."""
    with connected() as con:
        assert tally(con, staged_plainly(con, tmp_path), CONDITIONS) == [2, 0, 1, 1, 1, 1, 1, 1, 1, 0, 4]


def test_what_is_tabulated_is_what_each_row_gives(tmp_path: Path) -> None:
    expressions = ["MAP {'4': 4, '8': -1}[c2]", "coalesce(c1, '?') || '!'", "c0 || c1", "c3 IS NULL"]
    with connected() as con:
        staged = staged_plainly(con, tmp_path)
        quick = lookup_sql(con, staged, expressions)
        assert [one != other for one, other in zip(quick, expressions, strict=True)] == [
            True,
            True,
            False,
            True,
        ]
        asked: list[Sequence[str]] = [expressions, quick]
        plain, looked_up = (
            con.execute(f"SELECT {', '.join(some)} FROM staged ORDER BY row").fetchall() for some in asked
        )
        assert plain == looked_up
        assert plain[0] == (4, "pre!", "r1pre", False)


def test_cells_are_told_from_words_that_look_like_them() -> None:
    assert cells_read("c1 = 'c7' AND c12 = 'it''s c8'") == frozenset({1, 12})
    assert cells_read("c1 IN (SELECT c1 FROM staged)") is None
    assert cells_read("count(*) OVER (PARTITION BY c1) > 1") is None
    assert cells_read("row > 7 AND c1 = ''") is None
    assert with_cells_named("c1 = 'c1' AND c12 = c1", (1, 12)) == "cell = 'c1' AND other = cell"


def test_ids_are_numbered_as_they_lie_however_many_there_are(make_world: MakeWorld) -> None:
    world = make_world()
    rows = people({("leader", "a"): 300_000})
    rows[250_000] |= {"p1": 7}
    path = world.file(rows)
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    assert [(one.line, one.value) for one in refused.value.faults] == [(250_002, "7")]
