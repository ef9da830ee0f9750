"""What only shows when files and forms are seen together: someone twice, or in two places at once."""

from collections.abc import Sequence

import duckdb

from etl.checks.figure_rules import faults_between_forms
from etl.staging.form import Form
from etl.warehouse.warehouse import answers_table, table_exists
from publication.faults import Fault
from publication.sql import literal


def faults_across(con: duckdb.DuckDBPyConnection, forms: Sequence[Form]) -> list[Fault]:
    """Return the faults between the files of each form, and between its rows and those of other forms."""
    figures = [form for form in forms if form.mapping.kind == "management"]
    faults = [fault for form in forms if form not in figures for fault in _doubled_across_files(con, form)]
    faults += faults_between_forms(con, figures)
    for form in forms:
        alike = [other for other in forms if other.mapping.kind == form.mapping.kind]
        if form.mapping.kind == "questionnaire":
            faults += _elsewhere(con, form, alike)
        for instrument in form.content.answers:
            faults += _answered_twice(con, form, instrument, alike)
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
    """Find respondents whom another form gives another role or site, or whose id it spells otherwise."""
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
        FROM {form.typed} t JOIN ({members}) w
            ON t.wave = w.wave AND lower(t.respondent) = lower(w.respondent)
        WHERE {{differs}} ORDER BY ALL"""
    elsewhere = sql.format(differs="t.role <> w.role OR t.site <> w.site")
    spelled = sql.format(differs="t.respondent <> w.respondent")
    return [
        *_faults_at(con, form, elsewhere, "elsewhere_in_other_form"),
        *_faults_at(con, form, spelled, "spelled_in_other_form"),
    ]


def _answered(form: Form, instrument: str) -> str:
    columns = form.content.answers[instrument]
    return "(" + " OR ".join(f'"{column.name}" IS NOT NULL' for column in columns) + ")"


def _person(form: Form) -> str:
    return "leader" if form.mapping.kind == "leadership" else "respondent"


def _answered_twice(
    con: duckdb.DuckDBPyConnection, form: Form, instrument: str, forms: Sequence[Form]
) -> list[Fault]:
    """Find people whose answers to an instrument another form gives too, or may give.

    At a session or in a leadership group few answered: where ids are missing there, two forms may hold the
    same people, and so only one of them is taken.
    """
    given = [
        f"SELECT {literal(one.mapping.form)} AS form, {one.occasion} AS wave, {_person(one)} AS respondent"
        f" FROM {one.typed} WHERE {_answered(one, instrument)}"
        for one in forms
        if one is not form and instrument in one.content.answers
    ]
    table = answers_table(instrument)
    answers = _from_others(con, form, forms, table, "form, wave, respondent", given)
    if answers is None:
        return []
    own = literal(form.mapping.form)
    rows = f"""
        (SELECT file, row, {own} AS form, {form.occasion} AS wave, {_person(form)} AS respondent
         FROM {form.typed} WHERE {_answered(form, instrument)}) t JOIN ({answers}) w ON t.wave = w.wave"""
    twice = f"""
        SELECT DISTINCT t.file, t.row, t.respondent, w.form
        FROM {rows} AND lower(t.respondent) = lower(w.respondent) ORDER BY ALL"""
    faults = _faults_at(con, form, twice, "answered_in_other_form")
    if form.mapping.kind == "questionnaire":
        return faults
    perhaps = f"""
        SELECT t.file, min(t.row), NULL, w.form
        FROM {rows} AND {_group(form, "t")} = {_group(form, "w")}
            AND ({_unnamed(form, "t")} OR {_unnamed(form, "w")})
        GROUP BY t.file, w.form ORDER BY ALL"""
    return faults + _faults_at(con, form, perhaps, "unnamed_in_other_form")


def _group(form: Form, row: str) -> str:
    """Return the SQL of the group within which an id holds: a leader's begins with the site's."""
    return f"split_part({row}.respondent, '/', 1)" if form.mapping.kind == "leadership" else "''"


def _unnamed(form: Form, row: str) -> str:
    """Return the SQL that says whether a row had no id: it was given one that begins with its form."""
    site = f"{_group(form, row)} || '/' || " if form.mapping.kind == "leadership" else ""
    return f"starts_with({row}.respondent, {site}{row}.form || '/')"
