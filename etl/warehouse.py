"""The warehouse: answers as they were given, one table per instrument, one row per respondent."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.definitions.instrument import Instrument
from etl.faults import Refused

_SCHEMA = """
CREATE TABLE IF NOT EXISTS members (
    programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR, role VARCHAR, site VARCHAR);
CREATE TABLE IF NOT EXISTS background (
    programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR, variable VARCHAR, value VARCHAR);
CREATE TABLE IF NOT EXISTS leaders (
    programme VARCHAR, form VARCHAR, round VARCHAR, leader VARCHAR, site VARCHAR, agreed BOOLEAN);
CREATE TABLE IF NOT EXISTS published_figures (
    programme VARCHAR, form VARCHAR, wave VARCHAR, instrument VARCHAR, item VARCHAR, mean VARCHAR, sd VARCHAR,
    respondents INTEGER, not_applicable INTEGER, dont_know INTEGER);
CREATE TABLE IF NOT EXISTS files (
    programme VARCHAR, form VARCHAR, kind VARCHAR, wave VARCHAR, name VARCHAR, sha256 VARCHAR,
    definitions VARCHAR, rows INTEGER, loaded_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS published_waves (
    programme VARCHAR, publication INTEGER, wave VARCHAR, content VARCHAR);
"""


@contextmanager
def open_warehouse(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for one command; only one process at a time writes it.

    Opened to read, one that is not there yet is empty. Raises Refused where another command holds it or the
    file is damaged.
    """
    con = _connect(path, read_only)
    try:
        if not read_only:
            con.execute(_SCHEMA)
        yield con
    finally:
        con.close()


def _connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    if read_only and not path.exists():
        return duckdb.connect()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return duckdb.connect(path, read_only=read_only)
    except duckdb.Error as error:
        reason = "warehouse_in_use" if "set lock" in str(error) else "warehouse_damaged"
        raise Refused(reason, file=path.name) from error


def table_exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Say whether the warehouse has a table (its name as it stands in SQL)."""
    sql = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?"
    return con.execute(sql, [table.strip('"')]).fetchone() != (0,)


def answers_table(instrument: str) -> str:
    """Return the name of an instrument's table."""
    return f'"answers_{instrument}"'


def ensure_answers(con: duckdb.DuckDBPyConnection, instruments: Iterable[Instrument]) -> None:
    """Create each instrument's table, or add the columns of items it did not have."""
    for instrument in instruments:
        table = answers_table(instrument.id)
        con.execute(
            f"CREATE TABLE IF NOT EXISTS {table}"
            " (programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR)"
        )
        for item in instrument.items:
            con.execute(f'ALTER TABLE {table} ADD COLUMN IF NOT EXISTS "{item.id}" TINYINT')
