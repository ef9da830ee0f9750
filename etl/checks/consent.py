"""Stories told without consent: they are left out where they are read, and that is said."""

import duckdb

from etl.staging.form import Form
from publication.faults import Note


def leave_out_without_consent(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Leave out every row that says no to consent; a note per file says which lines."""
    for staged in form.files:
        sql = f"SELECT row FROM {form.typed} WHERE file = ? AND consent = 'no' ORDER BY row"
        rows = [row for (row,) in con.execute(sql, [staged.table]).fetchall()]
        if rows:
            lines = sorted(staged.grid.lines(rows).values())
            said = {"lines": ", ".join(map(str, lines))}
            staged.notes.append(Note(staged.name, "no_consent", details=said))
    con.execute(f"DELETE FROM {form.typed} WHERE consent = 'no'")
