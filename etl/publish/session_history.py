"""Sessions over time: one published before is never published changed, nor without those shown beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from etl.attached import attached_to_read
from etl.definitions.instrument import Instrument
from etl.faults import Refused
from etl.publish.groups import Partition
from etl.publish.origins import Origins
from etl.publish.sessions import THE_SESSIONS, CountedSessions, Partitions
from etl.publish.writer import file_of, published_numbers
from etl.warehouse import table_exists

BlockRow = tuple[str, str, list[str]]


def _remembered(con: duckdb.DuckDBPyConnection, programme: str) -> dict[int, list[BlockRow]]:
    """Return by publication the groups of sessions the warehouse remembers; none for one with waves only."""
    sql = "SELECT DISTINCT publication FROM published_blocks WHERE programme = ?"
    found: dict[int, list[BlockRow]] = {one: [] for (one,) in con.execute(sql, [programme]).fetchall()}
    sql = "SELECT publication, instrument, item, cells FROM published_session_blocks WHERE programme = ?"
    for number, instrument, item, cells in con.execute(sql, [programme]).fetchall():
        found.setdefault(number, []).append((instrument, item, cells))
    return found


def _in_file(folder: Path, programme: str, number: int) -> list[BlockRow]:
    """Return the groups as a publication's file has them: the warehouse may have been made anew."""
    path = file_of(folder, number)
    try:
        with attached_to_read(path) as published:
            if not table_exists(published, "session_blocks"):
                return []
            rows = published.execute("SELECT instrument, item, cells FROM session_blocks").fetchall()
            return list(_by_origin(rows, Origins.in_publication(published)))
    except duckdb.Error as error:
        raise Refused("publication_damaged", file=path.name, programme=programme) from error


def _by_origin(rows: Iterable[BlockRow], origins: Origins) -> Iterator[BlockRow]:
    for instrument, item, cells in rows:
        yield *origins.item(instrument, item), cells


def _partitions(rows: Sequence[BlockRow], called: Mapping[tuple[str, str], tuple[str, str]]) -> Partitions:
    found: dict[tuple[str, str], Partition] = {}
    for instrument, item, cells in rows:
        block = frozenset((kind, session) for kind, session in (one.split("@") for one in cells))
        name = called.get((instrument, item), (instrument, item))
        found[name] = found.get(name, ()) + ((block,) if block else ())
    return found


def sessions_before(
    con: duckdb.DuckDBPyConnection, programme: str, instruments: Iterable[Instrument], folder: Path
) -> list[Partitions]:
    """Return the groups of sessions of every publication that showed any, the oldest first.

    By the ids that questionnaires and questions have now; they are remembered by their first ones.
    Raises Refused where one is damaged and the warehouse does not remember it.
    """
    known = _remembered(con, programme)
    for number in published_numbers(folder):
        if number not in known:
            known[number] = _in_file(folder, programme, number)
    called = {(one.origin, item.origin): (one.id, item.id) for one in instruments for item in one.items}
    return [_partitions(known[number], called) for number in sorted(known) if known[number]]


def refuse_changed_sessions(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    contents: Mapping[str, str],
    earlier: Sequence[Partitions],
) -> None:
    """Raise Refused for the first session published before that says something else now, or is gone."""
    sql = "SELECT DISTINCT session, content FROM published_marks WHERE programme = ?"
    known = con.execute(sql, [programme]).fetchall()
    before = {session for one in earlier for block in one[THE_SESSIONS] for _, session in block}
    changed = {session for session, content in known if contents.get(session) != content}
    changed |= {session for session in before if session not in contents}
    if changed:
        raise Refused("session_changed", session=min(changed))


def session_blocks(counted: CountedSessions) -> Iterator[BlockRow]:
    """Yield (instrument, item, cells) of every block shown; a hidden item has no cells."""
    for (instrument, item), partition in counted.partitions.items():
        if (instrument, item) == THE_SESSIONS or partition != counted.partitions[THE_SESSIONS]:
            for block in partition or [frozenset()]:
                yield instrument, item, [f"{kind}@{session}" for kind, session in sorted(block)]


def remember_sessions(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    number: int,
    instruments: Iterable[Instrument],
    contents: Mapping[str, str],
    counted: CountedSessions,
) -> None:
    """Note what each session of a publication said, and which were shown together."""
    con.begin()
    for session in counted.sessions:
        said = [programme, number, session.id, contents[session.id]]
        con.execute("INSERT INTO published_marks VALUES (?, ?, ?, ?)", said)
    for row in _by_origin(session_blocks(counted), Origins.of((), instruments)):
        con.execute("INSERT INTO published_session_blocks VALUES (?, ?, ?, ?, ?)", [programme, number, *row])
    con.commit()
