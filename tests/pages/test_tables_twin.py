"""Files in one locale, nothing read as a formula, and filters that compare what is seen."""

import csv
import io
import math
from collections.abc import Iterator
from decimal import Decimal

import pytest

from dashboard.pages.explore.columns import Columns, Explored, columns_of
from dashboard.pages.explore.grid import grid_fields, grid_rows
from dashboard.report.data_table import DataColumn, DataTable, Separator
from dashboard.report.delimited import delimited
from publication.languages import read_languages
from publication.places import DEFAULT_DATA

LANGUAGES = read_languages(DEFAULT_DATA)
STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1"]


def _cells(content: bytes, mark: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=mark)


@pytest.mark.parametrize(
    ("code", "asked", "mark", "number"),
    [
        ("en", "semicolon", ",", "2.5"),
        ("en", "comma", ",", "2.5"),
        ("da", "semicolon", ";", "2,5"),
        ("da", "comma", ",", "2.5"),
        ("nb", "semicolon", ";", "2,5"),
        ("nb", "comma", ",", "2.5"),
    ],
)
def test_separator_and_decimal_mark_are_of_one_locale(
    code: str, asked: Separator, mark: str, number: str
) -> None:
    columns = [DataColumn("label", "Question"), DataColumn("mean", "Mean", 2), DataColumn("sd", "SD", 2)]
    twin = DataTable([{"label": "Talks; listens, asks", "mean": 2.5, "sd": Decimal("2.5")}], columns)
    header, row = _cells(twin.file(LANGUAGES[code], asked), mark)
    assert header == ["Question", "Mean", "SD"]
    assert row == ["Talks; listens, asks", number, number]


@pytest.mark.parametrize("text", STARTS)
def test_a_heading_is_no_formula_in_any_file_or_table(text: str) -> None:
    columns = [DataColumn("label", text), DataColumn("n", text, 0, text)]
    twin = DataTable([{"label": text, "n": 5}], columns)
    header, row = _cells(twin.file(LANGUAGES["en"], "comma"), ",")
    assert header == [f"'{text}", f"'{text} {text}"]
    assert row[0] == f"'{text}"
    assert twin.over() == [(f"'{text}", 1)]
    assert next(_cells(delimited([text], [[1.5]], "semicolon"), ";")) == [f"'{text}"]


def test_a_column_without_anything_in_it_is_left_out() -> None:
    columns = [
        DataColumn("name", "Name"),
        DataColumn("remark", "Remark"),
        DataColumn("n", "n", 0),
        DataColumn("sd", "SD", 2),
        DataColumn("said", "Said"),
    ]
    rows = [
        {"name": "", "remark": "", "n": 0, "sd": math.nan, "said": None},
        {"name": "", "remark": "", "n": math.nan, "sd": math.nan, "said": "so"},
    ]
    assert [one.name for one in DataTable(rows, columns).filled().columns] == ["name", "n", "said"]
    assert DataTable([], columns).filled().columns == columns


def test_a_filter_compares_the_digits_a_reader_sees() -> None:
    """2.6749 reads 2.67, so 'at most 2.67' keeps it; one below 0.001 counts as none."""
    columns = columns_of(range(1, 6))
    values: Columns = {column.name: [None] for column in columns} | {
        "mean": [2.6749],
        "theta": [0.50049],
        "p_higher": [0.33349],
        "p_theta": [0.00061],
        "p_welch": [0.03149],
        "label": ["=1+1"],
        "status": ["shown"],
    }
    explored = Explored(columns, values)
    fields = grid_fields(explored, [], LANGUAGES["en"])
    (cells,) = grid_rows(explored, fields)
    row = {field.name: cell for field, cell in zip(fields, cells, strict=True)}
    assert [*(fields[0].words or {}).values()] == ["'=1+1"]
    assert (row["mean"], row["theta"], row["p_higher"]) == (2.67, 0.5, 33.3)
    assert (row["p_theta"], row["p_welch"]) == (0.0, 0.031)
