"""What somebody may see: of what lies outside the store has no row, whatever is asked of it.

Of a programme of which somebody may see some sites alone, rows that say where they belong are there if that
lies inside; all others belong to the whole programme.

>>> scope = SCOPE.set(Scope({"fjordby": None}))
>>> # select(Meeting), session.get(Meeting, id) and meeting.steps now find fjordby's alone.
>>> SCOPE.reset(scope)
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, event, false, inspect, or_, select, union
from sqlalchemy.orm import (
    Mapped,
    MappedAsDataclass,
    Mapper,
    ORMExecuteState,
    UOWTransaction,
    mapped_column,
    with_loader_criteria,
)

from dashboard.store.base import Base
from dashboard.store.history import RecordedSession
from publication.scope import Scope, Sites

# None: all of it.
SCOPE: ContextVar[Scope | None] = ContextVar("scope", default=None)
# By programme the places, as rows write them, that lie inside.
Inside = Mapping[str, frozenset[str]]
_WHOLE, _BETWEEN = "", "|"


class OutsideScope(LookupError):
    """What somebody would write belongs to what they may not see."""


def written(sites: Sites | None) -> str:
    """Return sites as a row writes where it belongs; '' for the whole programme."""
    return _WHOLE if sites is None else _BETWEEN.join(sorted(sites))


def wider(place: str, sites: Sites | None) -> str:
    """Return where something belongs that belongs to a place, as a row writes it, and to some sites, too."""
    if place == _WHOLE or sites is None:
        return _WHOLE
    return written(sites.union(place.split(_BETWEEN)))


def sees_whole(programme: str) -> bool:
    """Say whether whoever asks may see all of a programme."""
    seen = SCOPE.get()
    return seen is None or programme in seen.whole


def _own_sites(programme: str) -> str:
    """Return where what is written now belongs: to all that whoever writes it may see of a programme."""
    seen = SCOPE.get()
    return _WHOLE if seen is None else written(seen.programmes.get(programme))


class Placed(MappedAsDataclass):
    """What belongs to some sites, or to its whole programme: by itself to what its author may see."""

    programme: Mapped[str] = mapped_column(index=True)
    within: Mapped[str] = mapped_column(init=False, default=_WHOLE)

    def __post_init__(self) -> None:
        """Write down where it belongs."""
        self.within = _own_sites(self.programme)


@cache
def _scoped() -> tuple[Any, ...]:
    """Return the tables whose rows belong to a programme."""
    return tuple(one.class_ for one in Base.registry.mappers if "programme" in one.columns)


def _lies_in(programme: str, place: str, seen: Scope) -> bool:
    """Say whether a place of a programme, as a row writes it, lies in a scope."""
    if programme not in seen.programmes:
        return False
    sites = seen.programmes[programme]
    return sites is None or (place != _WHOLE and sites.issuperset(place.split(_BETWEEN)))


def is_inside(row: Any) -> bool:
    """Say whether all of a row lies in what whoever asks may see, so that they may change it."""
    if (seen := SCOPE.get()) is None or not isinstance(row, _scoped()):
        return True
    return _lies_in(row.programme, _place_of(row), seen)


def _place_of(row: Any) -> str:
    """Return where a row belongs; of a live round that is its leadership group's site."""
    place: str = getattr(row, "within", None) or getattr(row, "site", None) or _WHOLE
    return place


def _places_inside(connection: Connection, seen: Scope) -> Inside:
    """Return the places that rows write and that lie in a scope, of programmes it has in part."""
    placed = [kind for kind in _scoped() if issubclass(kind, Placed)]
    wanted = union(*(select(kind.programme, kind.within).distinct() for kind in placed))
    found: dict[str, set[str]] = {}
    for programme, place in connection.execute(wanted):
        if _lies_in(programme, place, seen):
            found.setdefault(programme, set()).add(place)
    return {programme: frozenset(found.get(programme, ())) for programme in seen.programmes}


def _of_places(kind: Any, programme: str, places: frozenset[str], sites: Sites) -> ColumnElement[bool]:
    """Return which of a programme's rows lie inside; what has a part inside is seen with that part."""
    if issubclass(kind, Placed):
        own = [kind.within.in_(places)]
        parts = [part for part in inspect(kind).relationships if issubclass(part.mapper.class_, Placed)]
        own += [getattr(kind, part.key).any(part.mapper.class_.within.in_(places)) for part in parts]
    else:
        own = [kind.site.in_(sites)] if hasattr(kind, "site") else [false()]
    return and_(kind.programme == programme, or_(*own))


def _criteria(kind: Any, seen: Scope, inside: Inside) -> ColumnElement[bool]:
    parts = ((name, sites) for name, sites in seen.programmes.items() if sites is not None)
    of_parts = [_of_places(kind, name, inside[name], sites) for name, sites in parts]
    return or_(kind.programme.in_(seen.whole), *of_parts)


def _narrow(state: ORMExecuteState) -> None:
    if not state.is_select or (seen := SCOPE.get()) is None:
        return
    is_in_part = len(seen.whole) < len(seen.programmes)
    inside = _places_inside(state.session.connection(), seen) if is_in_part else {}
    kept = [(kind, _criteria(kind, seen, inside)) for kind in _scoped()]
    narrowed = [with_loader_criteria(*one, include_aliases=True) for one in kept]
    state.statement = state.statement.options(*narrowed)


def _refuse_outside(session: RecordedSession, _: UOWTransaction, __: object) -> None:
    if SCOPE.get() is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not is_inside(row):
            raise OutsideScope(row.programme)
        _refuse_unseen_references(session, row)


def _refuse_unseen_references(session: RecordedSession, row: Any) -> None:
    """Refuse a row that refers to what whoever writes it cannot see whole, as if there were none."""
    made = {getattr(other, "id", None) for other in session.new}
    for name, kind in _references_to_check(row):
        key = getattr(row, name)
        with session.no_autoflush:
            if key is not None and key not in made and not _is_whole(session.get(kind, key)):
                raise OutsideScope(key)


def _is_whole(row: Any) -> bool:
    return row is not None and is_inside(row)


def _references_to_check(row: Any) -> Iterator[tuple[str, Any]]:
    """Yield (attribute, table) of what a row is part of, and of what it did not refer to before."""
    state: Any = inspect(row)
    for name, kind, is_part in _references(state.mapper):
        if is_part or not state.persistent or state.attrs[name].history.has_changes():
            yield name, kind


@cache
def _references(mapper: Mapper[Any]) -> tuple[tuple[str, Any, bool], ...]:
    """Return (attribute, table it refers to, whether the row is part of that and goes with it) of a table.

    Of tables alone whose rows belong to a programme.
    """
    tables = {one.__table__: one for one in _scoped()}
    return tuple(
        (name, tables[key.column.table], key.ondelete == "CASCADE")
        for name, column in mapper.columns.items()
        for key in column.foreign_keys
        if key.column.table in tables
    )


event.listen(RecordedSession, "do_orm_execute", _narrow)
event.listen(RecordedSession, "before_flush", _refuse_outside)
