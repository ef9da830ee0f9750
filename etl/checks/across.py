"""What only shows when files and forms are seen together: someone twice, or in two places at once."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection as Connection

from etl.staging.form import LoadedForm
from etl.warehouse.warehouse import answers_table, table_exists
from publication.faults import Fault
from publication.sql import literal


def doubled_across_files(con: Connection, forms: Sequence[LoadedForm]) -> list[Fault]:
    """Return what should be there once, in two files of a form."""
    return [fault for form in forms for fault in _doubled(con, form)]


def _doubled(con: Connection, form: LoadedForm) -> list[Fault]:
    last = next(reversed(form.spec.unique), None)
    if last is None or len(form.files) < 2 or form.column(last).header is None:
        return []
    together = ", ".join(f"lower({name}::VARCHAR)" for name in form.spec.unique)
    sql = f"""
        SELECT file, row, {last}, '' FROM {form.typed}
        QUALIFY count(DISTINCT file) OVER (PARTITION BY {together}) > 1 ORDER BY file, row"""
    return _faults_at(con, form, sql, "doubled")


def _faults_at(con: Connection, form: LoadedForm, sql: str, rule: str) -> list[Fault]:
    """Turn rows (file, row, who, other form) of a query over the typed table into faults."""
    header = form.column(form.spec.unique[-1]).header
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


def from_others(
    con: Connection,
    form: LoadedForm,
    forms: Sequence[LoadedForm],
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


def _that_stays(form: LoadedForm, forms: Sequence[LoadedForm], table: str) -> str:
    replaced = " OR ".join(
        f"(form = {literal(other.mapping.form)} AND list_contains({other.all_waves}, wave))"
        for other in forms
    )
    of_others = f"programme = {literal(form.mapping.programme)} AND form <> {literal(form.mapping.form)}"
    return f"FROM {table} WHERE {of_others} AND NOT ({replaced})"


def placed_elsewhere(con: Connection, form: LoadedForm, forms: Sequence[LoadedForm]) -> list[Fault]:
    """Return respondents whom another form gives another role or site, or whose id it spells otherwise."""
    given = [
        f"SELECT {literal(other.mapping.form)} AS form, wave, respondent, role, site FROM {other.typed}"
        for other in forms
        if other is not form
    ]
    members = from_others(con, form, forms, "members", "form, wave, respondent, role, site", given)
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


def answered_twice(
    con: Connection, form: LoadedForm, forms: Sequence[LoadedForm], within: str | None = None
) -> list[Fault]:
    """Return people whose answers to an instrument another form gives too, or may give.

    At a session or in a leadership group few answered: where ids are missing there, two forms may hold the
    same people, and so only one of them is taken. `within` is then the SQL of what an id in a {row} begins
    with: the group in which it holds, '' where that is the whole occasion.
    """
    return [
        fault
        for instrument in form.spec.answers
        for fault in _answered_twice(con, form, instrument, forms, within)
    ]


def _answered_twice(
    con: Connection, form: LoadedForm, instrument: str, forms: Sequence[LoadedForm], within: str | None
) -> list[Fault]:
    given = [
        f"SELECT {_given(other)} FROM {other.typed} WHERE {other.answered(instrument)}"
        for other in forms
        if other is not form and instrument in other.spec.answers
    ]
    table = answers_table(instrument)
    answers = from_others(con, form, forms, table, "form, wave, respondent", given)
    if answers is None:
        return []
    rows = f"""
        (SELECT file, row, {_given(form)} FROM {form.typed} WHERE {form.answered(instrument)}) t
        JOIN ({answers}) w ON t.wave = w.wave"""
    twice = f"""
        SELECT DISTINCT t.file, t.row, t.respondent, w.form
        FROM {rows} AND lower(t.respondent) = lower(w.respondent) ORDER BY ALL"""
    faults = _faults_at(con, form, twice, "answered_in_other_form")
    if within is None:
        return faults
    ours, theirs = within.format(row="t"), within.format(row="w")
    perhaps = f"""
        SELECT t.file, min(t.row), NULL, w.form
        FROM {rows} AND {ours} = {theirs}
            AND ({_unnamed("t", ours)} OR {_unnamed("w", theirs)})
        GROUP BY t.file, w.form ORDER BY ALL"""
    return faults + _faults_at(con, form, perhaps, "unnamed_in_other_form")


def _given(form: LoadedForm) -> str:
    """Return the SQL of form, occasion and person of a row of a form's typed table."""
    person = form.spec.unique[-1]
    return f"{literal(form.mapping.form)} AS form, {form.occasion} AS wave, {person} AS respondent"


def _unnamed(row: str, group: str) -> str:
    """Return the SQL that says whether a row had no id: it was given one that begins with its form."""
    return f"starts_with({row}.respondent, {group} || {row}.form || '/')"
