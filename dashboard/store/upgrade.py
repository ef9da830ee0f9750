"""The tables of the store, brought to this release's: once, by whoever starts first, all or nothing."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parent / "migrations"
# A number of ours among PostgreSQL's advisory locks.
_LOCK = 7_236_001


class MadeByNewerRelease(Exception):
    """The store has tables that a newer release made; this one would not understand what they hold."""


def _one_at_a_time(engine: Engine) -> AbstractContextManager[Any]:
    """Return what keeps other processes waiting; PostgreSQL keeps them waiting itself."""
    path = engine.url.database
    return FileLock(f"{path}.lock") if engine.dialect.name == "sqlite" and path else nullcontext()


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Return a connection in a transaction that no other process migrates in.

    Alembic changes a table of SQLite by making it anew and dropping the old one, which would drop what
    refers to it. So references are not kept up meanwhile, but all are looked at before the end.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield connection
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
                    raise ValueError(f"rows that refer to nothing: {broken[:3]}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def revision(connection: Connection) -> str | None:
    """Return which revision the tables are of; None where there are none."""
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the tables to a revision, this release's if none is said.

    Raises MadeByNewerRelease, also where the revision is not known, and whatever a migration raises.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with _one_at_a_time(engine), _alone(engine) as connection:
        found = revision(connection)
        wanted = scripts.get_current_head() if to == "head" else to
        if unknown := {found, wanted} - {None, *known}:
            raise MadeByNewerRelease(unknown.pop())
        if found != wanted:
            config.attributes["connection"] = connection
            command.upgrade(config, to)
