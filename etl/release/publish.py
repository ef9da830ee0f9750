"""Publishing a programme: what is prepared is built aside, remembered, then frozen and shown."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.release.prepare import PreparedRelease
from etl.release.prior.occasions import memory_of_sheets
from etl.release.prior.releases import next_number, withdrawn_numbers
from etl.release.prior.remember import Memory, remember
from etl.release.prior.rounds import memory_of_rounds
from etl.release.prior.sessions import memory_of_sessions
from etl.release.prior.waves import memory_of_waves
from etl.release.prior.withdrawn import note_withdrawn, taken_back
from etl.release.withdraw_text import erase_withdrawn
from publication.file import (
    build,
    current_number,
    file_of,
    freeze,
    new_identity,
    point_to,
    same_content,
    waiting_number,
)


def publish(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    ready: PreparedRelease,
    today: dt.date,
    identity: Callable[[], str] = new_identity,
) -> tuple[int, bool]:
    """Freeze what is ready; return the publication's number and whether it is new.

    Unchanged data make no new publication, unless it was withdrawn. Texts that were withdrawn are erased from
    what is there, were it restored from a backup.
    """
    before = current_number(folder)
    erase_withdrawn(con, folder, programme, today, identity)
    withdrawn, rows = taken_back(con, folder, programme), ready.rows
    for known in dict.fromkeys([current_number(folder), waiting_number(folder)]):
        if known is not None and known not in withdrawn and same_content(file_of(folder, known), rows):
            if known != current_number(folder):  # its command was killed before it could point to it
                point_to(folder, known)
            return known, known != before
    note_withdrawn(con, folder, programme, withdrawn - withdrawn_numbers(con, programme))
    number = next_number(con, programme, folder)
    build(folder, programme, number, rows, today, identity())
    # First: what is shown must never be forgotten.
    remember(con, programme, number, _memory(ready), rows["withheld_months"])
    freeze(folder, number)
    return number, True


def _memory(ready: PreparedRelease) -> Memory:
    """Return all that is noted of a release, by table."""
    assessments, sessions = ready.rows["assessments"], ready.sessions
    shown = {session.id for session in sessions.counted.sessions} | {row.round for row in assessments}
    return {
        **memory_of_waves(ready.waves),
        **memory_of_sessions(ready.instruments, sessions.digests, sessions.counted),
        **memory_of_sheets(ready.sheets, shown),
        **memory_of_rounds(ready.instruments, assessments),
    }
