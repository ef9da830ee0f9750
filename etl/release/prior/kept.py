"""Keeping what a wave was published from before it is replaced: later publications are held against it.

Records are kept without ids, under the digest they were published with. Content changes by loads alone, so a
wave that was published and not loaded since still lies in the warehouse as it was.
"""

import json
from collections.abc import Collection, Mapping, Sequence

import duckdb

from etl.release.background_records import BACKGROUND, BACKGROUND_RECORDS, MEMBERS, RECORD
from etl.warehouse.warehouse import answers_table, in_any_order, published_table, table_exists

_GIVEN = """
SELECT m.role, m.site, {columns}
FROM {answers} AS a JOIN {members} AS m USING (respondent)
WHERE a.programme = $programme AND a.wave = $wave
"""
_LAST_SAID = """
SELECT wave, instrument, said, items, called FROM published_said
WHERE programme = ? AND said <> ''
QUALIFY publication = max(publication) OVER (PARTITION BY wave)
"""


def keep_published(con: duckdb.DuckDBPyConnection, programme: str, waves: Collection[str]) -> None:
    """Keep what the waves were last published from; inside the transaction that replaces it.

    By its first ids, whatever it was called then: `waves` are first ids, too, and those of now.
    """
    for wave, instrument, digest, items, called in con.execute(_LAST_SAID, [programme]).fetchall():
        wave_then, given = lay_in(wave, instrument, items, called)
        if {wave, wave_then} & {*waves} and not is_kept(con, instrument, digest):
            published = {"programme": programme, "wave": wave_then, "said": digest}
            answers = [RECORD] if instrument == BACKGROUND else items
            _keep(
                con, instrument, BACKGROUND_RECORDS if instrument == BACKGROUND else given, answers, published
            )


def lay_in(wave: str, instrument: str, items: Sequence[str], called: str | None) -> tuple[str, str]:
    """Return the wave in which published answers lay, and the SQL of them there by first ids.

    `called`: what all was called then, as it is remembered; none where nothing was called otherwise.
    """
    if called is None:
        return wave, given_records(instrument, {item: item for item in items})
    then = json.loads(called)
    columns = {item: then["items"].get(item, item) for item in items}
    return then["wave"], given_records(then["instrument"], columns)


def is_kept(con: duckdb.DuckDBPyConnection, instrument: str, digest: str) -> bool:
    """Say whether what was published under a digest is kept."""
    table = published_table(instrument)
    if not table_exists(con, table):
        return False
    return con.execute(f"SELECT 1 FROM {table} WHERE said = ? LIMIT 1", [digest]).fetchone() is not None


def given_records(instrument: str, columns: Mapping[str, str]) -> str:
    """Return the SQL of what $wave of $programme answers now: role, site and answers of each.

    `columns` are the names the answers get → the ids of their items.
    """
    return _GIVEN.format(columns=_named(columns, "a."), answers=answers_table(instrument), members=MEMBERS)


def kept_records(instrument: str, columns: Mapping[str, str]) -> str:
    """Return the SQL of what is kept under the digest $said, likewise; all of it by first ids."""
    kept = {name: _kept_as(held) for name, held in columns.items()}
    return f"SELECT role, site, {_named(kept)} FROM {published_table(instrument)} WHERE said = $said"


def _kept_as(item: str) -> str:
    """Return the column an item is kept in: one first published as `said` beside the digest, under no id."""
    return "said-" if item == "said" else item


def _named(columns: Mapping[str, str], table: str = "") -> str:
    return ", ".join(f'{table}"{held}" AS "{name}"' for name, held in columns.items())


def _keep(
    con: duckdb.DuckDBPyConnection,
    instrument: str,
    given: str,
    answers: Sequence[str],
    published: dict[str, str],
) -> None:
    columns = _named({_kept_as(answer): answer for answer in answers})
    records = f"SELECT $said AS said, role, site, {columns} FROM ({given})"
    table = published_table(instrument)
    if not table_exists(con, table):
        con.execute(f"CREATE TABLE {table} AS {records} LIMIT 0", published)
    for name, sql_type, *_ in con.execute(f"DESCRIBE {records}", published).fetchall():
        con.execute(f'ALTER TABLE {table} ADD COLUMN IF NOT EXISTS "{name}" {sql_type}')
    with in_any_order(con):
        con.execute(f"INSERT INTO {table} BY NAME {records}", published)
