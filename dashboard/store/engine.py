"""How the store is reached: SQLite beside the publications, or PostgreSQL by its address.

Both are asked the same way. On SQLite a write begins by taking the only right to write: a transaction that
reads first and writes later is refused at once ('database is locked') when somebody wrote in between, and no
waiting helps it.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Of a transaction that only reads, and so waits for nobody.
READS = "reads"
# Milliseconds a write waits for another's before it is given up.
PATIENCE = 5_000
_SETTINGS = {
    "journal_mode": "WAL",
    "foreign_keys": "ON",
    "busy_timeout": str(PATIENCE),
    # Safe against a process that dies; a power cut may take the last writes, never the file.
    "synchronous": "NORMAL",
    # What is deleted or changed is overwritten in the file.
    "secure_delete": "ON",
}


def _address(url: str) -> Any:
    """Return an address that SQLAlchemy takes to psycopg, however PostgreSQL's is written."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername.startswith("postgres") else parsed


def insert_into(session: Session, table: Any) -> Any:
    """Return an insert that can say what to do where a row is there already, in the database's own words."""
    return _INSERT[session.get_bind().dialect.name](table)


def open_engine(url: str) -> Engine:
    """Return an engine for the store at an address, such as `sqlite:///var/store.db`."""
    engine = create_engine(_address(url), pool_pre_ping=True, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _make_private)
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _make_private(_: object, __: object, address: list[str], ___: object) -> None:
    """Make the file, where there is none yet, for its owner alone: it holds answers.

    What SQLite puts beside it has its rights. One that is there is not opened: to close it again would take
    the locks of this process with it.
    """
    if not os.path.exists(address[0]):
        with suppress(FileExistsError):
            os.close(os.open(address[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _set_up(connection: Any, _: object) -> None:
    # The driver's own transactions begin late and leave changes of tables outside.
    connection.isolation_level = None
    for name, value in _SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
