"""What was read although it was written otherwise: counted per file, and said; never the value."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from duckdb import DuckDBPyConnection as Connection

from etl.columns.columns import Column, FileSpec
from etl.staging.lookup import tally
from etl.staging.stage import Staged
from publication.faults import Note
from publication.spelling import key
from publication.sql import texts_list

_MOST_COLUMNS = 5
_NUMBERS = ("TINYINT", "INTEGER", "BIGINT", "DOUBLE")
_THOUSANDS = "[0-9][ \u00a0\u2007\u2009\u202f][0-9]"


class _Reading(NamedTuple):
    """A way of writing that was read: its note, the column, and the SQL that holds for such a cell."""

    key: str
    header: str
    condition: str


def normalised(con: Connection, staged: Staged, spec: FileSpec) -> list[Note]:
    """Return a note for each way of writing in spite of which a staged file without faults was read.

    Columns kept as numbers are written as the mapping says. The others are looked through once, and no
    further where they are written so too.
    """
    columns = [
        column
        for column in spec.columns
        if column.header in staged.header and staged.header.index(column.header) in staged.texts
    ]
    otherwise = [_otherwise(staged, column) for column in columns]
    odd = {reading.header for reading, _ in _counted(con, staged, otherwise)}
    written_so = [column for column in columns if column.header in odd]
    readings = [reading for column in written_so for reading in _readings(staged, column)]
    found = sorted(_counted(con, staged, readings), key=lambda pair: pair[0].key)
    return [_note(staged, name, list(pairs)) for name, pairs in groupby(found, key=lambda pair: pair[0].key)]


def _counted(con: Connection, staged: Staged, readings: Sequence[_Reading]) -> list[tuple[_Reading, int]]:
    """Return the readings that hold for any cell, and for how many."""
    cells = tally(con, staged, [reading.condition for reading in readings])
    return [(reading, number) for reading, number in zip(readings, cells, strict=True) if number]


def _otherwise(staged: Staged, column: Column) -> _Reading:
    """Return the condition under which a cell is not written as the mapping, or a computer, writes it."""
    at = staged.header.index(column.header or "")
    if column.codes is not None:
        as_said = texts_list(["", *column.codes, *column.blanks])
        condition = f"NOT list_contains({as_said}, coalesce(c{at}, ''))"
    elif column.holds is not None:
        condition = f"NOT regexp_full_match(coalesce(c{at}, ''), '(-?[0-9]+([.][0-9]+)?)?')"
    else:
        condition = f"c{at} <> {staged.trimmed(at)}"
    return _Reading("", column.header or "", condition)


def _readings(staged: Staged, column: Column) -> Iterator[_Reading]:
    at = staged.header.index(column.header or "")
    cell, trimmed = staged.cell(at), staged.trimmed(at)
    conditions = {"blanks": f"c{at} <> {trimmed}"}
    if column.holds is not None and column.holds.sql_type in _NUMBERS:
        conditions |= {
            "thousands": f"regexp_matches({trimmed}, '{_THOUSANDS}')",
            "decimals": f"contains({trimmed}, ',')",
            "percent": f"contains({trimmed}, '%')",
        }
    elif column.codes is not None and column.tick_list is None:
        conditions |= _code_readings(column, cell, trimmed)
    for name, condition in conditions.items():
        yield _Reading(name, column.header or "", condition)


def _code_readings(column: Column, cell: str, trimmed: str) -> dict[str, str]:
    written = texts_list([*(column.codes or {}), *column.blanks])
    folded = texts_list(map(key, column.codes or {}))
    return {
        "letter_case": f"NOT list_contains({written}, {trimmed}) AND list_contains({folded}, {cell})",
        "decimals": f"list_contains({texts_list(column.with_decimals)}, {cell})",
        "spelling": f"list_contains({texts_list(column.usual_texts)}, {cell})",
    }


def _note(staged: Staged, name: str, found: Sequence[tuple[_Reading, int]]) -> Note:
    headers = list(dict.fromkeys(reading.header for reading, _ in found))
    more = ["…"] if len(headers) > _MOST_COLUMNS else []
    details = {
        "cells": str(sum(number for _, number in found)),
        "columns": ", ".join([*headers[:_MOST_COLUMNS], *more]),
    }
    return Note(staged.name, name, details=details)
