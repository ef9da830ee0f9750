"""Numbers are read in the unit a spreadsheet shows them in, or refused; worked out by hand."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from etl.formats.cells import text_of
from etl.formats.number_format import number_format
from publication.faults import SourceError
from tests.kinds.test_etl_management import describe, stored
from tests.made_files import HEADER, inline, ods, ods_table, raw_workbook
from tests.worlds import WORDS, World

JANUARY = dt.date(2025, 1, 1)

SHOWN = [
    ("0%", 0.085, "8.5 %"),
    ("0.0\\ %", 0.085, "8.5 %"),
    ("0.00%;[Red]-0.00%", 0.29, "29 %"),
    ("[$-414]0.0 %", 1.0, "100 %"),
    ('0.0" %"', 8.5, "8.5 %"),
    ("0.0\\%", 8.5, "8.5 %"),
    ("[<=1]0%;0", 0.5, "50 %"),
    ("[<=1]0%;0", 2.0, "2"),
    ('0%;-0%;"-"', 0.0, "0"),
    ("kr #,##0", 12.0, "12 kr"),
    ("[$kr.-406] #,##0.00", 12.0, "12 kr."),
    ("#,##0.00 [$€-407]", 12.0, "12 €"),
    ("#,##0,", 12500.0, "12.5 × 1000"),
    ("0.0‰", 8.5, "8.5 ‰"),
]
PLAIN = [
    *("General", "0.00", "#,##0", "[Red]0.0", "0.00E+00", "# ?/?", "@", '0 "krav"', '#,##0 "dage"', ""),
    *("_-* #,##0.00_-", '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', "[$-406]#,##0", "[>=1]0;0.0"),
]


@pytest.mark.parametrize(("code", "number", "shown"), SHOWN)
def test_a_number_is_read_in_the_unit_it_is_shown_in(code: str, number: float, shown: str) -> None:
    read = number_format(code)
    assert read is not None
    assert text_of(read.shown(number)) == shown


@pytest.mark.parametrize("code", PLAIN)
def test_formats_without_a_unit_leave_numbers_alone(code: str) -> None:
    assert number_format(code) is None


def xlsx(world: World, series: str, number: object, code: str) -> Path:
    """Write a table of one figure, as a spreadsheet program keeps and formats it."""
    path = world.folder / "figures.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Tilbud", "Nøkkeltall", "2025-01"])
        sheet.write_row(1, 0, ["Site a", series])
        sheet.write(1, 2, number, book.add_format({"num_format": code}))
    return path


def ods_of(world: World, series: str, cell: str) -> Path:
    rows = [["Tilbud", "Nøkkeltall", "2025-01"], ["Site a", series, cell]]
    return ods(world.folder / "figures.ods", ods_table(rows))


def ods_number(kind: str, value: str, shown: str) -> str:
    name = {"time": "time-value", "date": "date-value"}.get(kind, "value")
    said = f'office:value-type="{kind}" office:{name}="{value}"'
    return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"


@pytest.fixture
def wide(world: World) -> World:
    return describe(world, "wide")


@pytest.mark.parametrize(
    ("code", "number"), [("0.0%", 0.085), ("0.0\\ %", 0.085), (9, 0.085), ('0.0" %"', 8.5), ("0.0", 8.5)]
)
def test_a_percentage_is_what_the_cell_shows(wide: World, code: str, number: float) -> None:
    assert wide.load_files(xlsx(wide, "absence", number, code), mapping="figures")
    assert stored(wide) == [(JANUARY, "a", "absence", 8.5)]


@pytest.mark.parametrize(
    "cell",
    [
        ods_number("percentage", "0.085", "8,5 %"),
        ods_number("float", "8.5", "8,5 %"),
        ods_number("float", "8.5", "8,5"),
    ],
)
def test_so_it_is_in_an_opendocument(wide: World, cell: str) -> None:
    assert wide.load_files(ods_of(wide, "absence", cell), mapping="figures")
    assert stored(wide) == [(JANUARY, "a", "absence", 8.5)]


def rules(world: World, path: Path, mapping: str | None = "figures") -> list[str]:
    with pytest.raises(SourceError) as refused:
        world.load_files(path, mapping=mapping)
    assert all(
        one.sentence(WORDS, language) for one in refused.value.faults for language in ("nb", "da", "en")
    )
    return [one.rule for one in refused.value.faults]


@pytest.mark.parametrize(
    ("number", "code", "rule"),
    [
        (0.12, "0%", "percent_sign"),
        (12, "kr #,##0", "not_a_number"),
        (12, '#,##0 "kr"', "not_a_number"),
        (12, "[$€-2] #,##0", "not_a_number"),
        (12, 44, "not_a_number"),
        (12000, "#,##0,", "not_a_number"),
        (12, "[h]:mm", "not_a_number"),
        (0.5, "hh:mm", "not_a_number"),
        (12, "d. mmm yyyy", "not_a_number"),
        (12, "0.0‰", "not_a_number"),
    ],
)
def test_other_units_where_a_figure_stands_are_refused(
    wide: World, number: float, code: str, rule: str
) -> None:
    assert rules(wide, xlsx(wide, "violence", number, code)) == [rule]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (ods_number("percentage", "0.12", "12 %"), "percent_sign"),
        (ods_number("currency", "12", "12,00 kr."), "not_a_number"),
        (ods_number("currency", "12", "12"), "not_a_number"),
        (ods_number("float", "12", "12 kr"), "not_a_number"),
        (ods_number("time", "PT12H30M", "12:30"), "not_a_number"),
        (ods_number("date", "2025-01-12", "12. jan"), "not_a_number"),
    ],
)
def test_so_they_are_in_an_opendocument(wide: World, cell: str, rule: str) -> None:
    assert rules(wide, ods_of(wide, "violence", cell)) == [rule]


@pytest.mark.parametrize("code", ["#,##0", '0 "episoder"', "_-* #,##0_-", "[Red]0"])
def test_a_number_in_any_other_format_is_the_number(wide: World, code: str) -> None:
    assert wide.load_files(xlsx(wide, "violence", 12, code), mapping="figures")
    assert stored(wide) == [(JANUARY, "a", "violence", 12.0)]


def test_an_answer_in_per_cent_is_refused(world: World, make_world: Callable[..., World]) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>'
        "</styleSheet>"
    )
    rows = [
        HEADER,
        ["r1", "pre", "a", "leader", '<c r="E2" s="1"><v>4</v></c>', '<c r="F2" s="0"><v>5</v></c>'],
    ]
    path = raw_workbook(world.folder / "staff.xlsx", inline(rows), parts={"xl/styles.xml": styles})
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    assert [(one.rule, one.column, one.value) for one in refused.value.faults] == [
        ("not_accepted", "p1", "400 %")
    ]
