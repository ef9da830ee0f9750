"""Workbooks (xlsx, ods): what is odd but readable is read right, what is broken is refused by its cell."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from etl.formats.cells import OddCellError, number_text, text_of
from etl.formats.grid import Grid, Layout
from etl.formats.source import open_sources
from publication.faults import SourceError
from tests.formats.test_read_formats import ANSWERS
from tests.made_files import (
    GOOD,
    HEADER,
    Rows,
    good_columns,
    inline,
    ods,
    ods_cell,
    ods_table,
    raw_workbook,
    sav,
    workbook,
    zipped,
)
from tests.worlds import World

FIRST = ["r1", "pre", "a", "leader", 4, 9]
SECOND = ["r2", "pre", "b", "leader", 5, ""]
Add = Callable[[Any, Worksheet], None]


def read(path: Path, layout: Layout | None = None) -> Grid:
    (source,) = open_sources(path, path.parent)
    return source.grid(layout or Layout())


def cells_of(path: Path, layout: Layout | None = None) -> list[list[str]]:
    """Return header and rows as they were read, cut at the commas (no cell of these tests holds one)."""
    grid = read(path, layout)
    return [list(grid.header), *(line.split(",") for line in grid.path.read_text("utf-8").splitlines())]


def refused(world: World, path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(SourceError) as error:
        world.load_files(path)
    assert {fault.file for fault in error.value.faults} == {path.name}
    return [(fault.rule, fault.line, fault.column) for fault in error.value.faults]


# --- xlsx, odd but readable ---------------------------------------------------------------------------------


def another_sheet(book: Any, _: Worksheet) -> None:
    book.add_worksheet("Tomt ark")


def chart_sheet(book: Any, _: Worksheet) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='Målinger æøå'!$E$2:$E$3"})
    book.add_chartsheet("Diagram").set_chart(chart)


def formatted_far_away(book: Any, sheet: Worksheet) -> None:
    sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))


def other_formats(book: Any, sheet: Worksheet) -> None:
    sheet.write_number("E2", 4, book.add_format({"num_format": "#,##0"}))
    sheet.write_number("F2", 9, book.add_format({"num_format": '0 "poeng"'}))
    sheet.write_number("E3", 5, book.add_format({"num_format": "[Red]0.00"}))


def rich_text(book: Any, sheet: Worksheet) -> None:
    bold = book.add_format({"bold": True})
    sheet.write_rich_string("D2", "lea", bold, "d", "er")


def formulas_with_values(_: Any, sheet: Worksheet) -> None:
    sheet.write_formula("E2", "=2+2", None, 4)
    sheet.write_formula("C2", '="a"', None, "a")


def comments_and_filters(_: Any, sheet: Worksheet) -> None:
    sheet.write_comment("E2", "Er dette riktig?")
    sheet.autofilter("A1:F3")
    sheet.freeze_panes(1, 0)
    sheet.set_column("C:C", None, None, {"hidden": True})


ODD_WORKBOOKS: dict[str, tuple[Rows, Add | None]] = {
    "plain": (GOOD, None),
    "numbers as text": ([HEADER, [*FIRST[:4], "4", "9"], [*SECOND[:4], "5", ""]], None),
    "whole numbers as floats": ([HEADER, [*FIRST[:4], 4.0, 9.0], [*SECOND[:4], 5.0, ""]], None),
    "blanks around texts": ([[" id", *HEADER[1:]], [" r1 ", "pre ", *FIRST[2:]], SECOND], None),
    "byte order mark in the header": ([["\ufeffid", *HEADER[1:]], FIRST, SECOND], None),
    "leading empty rows": ([[], [], *GOOD], None),
    "leading empty columns": ([["", "", *row] for row in GOOD], None),
    "blank rows between": ([HEADER, FIRST, [], ["", " "], SECOND, []], None),
    "a column without name or cells": ([[*row[:3], "", *row[3:]] for row in GOOD], None),
    "an empty sheet beside it": (GOOD, another_sheet),
    "a chart beside it": (GOOD, chart_sheet),
    "formats far away": (GOOD, formatted_far_away),
    "number formats": (GOOD, other_formats),
    "rich text": (GOOD, rich_text),
    "stored results of formulas": (GOOD, formulas_with_values),
    "comments, filters, hidden columns": (GOOD, comments_and_filters),
}


@pytest.mark.parametrize(("rows", "more"), ODD_WORKBOOKS.values(), ids=ODD_WORKBOOKS)
def test_odd_workbooks_are_read_right(world: World, rows: Rows, more: Add | None) -> None:
    assert world.load_files(workbook(world.folder / "staff.xlsx", rows, "Målinger æøå", more))
    assert world.stored('"answers_practice"') == ANSWERS
    assert {row[2:] for row in world.stored("members")} == {
        ("pre", "r1", "leader", "a"),
        ("pre", "r2", "leader", "b"),
    }


PHONETIC = "<c r='A1' t='inlineStr'><is><t>id</t><rPh sb='0' eb='1'><t>X</t></rPh></is></c>"
EMPTY_RESULT = "<c r='F3' t='str'><f>CONCAT()</f><v></v></c>"
ODD_XML = {
    "inline texts": inline(GOOD),
    "dimension too small": '<dimension ref="A1"/>' + inline(GOOD),
    "dimension too large": '<dimension ref="A1:XFD1048576"/>' + inline(GOOD),
    "no cell names": inline(GOOD[:2]).replace('r="', 'x="')[: -len("</sheetData>")]
    + inline([SECOND]).replace("<sheetData>", "").replace(' r="A1"', "").replace('r="', 'x="'),
    "rows out of order": "<sheetData>"
    + "".join(inline([row], at)[11:-12] for at, row in ((3, SECOND), (1, HEADER), (2, FIRST)))
    + "</sheetData>",
    "an empty text far away": inline([*GOOD, ['<c r="Z9000" t="inlineStr"><is><t></t></is></c>']]),
    "phonetic texts": inline([[PHONETIC, *HEADER[1:]], FIRST, SECOND]),
    "a result that is an empty text": inline([HEADER, FIRST, [*SECOND[:5], EMPTY_RESULT]]),
}  # fmt: skip


@pytest.mark.parametrize("sheet", ODD_XML.values(), ids=ODD_XML)
def test_odd_xml_is_read_right(world: World, sheet: str) -> None:
    assert world.load_files(raw_workbook(world.folder / "staff.xlsx", sheet))
    assert world.stored('"answers_practice"') == ANSWERS


def test_values_become_the_texts_a_person_reads(tmp_path: Path) -> None:
    """Hand-worked: what was written, and how it reads."""
    day, moment = dt.date(2025, 2, 1), dt.datetime(2025, 2, 1, 13, 45)

    def dates(book: Any, sheet: Worksheet) -> None:
        sheet.write_datetime("A2", day, book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_datetime("B2", moment, book.add_format({"num_format": "d. mmm yyyy hh:mm"}))
        sheet.write_datetime("C2", dt.time(8, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_datetime("D2", dt.timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
        sheet.write_boolean("E2", True)

    rows: Rows = [
        list("ABCDE"),
        [],
        [0.85, 0.1 + 0.2, 1e-7, 123456789012345, -0.0],
        [1.234, 12.5, -3, 1e6, 45689],
    ]
    assert cells_of(workbook(tmp_path / "b.xlsx", rows, more=dates))[1:] == [
        ["2025-02-01", "2025-02-01 13:45:00", "08:30:00", "30:00:00", "true"],
        ["0.85", "0.3", "0.0000001", "123456789012345", "0"],
        ["1.2340", "12.5", "-3", "1000000", "45689"],
    ]


def test_dates_of_the_calendar_from_1904(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "b.xlsx", {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["day", "q"])
        sheet.write_datetime("A2", dt.date(2025, 2, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write("B2", 3)
    assert cells_of(tmp_path / "b.xlsx") == [["day", "q"], ["2025-02-01", "3"]]


def test_rows_are_counted_as_the_spreadsheet_counts_them(world: World) -> None:
    rows: Rows = [[], HEADER, FIRST, [], [*SECOND[:4], 7, ""]]
    path = workbook(world.folder / "staff.xlsx", rows)
    with pytest.raises(SourceError) as error:
        world.load_files(path)
    (fault,) = error.value.faults
    assert (fault.rule, fault.line, fault.column, fault.value) == ("not_accepted", 5, "p1", "7")
    assert fault.counted == "row"


def test_a_column_nobody_expects_is_named_on_the_headers_row(world: World) -> None:
    rows: Rows = [[], [*HEADER, "p3"], [*FIRST, 1]]
    assert refused(world, workbook(world.folder / "staff.xlsx", rows)) == [("unknown_column", 2, "p3")]


def test_blank_rows_are_passed_over_with_a_note(tmp_path: Path) -> None:
    grid = read(workbook(tmp_path / "b.xlsx", [HEADER, FIRST, [], [" "], SECOND, []]))
    assert [(note.key, note.details) for note in grid.notes] == [("blank_rows", {"rows": "2"})]
    assert list(grid.row_lines or ()) == [2, 5]


def test_two_header_rows(tmp_path: Path) -> None:
    rows: Rows = [["id", "p1"], ["Nummer", "Hvor ofte, om noensinne?"], ["r1", 4]]
    grid = read(workbook(tmp_path / "b.xlsx", rows), Layout(header_rows=2))
    assert (grid.header, grid.texts) == (("id", "p1"), ("Nummer", "Hvor ofte, om noensinne?"))
    assert grid.path.read_text() == "r1,4\n"


@pytest.mark.parametrize("hide", [None, "hide", "very_hidden"])
def test_the_sheet_that_the_mapping_names(make_world: Callable[..., World], hide: str | None) -> None:
    def notes(book: Any, _: Worksheet) -> None:
        sheet = book.add_worksheet("Notater")
        sheet.write("A1", "Ring Kari")
        if hide:
            getattr(sheet, hide)()

    world = make_world(mapping={"sheet": "målinger"})
    path = workbook(world.folder / "staff.xlsx", sheet="Målinger ", more=notes)
    assert world.load_files(path)
    assert world.stored('"answers_practice"') == ANSWERS
    other = make_world()
    with pytest.raises(SourceError) as error:
        other.load_files(path)
    (fault,) = error.value.faults
    assert (fault.rule, fault.details["sheets"]) == ("several_sheets", "Målinger , Notater")


def test_a_named_sheet_that_is_not_there(make_world: Callable[..., World]) -> None:
    world = make_world(mapping={"sheet": "Målnger"})
    with pytest.raises(SourceError) as error:
        world.load_files(workbook(world.folder / "staff.xlsx", sheet="Målinger"))
    (fault,) = error.value.faults
    assert (fault.rule, fault.details["nearest"]) == ("no_such_sheet", "Målinger")


# --- xlsx, broken -------------------------------------------------------------------------------------------


def with_cell(cell: str) -> str:
    """Return the good sheet with this for E2."""
    return inline([HEADER, [*FIRST[:4], cell, 9], SECOND])


def merged(where: str) -> Add:
    return lambda _, sheet: sheet.merge_range(where, "x")


def written(place: str, *cell: object) -> Add:
    return lambda _, sheet: sheet.write(place, *cell)


BROKEN_WORKBOOKS: dict[str, tuple[Rows, Add | None, list[tuple[str, int | None, str | None]]]] = {
    "nothing": ([], None, [("empty_file", None, None)]),
    "blanks only": ([[" "]], None, [("empty_file", None, None)]),
    "header only": ([HEADER], None, [("header_only", 1, None)]),
    "merged header": (GOOD, merged("G1:H1"), [("merged_cells", 1, "G")]),
    "merged cells": ([HEADER, FIRST], merged("C2:C3"), [("merged_cells", 2, "C")]),
    "a title above": ([["Medarbejdere 2025"], *GOOD], None, [("title_above_header", 1, None)]),
    "no header": ([[1, 4, 4, 5], [2, 3, 3, 4]], None, [("no_header", 1, None)]),
    "doubled column": ([[*HEADER, "p1"], [*FIRST, 3]], None, [("doubled_column", 1, "p1")]),
    "a formula never computed": (
        GOOD,
        lambda _, sheet: sheet.write_formula("E2", "=1+3", None, ""),
        [("formula_without_value", 2, "p1")],
    ),
    "an error": (
        GOOD,
        lambda _, sheet: sheet.write_formula("F3", "=1/0", None, "#DIV/0!"),
        [("error_cell", 3, "p2")],
    ),
    "a long id": ([HEADER, [1234567890123456, *FIRST[1:]]], None, [("long_number", 2, "id")]),
    "a date for an answer": (
        GOOD,
        lambda book, sheet: sheet.write_datetime(
            "E2", dt.date(2025, 3, 2), book.add_format({"num_format": "dd.mmm"})
        ),
        [("not_accepted", 2, "p1")],
    ),
    "half an answer": ([HEADER, [*FIRST[:4], 3.5, 9]], None, [("not_accepted", 2, "p1")]),
    "a control character": ([HEADER, ["r\x071", *FIRST[1:]]], None, [("control_sign", 2, "id")]),
    "a lost letter": ([HEADER, [*FIRST[:2], "S\ufffdr", *FIRST[3:]]], None, [("lost_letters", 2, "site")]),
    "true": ([HEADER, [*FIRST[:4], True, 9]], None, [("not_accepted", 2, "p1")]),
    "several sheets": (
        GOOD,
        lambda book, _: book.add_worksheet("B").write("A1", "x"),
        [("several_sheets", None, None)],
    ),
    "a stray cell far away": (GOOD, written("XFD1048576", "x"), [("sheet_too_large", None, None)]),
}


@pytest.mark.parametrize(("rows", "more", "faults"), BROKEN_WORKBOOKS.values(), ids=BROKEN_WORKBOOKS)
def test_broken_workbooks_are_refused(
    world: World, rows: Rows, more: Add | None, faults: list[tuple[str, int | None, str | None]]
) -> None:
    found = refused(world, workbook(world.folder / "staff.xlsx", rows, more=more))
    assert [fault[:2] for fault in found] == [fault[:2] for fault in faults]
    assert [one[2] for one, other in zip(found, faults, strict=True) if other[2]] == [
        other[2] for other in faults if other[2]
    ]


BROKEN_XML = {
    "error": (with_cell('<c r="E2" t="e"><v>#N/A</v></c>'), "error_cell", 2),
    "reference error": (with_cell('<c r="E2" t="e"><f>A9</f><v>#REF!</v></c>'), "error_cell", 2),
    "no result": (with_cell('<c r="E2"><f>1+3</f></c>'), "formula_without_value", 2),
    "empty result": (with_cell('<c r="E2"><f>1+3</f><v/></c>'), "formula_without_value", 2),
    "not a number": (with_cell('<c r="E2"><v>NaN</v></c>'), "error_cell", 2),
    "cut": (inline(GOOD)[:-60], "damaged", None),
    "no such shared text": (with_cell('<c r="E2" t="s"><v>7</v></c>'), "damaged", None),
    "a place that is none": (with_cell('<c r="5E"><v>4</v></c>'), "damaged", None),
    "beyond the sheet": (with_cell('<c r="ZZZ2"><v>4</v></c>'), "damaged", None),
    "an unknown entity": (with_cell('<c r="E2" t="str"><v>&foo;</v></c>'), "damaged", None),
}  # fmt: skip


@pytest.mark.parametrize(("sheet", "rule", "line"), BROKEN_XML.values(), ids=BROKEN_XML)
def test_broken_xml_is_refused(world: World, sheet: str, rule: str, line: int | None) -> None:
    found = refused(world, raw_workbook(world.folder / "staff.xlsx", sheet))
    assert [fault[:2] for fault in found] == [(rule, line)]


def test_every_odd_cell_is_listed_with_what_it_shows(world: World) -> None:
    cells = ['<c r="E2" t="e"><v>#N/A</v></c>', '<c r="F2"><f>E2</f></c>']
    path = raw_workbook(world.folder / "staff.xlsx", inline([HEADER, [*FIRST[:4], *cells]]))
    with pytest.raises(SourceError) as error:
        world.load_files(path)
    assert [(one.rule, one.line, one.column, one.value) for one in error.value.faults] == [
        ("error_cell", 2, "p1", "#N/A"),
        ("formula_without_value", 2, "p2", None),
    ]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("where", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_document_types_are_refused(world: World, where: str) -> None:
    path = raw_workbook(
        world.folder / "staff.xlsx", inline(GOOD), parts={where: f"{BOMB}<worksheet>&b;</worksheet>"}
    )
    assert refused(world, path) == [("damaged", None, None)]


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_without_a_part_it_needs_is_damaged(world: World, part: str) -> None:
    whole = workbook(world.folder / "whole.xlsx")
    with zipfile.ZipFile(whole) as archive:
        members = {one: archive.read(one) for one in archive.namelist() if one != part}
    assert refused(world, zipped(world.folder / "staff.xlsx", members)) == [("damaged", None, None)]


# --- ods ----------------------------------------------------------------------------------------------------

EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
NOTE = (
    '<table:table-cell office:value-type="string"><office:annotation><text:p>Er dette riktig?</text:p>'
    "</office:annotation><text:p>r<text:span>1</text:span></text:p></table:table-cell>"
)
TWICE = '<table:table-cell table:number-columns-repeated="2"/>'
ODD_ODS = {
    "plain": [ods_table(GOOD)],
    "a million empty rows": [ods_table(GOOD, after=EMPTY_ROWS)],
    "an annotation": [ods_table([HEADER, [NOTE, *FIRST[1:]], SECOND])],
    "numbers as text": [ods_table([HEADER, [*FIRST[:4], "4", "9"], SECOND])],
    "4.0": [ods_table([HEADER, [*FIRST[:4], 4.0, 9.0], SECOND])],
    "header rows, groups": [
        ods_table(GOOD)
        .replace("<table:table-row>", "<table:table-header-rows><table:table-row>", 1)
        .replace("</table:table-row>", "</table:table-row></table:table-header-rows>", 1)
    ],
    "leading empty cells": [ods_table([[TWICE, *row] for row in GOOD])],
    "an empty table beside it": [ods_table(GOOD), ods_table([], "Ark2")],
    "a result": [ods_table([HEADER, [*FIRST[:4], ods_cell(4, 'table:formula="of:=2+2"'), 9], SECOND])],
    "shapes": [ods_table(GOOD).replace("<table:table-row>", "<table:shapes><draw:frame><text:p>x</text:p>"
                                       "</draw:frame></table:shapes><table:table-row>", 1)],
}  # fmt: skip


@pytest.mark.parametrize("tables", ODD_ODS.values(), ids=ODD_ODS)
def test_odd_ods_is_read_right(world: World, tables: list[str]) -> None:
    assert world.load_files(ods(world.folder / "staff.ods", *tables))
    assert world.stored('"answers_practice"') == ANSWERS


def typed(kind: str, attribute: str, value: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"/>'


def test_values_of_an_ods(tmp_path: Path) -> None:
    """Hand-worked: what the XML says, and how it reads."""
    text = (
        '<table:table-cell office:value-type="string">'
        '<text:p>a<text:s text:c="2"/>b  \n c<text:tab/>d</text:p></table:table-cell>'
    )
    row = [
        typed("date", "date-value", "2025-02-01"),
        typed("date", "date-value", "2025-02-01T12:30:00"),
        typed("percentage", "value", "0.85"),
        typed("boolean", "boolean-value", "false"),
        typed("time", "time-value", "PT30H05M00S"),
        typed("currency", "value", "12.50"),
        text,
    ]
    assert cells_of(ods(tmp_path / "c.ods", ods_table([list("ABCDEFG"), row])))[1] == [
        "2025-02-01",
        "2025-02-01 12:30:00",
        "85 %",
        "false",
        "30:05:00",
        "12.5 ¤",
        "a  b c\td",
    ]


def test_repeated_cells_and_rows_of_an_ods(tmp_path: Path) -> None:
    again = 'table:number-columns-repeated="2"'
    table = ods_table([["a", "b", "c"], ["x", ods_cell(3, again)], ["y", "", 1]])
    table = table.replace('<table:table-row><table:table-cell office:value-type="string" ><text:p>x',
                          '<table:table-row table:number-rows-repeated="2"><table:table-cell'
                          ' office:value-type="string"><text:p>x')  # fmt: skip
    grid = read(ods(tmp_path / "c.ods", table))
    assert grid.path.read_text().splitlines() == ["x,3,3", "x,3,3", "y,,1"]
    assert list(grid.row_lines or ()) == [2, 3, 4]


def test_a_line_break_in_a_cell_stays(tmp_path: Path) -> None:
    text = (
        '<table:table-cell office:value-type="string">'
        "<text:p>one<text:line-break/>two</text:p><text:p>three</text:p></table:table-cell>"
    )
    grid = read(ods(tmp_path / "c.ods", ods_table([["a", "b"], [text, 1]])))
    assert grid.path.read_text() == '"one\ntwo\nthree",1\n'


ERROR = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""'
    ' calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
)
OLD_ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0">'
    "<text:p>#DIV/0!</text:p></table:table-cell>"
)
ROW, FLOAT = "<table:table-row>", '<table:table-cell office:value-type="float"'
BROKEN_ODS = {
    "nothing": ([ods_table([])], [("empty_file", None, None)]),
    "header only": ([ods_table([HEADER])], [("header_only", 1, None)]),
    "an error": ([ods_table([HEADER, [*FIRST[:4], ERROR, 9]])], [("error_cell", 2, "p1")]),
    "an error of old": ([ods_table([HEADER, [*FIRST[:4], OLD_ERROR, 9]])], [("error_cell", 2, "p1")]),
    "no result": (
        [ods_table([HEADER, [*FIRST[:4], '<table:table-cell table:formula="of:=1+3"/>', 9]])],
        [("formula_without_value", 2, "p1")],
    ),
    "merged cells": (
        [ods_table([HEADER, [*FIRST[:4], ods_cell(4, 'table:number-columns-spanned="2"'),
                             "<table:covered-table-cell/>"]])],
        [("merged_cells", 2, "E")],
    ),
    "several tables": ([ods_table(GOOD), ods_table(GOOD, "Ark2")], [("several_sheets", None, None)]),
    "a number that is none": (
        [ods_table([HEADER, [typed("float", "value", "x")]])],
        [("damaged", None, None)],
    ),
    "a date that is none": (
        [ods_table([HEADER, [typed("date", "date-value", "2025-02-31")]])],
        [("damaged", None, None)],
    ),
    "a bomb of cells": (
        [ods_table([HEADER, [ods_cell(4, 'table:number-columns-repeated="16384"')]]).replace(
            f"{ROW}{FLOAT}", f'{ROW[:-1]} table:number-rows-repeated="1000000">{FLOAT}')],
        [("sheet_too_large", None, None)],
    ),
    "beyond the sheet": (
        [ods_table([HEADER, [ods_cell(4, 'table:number-columns-repeated="99999999"')]])],
        [("damaged", None, None)],
    ),
    "off the scale": ([ods_table([HEADER, [*FIRST[:4], 7, 9]])], [("not_accepted", 2, "p1")]),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "faults"), BROKEN_ODS.values(), ids=BROKEN_ODS)
def test_broken_ods_is_refused(
    world: World, tables: list[str], faults: list[tuple[str, int | None, str | None]]
) -> None:
    assert refused(world, ods(world.folder / "staff.ods", *tables)) == faults


@pytest.mark.parametrize("content", ["", "<x", "<x/>", "no XML", BOMB + "<x>&b;</x>"])
def test_an_ods_whose_content_is_none(world: World, content: str) -> None:
    path = ods(world.folder / "staff.ods", content=content)
    rule = "other_format" if content == "<x/>" else "damaged"
    assert refused(world, path) == [(rule, None, None)]


# --- all formats --------------------------------------------------------------------------------------------


def test_the_same_rows_in_every_format_are_the_same_cells(tmp_path: Path) -> None:
    """Each file is written by another library, or by hand; what is read is what went in."""
    files = [
        workbook(tmp_path / "a.xlsx"),
        ods(tmp_path / "a.ods", ods_table(GOOD)),
        sav(tmp_path / "a.sav", good_columns()),
        sav(tmp_path / "a.zsav", good_columns()),
    ]
    expected = [[str(cell) for cell in row] for row in GOOD]
    assert [cells_of(file) for file in files] == [expected] * 4


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (4.0, "4"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
        (1.234, "1.2340"),
        (1234.5, "1234.5"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (999999999999999.0, "999999999999999"),
        (dt.datetime(2025, 1, 1), "2025-01-01"),
        (dt.datetime(2025, 1, 1, 13, 44, 59, 999_999), "2025-01-01 13:45:00"),
        (dt.timedelta(hours=-1, minutes=-30), "-1:30:00"),
        ("A\u030asen\r\nto", "Åsen\nto"),
        (None, ""),
    ],
)
def test_a_cell_as_text(cell: Any, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize("number", [1e15, -1e15, float("nan"), float("inf")])
def test_numbers_that_no_text_stands_for(number: float) -> None:
    with pytest.raises(OddCellError):
        number_text(number)
