"""Possible authors: how many different people, at least, could have answered a question in their own words.

Whoever answered something of a form that asked the question. A session's comments stand in the form that was
marked there. Of a file of comments alone the mapping may say who was asked (`asked_of`); where it does not
say which form, and the forms of a wave ask different things, the question stood in one of them: in the one
that fewest answered, as far as anybody can tell.
"""

from collections.abc import Collection, Iterator

import duckdb

from publication.definitions.programme import Programme
from publication.ids import SESSION
from publication.sql import texts_list

_TABLES = "SELECT name FROM (SHOW TABLES) WHERE starts_with(name, 'answers_') ORDER BY ALL"
_ANSWERED = """
SELECT '{table}' AS instrument, form, respondent FROM "{table}"
WHERE programme = $programme AND wave = $occasion
"""
_THERE = {
    True: "SELECT form, respondent, NULL AS role, NULL AS site FROM participants"
    " WHERE programme = $programme AND session = $occasion",
    False: "SELECT form, respondent, role, site FROM members"
    " WHERE programme = $programme AND wave = $occasion",
}
_COULD_ANSWER = """
CREATE OR REPLACE TEMP TABLE could_answer AS
SELECT DISTINCT instrument, form, respondent FROM ({there}) JOIN ({answered}) USING (form, respondent)
WHERE {asked}
"""
# Rows without an id are different people within their form, and perhaps those of another.
_AT_LEAST = """
WITH people AS (FROM could_answer WHERE list_contains(?, form)),
    by_form AS (SELECT count(DISTINCT respondent) AS n FROM people GROUP BY form)
SELECT greatest(
    (SELECT count(DISTINCT lower(respondent)) FROM people WHERE NOT starts_with(respondent, form || '/')),
    (SELECT coalesce(max(n), 0) FROM by_form))
"""
_ASKED_OF = "SELECT forms, roles, sites FROM asked_of WHERE programme = ? AND form = ?"


def possible_authors(con: duckdb.DuckDBPyConnection, programme: str, occasion: str, form: str) -> int:
    """Return how many people at least could have written a comment that a form gave on an occasion."""
    forms, roles, sites = con.execute(_ASKED_OF, [programme, form]).fetchone() or ([], [], [])
    _gather(con, programme, occasion, {"form": forms, "role": roles, "site": sites})
    asked_in = con.execute("SELECT instrument, list(DISTINCT form) FROM could_answer GROUP BY 1").fetchall()
    every = {name for _, held in asked_in for name in held}
    if forms or form in every:
        return _at_least(con, forms or [form])
    return min((_at_least(con, held) for _, held in asked_in), default=0)


def most_authors(con: duckdb.DuckDBPyConnection, programme: Programme) -> int:
    """Return how many people at least answered anything on the occasion that most did: a story has none.

    Of staff alone: stories are theirs.
    """
    return max((_everybody(con, programme.id, occasion) for occasion in _occasions(programme)), default=0)


def _occasions(programme: Programme) -> Iterator[str]:
    yield from (held.id for held in programme.waves_of("staff"))
    yield from (f"{SESSION}{held.id}" for held in programme.sessions)


def _everybody(con: duckdb.DuckDBPyConnection, programme: str, occasion: str) -> int:
    _gather(con, programme, occasion, {})
    return _at_least(
        con, [form for (form,) in con.execute("SELECT DISTINCT form FROM could_answer").fetchall()]
    )


def _gather(
    con: duckdb.DuckDBPyConnection, programme: str, occasion: str, asked: dict[str, Collection[str]]
) -> None:
    """Note who answered something on an occasion, of the forms, roles and sites that were asked."""
    tables = [table for (table,) in con.execute(_TABLES).fetchall()]
    answered = " UNION ALL ".join(_ANSWERED.format(table=table) for table in tables)
    nobody = "SELECT '' AS instrument, '' AS form, '' AS respondent WHERE $occasion = $programme AND false"
    sql = _COULD_ANSWER.format(
        there=_THERE[occasion.startswith(SESSION)],
        answered=answered or nobody,
        asked=" AND ".join(_among(column, ids) for column, ids in asked.items() if ids) or "true",
    )
    con.execute(sql, {"programme": programme, "occasion": occasion.removeprefix(SESSION)})


def _among(column: str, ids: Collection[str]) -> str:
    return f"list_contains({texts_list(ids)}, {column})"


def _at_least(con: duckdb.DuckDBPyConnection, forms: Collection[str]) -> int:
    (found,) = con.execute(_AT_LEAST, [list(forms)]).fetchone() or (0,)
    return int(found)
