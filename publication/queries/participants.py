"""Who answered: background questions through the gate, and counts as a report printed them."""

import duckdb

from publication.printed_records import PrintedCount
from publication.records import CategoryCount, QuestionAsked
from publication.schema import read

_IN_ORDER = "WHERE wave = $wave ORDER BY variable, position"


def ask_asked(cursor: duckdb.DuckDBPyConnection, wave: str) -> dict[str, str]:
    """Return background question → 'shown' or 'withheld', for those asked in a wave."""
    found = read(cursor, QuestionAsked, "WHERE wave = $wave", {"wave": wave})
    return {question.variable: question.status for question in found}


def ask_counted(cursor: duckdb.DuckDBPyConnection, wave: str) -> list[CategoryCount]:
    """Return the categories shown in a wave, question by question, in their order."""
    return read(cursor, CategoryCount, _IN_ORDER, {"wave": wave})


def ask_printed_counts(cursor: duckdb.DuckDBPyConnection, wave: str) -> list[PrintedCount]:
    """Return the counts printed of a wave, question by question, in their order."""
    return read(cursor, PrintedCount, _IN_ORDER, {"wave": wave})
