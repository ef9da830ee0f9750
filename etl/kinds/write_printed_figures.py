"""Figures printed in a report."""

import duckdb

from etl.columns.mapping import PublishedMapping
from etl.kinds.replace import replace
from etl.staging.form import Form


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
