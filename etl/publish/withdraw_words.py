"""Withdrawing texts: what is shown loses them at once, and so does every publication there ever was.

A new publication is made from the one that is shown, equal to it but for the texts; the texts are then
erased from every older file, so that going back to one cannot show them again. Beside the publications lies a
list of what was withdrawn (digests only): a dashboard shows no publication that holds any of it, were it
restored from a backup.
"""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import duckdb

from etl.faults import Refused
from etl.publish.history import next_number
from etl.publish.words import decide, decisions, said_in, short_id, word_rows
from etl.publish.writer import REMEMBERED, aside_of, current_number, file_of, freeze, published_numbers
from etl.sql import literal
from etl.state.atomic import READABLE, replace_file, settle, settle_names

WITHDRAWN = "WITHDRAWN"


def withdraw_words(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    ids: Collection[str],
    who: str,
    now: dt.datetime,
) -> int | None:
    """Withdraw texts by their short ids; return the number shown now where that is new, else None.

    Raises Refused for an id of no text that was released. Withdrawing again finishes what was interrupted.
    """
    decided = decisions(con, programme)
    known = {short_id(kind, one): (kind, one) for one, (kind, said) in decided.items() if said != "rejected"}
    if unknown := [one for one in ids if one not in known]:
        raise Refused("not_released", word=unknown[0], programme=programme)
    fresh = [known[one] for one in ids if decided[known[one][1]][1] != "withdrawn"]
    for kind, digest in fresh:
        decide(con, programme, kind, digest, "withdrawn", who, now)
    return erase_withdrawn(con, folder, programme, now.date())


def erase_withdrawn(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, today: dt.date
) -> int | None:
    """Take all that was withdrawn out of what is shown, and out of every older publication.

    Returns the number of the new publication, None where what is shown held nothing of it.
    """
    withdrawn = {digest for digest, (_, said) in decisions(con, programme).items() if said == "withdrawn"}
    if not withdrawn or not folder.is_dir():
        return None
    current = current_number(folder)
    holds = current is not None and _holds(file_of(folder, current), withdrawn)
    number = _renewed(con, folder, programme, current, withdrawn, today) if current and holds else None
    listed = "".join(f"{one}\n" for one in sorted(withdrawn))
    replace_file(folder / WITHDRAWN, listed.encode("ascii"), READABLE)
    if number is not None:
        freeze(folder, number)
        _replaced(con, programme, current)
    _erase(folder, withdrawn)
    return number


def _holds(path: Path, withdrawn: Collection[str]) -> bool:
    """Say whether a publication holds any of the texts; one that is damaged cannot show any."""
    try:
        with duckdb.connect(path, read_only=True) as con:
            return any(one.digest in withdrawn for one in said_in(con))
    except duckdb.ConnectionException:  # open in this process otherwise, and no damage
        raise
    except duckdb.Error:
        return False


def _renewed(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    programme: str,
    current: int,
    withdrawn: Collection[str],
    today: dt.date,
) -> int:
    """Build what is shown anew, aside and without the texts; what is remembered of it goes for both."""
    number = next_number(con, programme, folder)
    meta = f"SELECT * REPLACE ({number}::INTEGER AS number, DATE '{today}' AS published_on) FROM frozen.meta"
    _copy(file_of(folder, current), aside_of(folder, number), meta, withdrawn)
    con.begin()
    for table in REMEMBERED:
        con.execute(
            f"INSERT INTO {table} SELECT * REPLACE (?::INTEGER AS publication) FROM {table}"
            " WHERE programme = ? AND publication = ?",
            [number, programme, current],
        )
    con.commit()
    return number


def _replaced(con: duckdb.DuckDBPyConnection, programme: str, number: int | None) -> None:
    """Count a publication as withdrawn: were the one in its place withdrawn, its numbers would come back."""
    con.execute("INSERT INTO withdrawn_publications VALUES (?, ?)", [programme, number])


def _erase(folder: Path, withdrawn: Collection[str]) -> None:
    for number in published_numbers(folder):
        path, aside = file_of(folder, number), aside_of(folder, number)
        if _holds(path, withdrawn):
            _copy(path, aside, "FROM frozen.meta", withdrawn)
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
        kept = word_rows([one for one in said_in(con, "frozen.words") if one.digest not in withdrawn])
        con.execute("CREATE TABLE words AS FROM frozen.words LIMIT 0")
        for row in kept:
            con.execute("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)", row)
