"""The comments and stories a person released."""

from typing import NamedTuple

import duckdb

_WORDS = """
SELECT kind, coalesce(occasion, ''), position, coalesce(question, ''), text FROM words
ORDER BY kind, occasion, position, rowid
"""


class Words(NamedTuple):
    """One text, or one part of a story; parts of one story share kind, occasion and position."""

    kind: str
    occasion: str
    position: int
    question: str
    text: str


def ask_words(cursor: duckdb.DuckDBPyConnection) -> list[Words]:
    """Return the released texts: by occasion, sorted by their words."""
    return [Words(*row) for row in cursor.execute(_WORDS).fetchall()]
