"""Sessions: who took part, what they marked, and their comments apart from both."""

import duckdb

from etl.columns.mapping import SessionsMapping
from etl.kinds.replace import answered_any, replace, write_answers
from etl.staging.form import Form


def write_sessions(con: duckdb.DuckDBPyConnection, form: Form, mapping: SessionsMapping) -> None:
    """Replace the form's participants, their marks and their comments."""
    begin = replace(con, form, "participants", "session")
    con.execute(
        f"INSERT INTO participants BY NAME SELECT {begin}, {form.occasion} AS session, respondent"
        f" FROM {form.typed} WHERE {answered_any(form)}"
    )
    write_answers(con, form, form.occasion, "respondent")
    begin = replace(con, form, "comments", "occasion")
    if mapping.columns.comment is not None:
        # Sorted by text: the order of the rows would say which marks a comment belongs to.
        con.execute(
            f"INSERT INTO comments BY NAME SELECT {begin}, {form.occasion} AS occasion,"
            f" 'comment' AS question, comment AS text FROM {form.typed} WHERE comment IS NOT NULL"
            " ORDER BY occasion, text"
        )
