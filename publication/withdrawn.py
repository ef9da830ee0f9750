"""What was withdrawn: a publication that is named, or holds a text that is, is not shown.

Whatever the pointer says; both lists are looked at, so that one of them may be lost in a restore.
"""

import hashlib
import json
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

LIST = "WITHDRAWN"


def digests_of(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return a digest of each comment and story of a publication; none in one made before there were any."""
    there = "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'words'"
    if not con.execute(there).fetchone():
        return frozenset()
    rows = con.execute("SELECT kind, occasion, position, question, text FROM words").fetchall()
    return frozenset(
        _digest(kind, occasion or "", [(row[3] or "", row[4]) for row in parts])
        for (kind, occasion, _), parts in groupby(rows, key=itemgetter(0, 1, 2))
    )


def _digest(kind: str, occasion: str, parts: list[tuple[str, str]]) -> str:
    said = json.dumps([kind, occasion, parts], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def withdrawn(folder: Path) -> frozenset[str]:
    """Return what was withdrawn of a programme: digests of texts, and identities of publications."""
    lists = folder / LIST, folder.parents[1] / "withdrawn" / folder.name
    return frozenset(one for path in lists for one in _said(path))


def _said(path: Path) -> list[str]:
    try:
        return path.read_text("ascii", errors="replace").split()
    except FileNotFoundError:
        return []
