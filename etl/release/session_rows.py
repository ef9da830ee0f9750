"""The rows of a publication about sessions: which they are, what was marked, what was printed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from etl.printed.figures import places_of
from etl.release.context import Row
from etl.release.groups import Block
from etl.release.labels import Labels
from etl.release.prior.record import PriorReleases
from etl.release.prior.sessions import refuse_changed_sessions, session_blocks, session_partitions
from etl.release.sessions import (
    THE_SESSIONS,
    CountedSessions,
    asked_at_sessions,
    cell_of,
    count_sessions,
    distinct_people,
    marks_of,
    session_digests,
)
from publication import records
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Session
from publication.definitions.text import LANGUAGES, Text, same_in_all_languages
from publication.printed_records import PrintedMark

_PRINTED = """
SELECT instrument, session, item, participants, mean, nullif(min, ''), nullif(max, '')
FROM printed_session_means WHERE programme = ? AND list_contains(?, session)
"""
_FILES = """
SELECT kind, wave, name, loaded_at::DATE FROM files
WHERE programme = ? AND list_contains(?, wave) AND kind IN ('sessions', 'session_means')
ORDER BY kind, wave, name
"""


@dataclass(frozen=True, slots=True)
class SessionRows:
    """What is about to be published of sessions, and what is remembered of it.

    `digests` says by session what was marked, as a digest; `instruments` are the ids of those that leave.
    """

    counted: CountedSessions = field(default_factory=CountedSessions)
    digests: Mapping[str, str] = field(default_factory=dict)
    rows: dict[str, list[Any]] = field(default_factory=dict)
    files: list[Row] = field(default_factory=list)
    instruments: frozenset[str] = frozenset()


def prepare_sessions(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    labels: Labels,
    releases: PriorReleases,
) -> SessionRows:
    """Group and count the closed sessions, and gather what was printed of them.

    Raises Refused where a session published before has changed or is gone.
    """
    prior = session_partitions(releases, instruments.values())
    digests = session_digests(con, programme, instruments)
    refuse_changed_sessions(releases, prior, digests)
    counted = count_sessions(con, programme, instruments, prior)
    asked = [instrument for instrument in asked_at_sessions(instruments) if _is_marked(counted, instrument)]
    printed = _printed(con, programme, instruments)
    rows: dict[str, list[Any]] = {
        "sessions": list(_sessions(programme, counted, {row.session for row in printed})),
        "session_groups": list(_groups(programme, counted, labels)),
        "marks": [row for instrument in asked for row in _marks(counted, instrument)],
        "published_sessions": printed,
        "session_blocks": [*session_blocks(counted)],
    }
    files = _files(con, programme, [session.id for session in counted.sessions], printed)
    known = {instrument.id for instrument in asked} | {row.instrument for row in printed}
    return SessionRows(counted, digests, rows, files, frozenset(known))


def _is_marked(counted: CountedSessions, instrument: Instrument) -> bool:
    return any(counted.marks[instrument.id, item.id] for item in instrument.items_asked("session"))


def _sessions(programme: Programme, counted: CountedSessions, printed: set[str]) -> Iterator[records.Session]:
    """Yield the sessions that are shown, alone or with others, and those a report printed."""
    kinds = {kind.id: kind.name for kind in programme.session_kinds}
    for position, session in enumerate(programme.sessions):
        if session in counted.sessions or session.id in printed:
            name, number = kinds[session.kind], session.number
            yield records.Session(
                session.id, position, session.kind, name, number, session.date, session.topic
            )


def _in_block(counted: CountedSessions, block: Block) -> list[Session]:
    return [session for session in counted.sessions if cell_of(session) in block]


def _group_id(counted: CountedSessions, block: Block) -> str:
    return "~".join(session.id for session in _in_block(counted, block))


def _groups(programme: Programme, counted: CountedSessions, labels: Labels) -> Iterator[records.SessionGroup]:
    """Yield the groups; someone who was at two sessions of a group is two of its participants."""
    kinds = {kind.id: kind.name for kind in programme.session_kinds}
    for position, block in enumerate(counted.groups):
        held = _in_block(counted, block)
        label = _label(kinds[held[0].kind], labels.listed([_number(session) for session in held]))
        participants = sum(distinct_people(counted.participants[cell]) for cell in block)
        ids = [session.id for session in held]
        group_id = _group_id(counted, block)
        yield records.SessionGroup(group_id, position, held[0].kind, label, ids, participants)


def _number(session: Session) -> Text:
    return same_in_all_languages(str(session.number))


def _label(kind: Text, numbers: Text) -> Text:
    """Return 'Theme day 2 and 3' in every language."""
    return {language: f"{kind[language]} {numbers[language]}" for language in LANGUAGES}


def _marks(counted: CountedSessions, instrument: Instrument) -> Iterator[records.Mark]:
    """Yield a row per item and group: the groups of the sessions, and those the item merged further."""
    base = counted.partitions[THE_SESSIONS]
    for block in counted.groups:
        for at, item in enumerate(instrument.items_asked("session")):
            given = marks_of(counted, instrument, item.id, block)
            if block in base or given.status == "shown":
                numbers = given.n, given.mean, given.counts, given.quartiles
                group = _group_id(counted, block)
                yield records.Mark(instrument.id, group, item.id, at, given.status, *numbers)


def _printed(
    con: duckdb.DuckDBPyConnection, programme: Programme, instruments: Mapping[str, Instrument]
) -> list[PrintedMark]:
    """Return the printed figures of closed sessions, as they stand in the report."""
    closed = [session.id for session in programme.sessions if session.closed]
    rows = con.execute(_PRINTED, [programme.id, closed]).fetchall()
    places = places_of(
        asked_at_sessions(instruments), [(instrument, item) for instrument, _, item, *_ in rows]
    )
    found = [
        PrintedMark(instrument, session, item, places[instrument, item][1], *figures)
        for instrument, session, item, *figures in rows
    ]
    found.sort(key=lambda row: (places[row.instrument, row.item][0], closed.index(row.session), row.position))
    return found


def _files(
    con: duckdb.DuckDBPyConnection, programme: Programme, shown: Iterable[str], printed: Iterable[PrintedMark]
) -> list[Row]:
    return con.execute(_FILES, [programme.id, [*shown, *(row.session for row in printed)]]).fetchall()
