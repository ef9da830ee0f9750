"""Cells that look as if they named a person: national ids, phone numbers, e-mail addresses.

A bare number of up to nine digits in a cell of its own is never flagged: survey tools number their answers
so. National ids are known by their date and, the Norwegian, by both control digits. A Danish one written
without its hyphen counts as an id where the old control digit holds too: ten digits can be anything.
"""

import datetime as dt
import re
from collections.abc import Iterator

from duckdb import DuckDBPyConnection as Connection

from etl.columns.columns import FileSpec
from etl.staging.stage import Staged
from publication.faults import Note

_MOST_LINES = 5
_LIKELY = "@|[+][0-9]|[0-9]{6}[- ]?[0-9]{4}|[0-9]{8}|[0-9]{2}( [0-9]{2}){3}|[0-9]{3} [0-9]{2} [0-9]{3}"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_BEFORE, _AFTER = r"(?<![\w.,/:-])", r"(?![\w/:-]|[.,]\d)"
_NORWEGIAN = re.compile(rf"{_BEFORE}(\d{{6}}) ?(\d{{5}}){_AFTER}")
_DANISH = re.compile(rf"{_BEFORE}(\d{{6}})([- ]?)(\d{{4}}){_AFTER}")
_ABROAD = re.compile(r"(?<![\w])(?:\+|00)4[57][ ]?(?:\d[ ]?){7}\d(?!\d)")
_PHONE = re.compile(rf"{_BEFORE}(?:[2-9]\d{{7}}|[2-9]\d \d\d \d\d \d\d|[2-9]\d\d \d\d \d\d\d){_AFTER}")
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_WEIGHTS_DANISH = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def looks_like(text: str) -> str | None:
    """Return what a cell's text looks like ('national_id', 'phone', 'email'), or None."""
    if _has_national_id(text):
        return "national_id"
    if _EMAIL.search(text):
        return "email"
    return "phone" if _has_phone(text) else None


def personal(con: Connection, staged: Staged, spec: FileSpec) -> list[Note]:
    """Return a note per column of texts (kept or dropped) and kind of personal data it seems to hold."""
    read = {column.header for column in spec.in_file if column.codes is not None or column.holds is not None}
    columns = [at for at, header in enumerate(staged.header) if header not in read]
    likely = [at for at in columns if _any_likely(con, staged, at)]
    return [note for at in likely for note in _notes(con, staged, at)]


def _condition(at: int) -> str:
    long_enough = f"(length(c{at}) > 9 OR contains(c{at}, '@') OR contains(c{at}, '+'))"
    return f"{long_enough} AND regexp_matches(c{at}, '{_LIKELY}')"


def _any_likely(con: Connection, staged: Staged, at: int) -> bool:
    return con.execute(f"SELECT 1 FROM {staged.table} WHERE {_condition(at)} LIMIT 1").fetchone() is not None


def _notes(con: Connection, staged: Staged, at: int) -> Iterator[Note]:
    sql = f"SELECT row, c{at} FROM {staged.table} WHERE {_condition(at)} ORDER BY row"
    kinds: dict[str, list[int]] = {}
    for row, text in con.execute(sql).fetchall():
        if kind := looks_like(text):
            kinds.setdefault(kind, []).append(row)
    for kind, rows in kinds.items():
        lines = staged.grid.lines(rows[:_MOST_LINES])
        named = ", ".join(str(lines[row]) for row in rows[:_MOST_LINES])
        details = {"cells": str(len(rows)), "lines": named}
        yield Note(staged.name, kind, column=staged.header[at], details=details)


def _has_national_id(text: str) -> bool:
    if any(_is_norwegian(found[1] + found[2]) for found in _NORWEGIAN.finditer(text)):
        return True
    return any(
        _is_day(found[1]) and (bool(found[2]) or _sum(found[1] + found[3], _WEIGHTS_DANISH) == 0)
        for found in _DANISH.finditer(text)
    )


def _is_norwegian(digits: str) -> bool:
    """Say whether eleven digits are a Norwegian identity number; D-numbers add 40 to the day."""
    day = int(digits[:2])
    born = f"{day - 40 if day > 40 else day:02}{digits[2:6]}"
    return _is_day(born) and all(_sum(digits, weights) == 0 for weights in _WEIGHTS)


def _is_day(digits: str) -> bool:
    """Say whether six digits are a day, month and year of any century (2000 has a 29 February)."""
    try:
        dt.date(2000 if digits[2:4] == "02" else 2001, int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return False
    return True


def _sum(digits: str, weights: tuple[int, ...]) -> int:
    """Return the weighted sum of the digits modulo 11."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11


def _has_phone(text: str) -> bool:
    if _ABROAD.search(text):
        return True
    return not text.strip().isdigit() and any(
        not re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])", found[0])
        for found in _PHONE.finditer(text)
    )
