"""Words people wrote: comments and stories, what a person decided about each, and those that may leave.

A text leaves only once a person has released it, its occasion is closed, and at least ten people (k, where a
programme has raised it further) can have written it. It carries no role, site or date, and stands where its
text sorts.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Literal

import duckdb

from etl.kinds.stories import QUESTIONS
from etl.release.authors import most_authors, possible_authors
from publication.definitions.programme import Programme
from publication.ids import SESSION
from publication.withdrawn import text_digest

FEWEST_AUTHORS = 10
_DIGITS_OF_ID = 10

Kind = Literal["comment", "story"]
Decision = Literal["released", "rejected", "withdrawn"]
Row = tuple[object, ...]

_COMMENTS = """
SELECT if(forms.kind = 'sessions', 'session:' || occasion, occasion) AS occasion,
    if(forms.kind = 'sessions', '', question) AS question, text, list(DISTINCT form)
FROM comments LEFT JOIN (SELECT DISTINCT programme, form, kind FROM files) AS forms USING (programme, form)
WHERE programme = ? GROUP BY ALL
"""
_STORY_PARTS = (*QUESTIONS, "reflections")
_STORIES = f"SELECT tags, {', '.join(_STORY_PARTS)} FROM stories WHERE programme = ?"


@dataclass(frozen=True, slots=True)
class FreeText:
    """A comment or a story: (question, text) for each of its parts.

    `occasion` is a wave's id, or a session's after 'session:', or '' for none; `forms` are those it came by.
    """

    kind: Kind
    occasion: str
    parts: tuple[tuple[str, str], ...]
    tags: tuple[str, ...] = field(default=(), compare=False)
    forms: tuple[str, ...] = field(default=(), compare=False)

    @property
    def digest(self) -> str:
        """What tells this text from every other: whoever wrote it, and however often."""
        return text_digest(self.kind, self.occasion, self.parts)

    @property
    def id(self) -> str:
        """The short id a person names the text by; begins with a letter, unlike a publication's number."""
        return short_id(self.kind, self.digest)

    @property
    def texts(self) -> list[str]:
        """The texts without their questions."""
        return [text for _, text in self.parts]


def short_id(kind: str, digest: str) -> str:
    """Return the short id of a text by its digest: 'c' or 's' and ten hexadecimal digits."""
    return f"{kind[0]}{digest[:_DIGITS_OF_ID]}"


def all_texts(con: duckdb.DuckDBPyConnection, programme: Programme) -> list[FreeText]:
    """Return every comment and story in the warehouse, each text once, in the order of the occasions."""
    order = ["", *_occasions(programme)]
    comments = con.execute(_COMMENTS, [programme.id]).fetchall()
    found = [
        FreeText("comment", occasion, ((question, text),), forms=tuple(forms))
        for occasion, question, text, forms in comments
    ]
    for tags, *texts in con.execute(_STORIES, [programme.id]).fetchall():
        parts = tuple(part for part in zip(_STORY_PARTS, texts, strict=True) if part[1])
        found.append(FreeText("story", "", parts, tuple(sorted(tags or ()))))
    known = [
        entry
        for entry in dict.fromkeys(sorted(found, key=lambda entry: entry.tags))
        if entry.occasion in order
    ]
    return sorted(known, key=lambda entry: (entry.kind, order.index(entry.occasion), entry.parts))


def _occasions(programme: Programme) -> dict[str, bool]:
    """Return every wave and session and whether it is closed."""
    sessions = {f"{SESSION}{session.id}": session.closed for session in programme.sessions}
    return {wave.id: wave.closed for wave in programme.waves} | sessions


def authors(
    con: duckdb.DuckDBPyConnection, programme: Programme, texts: Iterable[FreeText]
) -> dict[str, int]:
    """Return by digest how many people at least can have written each text, by whichever form it came."""
    known: dict[tuple[str, str], int] = {}
    found = {}
    for entry in texts:
        for form in entry.forms or [""]:
            if (entry.occasion, form) not in known:
                known[entry.occasion, form] = _authors(con, programme, entry.occasion, form)
        found[entry.digest] = min(known[entry.occasion, form] for form in entry.forms or [""])
    return found


def _authors(con: duckdb.DuckDBPyConnection, programme: Programme, occasion: str, form: str) -> int:
    if not occasion:
        return most_authors(con, programme)
    return possible_authors(con, programme.id, occasion, form)


def fewest_authors(programme: Programme) -> int:
    """Return how many people must be able to have written a text: never fewer than may be shown together."""
    return max(FEWEST_AUTHORS, programme.k)


def held_back(entry: FreeText, programme: Programme, possible: Mapping[str, int]) -> str | None:
    """Return why a text does not leave although it is released: 'few_authors', 'still_open', or None.

    `possible` are the numbers of its possible authors, by digest.
    """
    if possible[entry.digest] < fewest_authors(programme):
        return "few_authors"
    return None if not entry.occasion or _occasions(programme)[entry.occasion] else "still_open"


def decisions(con: duckdb.DuckDBPyConnection, programme: str) -> dict[str, tuple[str, Decision]]:
    """Return the kind of each text somebody decided about, and the latest decision, by its digest."""
    sql = (
        "SELECT digest, kind, decision FROM released_words WHERE programme = ?"
        " ORDER BY decision = 'withdrawn', decided_at, rowid"
    )
    return {digest: (kind, decision) for digest, kind, decision in con.execute(sql, [programme]).fetchall()}


def decide(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    kind: str,
    digest: str,
    decision: Decision,
    who: str,
    now: dt.datetime,
) -> None:
    """Note a person's decision about a text."""
    row = [programme, kind, digest, decision, who, now]
    con.execute("INSERT INTO released_words VALUES (?, ?, ?, ?, ?, ?)", row)


def released_texts(con: duckdb.DuckDBPyConnection, programme: Programme) -> list[FreeText]:
    """Return the texts that leave with the next publication."""
    decided = decisions(con, programme.id)
    texts = [
        entry for entry in all_texts(con, programme) if decided.get(entry.digest) == (entry.kind, "released")
    ]
    possible = authors(con, programme, texts)
    return [entry for entry in texts if not held_back(entry, programme, possible)]


def text_rows(texts: Sequence[FreeText]) -> list[Row]:
    """Return a row per part of each text: texts of one kind and occasion in the order of their words.

    A story's parts share a position; the position says nothing but that.
    """
    rows: list[Row] = []
    for (kind, occasion), held in groupby(texts, key=lambda entry: (entry.kind, entry.occasion)):
        for position, entry in enumerate(sorted(held, key=lambda entry: (entry.texts, entry.parts))):
            tags = list(entry.tags)
            rows += [
                (kind, occasion or None, position, question or None, text, tags)
                for question, text in entry.parts
            ]
    return rows


def texts_in(con: duckdb.DuckDBPyConnection, table: str = "words") -> list[FreeText]:
    """Return the texts of a publication, in its order; none in one made before there were any."""
    try:
        rows = con.execute(f"SELECT kind, occasion, position, question, text, tags FROM {table}").fetchall()
    except duckdb.CatalogException:
        return []
    return list(_put_together(rows))


def _put_together(
    rows: Sequence[tuple[Kind, str | None, int, str | None, str, list[str]]],
) -> Iterator[FreeText]:
    for (kind, occasion, _), held in groupby(rows, key=itemgetter(0, 1, 2)):
        parts = list(held)
        texts = tuple((question or "", text) for _, _, _, question, text, _ in parts)
        yield FreeText(kind, occasion or "", texts, tuple(parts[0][5]))
