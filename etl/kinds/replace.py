"""What every kind of content shares: the form's rows for its waves are replaced, answers go by instrument."""

from collections.abc import Iterable

import duckdb

from etl.columns.columns import Column
from etl.staging.form import Form
from etl.warehouse.warehouse import answers_table


def replace(con: duckdb.DuckDBPyConnection, form: Form, table: str, occasion: str = "wave") -> str:
    """Empty a table of what the form gave for its waves; return the constants each new row begins with."""
    con.execute(
        f"DELETE FROM {table} WHERE programme = ? AND form = ? AND list_contains(?, {occasion})",
        [form.mapping.programme, form.mapping.form, form.all_waves],
    )
    return f"'{form.mapping.programme}' AS programme, '{form.mapping.form}' AS form"


def answered(columns: Iterable[Column]) -> str:
    """Return the SQL of a row of the typed table that holds any of these answers."""
    return "(" + " OR ".join(f'"{column.name}" IS NOT NULL' for column in columns) + ")"


def answered_any(form: Form) -> str:
    """Return the SQL of a row that holds any answer: who gave none took no part."""
    return answered(column for columns in form.content.answers.values() for column in columns)


def write_answers(con: duckdb.DuckDBPyConnection, form: Form, occasion: str, person: str) -> None:
    """Write each instrument's answers, without the rows that answered none of it."""
    for instrument, columns in form.content.answers.items():
        table = answers_table(instrument)
        begin = replace(con, form, table)
        items = ", ".join(f'"{column.name}" AS "{column.name.split(".", 1)[1]}"' for column in columns)
        con.execute(
            f"INSERT INTO {table} BY NAME"
            f" SELECT {begin}, {occasion} AS wave, {person} AS respondent, {items}"
            f" FROM {form.typed} WHERE {answered(columns)}"
        )
