"""What was withdrawn: a publication that is named, or holds a text that is, is not shown.

Whatever the pointer says; both lists are looked at, so that one of them may be lost in a restore. Stories of
the store have a list of their own, beside those of programmes.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import duckdb

from publication.atomic import READABLE
from publication.records import ReleasedText
from publication.schema import read

WITHDRAWN = "WITHDRAWN"
# No programme's id begins like this.
_STORIES = "_stories"


def digests_of(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return a digest of each comment and story of a publication; none in one made before there were any."""
    texts = groupby(read(con, ReleasedText), key=attrgetter("kind", "occasion", "position"))
    return frozenset(
        text_digest(kind, occasion or "", [(part.question or "", part.text) for part in parts])
        for (kind, occasion, _), parts in texts
    )


def text_digest(kind: str, occasion: str, parts: Sequence[tuple[str, str]]) -> str:
    """Return what tells a comment or story from every other: its occasion, and (question, text) in order."""
    content = json.dumps([kind, occasion, parts], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def lists_of(folder: Path) -> tuple[Path, Path]:
    """Return the two lists of what was withdrawn of a programme: text digests and publication identities."""
    return folder / WITHDRAWN, folder.parents[1] / "withdrawn" / folder.name


def listed(folder: Path) -> frozenset[str]:
    """Return what either list names of a programme."""
    return frozenset(name for path in lists_of(folder) for name in _named(path))


def _named(path: Path) -> list[str]:
    try:
        return path.read_text("ascii", errors="replace").split()
    except FileNotFoundError:
        return []


def story_digest(key: str) -> str:
    """Return what a withdrawn story or focus group's theme is listed by, from what it is known by."""
    return hashlib.sha256(key.encode()).hexdigest()


def withdrawn_stories(var: Path) -> frozenset[str]:
    """Return the digests of the stories and focus groups' themes that were withdrawn."""
    return frozenset(_named(var / "withdrawn" / _STORIES))


def list_story(var: Path, key: str) -> None:
    """Name a story as withdrawn: a line written at once, so that two who write lose none. Raises OSError."""
    path = var / "withdrawn" / _STORIES
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, READABLE)
    try:
        os.write(descriptor, f"{story_digest(key)}\n".encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
