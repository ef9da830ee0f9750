"""Tables as an Excel workbook: numbers are numbers, and no text is taken for a formula."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from dashboard.report.sheet import Sheet

_NO_GUESSING = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_NARROWEST, _WIDEST = 9, 60
# How far down a column is looked at to choose its width.
_LOOKED_AT = 200


def workbook(sheets: Sequence[Sheet], published_on: dt.date) -> bytes:
    """Return a workbook. The same tables of the same publication give the same bytes, whenever asked."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    with Workbook(held, {"in_memory": True, **_NO_GUESSING}) as book:
        book.set_properties({"title": "Rejsespor", "created": dt.datetime.combine(published_on, dt.time())})
        formats: dict[str | int, Any] = {
            0: book.add_format({"num_format": _number_format(0), "valign": "top"}),
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            **{
                digits: book.add_format({"num_format": _number_format(digits), "valign": "top"})
                for sheet in sheets
                for digits in sheet.digits
                if digits is not None
            },
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats)
    return held.getvalue()


def _number_format(digits: int) -> str:
    return f"0.{'0' * digits}" if digits else "0"


def _width(sheet: Sheet, at: int) -> int:
    if sheet.digits[at] is not None:
        return max(_NARROWEST, len(sheet.header[at]) + 2)
    texts = [str(row[at] or "") for row in sheet.rows[:_LOOKED_AT]]
    return min(_WIDEST, max(_NARROWEST, *map(len, [sheet.header[at], *texts])) + 2)


def _write(page: Any, sheet: Sheet, formats: dict[str | int, Any]) -> None:
    for at, name in enumerate(sheet.header):
        page.write_string(0, at, name, formats["header"])
        page.set_column(at, at, _width(sheet, at))
    for line, row in enumerate(sheet.rows, start=1):
        for at, value in enumerate(row):
            if value is None or value != value:
                continue
            if isinstance(value, str):
                page.write_string(line, at, value, formats["text"])
            else:
                page.write_number(line, at, value, formats[sheet.digits[at] or 0])
    page.freeze_panes(1, 0)
    if sheet.rows and sheet.filtered:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
