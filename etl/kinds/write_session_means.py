"""Means of sessions as printed in a report."""

import duckdb

from etl.columns.printed_values import as_printed
from etl.kinds.replace import replace
from etl.staging.form import Form


def write_session_means(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's printed means."""
    begin = replace(con, form, "published_sessions", "session")
    figures = ", ".join(f"{as_printed(one)} AS {one}" for one in ("mean", "min", "max"))
    con.execute(
        f"INSERT INTO published_sessions BY NAME SELECT {begin}, {form.occasion} AS session,"
        f" instrument, item, participants, {figures} FROM {form.typed}"
    )
