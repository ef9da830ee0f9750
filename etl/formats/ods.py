"""OpenDocument spreadsheets (ods), read from their XML.

Repeated cells and rows stay folded until they are known to be few enough: a sheet of three rows often ends
with a million empty ones. Annotations and drawings in a cell are not its text.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from etl.formats.archive import MAX_PARTS, opened, part, size_faults
from etl.formats.cells import Cell, Quantity
from etl.formats.number_format import unit_beside
from etl.formats.rows import OddCell, Row
from etl.formats.sheet import MAX_COLUMNS, MAX_ROWS, Sheet
from etl.formats.xml import Attributes, local, locals_of, read_xml
from publication.faults import Fault, SourceError

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _TEXT, _DRAWING = f"{_OASIS}:table:1.0 ", f"{_OASIS}:text:1.0 ", f"{_OASIS}:drawing:1.0 "
_ANNOTATION = f"{_OASIS}:office:1.0 annotation"
_BLANKS = re.compile(r"[ \t\r\n]+")
_ERROR = re.compile(r"#[A-Z/0]+[!?]?|#N/A|Err:[0-9]+")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that are alike: the first one's number, how many, the filled cells as (column, times, value)."""

    first: int
    times: int
    runs: list[tuple[int, int, Cell]]


@dataclass(slots=True)
class _Content:
    """What is gathered while content.xml is read."""

    sheets: list[Sheet] = field(default_factory=list)
    rows: list[list[_Rows]] = field(default_factory=list)
    depth: int = 0
    aside: int = 0
    row: int = 1
    column: int = 1
    row_times: int = 1
    runs: list[tuple[int, int, Cell]] = field(default_factory=list)
    cell: Attributes = field(default_factory=dict)
    paragraphs: list[list[str]] = field(default_factory=list)
    within_paragraph: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Begin a table, a row, a cell, a paragraph, or something that is beside the text."""
        if self.aside or name == _ANNOTATION or name.startswith(_DRAWING):
            self.aside += 1
        elif name == f"{_TABLE}table":
            self._begin_table(locals_of(attributes))
        elif self.depth > 1:
            return
        elif name == f"{_TABLE}table-row":
            self._begin_row(locals_of(attributes))
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self.cell = _cell_attributes(attributes)
            self.paragraphs = []
        elif name.startswith(_TEXT):
            self._begin_text(local(name), locals_of(attributes))

    def end(self, name: str) -> None:
        """End what was begun."""
        if self.aside:
            self.aside -= 1
        elif name == f"{_TABLE}table":
            self.depth -= 1
        elif self.depth > 1:
            return
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._end_cell()
        elif name in (f"{_TEXT}p", f"{_TEXT}h"):
            self.within_paragraph -= 1

    def text(self, text: str) -> None:
        """Take text of a paragraph; its runs of blanks are one, as OpenDocument says."""
        if self.within_paragraph and not self.aside and self.depth == 1:
            self.paragraphs[-1].append(_BLANKS.sub(" ", text))

    def _begin_table(self, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth == 1:
            self.sheets.append(Sheet(attributes.get("name", "")))
            self.rows.append([])
            self.row = 1

    def _begin_row(self, attributes: Attributes) -> None:
        self.row_times = int(attributes.get("number-rows-repeated", 1))
        self.column, self.runs = 1, []

    def _begin_text(self, name: str, attributes: Attributes) -> None:
        marks = {"s": " " * min(int(attributes.get("c", 1)), MAX_COLUMNS), "tab": "\t", "line-break": "\n"}
        if name in ("p", "h"):
            self.paragraphs.append([])
            self.within_paragraph += 1
        elif name in marks and self.paragraphs:
            self.paragraphs[-1].append(marks[name])

    def _end_row(self) -> None:
        if self.runs:
            self.rows[-1].append(_Rows(self.row, self.row_times, self.runs))
            self._reach(self.row + self.row_times - 1)
        self.row += self.row_times

    def _reach(self, last_row: int) -> None:
        first, (last, times, _) = self.runs[0][0], self.runs[-1]
        if last_row > MAX_ROWS or last + times - 1 > MAX_COLUMNS:
            raise ValueError
        self.sheets[-1].extent.add(self.row, first)
        self.sheets[-1].extent.add(last_row, last + times - 1)

    def _end_cell(self) -> None:
        times = int(self.cell.get("number-columns-repeated", 1))
        text = "\n".join("".join(parts) for parts in self.paragraphs)
        rows, columns = (int(self.cell.get(f"number-{name}-spanned", 1)) for name in ("rows", "columns"))
        if rows > 1 or columns > 1:
            self.sheets[-1].merged.append(
                (self.row, self.column, self.row + rows - 1, self.column + columns - 1)
            )
        if rule := _odd(self.cell, text):
            self.sheets[-1].odd.append(OddCell(self.row, self.column, rule, text or None))
            self.runs.append((self.column, times, text))
        elif (value := _value(self.cell, text)) not in (None, ""):
            self.runs.append((self.column, times, value))
        self.column += times


def _cell_attributes(attributes: Attributes) -> Attributes:
    """Return a cell's attributes; LibreOffice says in its own namespace that a 'string' is an error."""
    own = locals_of({name: value for name, value in attributes.items() if name.startswith(_OASIS)})
    error = any(local(name) == "value-type" and value == "error" for name, value in attributes.items())
    return own | {"value-type": "error"} if error else own


