"""What a publication holds, without any count: the files behind it, and what was asked when."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb

_ASKED = """
SELECT DISTINCT 'answers', instrument, wave FROM answers WHERE status NOT IN ('not_asked', 'no_answers')
UNION ALL SELECT DISTINCT 'assessments', instrument, round FROM assessments
UNION ALL SELECT DISTINCT 'published', instrument, wave FROM published
UNION ALL SELECT DISTINCT 'marks', instrument, unnest(sessions)
    FROM marks JOIN session_groups USING (group_id) WHERE status = 'shown'
UNION ALL SELECT DISTINCT 'printed_marks', instrument, session FROM published_sessions
"""


class Asked(NamedTuple):
    """An instrument on one occasion (a wave, a round of assessments, a session), and what is known of it."""

    basis: str
    instrument: str
    occasion: str


class File(NamedTuple):
    """A file behind the publication, for one of the occasions it speaks of."""

    kind: str
    occasion: str
    name: str
    loaded_on: dt.date


@dataclass(frozen=True, slots=True)
class Contents:
    """What one publication holds, by name.

    Attributes:
        number: The publication's.
        published_on: The day it was made.
        programme: The programme's definition as it was then.
        instruments: The instruments' definitions as they were then, in order.
        asked: What was asked when.
        files: The files behind it.
    """

    number: int
    published_on: dt.date
    programme: Mapping[str, Any]
    instruments: Mapping[str, Mapping[str, Any]]
    asked: frozenset[Asked]
    files: tuple[File, ...]


def ask_contents(cursor: duckdb.DuckDBPyConnection) -> Contents:
    """Return what a publication holds; any number of it, also one made by an earlier version."""
    number, published_on = cursor.execute("SELECT number, published_on FROM meta").fetchall()[0]
    rows = cursor.execute("SELECT kind, id, definition FROM definitions ORDER BY position").fetchall()
    of_kind: dict[str, dict[str, Any]] = {"programme": {}, "instrument": {}}
    for kind, name, definition in rows:
        of_kind.setdefault(kind, {})[name] = json.loads(definition)
    asked = frozenset(Asked(*row) for row in cursor.execute(_ASKED).fetchall())
    files = cursor.execute("SELECT DISTINCT kind, wave, name, loaded_on FROM files ORDER BY ALL").fetchall()
    (programme,) = of_kind["programme"].values()
    return Contents(
        number, published_on, programme, of_kind["instrument"], asked, tuple(File(*row) for row in files)
    )
