"""Leadership groups' assessments in one round."""

from typing import NamedTuple

import duckdb

# Groups shown together are shown with the middle answer alone, also in a publication that holds more.
NUMBERS = "n, middle, if(groups = 1, range, NULL), if(groups = 1, dont_know, NULL)"
_ASSESSMENTS = f"""
SELECT group_id, label_nb, label_da, label_en, groups, leaders, item, status, {NUMBERS}
FROM assessments
WHERE instrument = $instrument AND round = $round
ORDER BY position, item_position
"""


class Assessment(NamedTuple):
    """What leaves of one item of one leadership group, or of several shown together."""

    group: str
    label_nb: str
    label_da: str
    label_en: str
    groups: int
    leaders: int
    item: str
    status: str
    n: int | None
    middle: float | None
    range: int | None
    dont_know: int | None


def ask_assessments(cursor: duckdb.DuckDBPyConnection, instrument: str, round_id: str) -> list[Assessment]:
    """Return a row per column of the heatmap and item, in order."""
    given = {"instrument": instrument, "round": round_id}
    return [Assessment(*row) for row in cursor.execute(_ASSESSMENTS, given).fetchall()]
