"""The rows of a publication about sessions: which they are, what was marked, what was printed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl.release.groups import Block
from etl.release.labels import Labels
from etl.release.session_history import refuse_changed_sessions, session_blocks, sessions_before
from etl.release.sessions import (
    THE_SESSIONS,
    CountedSessions,
    asked_at_sessions,
    cell_of,
    count_sessions,
    marks_of,
    people,
    session_contents,
)
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Session
from publication.definitions.text import Text, same_in_all_languages

Row = tuple[object, ...]

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

    `contents` says by session what was marked, as a digest; `instruments` are the ids of those that leave.
    """

    counted: CountedSessions = field(default_factory=CountedSessions)
    contents: Mapping[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    files: list[Row] = field(default_factory=list)
    instruments: frozenset[str] = frozenset()


def prepare_sessions(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    labels: Labels,
    folder: Path,
) -> SessionRows:
    """Group and count the closed sessions, and gather what was printed of them.

    Raises Refused where a session published before has changed or is gone.
    """
    earlier = sessions_before(con, programme.id, instruments.values(), folder)
    contents = session_contents(con, programme, instruments)
    refuse_changed_sessions(con, programme.id, contents, earlier)
    counted = count_sessions(con, programme, instruments, earlier)
    asked = [one for one in asked_at_sessions(instruments) if _is_marked(counted, one)]
    printed = _printed(con, programme, instruments)
    rows: dict[str, list[Row]] = {
        "sessions": list(_sessions(programme, counted, {str(row[1]) for row in printed})),
        "session_groups": list(_groups(programme, counted, labels)),
        "marks": [row for one in asked for row in _marks(counted, one)],
        "published_sessions": printed,
        "session_blocks": [*session_blocks(counted)],
    }
    files = _files(con, programme, [session.id for session in counted.sessions], printed)
    known = {one.id for one in asked} | {str(row[0]) for row in printed}
    return SessionRows(counted, contents, rows, files, frozenset(known))


def _is_marked(counted: CountedSessions, instrument: Instrument) -> bool:
    return any(counted.marks[instrument.id, item.id] for item in instrument.items_asked("session"))


def _named(text: Text) -> tuple[str, str, str]:
    return text["nb"], text["da"], text["en"]


def _sessions(programme: Programme, counted: CountedSessions, printed: set[str]) -> Iterator[Row]:
    """Yield the sessions that are shown, alone or with others, and those a report printed."""
    kinds = {kind.id: kind.name for kind in programme.session_kinds}
    for position, one in enumerate(programme.sessions):
        if one in counted.sessions or one.id in printed:
            topic = _named(one.topic) if one.topic is not None else (None, None, None)
            yield one.id, position, one.kind, *_named(kinds[one.kind]), one.number, one.date, *topic


def _in_block(counted: CountedSessions, block: Block) -> list[Session]:
    return [session for session in counted.sessions if cell_of(session) in block]


def _group_id(counted: CountedSessions, block: Block) -> str:
    return "~".join(session.id for session in _in_block(counted, block))


def _groups(programme: Programme, counted: CountedSessions, labels: Labels) -> Iterator[Row]:
    """Yield the groups; someone who was at two sessions of a group is two of its participants."""
    kinds = {kind.id: kind.name for kind in programme.session_kinds}
    for position, block in enumerate(counted.groups):
        held = _in_block(counted, block)
        label = _label(kinds[held[0].kind], labels.listed([_number(session) for session in held]))
        participants = sum(people(counted.participants[cell]) for cell in block)
        ids = [session.id for session in held]
        yield _group_id(counted, block), position, held[0].kind, *label, ids, participants


def _number(session: Session) -> Text:
    return same_in_all_languages(str(session.number))


def _label(kind: Text, numbers: Text) -> tuple[str, ...]:
    """Return 'Theme day 2 and 3' in the three languages."""
    pairs = zip(_named(kind), _named(numbers), strict=True)
    return tuple(f"{name} {listed}" for name, listed in pairs)


def _marks(counted: CountedSessions, instrument: Instrument) -> Iterator[Row]:
    """Yield a row per item and group: the groups of the sessions, and those the item merged further."""
    base = counted.partitions[THE_SESSIONS]
    for block in counted.groups:
        for at, item in enumerate(instrument.items_asked("session")):
            given = marks_of(counted, instrument, item.id, block)
            if block in base or given.status == "shown":
                numbers = given.n, given.mean, given.counts, given.quartiles
                yield instrument.id, _group_id(counted, block), item.id, at, given.status, *numbers


def _printed(
    con: duckdb.DuckDBPyConnection, programme: Programme, instruments: Mapping[str, Instrument]
) -> list[Row]:
    """Return the printed figures of closed sessions, as they stand in the report."""
    closed = [session.id for session in programme.sessions if session.closed]
    order = {
        (one.id, item.id): (at, position)
        for at, one in enumerate(asked_at_sessions(instruments))
        for position, item in enumerate(one.items)
    }
    found = con.execute(_PRINTED, [programme.id, closed]).fetchall()
    found.sort(key=lambda row: (order[row[0], row[2]][0], closed.index(row[1]), order[row[0], row[2]][1]))
    return [(*row[:3], order[row[0], row[2]][1], *row[3:]) for row in found]


def _files(
    con: duckdb.DuckDBPyConnection, programme: Programme, shown: Iterable[str], printed: Iterable[Row]
) -> list[Row]:
    return con.execute(_FILES, [programme.id, [*shown, *(str(row[1]) for row in printed)]]).fetchall()
