"""What each item's answers were in two waves, for one selection of groups."""

import duckdb
import orjson

from publication.printed_records import PrintedItem
from publication.queries.answers import Answer
from publication.reading import Sheets
from publication.schema import read

_MERGED = """
SELECT item, merged_id FROM merged
WHERE instrument = $instrument AND group_id = $group AND from_wave = $from_wave AND to_wave = $to_wave
"""
_OF_WAVES = "WHERE instrument = $instrument AND wave IN ($from_wave, $to_wave)"


def ask_answers(sheets: Sheets, group: str, wave: str) -> dict[str, Answer]:
    """Return item → what leaves of it in one wave; nothing for an unknown group."""
    return {item: Answer(*answer) for item, *answer in orjson.loads(sheets.get((group, wave), "[]"))}


def ask_merged(
    cursor: duckdb.DuckDBPyConnection, instrument: str, group: str, from_wave: str, to_wave: str
) -> dict[str, str]:
    """Return item → the larger selection it stands under, where its groups had to merge further."""
    given = {"instrument": instrument, "group": group, "from_wave": from_wave, "to_wave": to_wave}
    return dict(cursor.execute(_MERGED, given).fetchall())


def ask_published(
    cursor: duckdb.DuckDBPyConnection, instrument: str, from_wave: str, to_wave: str
) -> dict[tuple[str, str], PrintedItem]:
    """Return (wave, item) → figures as printed."""
    given = {"instrument": instrument, "from_wave": from_wave, "to_wave": to_wave}
    found = read(cursor, PrintedItem, _OF_WAVES, given)
    return {(printed.wave, printed.item): printed for printed in found}
