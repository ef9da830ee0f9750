"""The rows of a table as texts: for the table twin and for files."""

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from dashboard.report.sheet import Sheet
from publication.languages import Language
from publication.tabular import defused as defused

# A row: column name → a text, a number, a printed figure.
TableRow = dict[str, Any]
Separator = Literal["semicolon", "comma"]
MARKS: Mapping[Separator, str] = {"semicolon": ";", "comma": ","}


class Rounded(float):
    """A share that a reader sees rounded among those it adds up with; a file holds all its digits."""

    def __new__(cls, number: float, shown: float) -> "Rounded":
        """Return the number with what is shown of it, whole."""
        rounded = super().__new__(cls, number)
        rounded.shown = shown
        return rounded

    shown: float


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column: its key in a row, what it is called, how many decimals a reader sees (None: a text)."""

    name: str
    header: str
    digits: int | None = None
    over: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of numbers with what a reader needs to read it."""

    rows: Sequence[TableRow]
    columns: Sequence[DataColumn]

    def _rows(self, written: Callable[[float | Decimal, int], str]) -> list[list[str]]:
        return [
            [
                defused(row[column.name])
                if column.digits is None
                else written(row.get(column.name, math.nan), column.digits)
                for column in self.columns
            ]
            for row in self.rows
        ]

    def filled(self) -> "DataTable":
        """Return the table without columns in which no row has anything; the first one names the rows."""
        first, *others = self.columns
        held = [other for other in others if any(_holds(row.get(other.name)) for row in self.rows)]
        return DataTable(self.rows, [first, *held]) if self.rows else self

    def shown(self, language: Language) -> list[list[str]]:
        """Return the rows as a reader sees them, decimals rounded; printed figures (Decimals) as printed."""
        return self._rows(lambda number, digits: _seen(number, digits, language))

    def over(self) -> list[tuple[str, int]]:
        """Return the headers over groups of columns and how many columns each spans, the first apart."""
        spans: list[tuple[str, int]] = []
        for column in self.columns[1:]:
            over = defused(column.over)
            if spans and spans[-1][0] == over:
                spans[-1] = (over, spans[-1][1] + 1)
            else:
                spans.append((over, 1))
        return spans if any(name for name, _ in spans) else []

    def headers(self) -> list[str]:
        """Return what the columns of a file are called: each with the header above it."""
        return [defused(" ".join(filter(None, (column.over, column.header)))) for column in self.columns]

    def sheet(self, language: Language) -> Sheet:
        """Return the table as a sheet of a workbook: the same columns as its file."""
        rows = [[_in_a_cell(row, column) for column in self.columns] for row in self.rows]
        digits = [column.digits for column in self.columns]
        return Sheet(language.say("workbook.figures"), self.headers(), rows, digits)

    def kinds(self) -> dict[str, str]:
        """Return column name → text, whole or decimal, in order."""
        kinds = {None: "text", 0: "whole"}
        return {column.name: kinds.get(column.digits, "decimal") for column in self.columns}

    def columns_of_values(self) -> dict[str, list[Any]]:
        """Return column name → one value per row, None where there is none."""
        return {column.name: [_in_a_cell(row, column) for row in self.rows] for column in self.columns}

    def file(self, language: Language, separator: Separator) -> bytes:
        """Return a CSV file in UTF-8 with a byte order mark: commas with a point, semicolons with a comma."""
        separator = of_locale(separator, language)
        point = separator == "comma"
        text = io.StringIO()
        writer = csv.writer(text, delimiter=MARKS[separator], lineterminator="\r\n")
        writer.writerow(self.headers())
        writer.writerows(self._rows(lambda number, digits: _plain(number, digits, point=point)))
        return text.getvalue().encode("utf-8-sig")


def _in_a_cell(row: TableRow, column: DataColumn) -> Any:
    """Return a text as it is, a number whole where it is a count, None where there is none."""
    if column.digits is None:
        return row[column.name]
    value = row.get(column.name, math.nan)
    if math.isnan(value):
        return None
    return round(value) if column.digits == 0 else value


def _holds(value: object) -> bool:
    return value not in (None, "") and value == value


def _seen(number: float | Decimal, digits: int, language: Language) -> str:
    if isinstance(number, Decimal):
        return language.as_printed(number)
    return language.whole(number.shown) if isinstance(number, Rounded) else language.decimal(number, digits)


def of_locale(separator: Separator, language: Language) -> Separator:
    """Return what stands between two columns: where decimals have a point, a spreadsheet expects a comma."""
    return "comma" if language.separators.startswith(".") else separator


def _plain(number: float | Decimal, digits: int, *, point: bool) -> str:
    """Return a number in full precision, whole where it is a count, a printed figure as printed."""
    if math.isnan(number):
        return ""
    if isinstance(number, Decimal):
        text = str(number)
    else:
        text = str(int(number)) if digits == 0 else repr(round(number, 10))
    return text if point else text.replace(".", ",")
