"""What every table of the store has: names of its constraints, an id, a version, times in UTC."""

import datetime as dt
import secrets
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column

# Without names SQLite cannot drop a constraint again.
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# 64 bits: nobody finds a meeting by trying.
_ID_BYTES = 8


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment, kept in UTC; one without a zone is refused, since nobody knows which is meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return the moment in UTC. Raises ValueError for one without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(dt.UTC) if value is not None else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Return the moment with its zone, which SQLite drops."""
        return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value


class Base(MappedAsDataclass, DeclarativeBase):
    """A table of the store."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), dt.datetime: UtcTime()}


def new_id() -> str:
    """Return an id that nobody guesses and any address can hold: letters and digits."""
    return secrets.token_hex(_ID_BYTES)


def now() -> dt.datetime:
    """Return the present moment."""
    return dt.datetime.now(dt.UTC)


class Written(MappedAsDataclass):
    """What a person wrote: known by an id, changed from version to version.

    SQLAlchemy raises the version with each change, and refuses a change of a version no longer there.
    """

    # Columns of which history says that they were changed, not from what to what.
    UNKEPT: ClassVar[frozenset[str]] = frozenset()
    # Whether there is any history of it.
    KEEPS_HISTORY: ClassVar[bool] = True

    id: Mapped[str] = mapped_column(primary_key=True, init=False, default_factory=new_id)
    version: Mapped[int] = mapped_column(init=False, default=1)
    created_at: Mapped[dt.datetime] = mapped_column(init=False, default_factory=now)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """The column that says which version a row is."""
        return {"version_id_col": cls.version}
