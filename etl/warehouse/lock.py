"""One command at a time writes the warehouse; the others wait, and are told for whom."""

import datetime as dt
import getpass
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from publication.acting import run_for
from publication.atomic import PRIVATE, replace_file
from publication.faults import Refused

WAIT = 600
_PAUSE = 0.1

Got = TypeVar("Got")
Who = Callable[[Path], tuple[str, dict[str, str]]]


class Tell(Protocol):
    """Says a sentence of the words' `done` table."""

    def __call__(self, key: str, **values: str) -> None:
        """Say it."""


def say_nothing(key: str, **values: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The command that holds the warehouse, in the words of the sentence that says so."""

    user: str
    host: str
    process: str
    command: str
    since: str


@dataclass(frozen=True, slots=True)
class LockRequest:
    """A command's request for the lock: what it is called, how many seconds it waits, whom it tells."""

    command: str = "rejsespor"
    seconds: float = 0
    tell: Tell = say_nothing

    def holder(self) -> Holder:
        """Return what others are told while this command holds the warehouse."""
        now = dt.datetime.now().strftime("%Y-%m-%d %H:%M")
        return Holder(user(), socket.gethostname(), str(os.getpid()), self.command, now)

    def wait_for(self, attempt: Callable[[], Got | None], warehouse: Path, who: Who) -> Got:
        """Return what an attempt gives once it gives something.

        Raises Refused when the time is up; what `who` says then stands in its sentence.
        """
        ends, waiting = time.monotonic() + self.seconds, False
        while (got := attempt()) is None:
            key, details = who(warehouse)
            if time.monotonic() >= ends:
                raise Refused(key, file=warehouse.name, **details)
            if not waiting and not run_for():
                self.tell(f"waiting_{key}", minutes=f"{self.seconds / 60:g}", **details)
                waiting = True
            time.sleep(_PAUSE)
        return got


AT_ONCE = LockRequest()


def user() -> str:
    """Return the name of who runs the command; a number where the system knows no name."""
    if name := run_for():
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())


def _beside(warehouse: Path) -> tuple[Path, Path]:
    return warehouse.with_suffix(".lock"), warehouse.with_suffix(".holder.json")


def _is_held(lock: Path) -> bool:
    """Say whether a command that is alive holds the lock; a killed one's is free."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(lock, timeout=0, mode=PRIVATE):
            return False
    except (Timeout, OSError):
        return True


def a_stranger(_warehouse: Path) -> tuple[str, dict[str, str]]:
    """Return the key of the sentence about someone who has the file open and holds no lock."""
    return "warehouse_in_use", {}


def who_holds(warehouse: Path) -> tuple[str, dict[str, str]]:
    """Return the key of the sentence and what goes into it: a command that writes, or a stranger."""
    if run_for():
        # Who is told in a browser need not be of the programme that the other command is for.
        return "warehouse_busy", {}
    lock, beside = _beside(warehouse)
    if lock.exists() and _is_held(lock):
        with suppress(OSError, ValueError, TypeError):
            return "warehouse_held", asdict(Holder(**json.loads(beside.read_bytes())))
    return a_stranger(warehouse)


@contextmanager
def locked(warehouse: Path, request: LockRequest) -> Iterator[None]:
    """Hold the warehouse for one command that writes.

    The lock is the operating system's own, so it ends with the process however that ends; who holds it stands
    in a file beside it, which is believed only while the lock is held. Raises Refused, naming the holder,
    when the request's time is up.
    """
    from filelock import FileLock, Timeout

    path, beside = _beside(warehouse)
    lock = FileLock(path, timeout=0, mode=PRIVATE)

    def attempt() -> FileLock | None:
        try:
            lock.acquire()
        except Timeout:
            return None
        return lock

    request.wait_for(attempt, warehouse, who_holds)
    try:
        replace_file(beside, json.dumps(asdict(request.holder())).encode(), PRIVATE)
        yield
    finally:
        beside.unlink(missing_ok=True)
        lock.release()
