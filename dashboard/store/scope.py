"""Which programmes somebody may see: of the others the store has no row, whatever is asked of it.

>>> scope = SCOPE.set(frozenset({"fjordby"}))
>>> # select(Meeting), session.get(Meeting, id) and meeting.steps now find fjordby's alone.
>>> SCOPE.reset(scope)
"""

from contextvars import ContextVar
from functools import cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria

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
        kept = [with_loader_criteria(kind, kind.programme.in_(seen)) for kind in _scoped()]
        state.statement = state.statement.options(*kept)


def _refuse_outside(session: RecordedSession, _: UOWTransaction, __: object) -> None:
    if (seen := SCOPE.get()) is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, _scoped()) and row.programme not in seen:
            raise OutsideScope(row.programme)


event.listen(RecordedSession, "do_orm_execute", _narrow)
event.listen(RecordedSession, "before_flush", _refuse_outside)
