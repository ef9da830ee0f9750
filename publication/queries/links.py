"""Which items of a staff questionnaire belong to what leaders assess of themselves."""

import json
from typing import Any

import duckdb


def ask_links(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the links published with the figures, in order; none made before there were any."""
    rows = cursor.execute(
        "SELECT definition FROM definitions WHERE kind = 'link' ORDER BY position"
    ).fetchall()
    return [json.loads(definition) for (definition,) in rows]
