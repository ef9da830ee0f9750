"""Errors of the system and of the database, told as refusals; a mistake of ours stays an error."""

import errno
from pathlib import Path

import duckdb

from publication.faults import Refused

_MARKS = {
    "no_room": ("No space left", "File too large", "Disk quota", "max_temp_directory_size"),
    "not_permitted": ("Permission denied", "Read-only file system", "Operation not permitted"),
    "warehouse_damaged": ("Corrupt database", "checksum", "not a valid DuckDB", "Could not read"),
}
_NUMBERED = {
    "no_room": (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)),
    "not_permitted": (errno.EACCES, errno.EPERM, errno.EROFS),
}


def database_refusal(error: duckdb.Error, path: Path) -> Refused | None:
    """Return the refusal an error of the database stands for; None where it is a mistake of ours."""
    message = str(error)
    for reason, marks in _MARKS.items():
        if any(mark in message for mark in marks):
            return Refused(reason, file=path.name)
    return None


def system_refusal(error: OSError, var: Path) -> Refused | None:
    """Return the refusal an error of the system about a file stands for; None where it is about no file."""
    file = str(error.filename or var)
    for reason, numbers in _NUMBERED.items():
        if error.errno in numbers:
            return Refused(reason, file=file)
    if error.filename is None:
        return None
    return Refused("cannot_use", file=file, why=error.strerror or type(error).__name__)
