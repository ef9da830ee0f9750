"""Small files written whole or not at all, and what cannot be used put aside under a telling name."""

import datetime as dt
import os
from pathlib import Path

PRIVATE, READABLE = 0o600, 0o644


def replace_file(path: Path, content: bytes, mode: int) -> None:
    """Put a file in the place of the one there, in one step: whoever reads sees the old or the new.

    What a killed command left half written is overwritten the next time.
    """
    aside = path.with_name(f"{path.name}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(mode)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def settle(path: Path) -> None:
    """Make a finished file lasting: its bytes are on the disk before it is given its name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def settle_names(folder: Path) -> None:
    """Make the names in a folder lasting, where the system can (Windows cannot open a folder)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_aside(path: Path) -> Path:
    """Rename a file that cannot be used, and might still hold something; return its new path."""
    now = dt.datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.name}.put-aside-{now}")
    path.replace(aside)
    return aside
