"""What a publication holds, without any count: the files behind it, and what was asked when."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.queries.definitions import read_stored
from publication.records import File
from publication.schema import meta_of, read, records

_ASKED = """
SELECT DISTINCT 'answers' AS basis, instrument, wave AS occasion FROM answers
    WHERE status NOT IN ('not_asked', 'no_answers')
UNION ALL SELECT DISTINCT 'assessments', instrument, round FROM assessments
UNION ALL SELECT DISTINCT 'published', instrument, wave FROM published
UNION ALL SELECT DISTINCT 'marks', instrument, unnest(sessions)
    FROM marks JOIN session_groups USING (group_id) WHERE status = 'shown'
UNION ALL SELECT DISTINCT 'printed_marks', instrument, session FROM published_sessions
"""


# What files of a kind gave, digested by what it is shown for: figures that differ have another digest.
_FIGURES = """
WITH figures(kind, shown_for, figure) AS (
    SELECT 'questionnaire', (wave, group_id)::VARCHAR,
        (instrument, item, status, n, counts, not_applicable, dont_know, blank)::VARCHAR
    FROM answers WHERE status NOT IN ('not_asked', 'no_answers')
    UNION ALL SELECT 'questionnaire', wave, (variable, categories, n)::VARCHAR FROM background
    UNION ALL SELECT 'leadership', (round, group_id)::VARCHAR,
        (instrument, item, status, leaders, n, middle, range, dont_know)::VARCHAR
    FROM assessments
    UNION ALL SELECT 'published', wave,
        (instrument, item, printed_mean, printed_sd, respondents, not_applicable, dont_know)::VARCHAR
    FROM published
    UNION ALL SELECT 'published_counts', wave, (variable, category, n, percent)::VARCHAR FROM published_counts
    UNION ALL SELECT 'sessions', group_id, (instrument, item, status, n, mean, counts, quartiles)::VARCHAR
    FROM marks
    UNION ALL SELECT 'session_means', session,
        (instrument, item, participants, printed_mean, printed_min, printed_max)::VARCHAR
    FROM published_sessions
    UNION ALL SELECT 'management', '', (indicator, site, month, numerator, denominator)::VARCHAR
    FROM management
    UNION ALL SELECT CASE kind WHEN 'story' THEN 'stories' ELSE 'comments' END, '',
        (occasion, question, text)::VARCHAR
    FROM words
    UNION ALL SELECT unnest(['stories', 'comments']), '', ''
)
SELECT kind, shown_for, md5(string_agg(figure, chr(10) ORDER BY figure)) FROM figures GROUP BY ALL
"""


Figures = Mapping[tuple[str, str], str]


class Asked(NamedTuple):
    """An instrument on one occasion (a wave, a round of assessments, a session), and what is known of it."""

    basis: str
    instrument: str
    occasion: str


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
    programme: Programme
    instruments: Mapping[str, Instrument]
    asked: frozenset[Asked]
    files: tuple[File, ...]


def ask_figures(cursor: duckdb.DuckDBPyConnection) -> Figures:
    """Return a digest of the figures and texts that files of a kind gave for a group, an occasion or all."""
    return {(kind, shown_for): digest for kind, shown_for, digest in cursor.execute(_FIGURES).fetchall()}


def ask_contents(cursor: duckdb.DuckDBPyConnection) -> Contents:
    """Return what a publication holds; any number of it, also one made by an earlier version."""
    meta, files = meta_of(cursor), read(cursor, File, "ORDER BY ALL")
    held = read_stored(cursor)
    asked = frozenset(records(cursor.execute(_ASKED), Asked))
    once = tuple(dict.fromkeys(files))
    return Contents(meta.number, meta.published_on, held.programme, held.instruments, asked, once)


def ask_contents_and_figures(cursor: duckdb.DuckDBPyConnection) -> tuple[Contents, Figures]:
    """Return what two publications are compared by."""
    return ask_contents(cursor), ask_figures(cursor)
