"""Counting on another engine: any address of Spark Connect (Apache Spark, Sail), through Parquet files.

They lie in a folder that this machine and the engine both see, and only while they are counted: answers, with
stand-ins for who gave them and numbers for group and cell. No id, no place, no role and no word ever does.
"""

import secrets
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import duckdb

from etl.release.engine import Columns, Engine
from etl.warehouse.workspace import remove_left_over, workspace
from publication.faults import Refused
from publication.sql import literal

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql.connect.session import SparkSession

SCHEME = "sc"
# So often an answer is asked for again before the engine counts as gone; a second or two in all.
_TRIES = 3
_NOT_YET_TRIED = "PySpark does not yet fully support pandas >= 3"
_GAVE_UP = r"\[RETRIES_EXCEEDED\]"


@contextmanager
def engine_at(con: duckdb.DuckDBPyConnection, address: str, folder: Path) -> Iterator[Engine]:
    """Give the engine at an address, until it is no longer needed.

    `folder`: where what it counts is laid for it meanwhile. Raises Refused where it cannot be reached.
    """
    name = _name_of(address)
    remove_left_over(folder)
    with workspace(folder) as own, _session(address, name) as session:
        engine = SparkEngine(con, session, own, name)
        engine.try_folder()
        yield engine


def _name_of(address: str) -> str:
    """Return host and port of an address: what follows them may be a key. Raises Refused for no address."""
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme == SCHEME and parts.hostname and parts.port:
            return f"{parts.hostname}:{parts.port}"
    raise Refused("engine_address", example=f"{SCHEME}://127.0.0.1:15002")


@contextmanager
def _session(address: str, name: str) -> Iterator["SparkSession"]:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", _NOT_YET_TRIED, FutureWarning)
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession
    except ImportError as error:
        raise Refused("engine_not_installed", extra="spark") from error
    with _refusing("engine_not_there", name):
        session = SparkSession(address)
        session.client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
        session.sql("SELECT 1 AS there").toArrow()
    try:
        yield session
    finally:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", _GAVE_UP)
            session.stop()


@contextmanager
def _refusing(reason: str, name: str) -> Iterator[None]:
    """Tell what an engine fails with as a refusal, by its kind alone: the message may quote what was read."""
    from pyspark.errors import PySparkException

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", _GAVE_UP)
            yield
    except PySparkException as error:
        raise Refused(reason, engine=name, why=error.getCondition() or type(error).__name__) from error
    except (OSError, ValueError, duckdb.IOException) as error:
        raise Refused(reason, engine=name, why=type(error).__name__) from error


class SparkEngine:
    """An engine behind an address of Spark Connect; each thing lent or kept is a Parquet file of its own."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, session: "SparkSession", folder: Path, name: str
    ) -> None:
        """Keep the session and the folder; whom a stand-in stands for, this process alone can tell."""
        self._con, self._session, self._folder, self._name = con, session, folder, name
        self._secret = secrets.token_hex(16)
        self._files: dict[str, Path] = {}
        self._numbers = count()

    def try_folder(self) -> None:
        """Raise Refused unless the engine reads in the folder what we write there, and we what it writes."""
        seen = None
        with suppress(Refused):
            self.lend("seen", f"SELECT {literal(self._secret)} AS respondent")
            self.keep("written", "SELECT respondent FROM seen")
            seen = self._con.execute("SELECT respondent FROM written").fetchone()
        if seen != self._con.execute(f"SELECT {self._stand_in(literal(self._secret))}").fetchone():
            raise Refused("engine_sees_not", engine=self._name, folder=str(self._folder.parent))

    def lend(self, name: str, text: str) -> None:
        """Write what a text of the warehouse gives, with stand-ins for the people's ids, and name it."""
        people, file = f"{self._stand_in('respondent')} AS respondent", self._new_file(name)
        self._con.execute(
            f"COPY (SELECT * REPLACE ({people}) FROM ({text})) TO {literal(str(file))} (FORMAT parquet)"
        )
        with _refusing("engine_failed", self._name):
            self._name_file(name, file)

    def keep(self, name: str, text: str) -> None:
        """Let the engine write what a text gives, and name it for it and for the warehouse's connection."""
        file = self._new_file(name)
        with _refusing("engine_failed", self._name):
            self._session.sql(text).write.parquet(f"file://{file}")
            self._name_file(name, file)
            written = literal(str(file / "*.parquet"))
            self._con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM read_parquet({written})")

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a text."""
        return list(zip(*(column.to_pylist() for column in self._table(text).columns), strict=True))

    def columns(self, text: str) -> Columns:
        """Return the columns of a text that gives whole numbers alone."""
        return [column.to_numpy() for column in self._table(text).columns]

    def _stand_in(self, person: str) -> str:
        return f"md5({literal(self._secret)} || {person})"

    def _table(self, text: str) -> "pyarrow.Table":
        with _refusing("engine_failed", self._name):
            return self._session.sql(text).toArrow()

    def _name_file(self, name: str, file: Path) -> None:
        self._session.read.parquet(f"file://{file}").createOrReplaceTempView(name)

    def _new_file(self, name: str) -> Path:
        """Return a path that no engine has seen: it may remember what was in a file. The last one goes."""
        if (last := self._files.get(name)) is not None:
            shutil.rmtree(last) if last.is_dir() else last.unlink()
        self._files[name] = self._folder / f"{name}-{next(self._numbers)}.parquet"
        return self._files[name]
