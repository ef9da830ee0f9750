"""The comments and stories a person released."""

import duckdb

from publication.records import ReleasedText
from publication.schema import read


def ask_words(cursor: duckdb.DuckDBPyConnection) -> list[ReleasedText]:
    """Return the released texts: by occasion, sorted by their words."""
    return read(cursor, ReleasedText, "ORDER BY kind, coalesce(occasion, ''), position, rowid")
