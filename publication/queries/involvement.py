"""Where a score or item stands that had to merge further, over all groups."""

import duckdb

_MERGED = """
SELECT group_id, merged_id FROM merged
WHERE instrument = $instrument AND item = $item AND from_wave = $from_wave AND to_wave = $to_wave
"""


def ask_merged_groups(
    cursor: duckdb.DuckDBPyConnection, instrument: str, item: str, from_wave: str, to_wave: str
) -> dict[str, str]:
    """Return group → the larger one it stands in for this item, where it had to merge further."""
    given = {"instrument": instrument, "item": item, "from_wave": from_wave, "to_wave": to_wave}
    return dict(cursor.execute(_MERGED, given).fetchall())
