"""Counts and percentages as printed in a report."""

import duckdb

from etl.columns.mapping import PublishedCountsMapping
from etl.columns.printed_values import as_printed
from etl.kinds.replace import replace
from etl.staging.form import Form
from publication.sql import literal


def write_published_counts(
    con: duckdb.DuckDBPyConnection, form: Form, mapping: PublishedCountsMapping
) -> None:
    """Replace the form's printed counts: of an instrument's items, or of a variable's categories."""
    begin = replace(con, form, "published_counts")
    counted = "variable, category"
    if mapping.instrument is not None:
        counted = f"{literal(mapping.instrument)} AS instrument, item"
    con.execute(
        f"INSERT INTO published_counts BY NAME SELECT {begin}, wave, {counted}, n,"
        f" {as_printed('percent')} AS percent FROM {form.typed}"
    )
