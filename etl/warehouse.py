"""The warehouse: answers as they were given, one table per instrument, one row per respondent."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from etl.definitions.instrument import Instrument
from etl.state.mend import mend_before_opening, mend_publications
from etl.state.opening import create, open_to_read, open_to_write
from etl.state.trouble import refusal_of
from etl.state.turn import AT_ONCE, Turn, held, say_nothing
from etl.state.workspace import private, work_beside, workspace

_SCHEMA = """
CREATE TABLE IF NOT EXISTS members (
    programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR, role VARCHAR, site VARCHAR);
CREATE TABLE IF NOT EXISTS background (
    programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR, variable VARCHAR, value VARCHAR);
CREATE TABLE IF NOT EXISTS leaders (
    programme VARCHAR, form VARCHAR, round VARCHAR, leader VARCHAR, site VARCHAR, agreed BOOLEAN,
    note VARCHAR);
ALTER TABLE leaders ADD COLUMN IF NOT EXISTS note VARCHAR;
CREATE TABLE IF NOT EXISTS published_figures (
    programme VARCHAR, form VARCHAR, wave VARCHAR, instrument VARCHAR, item VARCHAR, mean VARCHAR, sd VARCHAR,
    respondents INTEGER, not_applicable INTEGER, dont_know INTEGER);
CREATE TABLE IF NOT EXISTS published_counts (
    programme VARCHAR, form VARCHAR, wave VARCHAR, instrument VARCHAR, item VARCHAR, variable VARCHAR,
    category VARCHAR, n INTEGER, percent VARCHAR);
CREATE TABLE IF NOT EXISTS participants (
    programme VARCHAR, form VARCHAR, session VARCHAR, respondent VARCHAR);
CREATE TABLE IF NOT EXISTS published_sessions (
    programme VARCHAR, form VARCHAR, session VARCHAR, instrument VARCHAR, item VARCHAR, participants INTEGER,
    mean VARCHAR, min VARCHAR, max VARCHAR);
CREATE TABLE IF NOT EXISTS management (
    programme VARCHAR, form VARCHAR, month DATE, site VARCHAR, series VARCHAR, value DOUBLE);
CREATE TABLE IF NOT EXISTS stories (
    programme VARCHAR, form VARCHAR, story VARCHAR, told_on DATE, experience VARCHAR, supports VARCHAR,
    stops VARCHAR, reflections VARCHAR, tags VARCHAR[]);
CREATE TABLE IF NOT EXISTS comments (
    programme VARCHAR, form VARCHAR, occasion VARCHAR, question VARCHAR, text VARCHAR);
CREATE TABLE IF NOT EXISTS asked_of (
    programme VARCHAR, form VARCHAR, forms VARCHAR[], roles VARCHAR[], sites VARCHAR[]);
CREATE TABLE IF NOT EXISTS published_marks (
    programme VARCHAR, publication INTEGER, session VARCHAR, content VARCHAR);
CREATE TABLE IF NOT EXISTS published_sheets (
    publication INTEGER, programme VARCHAR, kind VARCHAR, occasion VARCHAR, instrument VARCHAR, sheet VARCHAR,
    n INTEGER);
CREATE TABLE IF NOT EXISTS published_session_blocks (
    programme VARCHAR, publication INTEGER, instrument VARCHAR, item VARCHAR, cells VARCHAR[]);
CREATE TABLE IF NOT EXISTS published_assessments (
    programme VARCHAR, publication INTEGER, round VARCHAR, sites VARCHAR, instrument VARCHAR, item VARCHAR,
    n INTEGER, middle DOUBLE, range INTEGER, dont_know INTEGER, leaders INTEGER);
ALTER TABLE published_assessments ADD COLUMN IF NOT EXISTS leaders INTEGER;
CREATE TABLE IF NOT EXISTS withheld_months (
    programme VARCHAR, series VARCHAR, site VARCHAR, month DATE);
