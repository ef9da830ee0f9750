"""Texts that were withdrawn: a publication that holds one is not shown, whatever the pointer says."""

import hashlib
import json
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

LIST = "WITHDRAWN"


def digests_of(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return a digest of each comment and story of a publication; none in one made before there were any."""
    if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'words'").fetchone():
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
    """Return the digests of the texts that were withdrawn from a programme's publications."""
    try:
        return frozenset((folder / LIST).read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()
