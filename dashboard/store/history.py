"""Every change of what people wrote is kept: when, in which role, from what to what.

Changes are rows of the same transaction, so what is taken back is not recorded as done. They are made from
the objects that a session holds; a change by a statement of its own would go unseen and is refused.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Any

from sqlalchemy import JSON, event, inspect, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from dashboard.store.base import Base, Written, now

# The role a person says they have while they write.
AUTHOR: ContextVar[str] = ContextVar("author", default="")
# Of a statement that changes rows which need no history.
UNRECORDED = "unrecorded"
_UNSAID = {"id", "version", "created_at"}


class Change(Base):
    """One change: which row, by whom, and column → [before, after]; of a new row the before is None.

    Of a column whose values are not kept, [].
    """

    __tablename__ = "change"

    at_table: Mapped[str]
    row: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    author: Mapped[str]
    values: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    number: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[dt.datetime] = mapped_column(init=False, default_factory=now)


def changes_of(session: Session, row: str) -> Sequence[Change]:
    """Return all that was changed of a row, as it came about."""
    return session.scalars(select(Change).where(Change.row == row).order_by(Change.number)).all()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _differences(row: Written, kind: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield column and [before, after] of what was changed in a row."""
    state: Any = inspect(row)
    for column in state.mapper.column_attrs:
        found = state.attrs[column.key].history
        if column.key in _UNSAID or not (found.has_changes() or kind != "changed"):
            continue
        if column.key in row.UNKEPT:
            yield column.key, []
            continue
        now_, before = getattr(row, column.key), next(iter(found.deleted), None)
        yield (
            column.key,
            {"new": [None, _plain(now_)], "changed": [_plain(before), _plain(now_)]}.get(
                kind, [_plain(now_), None]
            ),
        )


def _record(session: Session, _: UOWTransaction, __: object) -> None:
    kinds = {"new": session.new, "changed": session.dirty, "deleted": session.deleted}
    found = [
        (row, kind)
        for kind, rows in kinds.items()
        for row in rows
        if isinstance(row, Written) and row.KEEPS_HISTORY
    ]
    for row, kind in found:
        if values := dict(_differences(row, kind)):
            table = inspect(row).mapper.local_table.name
            session.add(Change(table, row.id, kind, AUTHOR.get(), values))


def _refuse_unseen(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and not state.execution_options.get(UNRECORDED):
        raise ValueError("a change without history: change the objects, or say that it is unrecorded")


class RecordedSession(Session):
    """A session whose changes are kept."""


event.listen(RecordedSession, "before_flush", _record)
event.listen(RecordedSession, "do_orm_execute", _refuse_unseen)
