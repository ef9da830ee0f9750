"""Opening the warehouse's file: made aside, its temporary data kept private, its errors told as refusals."""

from collections.abc import Callable
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection as Connection

from etl.warehouse.lock import LockRequest, Tell, a_stranger, who_holds
from etl.warehouse.system_errors import database_refusal
from publication.atomic import PRIVATE, put_aside, settle, settle_names
from publication.faults import Refused

MEMORY = "400MB"  # what a million questionnaires are at home in; beyond it, DuckDB spills to disk


def beside(path: Path) -> list[Path]:
    """Return the files that hold what was written last and is not in the warehouse's own file yet."""
    return [path.with_name(f"{path.name}.wal{end}") for end in ("", ".checkpoint", ".recovery")]


def create(path: Path, bring_up: Callable[[Connection, Path], None]) -> None:
    """Make an empty warehouse, complete before it has its name: a file by that name is always a whole one."""
    aside = path.with_name(f"{path.name}.new")
    try:
        with duckdb.connect(aside) as con:
            bring_up(con, path)
            con.execute("CHECKPOINT")
        settle(aside)
        aside.replace(path)
        settle_names(path.parent)
    except duckdb.Error as error:
        raise database_refusal(error, path) or error from error
    finally:
        aside.unlink(missing_ok=True)


def open_to_write(path: Path, work: Path, request: LockRequest) -> Connection:
    """Open the file for the command that holds the lock.

    What lies beside it and does not belong to it is put aside, and that is said. Raises Refused.
    """
    path.chmod(PRIVATE)
    try:
        return _connect(path, work, request, read_only=False)
    except duckdb.Error as error:
        if not _is_of_the_log(error):
            raise _refused(error, path) from error
    _put_aside_log(path, request.tell)
    try:
        return _connect(path, work, request, read_only=False)
    except duckdb.Error as error:
        raise _refused(error, path) from error


def open_to_read(path: Path, work: Path, request: LockRequest) -> Connection:
    """Open the file beside others who read; one that is not there is empty. Raises Refused."""
    if not path.exists():
        return duckdb.connect(config=_config(work))
    try:
        return _connect(path, work, request, read_only=True)
    except duckdb.Error as error:
        if _is_of_the_log(error):
            raise Refused("log_does_not_belong", file=path.name, log=beside(path)[0].name) from error
        raise _refused(error, path) from error


def _put_aside_log(path: Path, tell: Tell) -> None:
    for log in beside(path):
        if log.exists():
            tell("put_aside", file=log.name, aside=put_aside(log).name)


def _is_of_the_log(error: duckdb.Error) -> bool:
    return "WAL" in str(error)


def _refused(error: duckdb.Error, path: Path) -> Refused:
    """A file that cannot be opened and says nothing else is damaged, or no warehouse."""
    return database_refusal(error, path) or Refused("warehouse_damaged", file=path.name)


def _config(work: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {"temp_directory": str(work / "spilled"), "memory_limit": MEMORY}


def _connect(path: Path, work: Path, request: LockRequest, *, read_only: bool) -> Connection:
    def attempt() -> Connection | None:
        try:
            return duckdb.connect(path, read_only=read_only, config=_config(work))
        except duckdb.IOException as error:
            if "set lock" in str(error) or "used by another process" in str(error):
                return None
            raise

    return request.wait_for(attempt, path, who_holds if read_only else a_stranger)


def workspace_of(con: Connection) -> Path:
    """Return the private folder for temporary data of the command that opened the connection."""
    (spilled,) = con.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
    return Path(spilled).parent
