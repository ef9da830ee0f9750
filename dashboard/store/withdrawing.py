"""What is withdrawn is gone: its row, what history kept of it, and its bytes in the database's files."""

import logging
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from dashboard.store.base import Base
from dashboard.store.dump import Rows
from dashboard.store.history import AUTHOR, UNRECORDED, Change
from dashboard.store.voices import Link, Story, Tag, Theme
from publication.withdrawn import story_digest

_LOG = logging.getLogger("rejsespor")
_UNRECORDED = {UNRECORDED: True}
WITHDRAWN = "withdrawn"


def withdraw(session: Session, found: Story | Theme) -> None:
    """Take a story or a theme out, with its tags and links and what history kept of it.

    History says that something was withdrawn, in which role, and nothing of what it was. Its bytes are gone
    from the files after `erase`.
    """
    table, row, key = found.__tablename__, found.id, found.key
    session.expunge(found)
    _delete(session, Tag, Tag.voice == key)
    _delete(session, Link, Link.attached == key)
    _delete(session, Change, Change.number.in_(_pointing_at(session, key)))
    _delete(session, Change, Change.row == row)
    _delete(session, type(found), type(found).id == row)
    session.add(Change(table, row, WITHDRAWN, AUTHOR.get(), {}))


def _pointing_at(session: Session, key: str) -> list[int]:
    """Return the changes of history that say what a voice was put under, or beside."""
    tables = (Tag.__tablename__, Link.__tablename__)
    changes = session.scalars(select(Change).where(Change.at_table.in_(tables)))
    return [change.number for change in changes if _says(change.values, {key})]


def _says(values: Mapping[str, Sequence[Any]], keys: Collection[str]) -> bool:
    """Say whether a change's values, column → [before, after], name a voice."""
    return any(value in keys for pair in values.values() for value in pair if isinstance(value, str))


def _delete(session: Session, kind: type[Base], which: Any) -> None:
    session.execute(delete(kind).where(which), execution_options=_UNRECORDED)


def without_withdrawn(dumped: Mapping[str, Any], gone: Collection[str]) -> Mapping[str, Any]:
    """Return rows, as `dump` gives them, without the stories and themes that a list names by their digests.

    Nor what stands in history of them: a backup of before holds all of it.
    """
    tables: Mapping[str, Rows] = dumped["tables"]
    keys = {key for kind in (Story, Theme) for key in _listed(kind, tables, gone)}
    ids = {key.partition(":")[2] for key in keys}
    named = {"id": ids, "row": ids, "theme_id": ids, "voice": keys, "attached": keys}
    kept = {name: [row for row in rows if not _names(row, named)] for name, rows in tables.items()}
    kept["change"] = [row for row in kept.get("change", []) if not _says(row["values"], keys)]
    return {**dumped, "tables": {name: _apart(rows, ids) for name, rows in kept.items()}}


def _listed(kind: type[Story] | type[Theme], tables: Mapping[str, Rows], gone: Collection[str]) -> list[str]:
    keys = [f"{kind.__tablename__}:{row['id']}" for row in tables.get(kind.__tablename__, [])]
    return [key for key in keys if story_digest(key) in gone]


def _names(row: Mapping[str, Any], named: Mapping[str, Collection[str]]) -> bool:
    return any(row.get(column) in values for column, values in named.items())


def _apart(rows: Rows, ids: Collection[str]) -> Rows:
    """Return rows of which none is merged into one that is not among them."""
    return [{**row, "merged_into": None} if row.get("merged_into") in ids else row for row in rows]


def erase(engine: Engine) -> None:
    """Write the database's files anew without what was deleted; call it after the transaction.

    SQLite's log of what is under way is emptied too. PostgreSQL's own log is its keeper's.
    """
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            _erase_in_file(driver)
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in (Story, Theme, Tag, Link, Change):
                connection.execute(text(f'VACUUM FULL "{table.__tablename__}"'))


def _erase_in_file(driver: Any) -> None:
    """What others hold open for longer than a write waits is tried again with the next withdrawal."""
    try:
        driver.execute("VACUUM")
        (is_held, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        is_held = True
    if is_held:
        _LOG.error("what was withdrawn is shown nowhere; its bytes lie in the store's file until the next")
