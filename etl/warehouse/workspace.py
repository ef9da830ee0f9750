"""A command's own folder for decoded files and what DuckDB spills: it holds answers, so it goes with it."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publication.atomic import PRIVATE


def work_beside(warehouse: Path) -> Path:
    """Return the folder that holds the workspaces of the commands on a warehouse."""
    return warehouse.parent / "work"


@contextmanager
def private() -> Iterator[None]:
    """Let every file made meanwhile be its owner's alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """Make a private folder below `folder` and remove it in the end, and `folder` too if this made it.

    A lock beside it, taken first, says that its command is alive; the system frees it however that ends.
    """
    from filelock import FileLock

    made = [path for path in (folder, folder.parent) if not path.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
    try:
        with FileLock(own.with_suffix(".lock"), mode=PRIVATE):
            own.mkdir(mode=0o700)
            yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        own.with_suffix(".lock").unlink(missing_ok=True)
        for path in made:
            with suppress(OSError):
                path.rmdir()


def remove_left_over(folder: Path) -> list[str]:
    """Remove the workspaces of commands that are no longer alive; return the names of those removed."""
    from filelock import FileLock, Timeout

    removed = []
    for own in sorted({path.with_suffix("") for path in folder.glob("*")}):
        lock = own.with_suffix(".lock")
        with suppress(Timeout), FileLock(lock, timeout=0, mode=PRIVATE):
            if own.exists():
                shutil.rmtree(own)
                removed.append(own.name)
            lock.unlink(missing_ok=True)
    return removed
