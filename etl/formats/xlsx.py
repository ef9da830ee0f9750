"""Excel workbooks (xlsx): values come from calamine; what it does not say is read from the sheets' XML.

calamine gives a blank for an error, and for a formula whose result was never stored, and lays out every cell
up to the last one; so the XML is read first: where cells are filled, which give no value, which are merged.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from etl.formats.archive import MAX_PARTS, chunks, opened, part, size_faults
from etl.formats.cells import Cell
from etl.formats.header import MOST_COLUMNS
from etl.formats.number_format import BUILT_IN, NumberFormat, number_format
from etl.formats.rows import OddCell, Row
from etl.formats.sheet import MAX_COLUMNS, MAX_ROWS, Sheet
from etl.formats.xml import Attributes, local, locals_of, read_xml
from publication.faults import Fault, SourceError

_WORKBOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class _WideEnoughError(Exception):
    """A sheet is too wide to be read: there is no need to look at the rest of it."""


@dataclass(slots=True)
class _SheetXml:
    """What is gathered while a sheet's XML is read; a cell ends where the next begins, or a row, or the file.

    Only beginnings and text are listened to: there are millions of them.
    """

    sheet: Sheet
    formats: Mapping[str, NumberFormat]
    row: int = 0
    column: int = 0
    type: str = ""
    style: str = "0"
    formula: bool = False
    value: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        match local(name):
            case "c":
                self.end_cell()
                self._begin_cell(attributes)
            case "v" | "t" if self.value is None:
                self.value = []
            case "f":
                self.formula = True
            case "row":
                self.end_cell()
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
            case "mergeCell":
                self.sheet.merged.append(_range(attributes.get("ref", "")))
            case "mergeCells":
                self.end_cell()

    def text(self, text: str) -> None:
        if self.value is not None:
            self.value.append(text)

    def _begin_cell(self, attributes: Attributes) -> None:
        if reference := attributes.get("r"):
            self.row, self.column = _place(reference)
        else:
            self.column += 1
        if not 1 <= self.row <= MAX_ROWS or not 1 <= self.column <= MAX_COLUMNS:
            raise ValueError
        self.type, self.formula = attributes.get("t", ""), False
        self.style = attributes.get("s", "0")

    def end_cell(self) -> None:
        value = "".join(self.value or ()).strip()
        if self.value is not None:
            self.sheet.laid_out.add(self.row, self.column)
        if value or self.formula or self.type == "e":
            self._judge(value)
        self.type, self.formula, self.value = "", False, None

    def _judge(self, value: str) -> None:
        """Keep where a cell is filled, and what is odd about it."""
        if self.type == "e":
            self.sheet.odd.append(OddCell(self.row, self.column, "error_cell", value))
        elif self.formula and not value:
            if self.type == "str":
                return
            self.sheet.odd.append(OddCell(self.row, self.column, "formula_without_value"))
        elif self.type in ("", "n") and (shown := self.formats.get(self.style)) is not None:
            self.sheet.format_cell(self.row, self.column, shown)
        self.sheet.extent.add(self.row, self.column)
        if self.sheet.extent.width > MOST_COLUMNS:
            raise _WideEnoughError


@dataclass(slots=True)
class _Styles:
    """The number formats of a workbook: their codes by number, and the numbers that styles of cells have."""

    codes: dict[str, str]
    of_cells: list[str] = field(default_factory=list)
    within: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        match local(name):
            case "numFmt":
                self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellXfs":
                self.within = True
            case "xf" if self.within:
                self.of_cells.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        self.within = self.within and local(name) != "cellXfs"


def _place(reference: str) -> tuple[int, int]:
    """Return row and column of a cell's name. Raises ValueError for what is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*_place(first), *_place(last or first))


def xlsx_sheets(name: str, path: Path) -> list[Sheet]:
    """Return the sheets of cells of a workbook, hidden ones too, in its order; charts are none.

    Raises SourceError where it is damaged, would unpack to too much, or holds sheets of macros.
    """
    with opened(name, path, "xlsx") as archive:
        if faults := size_faults(name, archive, MAX_PARTS):
            raise SourceError(faults)
        _verify(name, archive)
        formats = _formats(name, archive)
        sheets = [
            _scanned(name, archive, title, where, formats) for title, where in _sheet_parts(name, archive)
        ]
    for sheet in sheets:
        sheet.rows = _RowsOf(name, path, sheet)
    return sheets


