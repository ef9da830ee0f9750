"""Rows without a single answer: invitations, no respondents. They are left out, and that is said."""

from duckdb import DuckDBPyConnection as Connection

from etl.columns.columns import FileSpec
from etl.staging.lookup import lookup_sql
from etl.staging.stage import Staged
from publication.faults import Fault, Note
from publication.sql import texts_list


def pass_over_unanswered(con: Connection, staged: Staged, spec: FileSpec) -> list[Fault]:
    """Take the rows that say nothing out of a staged file and note how many; a fault where all say nothing.

    A special answer ('don't know') is an answer; background, a tick list without a tick and a blank are none.
    """
    if not (silent := _says_nothing(con, staged, spec)):
        return []
    counted = f"SELECT count(*) FILTER (WHERE {silent}), count(*) FROM {staged.table}"
    rows, of = con.execute(counted).fetchone() or (0, 0)
    details = {"rows": str(rows), "all": str(of)}
    if rows == of:
        return [Fault(staged.name, "no_answers", details=details)]
    if rows:
        staged.take_out(con, silent)
        staged.notes.append(Note(staged.name, "no_answers", details=details))
    return []


def _says_nothing(con: Connection, staged: Staged, spec: FileSpec) -> str:
    """Return the SQL of a row in which everything a person could have said is blank; empty without such."""
    cells = [
        f"list_contains({texts_list(column.silent)}, {staged.cell(staged.header.index(column.header or ''))})"
        for column in spec.responses
        if column.header in staged.header
    ]
    return " AND ".join(lookup_sql(con, staged, cells))
