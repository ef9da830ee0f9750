"""The tables of a publication: what creates, fills and reads them is derived from their records."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from types import NoneType
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import duckdb

from publication import printed_records as printed
from publication import records as held
from publication.definitions.text import LANGUAGES, Text

# One more with every release that writes other tables or columns; publications made before there were any
# have 0, and are brought up as they are read: by the names of their columns.
SCHEMA = 1

TABLES: Mapping[str, type[NamedTuple]] = {
    "meta": held.Meta,
    "definitions": held.StoredDefinition,
    "waves": held.WaveRecord,
    "groups": held.Group,
    "blocks": held.Block,
    "selections": held.OfferedSelection,
    "answers": held.ItemAnswers,
    "answer_sheets": held.AnswerSheet,
    "merged": held.Merged,
    "background": held.CategoryCount,
    "background_asked": held.QuestionAsked,
    "assessments": held.Assessment,
    "published": printed.PrintedItem,
    "published_fits": printed.PrintedFit,
    "published_theta": printed.PrintedTheta,
    "published_copies": printed.PrintedCopy,
    "published_percents": printed.PrintedPercent,
    "published_claims": printed.PrintedClaim,
    "published_sessions": printed.PrintedMark,
    "published_counts": printed.PrintedCount,
    "sessions": held.Session,
    "session_groups": held.SessionGroup,
    "session_blocks": held.SessionBlock,
    "marks": held.Mark,
    "words": held.ReleasedText,
    "management": held.ManagementFigure,
    "withheld_months": held.WithheldMonth,
    "files": held.File,
}
_NAMES = {record: table for table, record in TABLES.items()}
_SQL: Mapping[object, str] = {
    **{str: "VARCHAR", int: "INTEGER", float: "DOUBLE", bool: "BOOLEAN", dt.date: "DATE"},
    **{list[str]: "VARCHAR[]", list[int]: "INTEGER[]", list[float]: "DOUBLE[]"},
    **{printed.Huge: "HUGEINT", held.Json: "JSON"},
}
_SHEETS = """
INSERT INTO answer_sheets
SELECT instrument, group_id, wave,
    to_json(list(json_array(
        item, status, members, n, counts, not_applicable, dont_know, not_relevant, blank, mean, se
    ) ORDER BY position))::VARCHAR
FROM answers GROUP BY instrument, group_id, wave ORDER BY instrument, group_id, wave
"""

Record = TypeVar("Record", bound=NamedTuple)
Rows = Mapping[str, Sequence[Sequence[object]]]
Row = Sequence[Any]


class MadeByNewerRelease(ValueError):
    """A publication was made by a newer release than this one: install that one to show it."""


@cache
def _fields(record: type[NamedTuple]) -> Mapping[str, object]:
    """Return field → its type, without the None it may be."""
    hints = get_type_hints(record)
    return {name: _without_none(hint) for name, hint in hints.items()}


def _without_none(hint: object) -> object:
    alternatives = get_args(hint)
    return next(iter(alternatives)) if NoneType in alternatives else hint


def columns_of(record: type[NamedTuple]) -> dict[str, str]:
    """Return column → SQL type: a field each, a text one per language ('label' is 'label_nb' and so on)."""
    found: dict[str, str] = {}
    for name, kind in _fields(record).items():
        if kind is Text:
            found |= {f"{_called(name)}_{language}": "VARCHAR" for language in LANGUAGES}
        else:
            found[name] = "VARCHAR" if get_origin(kind) is Literal else _SQL[kind]
    return found


def _called(name: str) -> str:
    """Return what a text's columns begin with: 'kind_name' is 'kind_nb' and so on, beside 'kind'."""
    return name.removesuffix("_name")


def columns_without_texts(record: type[NamedTuple]) -> list[str]:
    """Return the columns that every language has in common."""
    return [name for name, kind in _fields(record).items() if kind is not Text]


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Create every table, empty."""
    for table, record in TABLES.items():
        columns = ", ".join(f"{name} {kind}" for name, kind in columns_of(record).items())
        con.execute(f"CREATE TABLE {table} ({columns})")


def write(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Fill the tables with their records, and put the answers of a page together."""
    fill(con, rows)
    con.execute(_SHEETS)


def fill(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Fill tables with their records."""
    for table, held_rows in rows.items():
        if held_rows:
            flat = [_flat(TABLES[table], row) for row in held_rows]
            columns = [list(column) for column in zip(*flat, strict=True)]
            con.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def _flat(record: type[NamedTuple], row: Sequence[object]) -> Sequence[object]:
    """Return a record as the values of its columns; a row of such values as it is."""
    if not isinstance(row, record):
        return row
    parts = ((value, kind is Text) for value, kind in zip(row, _fields(record).values(), strict=True))
    return list(chain.from_iterable(_texts(value) if is_text else [value] for value, is_text in parts))


def _texts(text: object) -> list[object]:
    return [text[language] if isinstance(text, Mapping) else None for language in LANGUAGES]


def read(
    con: duckdb.DuckDBPyConnection, record: type[Record], which: str = "", given: object = None
) -> list[Record]:
    """Return the records of a table, whichever release wrote it: none of a table that release had not.

    Args:
        con: A connection to the publication.
        record: The record of the table.
        which: What follows the table in SQL: conditions, order.
        given: The values of its parameters.
    """
    try:
        found = con.execute(f"FROM {_NAMES[record]} {which}", given)
    except duckdb.CatalogException:
        return []
    return records(found, record)


def records(found: duckdb.DuckDBPyConnection, record: type[Record]) -> list[Record]:
    """Return what was asked as records, column by name; a column that is not there has its default."""
    at = {column[0]: place for place, column in enumerate(found.description or ())}
    values = [_value(record, name, kind, at) for name, kind in _fields(record).items()]
    return [record._make(value(row) for value in values) for row in found.fetchall()]


def _value(
    record: type[NamedTuple], name: str, kind: object, at: Mapping[str, int]
) -> Callable[[Row], object]:
    """Return what takes a field's value out of a row."""
    if kind is Text:
        there = {language: at.get(f"{_called(name)}_{language}") for language in LANGUAGES}
        places = {language: place for language, place in there.items() if place is not None}
        return lambda row: _text({language: row[place] for language, place in places.items()})
    if name not in at:
        default = record._field_defaults.get(name)
        return lambda row: default
    place = at[name]
    return lambda row: row[place]


def _text(text: Mapping[str, str | None]) -> Mapping[str, str | None] | None:
    """Return a text in the languages its publication has; None where there is none."""
    return None if None in text.values() else text


def read_whole(con: duckdb.DuckDBPyConnection) -> None:
    """Read every table from start to end (20 ms in 3 MB): damage anywhere is found before any of it is shown.

    What was read stays in memory, so that it can be shown whatever becomes of its file. Raises duckdb.Error.
    """
    for (table,) in con.execute("SHOW TABLES").fetchall():
        con.execute(f'SELECT bit_xor(hash(COLUMNS(*))) FROM "{table}"').fetchall()


def meta_of(con: duckdb.DuckDBPyConnection) -> held.Meta:
    """Return what a publication is. Raises MadeByNewerRelease, and LookupError where it does not say."""
    meta = read(con, held.Meta)[0]
    if meta.schema > SCHEMA:
        raise MadeByNewerRelease(f"made by a newer release: install that one (schema {meta.schema})")
    return meta
