"""The warehouse: answers as they were given, one table per instrument, one row per respondent."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection as Connection

from etl.warehouse.lock import AT_ONCE, LockRequest, locked, say_nothing
from etl.warehouse.opening import create, open_to_read, open_to_write
from etl.warehouse.recovery import recover_files, recover_publications
from etl.warehouse.schema import bring_up, refuse_newer
from etl.warehouse.system_errors import database_refusal
from etl.warehouse.workspace import private, work_beside, workspace
from publication.definitions.instrument import Instrument


@contextmanager
def open_warehouse(
    path: Path, *, read_only: bool = False, request: LockRequest = AT_ONCE
) -> Iterator[Connection]:
    """Open the warehouse for one command; only one process at a time writes it, the others wait for it.

    Opened to read, one that is not there yet is empty. The connection keeps its temporary data in a private
    folder of its own (`workspace_of`). Raises Refused where another command holds the warehouse for longer
    than the request waits, a newer version made the file, it is damaged, or there is no room to write.
    """
    with (_to_read if read_only else _to_write)(path, request) as con:
        try:
            refuse_newer(con, path)
            yield con
        except duckdb.Error as error:
            raise database_refusal(error, path) or error from error


@contextmanager
def _to_write(path: Path, request: LockRequest) -> Iterator[Connection]:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with private(), locked(path, request):
        recover_files(path, request.tell)
        with workspace(work_beside(path)) as work:
            if not path.exists():
                create(path, bring_up)
            with closing(open_to_write(path, work, request)) as con:
                bring_up(con, path)
                recover_publications(con, path, request.tell)
                try:
                    yield con
                except BaseException:
                    # Told to end: what the next command would find half done goes now.
                    with suppress(duckdb.Error):
                        recover_publications(con, path, say_nothing)
                    raise


@contextmanager
def _to_read(path: Path, request: LockRequest) -> Iterator[Connection]:
    with private(), workspace(work_beside(path)) as work, closing(open_to_read(path, work, request)) as con:
        yield con


@contextmanager
def in_any_order(con: Connection) -> Iterator[None]:
    """Let every core write: rows of what is written meanwhile have no order."""
    con.execute("SET preserve_insertion_order = false")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # a transaction that failed takes no more statements
            con.execute("SET preserve_insertion_order = true")


def table_exists(con: Connection, table: str) -> bool:
    """Say whether the warehouse has a table (its name as it stands in SQL)."""
    sql = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?"
    return con.execute(sql, [table.strip('"')]).fetchone() != (0,)


def answers_table(instrument: str) -> str:
    """Return the name of an instrument's table."""
    return f'"answers_{instrument}"'


def published_table(instrument: str) -> str:
    """Return the name of the table of what was said when an instrument (or the background) was published."""
    return f'"said_{instrument}"'


def ensure_answers(con: Connection, instruments: Iterable[Instrument]) -> None:
    """Create each instrument's table, or add the columns of items it did not have."""
    for instrument in instruments:
        table = answers_table(instrument.id)
        con.execute(
            f"CREATE TABLE IF NOT EXISTS {table}"
            " (programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR)"
        )
        for item in instrument.items:
            con.execute(f'ALTER TABLE {table} ADD COLUMN IF NOT EXISTS "{item.id}" TINYINT')
