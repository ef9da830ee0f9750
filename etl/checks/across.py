"""What only shows when files and forms are seen together: someone twice, or in two places at once."""

from collections.abc import Sequence

import duckdb

from etl.checks.figure_rules import faults_between_forms
from etl.faults import Fault
from etl.form import Form
from etl.sql import literal
from etl.warehouse import answers_table, table_exists


def faults_across(con: duckdb.DuckDBPyConnection, forms: Sequence[Form]) -> list[Fault]:
    """Return the faults between the files of each form, and between its rows and those of other forms."""
    figures = [form for form in forms if form.mapping.kind == "management"]
    faults = [fault for form in forms if form not in figures for fault in _doubled_across_files(con, form)]
    faults += faults_between_forms(con, figures)
    asked = [form for form in forms if form.mapping.kind == "questionnaire"]
    for form in asked:
        faults += _elsewhere(con, form, asked)
        for instrument in form.content.answers:
            faults += _answered_twice(con, form, instrument, asked)
    return faults


def _faults_at(con: duckdb.DuckDBPyConnection, form: Form, sql: str, rule: str) -> list[Fault]:
    """Turn rows (file, row, who, other form) of a query over the typed table into faults."""
    header = form.column(form.content.unique[-1]).header
    by_table = {staged.table: staged for staged in form.files}
    found = con.execute(sql).fetchall()
    lines = {
        table: staged.grid.lines({row for file, row, _, _ in found if file == table}) if found else {}
        for table, staged in by_table.items()
    }
    return [
        Fault(by_table[file].name, rule, lines[file].get(row), header, value, {"form": other})
        for file, row, value, other in found
    ]


def _doubled_across_files(con: duckdb.DuckDBPyConnection, form: Form) -> list[Fault]:
    """Find what should be there once in two files of the form."""
    last = next(reversed(form.content.unique), None)
    if last is None or len(form.files) < 2 or form.column(last).header is None:
        return []
    together = ", ".join(f"lower({one}::VARCHAR)" for one in form.content.unique)
    sql = f"""
        SELECT file, row, {last}, '' FROM {form.typed}
        QUALIFY count(DISTINCT file) OVER (PARTITION BY {together}) > 1 ORDER BY file, row"""
    return _faults_at(con, form, sql, "doubled")


def _from_others(
    con: duckdb.DuckDBPyConnection,
    form: Form,
    forms: Sequence[Form],
    table: str,
    columns: str,
    given: Sequence[str],
) -> str | None:
    """Return the SQL of what other forms will have given after this load: what stays, what is given now.

    None where nothing is, which is usual and costs next to nothing to see.
    """
    stays = _that_stays(form, forms, table)
    if not table_exists(con, table) or con.execute(f"SELECT 1 {stays} LIMIT 1").fetchone() is None:
        return " UNION ALL ".join(given) or None
    return " UNION ALL ".join([*given, f"SELECT {columns} {stays}"])


def _that_stays(form: Form, forms: Sequence[Form], table: str) -> str:
    replaced = " OR ".join(
        f"(form = {literal(one.mapping.form)} AND list_contains({one.all_waves}, wave))" for one in forms
    )
    of_others = f"programme = {literal(form.mapping.programme)} AND form <> {literal(form.mapping.form)}"
    return f"FROM {table} WHERE {of_others} AND NOT ({replaced})"


def _elsewhere(con: duckdb.DuckDBPyConnection, form: Form, forms: Sequence[Form]) -> list[Fault]:
    """Find respondents whom another form gives another role or site."""
    given = [
        f"SELECT {literal(one.mapping.form)} AS form, wave, respondent, role, site FROM {one.typed}"
        for one in forms
        if one is not form
    ]
    members = _from_others(con, form, forms, "members", "form, wave, respondent, role, site", given)
    if members is None:
        return []
    sql = f"""
        SELECT DISTINCT t.file, t.row, t.respondent, w.form
        FROM {form.typed} t JOIN ({members}) w USING (wave, respondent)
        WHERE t.role <> w.role OR t.site <> w.site
        ORDER BY ALL"""
    return _faults_at(con, form, sql, "elsewhere_in_other_form")


def _answered(form: Form, instrument: str) -> str:
    columns = form.content.answers[instrument]
    return "(" + " OR ".join(f'"{column.name}" IS NOT NULL' for column in columns) + ")"


def _answered_twice(
    con: duckdb.DuckDBPyConnection, form: Form, instrument: str, forms: Sequence[Form]
) -> list[Fault]:
    """Find respondents whose answers to an instrument another form gives too."""
    given = [
        f"SELECT {literal(one.mapping.form)} AS form, wave, respondent FROM {one.typed}"
        f" WHERE {_answered(one, instrument)}"
        for one in forms
        if one is not form and instrument in one.content.answers
    ]
    table = answers_table(instrument)
    answers = _from_others(con, form, forms, table, "form, wave, respondent", given)
    if answers is None:
        return []
    sql = f"""
        SELECT DISTINCT t.file, t.row, t.respondent, w.form
        FROM {form.typed} t JOIN ({answers}) w USING (wave, respondent)
        WHERE {_answered(form, instrument)} ORDER BY ALL"""
    return _faults_at(con, form, sql, "answered_in_other_form")
