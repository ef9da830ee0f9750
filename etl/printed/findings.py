"""What else a report's printed figures cannot be: copies, percentages of nobody, words that do not follow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import duckdb

from etl.printed.claims import Shift, unfounded
from etl.printed.copies import Figures, copied
from etl.printed.figure import read_printed
from etl.printed.figures import PrintedRow
from etl.printed.percent import percent_fault
from publication.definitions.background import Background
from publication.definitions.claims import waves_of
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.text import Text, same_in_all_languages
from publication.printed_records import PrintedPercent

Row = tuple[object, ...]

_SESSIONS = "SELECT session, instrument, item, mean, min, max FROM printed_session_means WHERE programme = ?"
_COUNTS = """
SELECT wave, instrument, item, variable, category, n, percent FROM printed_counts
WHERE programme = ? AND percent IS NOT NULL
"""


def copy_rows(
    con: duckdb.DuckDBPyConnection, programme: Programme, printed: Sequence[PrintedRow]
) -> Iterator[Row]:
    """Yield the sessions, and the waves of an instrument, that were printed with the same figures."""
    sessions: dict[str, dict[object, tuple[Decimal | None, ...]]] = {}
    for session, instrument, item, *figures in con.execute(_SESSIONS, [programme.id]).fetchall():
        sessions.setdefault(session, {})[instrument, item] = tuple(map(_value, figures))
    in_order = {held.id: sessions[held.id] for held in programme.sessions if held.id in sessions}
    yield from _copies(None, in_order)
    for instrument in dict.fromkeys(row.instrument.id for row in printed):
        waves: dict[str, dict[object, tuple[Decimal | None, ...]]] = {}
        for row in printed:
            if row.instrument.id == instrument:
                waves.setdefault(row.wave, {})[row.item] = (_value(row.mean), _value(row.sd))
        yield from _copies(instrument, waves)


def _copies(instrument: str | None, occasions: Mapping[str, Figures]) -> Iterator[Row]:
    for alike, rows in copied(occasions):
        yield instrument, list(alike), rows


def _value(printed: str | None) -> Decimal | None:
    return Decimal(printed) if printed else None


def percent_rows(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> Iterator[PrintedPercent]:
    """Yield the printed percentages that no number of respondents gives, by their names."""
    answered = {wave.id: wave.respondents for wave in programme.waves}
    found = con.execute(_COUNTS, [programme.id]).fetchall()
    for wave, instrument, item, variable, category, n, percent in sorted(found, key=_sortable):
        fault = percent_fault(n, read_printed(percent), answered.get(wave))
        if fault is not None:
            question, answer = (
                _item_names(instruments, instrument, item) if item else _names(background, variable, category)
            )
            yield PrintedPercent(wave, question, answer, n, percent, answered.get(wave), fault)


def _sortable(row: Iterable[object]) -> list[str]:
    return ["" if value is None else str(value) for value in row]


def _item_names(instruments: Mapping[str, Instrument], instrument: str, item: str) -> tuple[Text, Text]:
    described = instruments[instrument]
    return described.name, next(held.label for held in described.items if held.id == item)


def _names(background: Mapping[str, Background], variable: str, category: str) -> tuple[Text, Text]:
    described = background[variable]
    labels = {held.id: held.label for held in described.categories}
    return described.name, labels.get(category, same_in_all_languages(category))


def claim_rows(programme: Programme, printed: Sequence[PrintedRow]) -> Iterator[Row]:
    """Yield what the report says in words and its printed means do not bear out."""
    waves = [wave.id for wave in programme.waves_of("staff")]
    for claim in programme.claims:
        start, end = waves_of(claim, waves)
        means = {
            wave: {
                row.item: read_printed(row.mean)
                for row in printed
                if (row.instrument.id, row.wave) == (claim.instrument, wave)
            }
            for wave in (start, end)
        }
        for found in unfounded(claim, means[start], means[end]):
            left_out = _item_and_shift(found.left_out) if found.left_out else (None, None)
            named = _item_and_shift(found.named)
            yield claim.instrument, start, end, claim.kind, claim.page, *named, *left_out


def _item_and_shift(shift: Shift) -> tuple[str, str]:
    return shift.item, str(shift.by)
