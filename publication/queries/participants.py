"""Who answered: background questions through the gate, and counts as a report printed them."""

from typing import NamedTuple

import duckdb

_ASKED = "SELECT variable, status FROM background_asked WHERE wave = $wave"
_COUNTED = "SELECT variable, categories, n FROM background WHERE wave = $wave ORDER BY variable, position"
_PRINTED = """
SELECT variable, category, n, percent FROM published_counts WHERE wave = $wave ORDER BY variable, position
"""


class Counted(NamedTuple):
    """People in one category of a background question, or in several that stand together."""

    variable: str
    categories: list[str]
    n: int


class PrintedCount(NamedTuple):
    """People in one category as printed; either figure may not have been."""

    variable: str
    category: str
    n: int | None
    percent: str | None


def ask_asked(cursor: duckdb.DuckDBPyConnection, wave: str) -> dict[str, str]:
    """Return background question → 'shown' or 'withheld', for those asked in a wave."""
    return dict(cursor.execute(_ASKED, {"wave": wave}).fetchall())


def ask_counted(cursor: duckdb.DuckDBPyConnection, wave: str) -> list[Counted]:
    """Return the categories shown in a wave, question by question, in their order."""
    return [Counted(*row) for row in cursor.execute(_COUNTED, {"wave": wave}).fetchall()]


def ask_printed_counts(cursor: duckdb.DuckDBPyConnection, wave: str) -> list[PrintedCount]:
    """Return the counts printed of a wave, question by question, in their order."""
    return [PrintedCount(*row) for row in cursor.execute(_PRINTED, {"wave": wave}).fetchall()]
