"""The server's log: dated lines in which nothing of anybody's stands."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import NoSuchModuleError, OperationalError

from dashboard.server.logs import Line
from dashboard.store.engine import open_engine
from dashboard.store.store import cause

SECRET = "heron"
DATED = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def logged(message: str, *values: object, error: BaseException | None = None) -> str:
    told = (type(error), error, error.__traceback__) if error else None
    return Line().format(logging.LogRecord("rejsespor", logging.ERROR, "x.py", 1, message, values, told))


def test_a_line_says_when_how_bad_who_and_what() -> None:
    assert re.fullmatch(f"{DATED} error rejsespor a door is open", logged("a %s is open", "door"))


def test_what_an_exception_says_is_not_written_down_only_where_it_came_from() -> None:
    try:
        open_engine(f"{SECRET}://x")
    except NoSuchModuleError as error:
        assert SECRET in str(error)
        line = logged("it failed", error=error)
    where = r"raised=NoSuchModuleError at=dashboard\.store\.engine:\d+"
    assert re.fullmatch(f"{DATED} error rejsespor it failed {where}", line)


def test_what_comes_in_lines_is_one_line() -> None:
    assert "\n" not in logged("a\nforged: %s", "2026-01-01\nline")


def test_what_a_database_says_of_a_trouble_is_not_repeated(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db", hide_parameters=True)
    with engine.connect() as connection, pytest.raises(OperationalError) as told:
        connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": SECRET})
    assert SECRET not in str(told.value)
    assert cause(told.value) == "OperationalError SQLITE_ERROR"
    engine.dispose()


def test_what_the_system_says_is_said_without_the_path() -> None:
    assert cause(OSError(28, "No space left on device", "/var/secret")) == "OSError No space left on device"


def test_a_process_logs_to_its_error_stream() -> None:
    say = (
        "import logging; from dashboard.server.logs import write_log;"
        "write_log(); logging.getLogger('waitress').error('full')"
    )
    ran = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, timeout=60, check=True)
    assert re.fullmatch(f"{DATED} error waitress full\n", ran.stderr)
