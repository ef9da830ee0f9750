"""Writing a form, whatever its kind."""

import duckdb

from etl.definitions.mapping import LeadershipMapping, PublishedMapping
from etl.form import Form
from etl.write.leadership import write_leadership
from etl.write.published import write_published
from etl.write.questionnaire import write_questionnaire


def write_form(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace what a form gave for its waves with the rows of its typed table; inside a transaction."""
    if isinstance(form.mapping, PublishedMapping):
        write_published(con, form, form.mapping)
    elif isinstance(form.mapping, LeadershipMapping):
        write_leadership(con, form)
    else:
        write_questionnaire(con, form)
