"""What is withdrawn is gone: its row, what history kept of it, and its bytes in the database's files."""

import logging
from typing import Any

from sqlalchemy import Engine, delete, text
from sqlalchemy.orm import Session

from dashboard.store.base import Base
from dashboard.store.history import AUTHOR, UNRECORDED, Change
from dashboard.store.voices import Link, Story, Tag, Theme

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
    _delete(session, Change, Change.row == row)
    _delete(session, type(found), type(found).id == row)
    session.add(Change(table, row, WITHDRAWN, AUTHOR.get(), {}))


def _delete(session: Session, kind: type[Base], which: Any) -> None:
    session.execute(delete(kind).where(which), execution_options=_UNRECORDED)


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
    driver.execute("VACUUM")
    (is_busy, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        _LOG.error("what was withdrawn is still in the store's log: somebody reads it; withdraw again")
