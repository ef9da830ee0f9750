"""What each item's answers were in two waves, for one selection of groups."""

from typing import NamedTuple

import duckdb
import orjson

from publication.queries.answers import Answer
from publication.reading import Sheets

_MERGED = """
SELECT item, merged_id FROM merged
WHERE instrument = $instrument AND group_id = $group AND from_wave = $from_wave AND to_wave = $to_wave
"""
_PUBLISHED = """
SELECT wave, item, printed_mean, printed_sd, respondents, not_applicable, dont_know, n_inferred, status
FROM published WHERE instrument = $instrument AND wave IN ($from_wave, $to_wave)
"""


class Printed(NamedTuple):
    """One item's figures in one wave as a report printed them, and the n that fits."""

    mean: str
    sd: str
    respondents: int
    not_applicable: int | None
    dont_know: int | None
    n_inferred: int | None
    status: str


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
) -> dict[tuple[str, str], Printed]:
    """Return (wave, item) → figures as printed."""
    given = {"instrument": instrument, "from_wave": from_wave, "to_wave": to_wave}
    rows = cursor.execute(_PUBLISHED, given).fetchall()
    return {(wave, item): Printed(*printed) for wave, item, *printed in rows}