def _odd(cell: Attributes, text: str) -> str | None:
    """Return the rule a cell breaks that has no value of its own."""
    if cell.get("value-type") == "error" or ("formula" in cell and _ERROR.fullmatch(text)):
        return "error_cell"
    if "formula" in cell and "value-type" not in cell and not text:
        return "formula_without_value"
    return None


def _value(cell: Attributes, text: str) -> Cell:
    """Return what a cell holds. Raises ValueError where it is not what its type says."""
    kind = cell.get("value-type", "string")
    if kind == "percentage":
        return Quantity(float(cell.get("value", "")), 2, "%")
    if kind in ("float", "currency"):
        number = float(cell.get("value", ""))
        sign = unit_beside(text) or ("¤" if kind == "currency" else "")
        return Quantity(number, 0, sign) if sign else number
    if kind == "date":
        return dt.datetime.fromisoformat(cell.get("date-value", ""))
    if kind == "time":
        return _duration(cell.get("time-value", ""))
    if kind == "boolean":
        return cell.get("boolean-value") == "true"
    return cell.get("string-value", text)


def _duration(text: str) -> Cell:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    duration = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -duration if found[1] else duration


def ods_sheets(name: str, path: Path) -> list[Sheet]:
    """Return the sheets of a spreadsheet, hidden ones too, in its order.

    Raises SourceError where it is damaged, would unpack to too much, or is no spreadsheet.
    """
    content = _Content()
    with opened(name, path, "ods") as archive:
        if faults := size_faults(name, archive, MAX_PARTS):
            raise SourceError(faults)
        with part(archive, archive.getinfo("content.xml"), name, "ods") as file:
            read_xml(file, name, "ods", content.start, content.end, content.text)
    if not content.sheets:
        raise SourceError([Fault(name, "other_format", details={"format": "OpenDocument"})])
    for sheet, rows in zip(content.sheets, content.rows, strict=True):
        sheet.laid_out = sheet.extent
        sheet.rows = _RowsOf(sheet, rows)
    return content.sheets


@dataclass(frozen=True, slots=True)
class _RowsOf:
    """The rows of one sheet, unfolded when they are asked for."""

    sheet: Sheet
    rows: list[_Rows]

    def __call__(self) -> Iterator[Row]:
        extent, row = self.sheet.extent, 1
        blank: list[Cell] = [None] * (extent.right - extent.left + 1)
        for alike in self.rows:
            yield from ((between, blank) for between in range(row, alike.first))
            cells = list(blank)
            for column, times, value in alike.runs:
                at = column - extent.left
                cells[at : at + times] = [value] * times
            yield from ((number, cells) for number in range(alike.first, alike.first + alike.times))
            row = alike.first + alike.times
