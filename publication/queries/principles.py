"""Leadership groups' assessments."""

import duckdb

from publication.records import Assessment
from publication.schema import read

_IN_ORDER = """
WHERE instrument = $instrument AND ($round IS NULL OR round = $round) ORDER BY round, position, item_position
"""


def ask_assessments(
    cursor: duckdb.DuckDBPyConnection, instrument: str, round_id: str | None = None
) -> list[Assessment]:
    """Return a row per column of the heatmap and item, in order: of one round, or of all, round by round.

    Groups shown together are shown with the middle answer alone, also in a publication that holds more.
    """
    found = read(cursor, Assessment, _IN_ORDER, {"instrument": instrument, "round": round_id})
    return [cell if cell.groups == 1 else cell._replace(range=None, dont_know=None) for cell in found]
