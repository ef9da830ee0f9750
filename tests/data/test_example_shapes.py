"""The shapes of the example's exports: what a table becomes, read back by other libraries than ours."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import generate
import numpy as np
import pyreadstat
import pytest
import shapes
from python_calamine import CalamineWorkbook

from etl.load.load import load, read_definitions, read_forms
from etl.warehouse.warehouse import open_warehouse
from publication.places import DEFAULT_DATA

FOLDER = Path(generate.__file__).parent / "fjordby"
TABLE = [["ID", "Sted", "P1", "Kommentar"], ["10", "Åsly", "8", ""], ["11", "", "", "Bra, takk"]]
VARIABLES = [
    shapes.Variable("ID", "Respondent"),
    shapes.Variable("STED", "Arbeidssted", {1: "Brygga", 2: "Åsly"}),
    shapes.Variable("P1", "Vi spør om håp", {1: "Helt uenig", 5: "Helt enig", 8: "Ikke aktuelt"}, [8]),
    shapes.Variable("KOMM", "Kommentar"),
]


def test_nettskjema_says_when_each_submission_was_sent() -> None:
    assert shapes.nettskjema(TABLE).decode("utf-8-sig") == (
        "ID;$created;Sted;P1;Kommentar\r\n"
        "10;2025-02-03T07:30:00;Åsly;8;\r\n"
        "11;2025-02-03T07:41:00;;;Bra, takk\r\n"
    )


def test_enalyzers_workbook_holds_numbers_and_empty_cells() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(shapes.enalyzer(TABLE)))
    assert book.sheet_names == ["Data"]
    assert book.get_sheet_by_index(0).to_python() == [
        TABLE[0],
        [10.0, "Åsly", 8.0, ""],
        [11.0, "", "", "Bra, takk"],
    ]


def test_an_spss_file_holds_codes_and_says_what_they_mean(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    path.write_bytes(shapes.spss(TABLE, VARIABLES))
    cases, said = pyreadstat.read_sav(path, user_missing=True, output_format="dict")
    assert cases["ID"] == ["10", "11"]
    assert cases["STED"] == [2.0, None]
    assert cases["P1"] == [8.0, None]
    assert cases["KOMM"] == ["", "Bra, takk"]
    assert said.column_labels == ["Respondent", "Arbeidssted", "Vi spør om håp", "Kommentar"]
    assert said.variable_value_labels["STED"] == {1.0: "Brygga", 2.0: "Åsly"}
    assert said.missing_ranges == {"P1": [{"lo": 8.0, "hi": 8.0}]}
    assert pyreadstat.read_sav(path, output_format="dict")[0]["P1"] == [None, None]
    assert f"{said.creation_time:%Y-%m-%d %H:%M}" == "2026-02-20 09:00"


@pytest.mark.parametrize(
    ("name", "begins"),
    [("pre", b"\xef\xbb\xbf$submission_id;$created;"), ("post", b"PK\x03\x04"), ("followup", b"$FL2@(#)")],
)
def test_each_wave_comes_in_the_shape_of_its_tool(name: str, begins: bytes) -> None:
    assert (FOLDER / generate.STAFF_FILES[name]).read_bytes().startswith(begins)


@pytest.mark.parametrize(("number", "wave"), list(enumerate(generate.STAFF_FILES)))
def test_what_was_drawn_is_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, wave: str
) -> None:
    drawn: list[dict[str, generate.IntArray]] = []
    draw = generate.answers

    def kept_aside(*said: Any) -> dict[str, generate.IntArray]:
        drawn.append(draw(*said))
        return drawn[0]

    monkeypatch.setattr(generate, "answers", kept_aside)
    rows = generate.staff_table(np.random.default_rng([generate.SEED, number]), wave)
    definitions = read_definitions(DEFAULT_DATA, "fjordby")
    with open_warehouse(tmp_path / "warehouse.duckdb") as con:
        forms = read_forms(con, definitions, [FOLDER / generate.STAFF_FILES[wave]])
        assert load(con, definitions, forms, dt.datetime(2026, 3, 1))
        for one, answered in drawn[0].items():
            items = ", ".join(f"coalesce({item}, {generate.BLANK})" for item in generate.asked(wave)[one])
            kept = con.execute(f"SELECT {items} FROM answers_{one}").fetchall()
            blank = (answered == generate.BLANK).all(axis=1)
            assert sorted(kept) == sorted(map(tuple, answered[~blank].tolist())), one
        people = con.execute("SELECT count(*) FROM members").fetchall()
    assert people == [(len(rows) - 1,)]
