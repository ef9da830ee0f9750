"""What was marked at sessions, and what a report printed of them."""

import datetime as dt
from typing import NamedTuple

import duckdb

_SESSIONS = """
SELECT session, position, kind, kind_nb, kind_da, kind_en, number, date, topic_nb, topic_da, topic_en
FROM sessions ORDER BY position
"""
# A group that only some item merged further holds another group within it.
_GROUPS = """
SELECT group_id, label_nb, label_da, label_en, kind, sessions, participants,
    NOT EXISTS (FROM session_groups AS near
        WHERE near.group_id <> held.group_id AND list_has_all(held.sessions, near.sessions)) AS near
FROM session_groups AS held ORDER BY position
"""
_MARKS = """
SELECT group_id, item, status, n, mean, counts, quartiles FROM marks WHERE instrument = ? ORDER BY position
"""
_PRINTED = """
SELECT instrument, session, item, participants, printed_mean, printed_min, printed_max FROM published_sessions
ORDER BY instrument, session, position
"""


class Session(NamedTuple):
    """One session that is shown, alone or with others, or was printed."""

    id: str
    position: int
    kind: str
    kind_nb: str
    kind_da: str
    kind_en: str
    number: int
    date: dt.date | None
    topic_nb: str | None
    topic_da: str | None
    topic_en: str | None


class SessionGroup(NamedTuple):
    """Sessions shown together; `near` where they are so for every item, not for some that merged further."""

    id: str
    label_nb: str
    label_da: str
    label_en: str
    kind: str
    sessions: list[str]
    participants: int
    near: bool


class Mark(NamedTuple):
    """What leaves of one item in one group of sessions."""

    group: str
    item: str
    status: str
    n: int | None
    mean: float | None
    counts: list[int] | None
    quartiles: list[float] | None


class PrintedMark(NamedTuple):
    """One item's figures at one session as a report printed them."""

    instrument: str
    session: str
    item: str
    participants: int | None
    mean: str
    least: str | None
    most: str | None


def ask_sessions(cursor: duckdb.DuckDBPyConnection) -> dict[str, Session]:
    """Return session → what is known of it, in the programme's order."""
    return {row[0]: Session(*row) for row in cursor.execute(_SESSIONS).fetchall()}


def ask_session_groups(cursor: duckdb.DuckDBPyConnection) -> list[SessionGroup]:
    """Return the groups of sessions, in order."""
    return [SessionGroup(*row) for row in cursor.execute(_GROUPS).fetchall()]


def ask_marks(cursor: duckdb.DuckDBPyConnection, instrument: str) -> list[Mark]:
    """Return what leaves of an instrument's items, by group of sessions."""
    return [Mark(*row) for row in cursor.execute(_MARKS, [instrument]).fetchall()]


def ask_printed_marks(cursor: duckdb.DuckDBPyConnection) -> list[PrintedMark]:
    """Return the printed figures of every session and instrument."""
    return [PrintedMark(*row) for row in cursor.execute(_PRINTED).fetchall()]
