"""Counts and percentages as printed in a report."""

import duckdb

from etl.definitions.mapping import PublishedCountsMapping
from etl.form import Form
from etl.read.printed import as_printed
from etl.sql import literal
from etl.write.replace import replace


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
