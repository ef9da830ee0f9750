"""Which programmes somebody may see: of the others the store has no row, whatever is asked of it.

>>> scope = SCOPE.set(frozenset({"fjordby"}))
>>> # select(Meeting), session.get(Meeting, id) and meeting.steps now find fjordby's alone.
>>> SCOPE.reset(scope)
"""

from contextvars import ContextVar
from functools import cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, UOWTransaction, with_loader_criteria

from dashboard.store.base import Base
from dashboard.store.history import RecordedSession

Programmes = frozenset[str]
# None: all of them.
SCOPE: ContextVar[Programmes | None] = ContextVar("scope", default=None)


class OutsideScope(LookupError):
    """What somebody would write belongs to a programme they may not see."""


@cache
def _scoped() -> tuple[Any, ...]:
    """Return the tables whose rows belong to a programme."""
    return tuple(one.class_ for one in Base.registry.mappers if "programme" in one.columns)


def _narrow(state: ORMExecuteState) -> None:
    if state.is_select and (seen := SCOPE.get()) is not None:
        kept = [(kind, kind.programme.in_(seen)) for kind in _scoped()]
        narrowed = [with_loader_criteria(*one, include_aliases=True) for one in kept]
        state.statement = state.statement.options(*narrowed)


def _refuse_outside(session: RecordedSession, _: UOWTransaction, __: object) -> None:
    if (seen := SCOPE.get()) is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, _scoped()) and row.programme not in seen:
            raise OutsideScope(row.programme)
        _refuse_unseen_references(session, row)


def _refuse_unseen_references(session: RecordedSession, row: Any) -> None:
    """Refuse a row that refers to what whoever writes it cannot see: as if there were nothing of that id."""
    made = {getattr(other, "id", None) for other in session.new}
    for name, kind in _references(inspect(row).mapper):
        key = getattr(row, name)
        with session.no_autoflush:
            if key is not None and key not in made and session.get(kind, key) is None:
                raise OutsideScope(key)


@cache
def _references(mapper: Mapper[Any]) -> tuple[tuple[str, Any], ...]:
    """Return (attribute, table it refers to) of a table, where rows of that belong to a programme."""
    tables = {one.__table__: one for one in _scoped()}
    return tuple(
        (name, tables[key.column.table])
        for name, column in mapper.columns.items()
        for key in column.foreign_keys
        if key.column.table in tables
    )


event.listen(RecordedSession, "do_orm_execute", _narrow)
event.listen(RecordedSession, "before_flush", _refuse_outside)
