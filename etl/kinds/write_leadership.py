"""Leadership assessments: leaders and what they answered."""

import duckdb

from etl.kinds.replace import answered_any, replace, write_answers
from etl.staging.form import Form


def write_leadership(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's leaders, their notes (which are never published) and their answers.

    Who answered nothing is no leader of the group, but a no of theirs is the whole group's.
    """
    begin = replace(con, form, "leaders", "round")
    con.execute(
        "INSERT INTO leaders BY NAME"
        f" SELECT {begin}, round, leader, site, agreed, nullif(note, '') AS note"
        " FROM (SELECT * REPLACE (bool_and(agreed = 'yes' OR row_answered) OVER (PARTITION BY round, site)"
        " AND agreed = 'yes' AS agreed)"
        f" FROM (SELECT *, {answered_any(form)} AS row_answered FROM {form.typed})) WHERE row_answered"
    )
    write_answers(con, form, "round", "leader")
