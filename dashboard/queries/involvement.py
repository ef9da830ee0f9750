"""One score or item over several groups and waves."""

from collections.abc import Sequence

import duckdb

from dashboard.queries.answers import COLUMNS, Answer

_SCORES = f"""
SELECT group_id, wave, {COLUMNS}
FROM answers
WHERE instrument = $instrument AND item = $item AND list_contains($groups, group_id)
  AND wave IN ($from_wave, $to_wave)
"""
_MERGED = """
SELECT group_id, merged_id FROM merged
WHERE instrument = $instrument AND item = $item AND from_wave = $from_wave AND to_wave = $to_wave
"""


def ask_scores(
    cursor: duckdb.DuckDBPyConnection,
    instrument: str,
    item: str,
    groups: Sequence[str],
    from_wave: str,
    to_wave: str,
) -> dict[tuple[str, str], Answer]:
    """Return (group, wave) → what leaves of the item there."""
    given = {"instrument": instrument, "item": item, "groups": list(groups), "from_wave": from_wave}
    rows = cursor.execute(_SCORES, {**given, "to_wave": to_wave}).fetchall()
    return {(group, wave): Answer(*answer) for group, wave, *answer in rows}


def ask_merged_groups(
    cursor: duckdb.DuckDBPyConnection, instrument: str, item: str, from_wave: str, to_wave: str
) -> dict[str, str]:
    """Return group → the larger one it stands in for this item, where it had to merge further."""
    given = {"instrument": instrument, "item": item, "from_wave": from_wave, "to_wave": to_wave}
    return dict(cursor.execute(_MERGED, given).fetchall())
