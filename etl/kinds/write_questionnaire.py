"""Questionnaires: members, background and answers."""

import duckdb

from etl.kinds.replace import replace, write_answers
from etl.staging.form import Form
from etl.warehouse.warehouse import in_any_order


def write_questionnaire(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's members, their background and their answers."""
    with in_any_order(con):
        _write(con, form)


def _write(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    begin = replace(con, form, "members")
    con.execute(f"INSERT INTO members BY NAME SELECT {begin}, wave, respondent, role, site FROM {form.typed}")
    begin = replace(con, form, "background")
    for column in form.content.background:
        variable = column.name.split(".", 1)[1]
        con.execute(
            f"INSERT INTO background BY NAME SELECT {begin}, wave, respondent, '{variable}' AS variable,"
            f' "{column.name}" AS value FROM {form.typed}'
        )
    write_answers(con, form, "wave", "respondent")
