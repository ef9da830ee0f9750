"""Writing a form, whatever its kind."""

import duckdb

from etl.columns.mapping import (
    ActivitiesMapping,
    CommentsMapping,
    LeadershipMapping,
    ManagementMapping,
    MembersMapping,
    PublishedCountsMapping,
    PublishedMapping,
    SessionMeansMapping,
    SessionsMapping,
    StoriesMapping,
)
from etl.kinds.write_leadership import write_leadership
from etl.kinds.write_management import write_management
from etl.kinds.write_printed_counts import write_published_counts
from etl.kinds.write_printed_figures import write_published
from etl.kinds.write_questionnaire import write_questionnaire
from etl.kinds.write_session_means import write_session_means
from etl.kinds.write_sessions import write_sessions
from etl.kinds.write_words import write_activities, write_comments, write_members, write_stories
from etl.staging.form import Form


def write_form(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace what a form gave for its waves with the rows of its typed table; inside a transaction."""
    if isinstance(form.mapping, PublishedMapping):
        write_published(con, form, form.mapping)
    elif isinstance(form.mapping, LeadershipMapping):
        write_leadership(con, form)
    elif isinstance(form.mapping, SessionsMapping):
        write_sessions(con, form, form.mapping)
    elif isinstance(form.mapping, SessionMeansMapping):
        write_session_means(con, form)
    elif isinstance(form.mapping, PublishedCountsMapping):
        write_published_counts(con, form, form.mapping)
    elif isinstance(form.mapping, ManagementMapping):
        write_management(con, form)
    elif isinstance(form.mapping, StoriesMapping):
        write_stories(con, form)
    elif isinstance(form.mapping, CommentsMapping):
        write_comments(con, form, form.mapping)
    elif isinstance(form.mapping, MembersMapping):
        write_members(con, form)
    elif isinstance(form.mapping, ActivitiesMapping):
        write_activities(con, form)
    else:
        write_questionnaire(con, form)
