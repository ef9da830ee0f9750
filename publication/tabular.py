"""Rows as a person or a program reads them: an aligned table, CSV, JSON."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

# What a spreadsheet takes for the start of a formula, or leaves out before one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(value: object) -> str:
    """Return a text for a spreadsheet; one that would be read as a formula is defused."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def written(rows: Sequence[Mapping[str, object]], form: str) -> str:
    """Return rows with the same columns as 'table' (no column that is empty throughout), 'csv' or 'json'."""
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    columns = list(rows[0]) if rows else []
    if form == "table":
        columns = [column for column in columns if any(_text(row[column]) for row in rows)]
    lines = [columns, *([_text(row[column]) for column in columns] for row in rows)]
    if form == "table":
        return aligned(lines)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().removesuffix("\n")


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    return "" if value is None else str(value)
