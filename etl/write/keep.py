"""Keeping what a wave was published from before it is replaced: later publications are held against it.

Records are kept without ids, under the digest they were published with. Content changes by loads alone, so a
wave that was published and not loaded since still lies in the warehouse as it was.
"""

import duckdb

from etl.warehouse import answers_table, in_any_order, published_table, table_exists

BACKGROUND = "background"
_MEMBERS = (
    "(SELECT DISTINCT respondent, role, site FROM members WHERE programme = $programme AND wave = $wave)"
)
# What everyone in a wave said of themselves, a record each: a list of (variable, value), never a joined text
# that a value could be written into.
RECORD = "answers"
TOLD = f"""
SELECT role, site, list({{'variable': variable, 'value': value}} ORDER BY variable, value) AS {RECORD}
FROM (SELECT * FROM background WHERE programme = $programme AND wave = $wave AND value IS NOT NULL)
JOIN {_MEMBERS} USING (respondent) GROUP BY respondent, role, site
"""
_GIVEN = """
SELECT m.role, m.site, a.* EXCLUDE (programme, form, wave, respondent)
FROM {answers} AS a JOIN {members} AS m USING (respondent)
WHERE a.programme = $programme AND a.wave = $wave
"""
_LAST_SAID = """
SELECT wave, instrument, said FROM published_said
WHERE programme = ? AND list_contains(?, wave) AND said <> ''
QUALIFY publication = max(publication) OVER (PARTITION BY wave)
"""


def keep_published(con: duckdb.DuckDBPyConnection, programme: str, waves: list[str]) -> None:
    """Keep what the waves were last published from; inside the transaction that replaces it."""
    for wave, instrument, said in con.execute(_LAST_SAID, [programme, waves]).fetchall():
        if not is_kept(con, instrument, said):
            _keep(con, instrument, {"programme": programme, "wave": wave, "said": said})


def is_kept(con: duckdb.DuckDBPyConnection, instrument: str, said: str) -> bool:
    """Say whether what was published under a digest is kept."""
    table = published_table(instrument)
    if not table_exists(con, table):
        return False
    return con.execute(f"SELECT 1 FROM {table} WHERE said = ? LIMIT 1", [said]).fetchone() is not None


def given_records(instrument: str) -> str:
    """Return the SQL of what $wave of $programme answers now: role, site and answers of each."""
    return _GIVEN.format(answers=answers_table(instrument), members=_MEMBERS)


def _keep(con: duckdb.DuckDBPyConnection, instrument: str, published: dict[str, str]) -> None:
    given = TOLD if instrument == BACKGROUND else given_records(instrument)
    records = f"SELECT $said AS said, * FROM ({given})"
    table = published_table(instrument)
    if not table_exists(con, table):
        con.execute(f"CREATE TABLE {table} AS {records} LIMIT 0", published)
    for name, sql_type, *_ in con.execute(f"DESCRIBE {records}", published).fetchall():
        con.execute(f'ALTER TABLE {table} ADD COLUMN IF NOT EXISTS "{name}" {sql_type}')
    with in_any_order(con):
        con.execute(f"INSERT INTO {table} BY NAME {records}", published)
