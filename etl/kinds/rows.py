"""What kinds share: rows brought together, the form's rows of its waves replaced, answers by instrument."""

from typing import Literal

from duckdb import DuckDBPyConnection as Connection

from etl.checks.cells import stored_value_sql
from etl.checks.together import faults_together
from etl.staging.form import LoadedForm
from etl.staging.lookup import lookup_sql
from etl.staging.stage import Staged
from etl.warehouse.warehouse import answers_table
from publication.faults import Fault
from publication.sql import literal

# The occasion of what has none: a load replaces all that the form gave.
EVERY_ROW = "''"


def bring_together(
    con: Connection, form: LoadedForm, relation: Literal["TABLE", "VIEW"] = "TABLE"
) -> list[Fault]:
    """Make a form's typed table: what the warehouse keeps of each row of its files; return the rows' faults.

    Rows that are many and written once need no copy: a view reads them where they lie.
    """
    rows = " UNION ALL ".join(_stored_rows(con, form, staged) for staged in form.files)
    con.execute(f"CREATE OR REPLACE TEMP {relation} {form.typed} AS {rows}")
    return faults_together(con, form)


def _stored_rows(con: Connection, form: LoadedForm, staged: Staged) -> str:
    columns = form.spec.columns
    stored = lookup_sql(con, staged, [stored_value_sql(staged, column) for column in columns])
    named = [
        f'{_own_id(value, form, staged) if column.name == "respondent" else value} AS "{column.name}"'
        for column, value in zip(columns, stored, strict=True)
    ]
    return f"SELECT '{staged.table}' AS file, row, {', '.join(named)} FROM {staged.table}"


def _own_id(respondent: str, form: LoadedForm, staged: Staged) -> str:
    """Return the SQL of a row's id; a row without one has its form, file and row: such rows never merge."""
    return f"coalesce(nullif({respondent}, ''), {literal(f'{form.mapping.form}/{staged.table}#')} || row)"


def replace(con: Connection, form: LoadedForm, table: str, occasion: str = "wave") -> str:
    """Empty a table of what the form gave for its waves; return the constants each new row begins with."""
    con.execute(
        f"DELETE FROM {table} WHERE programme = ? AND form = ? AND list_contains(?, {occasion})",
        [form.mapping.programme, form.mapping.form, form.all_waves],
    )
    return f"'{form.mapping.programme}' AS programme, '{form.mapping.form}' AS form"


def write_rows(
    con: Connection, form: LoadedForm, table: str, columns: str, occasion: str = "wave", rest: str = ""
) -> None:
    """Replace what the form gave for its waves; `rest` is what follows the typed table in the SQL."""
    begin = replace(con, form, table, occasion)
    con.execute(f"INSERT INTO {table} BY NAME SELECT {begin}, {columns} FROM {form.typed} {rest}")


def write_answers(con: Connection, form: LoadedForm, occasion: str, person: str) -> None:
    """Replace each instrument's answers, without the rows that answered none of it."""
    for instrument, columns in form.spec.answers.items():
        items = ", ".join(f'"{column.name}" AS "{column.name.split(".", 1)[1]}"' for column in columns)
        given = f"{occasion} AS wave, {person} AS respondent, {items}"
        rest = f"WHERE {form.answered(instrument)}"
        write_rows(con, form, answers_table(instrument), given, rest=rest)
