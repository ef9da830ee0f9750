"""Withdrawing texts: what is shown loses them at once, and so does every publication there ever was.

A new publication is made from the one that is shown, equal to it but for the texts; the texts are then
erased from every older file, so that going back to one cannot show them again. Two lists name what was
withdrawn (digests only): a dashboard shows no publication that holds any of it, were it restored from a
backup, and publishing erases it again.
"""

import datetime as dt
from collections.abc import Callable, Collection
from pathlib import Path

import duckdb

from etl.release.free_text import decide, decisions, short_id, text_rows, texts_in
from etl.release.prior.releases import next_number
from etl.release.prior.withdrawn import add_to_lists, listed_numbers
from publication.atomic import settle, settle_names
from publication.attached import attached_to_read
from publication.faults import Refused
from publication.file import (
    REMEMBERED,
    aside_of,
    current_number,
    file_of,
    freeze,
    identity_of,
    new_identity,
    point_to,
    published_numbers,
)
from publication.sql import literal
from publication.withdrawn import listed

Identity = Callable[[], str]
_RENEWED = "'number', 'published_on', 'identity'"


def withdraw_texts(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    ids: Collection[str],
    who: str,
    now: dt.datetime,
    identity: Identity = new_identity,
) -> int | None:
    """Withdraw texts by their short ids; return the number shown now where that is new, else None.

    Raises Refused for an id of no text that was released. Withdrawing again finishes what was interrupted.
    """
    decided = decisions(con, programme)
    known = {
        short_id(kind, digest): (kind, digest)
        for digest, (kind, decision) in decided.items()
        if decision != "rejected"
    }
    if unknown := [text_id for text_id in ids if text_id not in known]:
        raise Refused("not_released", word=unknown[0], programme=programme)
    fresh = [known[text_id] for text_id in ids if decided[known[text_id][1]][1] != "withdrawn"]
    for kind, digest in fresh:
        decide(con, programme, kind, digest, "withdrawn", who, now)
    return erase_withdrawn(con, folder, programme, now.date(), identity)


def withdrawn_texts(con: duckdb.DuckDBPyConnection, folder: Path, programme: str) -> set[str]:
    """Return the digests of the texts that were withdrawn, as the warehouse and as the lists say."""
    decided = {
        digest for digest, (_, decision) in decisions(con, programme).items() if decision == "withdrawn"
    }
    return decided | listed(folder)


def erase_withdrawn(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    today: dt.date,
    identity: Identity = new_identity,
) -> int | None:
    """Take all that was withdrawn out of what is shown, and out of every older publication.

    Returns the number of the new publication, None where what is shown held nothing of it.
    """
    withdrawn = withdrawn_texts(con, folder, programme)
    if not withdrawn or not folder.is_dir():
        return None
    number = _in_place_of_current(con, folder, programme, withdrawn, today, identity)
    add_to_lists(folder, withdrawn)
    if number is not None:
        (freeze if aside_of(folder, number).exists() else point_to)(folder, number)
    _erase(folder, withdrawn)
    return number


def _in_place_of_current(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    withdrawn: Collection[str],
    today: dt.date,
    identity: Identity,
) -> int | None:
    """Return what is to be shown instead of what is: built by a command that was killed, or built now.

    None where what is shown holds none of the texts, or was itself withdrawn.
    """
    current = current_number(folder)
    sql = "SELECT replaced_by FROM withdrawn_publications WHERE programme = ? AND publication = ?"
    replaced_by = {replacement for (replacement,) in con.execute(sql, [programme, current]).fetchall()}
    if current is None or None in replaced_by or current in listed_numbers(folder):
        return None
    if finished := replaced_by & set(published_numbers(folder)):
        return int(max(finished))
    holds = _holds(file_of(folder, current), withdrawn)
    return _renewed(con, folder, programme, current, withdrawn, today, identity) if holds else None


def _holds(path: Path, withdrawn: Collection[str]) -> bool:
    """Say whether a publication holds any of the texts; one that is damaged cannot show any."""
    try:
        with attached_to_read(path) as con:
            return any(entry.digest in withdrawn for entry in texts_in(con))
    except duckdb.Error:
        return False


def _renewed(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    current: int,
    withdrawn: Collection[str],
    today: dt.date,
    identity: Identity,
) -> int:
    """Build what is shown anew, aside and without the texts; what is remembered of it goes for both.

    The one it replaces counts as withdrawn: were this one withdrawn, its numbers would come back.
    """
    number = next_number(con, programme, folder)
    meta = _meta(f"{number}::INTEGER", f"DATE '{today}'", identity())
    _copy(file_of(folder, current), aside_of(folder, number), meta, withdrawn)
    con.begin()
    for table in REMEMBERED:
        con.execute(
            f"INSERT INTO {table} SELECT * REPLACE (?::INTEGER AS publication) FROM {table}"
            " WHERE programme = ? AND publication = ?",
            [number, programme, current],
        )
    con.execute("INSERT INTO withdrawn_publications VALUES (?, ?, ?)", [programme, current, number])
    con.commit()
    return number


def _meta(number: str, published_on: str, identity: str) -> str:
    """Return the SQL of a copy's row about itself; one made before there were identities has none to copy."""
    columns = f"{number} AS number, {published_on} AS published_on, {literal(identity)} AS identity"
    return f"SELECT COLUMNS(lambda name: name NOT IN ({_RENEWED})), {columns} FROM frozen.meta"


def _erase(folder: Path, withdrawn: Collection[str]) -> None:
    for number in published_numbers(folder):
        path, aside = file_of(folder, number), aside_of(folder, number)
        if _holds(path, withdrawn):
            _copy(path, aside, _meta("number", "published_on", identity_of(path)), withdrawn)
            aside.replace(path)
    settle_names(folder)


def _copy(source: Path, target: Path, meta: str, withdrawn: Collection[str]) -> None:
    """Copy a publication without the texts.

    Table by table into a new file: a row deleted from a copy would stay in its bytes.
    """
    target.unlink(missing_ok=True)
    try:
        with duckdb.connect(target) as con:
            con.execute(f"ATTACH {literal(str(source))} AS frozen (READ_ONLY)")
            _copy_tables(con, meta, withdrawn)
            con.execute("DETACH frozen")
            con.execute("CHECKPOINT")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    settle(target)
    target.chmod(0o444)


def _copy_tables(con: duckdb.DuckDBPyConnection, meta: str, withdrawn: Collection[str]) -> None:
    sql = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'frozen' AND NOT internal"
    tables = {name for (name,) in con.execute(sql).fetchall()}
    for name in sorted(tables - {"meta", "words"}):
        con.execute(f'CREATE TABLE "{name}" AS FROM frozen."{name}"')
    con.execute(f"CREATE TABLE meta AS {meta}")
    if "words" in tables:
        kept = text_rows([entry for entry in texts_in(con, "frozen.words") if entry.digest not in withdrawn])
        con.execute("CREATE TABLE words AS FROM frozen.words LIMIT 0")
        for row in kept:
            con.execute("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)", row)