CREATE TABLE IF NOT EXISTS released_words (
    programme VARCHAR, kind VARCHAR, digest VARCHAR, decision VARCHAR, decided_by VARCHAR,
    decided_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS seen_words (programme VARCHAR, kind VARCHAR, number INTEGER, id VARCHAR);
CREATE TABLE IF NOT EXISTS group_members (
    programme VARCHAR, form VARCHAR, place VARCHAR, kind VARCHAR, since DATE, until DATE);
CREATE TABLE IF NOT EXISTS activities (
    programme VARCHAR, form VARCHAR, title VARCHAR, begins DATE, ends DATE, place VARCHAR,
    responsible VARCHAR, status VARCHAR, tags VARCHAR[], before VARCHAR, during VARCHAR, after VARCHAR);
CREATE TABLE IF NOT EXISTS files (
    programme VARCHAR, form VARCHAR, kind VARCHAR, wave VARCHAR, name VARCHAR, sha256 VARCHAR,
    definitions VARCHAR, rows INTEGER, loaded_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS published_waves (
    programme VARCHAR, publication INTEGER, wave VARCHAR, content VARCHAR);
CREATE TABLE IF NOT EXISTS published_blocks (
    programme VARCHAR, publication INTEGER, wave VARCHAR, instrument VARCHAR, item VARCHAR, cells VARCHAR[]);
CREATE TABLE IF NOT EXISTS published_members (
    programme VARCHAR, publication INTEGER, wave VARCHAR, role VARCHAR, site VARCHAR, members INTEGER);
CREATE TABLE IF NOT EXISTS published_said (
    programme VARCHAR, publication INTEGER, wave VARCHAR, instrument VARCHAR, said VARCHAR, items VARCHAR[],
    scored VARCHAR);
ALTER TABLE published_said ADD COLUMN IF NOT EXISTS subscales VARCHAR;
ALTER TABLE published_said ADD COLUMN IF NOT EXISTS called VARCHAR;
CREATE TABLE IF NOT EXISTS withdrawn_publications (programme VARCHAR, publication INTEGER);
ALTER TABLE withdrawn_publications ADD COLUMN IF NOT EXISTS replaced_by INTEGER;
"""
_MADE_BY = hashlib.sha256(_SCHEMA.encode()).hexdigest()
_NOTE = f"CREATE OR REPLACE TABLE made_by AS SELECT '{_MADE_BY}' AS schema_digest;"


@contextmanager
def open_warehouse(
    path: Path, *, read_only: bool = False, turn: Turn = AT_ONCE
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for one command; only one process at a time writes it, the others wait their turn.

    Opened to read, one that is not there yet is empty. The connection keeps its temporary data in a private
    folder of its own (`workspace_of`). Raises Refused where another command holds the warehouse for longer
    than the turn waits, the file is damaged, or there is no room to write.
    """
    with (_to_read if read_only else _to_write)(path, turn) as con:
        try:
            yield con
        except duckdb.Error as error:
            raise refusal_of(error, path) or error from error


@contextmanager
def _to_write(path: Path, turn: Turn) -> Iterator[duckdb.DuckDBPyConnection]:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with private(), held(path, turn):
        mend_before_opening(path, turn.tell)
        with workspace(work_beside(path)) as work:
            if not path.exists():
                create(path, _SCHEMA + _NOTE)
            with closing(open_to_write(path, work, turn)) as con:
                _bring_up(con)
                mend_publications(con, path, turn.tell)
                try:
                    yield con
                except BaseException:
                    # Told to end: what the next command would find half done goes now.
                    with suppress(duckdb.Error):
                        mend_publications(con, path, say_nothing)
                    raise


def _bring_up(con: duckdb.DuckDBPyConnection) -> None:
    """Create what a warehouse of an earlier version lacks; one that this schema made is left alone."""
    try:
        made_by = con.execute("FROM made_by").fetchall()
    except duckdb.CatalogException:
        made_by = []
    if made_by != [(_MADE_BY,)]:
        con.execute(_SCHEMA + _NOTE)


@contextmanager
def _to_read(path: Path, turn: Turn) -> Iterator[duckdb.DuckDBPyConnection]:
    with private(), workspace(work_beside(path)) as work, closing(open_to_read(path, work, turn)) as con:
        yield con


@contextmanager
def in_any_order(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let every core write: rows of what is written meanwhile have no order."""
    con.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # a transaction that failed takes no more statements
            con.execute("SET preserve_insertion_order = true")


def table_exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Say whether the warehouse has a table (its name as it stands in SQL)."""
    sql = "SELECT 1 FROM duckdb_tables() WHERE table_name = ? AND database_name = current_database()"
    return con.execute(sql, [table.strip('"')]).fetchone() is not None


def answers_table(instrument: str) -> str:
    """Return the name of an instrument's table."""
    return f'"answers_{instrument}"'


def published_table(instrument: str) -> str:
    """Return the name of the table of what was said when an instrument (or the background) was published."""
    return f'"said_{instrument}"'


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
