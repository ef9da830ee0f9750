"""Files in the formats services have, written by other libraries or byte by byte."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Rows = Sequence[Sequence[object]]

HEADER = ["id", "wave", "site", "role", "p1", "p2"]
GOOD: Rows = [HEADER, ["r1", "pre", "a", "leader", 4, 9], ["r2", "pre", "b", "leader", 5, ""]]
GOOD_CSV = "".join(";".join(map(str, row)) + "\n" for row in GOOD).encode()

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def workbook(
    path: Path, rows: Rows = GOOD, sheet: str = "Ark1", more: Callable[[Any, Worksheet], None] | None = None
) -> Path:
    """Write a workbook with one sheet from A1 on; `more` may add to it."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        worksheet = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            worksheet.write_row(at, 0, row)
        if more is not None:
            more(book, worksheet)
    return path


def zipped(path: Path, members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def raw_workbook(
    path: Path, sheet: str, workbook_part: str = "", parts: Mapping[str, bytes | str] | None = None
) -> Path:
    """Write a workbook whose only sheet has this XML inside <worksheet>."""
    said = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{workbook_part}<sheets>'
        '<sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
    }
    return zipped(path, said | dict(parts or {}))


def inline(rows: Rows, first: int = 1) -> str:
    """Return sheet data with numbers as numbers and texts inline; a cell that is XML already stays."""
    return (
        "<sheetData>" + "".join(_inline_row(at, row) for at, row in enumerate(rows, first)) + "</sheetData>"
    )


def _inline_row(number: int, row: Sequence[object]) -> str:
    cells = "".join(_inline_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _inline_cell(place: str, cell: object) -> str:
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>' if cell else ""
    return f'<c r="{place}"><v>{cell}</v></c>'


def ods(path: Path, *tables: str, manifest: str = "", content: str | None = None) -> Path:
    """Write an OpenDocument spreadsheet of these <table:table> elements."""
    spaces = " ".join(f'xmlns:{one}="{_OASIS}:{one}:1.0"' for one in ("office", "table", "text", "draw"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = (
        f"<office:document-content {spaces} {calc}><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        path,
        {
            "mimetype": _ODS_TYPE,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">{manifest}'
            "</manifest:manifest>",
            "content.xml": body if content is None else content,
        },
    )


def ods_table(rows: Rows, name: str = "Ark1", after: str = "") -> str:
    """Return a <table:table> of rows; a cell that is XML already stays."""
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{lines}{after}</table:table>'


def ods_cell(cell: object, more: str = "") -> str:
    """Return a <table:table-cell>."""
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    if cell == "":
        return "<table:table-cell/>"
    kind, value = ("string", "") if isinstance(cell, str) else ("float", f' office:value="{cell}"')
    said = f"<text:p>{cell}</text:p>" if isinstance(cell, str) else ""
    return f'<table:table-cell office:value-type="{kind}"{value} {more}>{said}</table:table-cell>'


def sav(path: Path, columns: Mapping[str, Sequence[object]], **said: Any) -> Path:
    """Write an SPSS file (zsav by its name); None is system-missing."""
    frame = pd.DataFrame(
        {name: [np.nan if cell is None else cell for cell in cells] for name, cells in columns.items()}
    )
    smaller = path.suffix == ".zsav"
    pyreadstat.write_sav(frame, str(path), row_compress=not smaller, compress=smaller, **said)
    return path


def good_columns(**other: Sequence[object]) -> dict[str, Sequence[object]]:
    """Return the columns of the good file, some of them otherwise."""
    columns: dict[str, Sequence[object]] = {
        "id": ["r1", "r2"],
        "wave": ["pre", "pre"],
        "site": ["a", "b"],
        "role": ["leader", "leader"],
        "p1": [4.0, 5.0],
        "p2": [9.0, None],
    }
    return columns | other
