"""The store: reading it, and writing to it in a role, in a transaction of a few milliseconds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from dashboard.store.base import Written
from dashboard.store.engine import READS, open_engine
from dashboard.store.history import AUTHOR, RecordedSession
from dashboard.store.upgrade import MadeByNewerRelease, upgrade

# What may be wrong with a store when it is read.
UNREADABLE = (SQLAlchemyError, MadeByNewerRelease, OSError)
Row = TypeVar("Row", bound=Written)


def cause(error: BaseException) -> str:
    """Return what kind of trouble it was, for the log: 'OperationalError SQLITE_BUSY'.

    What a database says of a trouble may hold what was to be written.
    """
    origin = error.orig if isinstance(error, DBAPIError) and error.orig else error
    codes = (getattr(origin, name, None) for name in ("sqlite_errorname", "sqlstate", "strerror"))
    return " ".join([type(origin).__name__, *(str(code) for code in codes if code)])


class NotKept(LookupError):
    """What is asked for is not in the store."""


class Conflict(Exception):
    """Somebody changed what a person was changing too.

    Attributes:
        theirs: What stands in the store now.
        mine: Field → what was to stand there.
    """

    def __init__(self, theirs: Written, mine: Mapping[str, Any]) -> None:
        """Keep both."""
        super().__init__(theirs.id)
        self.theirs, self.mine = theirs, mine


class Store:
    """What people wrote, at an address.

    It is opened when it is first used, by each process for itself: a connection that was open when a process
    split in two would be written to from both sides.
    """

    def __init__(self, url: str) -> None:
        """Keep the address; nothing is opened or made yet."""
        self._url = url

    @cached_property
    def engine(self) -> Engine:
        """The engine, once the store has this release's tables. Raises MadeByNewerRelease."""
        engine = open_engine(self._url)
        try:
            upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    @property
    def is_there(self) -> bool:
        """Whether anybody wrote anything yet: who only reads need not make a store."""
        url = make_url(self._url)
        return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()

    def close(self) -> None:
        """Let go of what is open; the next use opens it again."""
        if engine := self.__dict__.pop("engine", None):
            engine.dispose()
            self.__dict__.pop("_sessions", None)

    @cached_property
    def _sessions(self) -> sessionmaker[RecordedSession]:
        return sessionmaker(self.engine, class_=RecordedSession, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read; waits for nobody."""
        connection = self.engine.connect().execution_options(**{READS: True})
        with connection, self._sessions(bind=connection) as session:
            yield session

    @contextmanager
    def writing(self, author: str) -> Iterator[Session]:
        """Write all of it or nothing, in the role a person says they have."""
        said = AUTHOR.set(author)
        try:
            with self._sessions.begin() as session:
                yield session
        finally:
            AUTHOR.reset(said)


def get(session: Session, kind: type[Row], row_id: str) -> Row:
    """Return a row by its id. Raises NotKept."""
    found = session.get(kind, row_id)
    if found is None:
        raise NotKept(row_id)
    return found


def edit(session: Session, kind: type[Row], row_id: str, version: int, /, **values: Any) -> Row:
    """Change a row that a person saw in a version. Raises NotKept, and Conflict where it is another now.

    The version a form posts is compared, never taken over: SQLAlchemy would believe it. Who posts what stands
    there already has lost nothing to anybody.
    """
    row = session.get(kind, row_id, with_for_update=True)
    if row is None:
        raise NotKept(row_id)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed and row.version != version:
        # What is taken back with the session would be unread of it.
        session.expunge(row)
        raise Conflict(row, values)
    for name, value in changed.items():
        setattr(row, name, value)
    return row
