"""Figures printed in a report."""

import duckdb

from etl.definitions.mapping import PublishedMapping
from etl.form import Form
from etl.write.replace import replace


def write_published(con: duckdb.DuckDBPyConnection, form: Form, mapping: PublishedMapping) -> None:
    """Replace the form's printed figures."""
    begin = replace(con, form, "published_figures")
    counts = ", ".join(
        f"TRY_CAST(nullif({one}, '') AS INTEGER) AS {one}"
        for one in ("respondents", "not_applicable", "dont_know")
    )
    con.execute(
        f"INSERT INTO published_figures BY NAME"
        f" SELECT {begin}, wave, '{mapping.instrument}' AS instrument, item,"
        f" replace(mean, ',', '.') AS mean, replace(sd, ',', '.') AS sd, {counts} FROM {form.typed}"
    )
