"""The warehouse's tables. Their schema has a number: older files are brought up to it, newer ones refused."""

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection as Connection

from publication.faults import Refused

# Files without a number may have these tables with fewer columns.
_TABLES = """
CREATE TABLE IF NOT EXISTS members (
    programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR, role VARCHAR, site VARCHAR);
CREATE TABLE IF NOT EXISTS background (
    programme VARCHAR, form VARCHAR, wave VARCHAR, respondent VARCHAR, variable VARCHAR, value VARCHAR);
CREATE TABLE IF NOT EXISTS leaders (
    programme VARCHAR, form VARCHAR, round VARCHAR, leader VARCHAR, site VARCHAR, agreed BOOLEAN,
    note VARCHAR);
ALTER TABLE leaders ADD COLUMN IF NOT EXISTS note VARCHAR;
CREATE TABLE IF NOT EXISTS published_figures (
    programme VARCHAR, form VARCHAR, wave VARCHAR, instrument VARCHAR, item VARCHAR, mean VARCHAR, sd VARCHAR,
    respondents INTEGER, not_applicable INTEGER, dont_know INTEGER);
CREATE TABLE IF NOT EXISTS published_counts (
    programme VARCHAR, form VARCHAR, wave VARCHAR, instrument VARCHAR, item VARCHAR, variable VARCHAR,
    category VARCHAR, n INTEGER, percent VARCHAR);
CREATE TABLE IF NOT EXISTS participants (
    programme VARCHAR, form VARCHAR, session VARCHAR, respondent VARCHAR);
CREATE TABLE IF NOT EXISTS published_sessions (
    programme VARCHAR, form VARCHAR, session VARCHAR, instrument VARCHAR, item VARCHAR, participants INTEGER,
    mean VARCHAR, min VARCHAR, max VARCHAR);
CREATE TABLE IF NOT EXISTS management (
    programme VARCHAR, form VARCHAR, month DATE, site VARCHAR, series VARCHAR, value DOUBLE);
CREATE TABLE IF NOT EXISTS stories (
    programme VARCHAR, form VARCHAR, story VARCHAR, told_on DATE, experience VARCHAR, supports VARCHAR,
    stops VARCHAR, reflections VARCHAR, tags VARCHAR[]);
CREATE TABLE IF NOT EXISTS comments (
    programme VARCHAR, form VARCHAR, occasion VARCHAR, question VARCHAR, text VARCHAR);
CREATE TABLE IF NOT EXISTS asked_of (
    programme VARCHAR, form VARCHAR, forms VARCHAR[], roles VARCHAR[], sites VARCHAR[]);
CREATE TABLE IF NOT EXISTS published_marks (
    programme VARCHAR, publication INTEGER, session VARCHAR, content VARCHAR);
CREATE TABLE IF NOT EXISTS published_sheets (
    publication INTEGER, programme VARCHAR, kind VARCHAR, occasion VARCHAR, instrument VARCHAR, sheet VARCHAR,
    n INTEGER);
CREATE TABLE IF NOT EXISTS published_session_blocks (
    programme VARCHAR, publication INTEGER, instrument VARCHAR, item VARCHAR, cells VARCHAR[]);
CREATE TABLE IF NOT EXISTS published_assessments (
    programme VARCHAR, publication INTEGER, round VARCHAR, sites VARCHAR, instrument VARCHAR, item VARCHAR,
    n INTEGER, middle DOUBLE, range INTEGER, dont_know INTEGER, leaders INTEGER);
ALTER TABLE published_assessments ADD COLUMN IF NOT EXISTS leaders INTEGER;
CREATE TABLE IF NOT EXISTS withheld_months (
    programme VARCHAR, series VARCHAR, site VARCHAR, month DATE);
CREATE TABLE IF NOT EXISTS released_words (
    programme VARCHAR, kind VARCHAR, digest VARCHAR, decision VARCHAR, decided_by VARCHAR,
    decided_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS seen_words (programme VARCHAR, kind VARCHAR, number INTEGER, id VARCHAR);
CREATE TABLE IF NOT EXISTS group_members (
    programme VARCHAR, form VARCHAR, place VARCHAR, kind VARCHAR, since DATE, until DATE);
CREATE TABLE IF NOT EXISTS activities (
    programme VARCHAR, form VARCHAR, title VARCHAR, begins DATE, ends DATE, place VARCHAR,
    responsible VARCHAR, status VARCHAR, tags VARCHAR[], before VARCHAR, during VARCHAR, after VARCHAR);
CREATE TABLE IF NOT EXISTS files (
    programme VARCHAR, form VARCHAR, kind VARCHAR, wave VARCHAR, name VARCHAR, sha256 VARCHAR,
    definitions VARCHAR, rows INTEGER, loaded_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS published_waves (
    programme VARCHAR, publication INTEGER, wave VARCHAR, content VARCHAR);
CREATE TABLE IF NOT EXISTS published_blocks (
    programme VARCHAR, publication INTEGER, wave VARCHAR, instrument VARCHAR, item VARCHAR, cells VARCHAR[]);
CREATE TABLE IF NOT EXISTS published_members (
    programme VARCHAR, publication INTEGER, wave VARCHAR, role VARCHAR, site VARCHAR, members INTEGER);
CREATE TABLE IF NOT EXISTS published_said (
    programme VARCHAR, publication INTEGER, wave VARCHAR, instrument VARCHAR, said VARCHAR, items VARCHAR[],
    scored VARCHAR);
ALTER TABLE published_said ADD COLUMN IF NOT EXISTS subscales VARCHAR;
ALTER TABLE published_said ADD COLUMN IF NOT EXISTS called VARCHAR;
CREATE TABLE IF NOT EXISTS withdrawn_publications (programme VARCHAR, publication INTEGER);
ALTER TABLE withdrawn_publications ADD COLUMN IF NOT EXISTS replaced_by INTEGER;
"""

_PRINTED = """
ALTER TABLE published_figures RENAME TO printed_figures;
ALTER TABLE published_counts RENAME TO printed_counts;
ALTER TABLE published_sessions RENAME TO printed_session_means;
"""

# The number of a schema is how many of these made it: what changes the tables is added at the end.
_STEPS = (_TABLES, _PRINTED)


def schema_number(con: Connection) -> int:
    """Return the number of the schema a warehouse was made or brought up with; 0 where it has none."""
    try:
        (number,) = con.execute("SELECT number FROM warehouse_schema").fetchone() or (0,)
    except duckdb.CatalogException:
        return 0
    return int(number)


def bring_up(con: Connection, path: Path) -> None:
    """Take the steps a warehouse lacks, all or none; one that lacks none is left alone.

    Raises Refused for one that a later version of the product made.
    """
    refuse_newer(con, path)
    if lacking := _STEPS[schema_number(con) :]:
        con.begin()
        for step in lacking:
            con.execute(step)
        con.execute("CREATE OR REPLACE TABLE warehouse_schema (number INTEGER)")
        con.execute("INSERT INTO warehouse_schema VALUES (?)", [len(_STEPS)])
        con.commit()


def refuse_newer(con: Connection, path: Path) -> None:
    """Raise Refused for a warehouse that a later version of the product made."""
    if schema_number(con) > len(_STEPS):
        raise Refused("warehouse_newer", file=path.name)
