"""What was marked at sessions, and what a report printed of them."""

import duckdb

from publication.printed_records import PrintedMark
from publication.records import Mark, Session, SessionGroup
from publication.schema import read


def ask_sessions(cursor: duckdb.DuckDBPyConnection) -> dict[str, Session]:
    """Return session → what is known of it, in the programme's order."""
    return {session.session: session for session in read(cursor, Session, "ORDER BY position")}


def ask_session_groups(cursor: duckdb.DuckDBPyConnection) -> list[tuple[SessionGroup, bool]]:
    """Return the groups of sessions, in order, and whether they stand together for every item.

    A group that only some item merged further holds another group within it.
    """
    groups = read(cursor, SessionGroup, "ORDER BY position")
    held = [(group, set(group.sessions)) for group in groups]
    return [
        (group, not any(other is not group and within <= sessions for other, within in held))
        for group, sessions in held
    ]


def ask_marks(cursor: duckdb.DuckDBPyConnection, instrument: str) -> list[Mark]:
    """Return what leaves of an instrument's items, by group of sessions."""
    return read(cursor, Mark, "WHERE instrument = ? ORDER BY position", [instrument])


def ask_printed_marks(cursor: duckdb.DuckDBPyConnection) -> list[PrintedMark]:
    """Return the printed figures of every session and instrument."""
    return read(cursor, PrintedMark, "ORDER BY instrument, session, position")