def _verify(name: str, archive: ZipFile) -> None:
    """Unpack every part once: calamine is only given an archive whose sizes and checksums hold."""
    for info in archive.infolist():
        for _ in chunks(archive, info, name, "xlsx"):
            pass


def _damaged(name: str) -> SourceError:
    return SourceError([Fault(name, "damaged", details={"format": "xlsx"})])


def _read_part(name: str, archive: ZipFile, where: str, element: str) -> Iterator[Attributes]:
    """Return the attributes of all elements of one name in a part."""
    found: list[Attributes] = []

    def start(tag: str, attributes: Attributes) -> None:
        if local(tag) == element:
            found.append(locals_of(attributes))

    try:
        info = archive.getinfo(where)
    except KeyError as missing:
        raise _damaged(name) from missing
    with part(archive, info, name, "xlsx") as file:
        read_xml(file, name, "xlsx", start)
    return iter(found)


def _sheet_parts(name: str, archive: ZipFile) -> list[tuple[str, str]]:
    """Return name and part of every sheet of cells. Raises SourceError for a sheet of macros."""
    listed = _read_part(name, archive, _RELATIONS, "Relationship")
    relations = {relation.get("Id"): relation for relation in listed}
    parts = []
    for sheet in _read_part(name, archive, _WORKBOOK, "sheet"):
        relation = relations.get(sheet.get("id"), {})
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        if "acrosheet" in kind:
            raise SourceError([Fault(name, "has_macros", details={"format": "Excel"})])
        if kind == "worksheet":
            parts.append((sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target))[1:]))
    return parts


def _formats(name: str, archive: ZipFile) -> dict[str, NumberFormat]:
    """Return style → the format of cells that show their numbers in a unit."""
    if _STYLES not in archive.namelist():
        return {}
    styles = _Styles({str(number): code for number, code in BUILT_IN.items()})
    with part(archive, archive.getinfo(_STYLES), name, "xlsx") as file:
        read_xml(file, name, "xlsx", styles.start, styles.end)
    return {
        str(style): shown
        for style, number in enumerate(styles.of_cells)
        if (shown := number_format(styles.codes.get(number, ""))) is not None
    }


def _scanned(
    name: str, archive: ZipFile, title: str, where: str, formats: Mapping[str, NumberFormat]
) -> Sheet:
    """Return a sheet with all that its XML says; its rows are not there yet."""
    sheet = Sheet(title)
    reading = _SheetXml(sheet, formats)
    try:
        info = archive.getinfo(where)
    except KeyError as missing:
        raise _damaged(name) from missing
    with part(archive, info, name, "xlsx") as file, suppress(_WideEnoughError):
        read_xml(file, name, "xlsx", reading.start, text=reading.text)
        reading.end_cell()
    return sheet


@dataclass(frozen=True, slots=True)
class _RowsOf:
    """The rows of one sheet, read when they are asked for."""

    file: str
    path: Path
    sheet: Sheet

    def __call__(self) -> Iterator[Row]:
        try:
            with CalamineWorkbook.from_path(self.path) as workbook:
                sheet = workbook.get_sheet_by_name(self.sheet.name)
                left = sheet.start[1] + 1 if sheet.start is not None else self.sheet.extent.left
                for row, cells in enumerate(sheet.iter_rows(), start=1):
                    runs = self.sheet.formatted.get(row)
                    shown = _shown(cells, left, runs) if runs else cells
                    yield row, shown[self.sheet.extent.left - left :]
        except CalamineError as broken:
            raise _damaged(self.file) from broken


def _shown(cells: Sequence[Cell], left: int, runs: Sequence[tuple[int, int, NumberFormat]]) -> list[Cell]:
    """Return a row's cells, numbers with the unit they are shown in; `left` is the first cell's column."""
    shown = list(cells)
    for first, last, format_ in runs:
        for at in range(max(first - left, 0), min(last - left + 1, len(shown))):
            number = shown[at]
            if isinstance(number, int | float) and not isinstance(number, bool):
                shown[at] = format_.shown(number)
    return shown
