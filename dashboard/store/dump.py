"""All rows of the store as plain values, and back: into another database too, and from an older release."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.types import Date, DateTime

from dashboard.store.upgrade import revision, upgrade

Rows = Sequence[Mapping[str, Any]]
_OURS = "alembic_version"
# Who is logged in is so here and now, and so is by which password: a copy put back later would log in who
# logged out since, or let in who was taken away.
_PASSING = ("logged_in", "password", "secret")


class HasRows(Exception):
    """The store holds what people wrote already."""


def dump(engine: Engine) -> dict[str, Any]:
    """Return the revision of the tables and their rows, as JSON takes them; all of one moment."""
    with engine.connect().execution_options(isolation_level=_whole(engine)) as connection, connection.begin():
        found = _tables(connection)
        rows = {table.name: [*_rows(connection, table)] for table in found if table.name not in _PASSING}
        return {"revision": revision(connection), "tables": rows}


def _whole(engine: Engine) -> str:
    """Return the isolation in which all tables are seen as they are at one moment."""
    return "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"


def _tables(connection: Connection) -> list[Table]:
    """Return the tables as they lie there, those referred to before those that refer."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _OURS]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    # In the order of their keys: that they came in in another says nothing to who reads a backup.
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=dt.UTC)  # SQLite drops the zone, which is always this one
    return value.isoformat() if isinstance(value, dt.date) else value


def has_rows(connection: Connection) -> bool:
    """Say whether anybody wrote anything yet."""
    tables = _tables(connection)
    return any(connection.scalar(select(func.count()).select_from(table)) for table in tables)


def fill(engine: Engine, dumped: Mapping[str, Any]) -> int:
    """Put rows into an empty store and bring its tables to this release's; return how many rows there are.

    All or nothing but for the tables themselves. Raises HasRows where there are rows already.
    """
    upgrade(engine, to=dumped["revision"])
    with engine.begin() as connection:
        tables = {table.name: table for table in _tables(connection)}
        if has_rows(connection):
            raise HasRows
        for name, table in tables.items():
            _fill(connection, table, dumped["tables"].get(name, []))
    upgrade(engine)
    return sum(map(len, dumped["tables"].values()))


def _fill(connection: Connection, table: Table, rows: Rows) -> None:
    if rows:
        connection.execute(insert(table), [_typed(table, row) for row in rows])
        _count_on(connection, table)


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value) for name, value in row.items()}


def _value(kind: object, value: Any) -> Any:
    if isinstance(value, str) and isinstance(kind, DateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, Date):
        return dt.date.fromisoformat(value)
    return value


def _count_on(connection: Connection, table: Table) -> None:
    """Have PostgreSQL count on from the largest number that was put in."""
    (key, *more) = table.primary_key.columns
    if connection.dialect.name == "postgresql" and isinstance(key.type, Integer) and not more:
        last = connection.scalar(select(func.max(key)))
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :key), :last)")
        connection.execute(sequence, {"table": f'"{table.name}"', "key": key.name, "last": last})
