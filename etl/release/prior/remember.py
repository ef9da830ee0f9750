"""Noting what a release shows and rests on, for the next time: before it is shown, and all or nothing."""

from collections.abc import Mapping, Sequence

import duckdb

# By table.
Memory = Mapping[str, Sequence[Sequence[object]]]

# Columns were added over time, so their order differs from one warehouse to another.
_COLUMNS = {
    "published_members": "wave, role, site, members",
    "published_said": "wave, instrument, said, items, scored, subscales, called",
    "published_blocks": "wave, instrument, item, cells",
    "published_marks": "session, content",
    "published_session_blocks": "instrument, item, cells",
    "published_sheets": "kind, occasion, instrument, sheet, n",
    "published_assessments": "round, sites, instrument, item, n, middle, leaders",
}


def remember(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    number: int,
    memory: Memory,
    withheld_months: Sequence[Sequence[object]],
) -> None:
    """Note what a publication shows and rests on; `withheld_months`: those of now and ever before."""
    con.begin()
    for table, rows in memory.items():
        _insert(
            con,
            f"{table} (programme, publication, {_COLUMNS[table]})",
            [(programme, number, *row) for row in rows],
        )
    con.execute("DELETE FROM withheld_months WHERE programme = ?", [programme])
    _insert(
        con,
        "withheld_months (programme, series, site, month)",
        [(programme, *row) for row in withheld_months],
    )
    con.commit()


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        con.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
