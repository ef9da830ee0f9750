"""Leadership assessments: leaders and what they answered."""

import duckdb

from etl.form import Form
from etl.write.replace import replace, write_answers


def write_leadership(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's leaders, their notes (which are never published) and their answers."""
    begin = replace(con, form, "leaders", "round")
    con.execute(
        "INSERT INTO leaders BY NAME"
        f" SELECT {begin}, round, leader, site, agreed = 'yes' AS agreed, nullif(note, '') AS note"
        f" FROM {form.typed}"
    )
    write_answers(con, form, "round", "leader")
