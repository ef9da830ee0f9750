"""The folder everything is written to is no link, and holds none: nothing is read or written elsewhere."""

import os
from pathlib import Path

from publication.definitions.text import is_seen, shown
from publication.faults import Refused


def refuse_links(var: Path) -> None:
    """Raise Refused for a link, and for a path the database cannot be given: signs that are no text."""
    if not is_seen(str(var)):
        raise Refused("unseen_path", folder=shown(str(var)))
    for path in (var, *_within(var)):
        if path.is_symlink():
            raise Refused("linked", file=str(path))


def _within(folder: Path) -> list[Path]:
    return [Path(at, name) for at, folders, files in os.walk(folder) for name in (*folders, *files)]
