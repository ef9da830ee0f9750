"""Management figures: one row per site, month and series."""

import duckdb

from etl.kinds.replace import replace
from etl.staging.form import Form


def write_management(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's figures of the months its files give figures of."""
    begin = replace(con, form, "management", "strftime(month, '%Y-%m')")
    con.execute(
        f"INSERT INTO management BY NAME"
        f" SELECT DISTINCT {begin}, month, site, series, value FROM {form.typed}"
    )
