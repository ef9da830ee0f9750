"""Printed counts: people per category of a background question, or per box ticked, as the report has them."""

from collections.abc import Mapping

import duckdb

from publication.definitions.background import Background
from publication.definitions.instrument import Instrument

_PRINTED = """
SELECT wave, coalesce(instrument, variable), coalesce(item, category), n, percent
FROM printed_counts WHERE programme = ?
"""


def printed_variables(con: duckdb.DuckDBPyConnection, programme: str) -> set[str]:
    """Return the background questions and instruments that a programme's printed counts are about."""
    return {variable for _, variable, *_ in con.execute(_PRINTED, [programme]).fetchall()}


def printed_count_rows(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> list[tuple[object, ...]]:
    """Return a row per wave, question and category as printed, in the order the questions describe.

    What is not described (the unanswered) stands last.
    """
    order = {name: [category.id for category in variable.categories] for name, variable in background.items()}
    order |= {name: [item.id for item in instrument.items] for name, instrument in instruments.items()}
    rows = [
        (wave, variable, category, _place(order.get(variable, []), category), n, percent)
        for wave, variable, category, n, percent in con.execute(_PRINTED, [programme]).fetchall()
    ]
    return sorted(rows, key=lambda row: (row[0], row[1], row[3], row[2]))


def _place(known: list[str], category: str) -> int:
    return known.index(category) if category in known else len(known)
