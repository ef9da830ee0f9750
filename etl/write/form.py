"""Writing a form, whatever its kind."""

import duckdb

from etl.definitions.mapping import (
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
from etl.form import Form
from etl.write.leadership import write_leadership
from etl.write.management import write_management
from etl.write.published import write_published
from etl.write.published_counts import write_published_counts
from etl.write.questionnaire import write_questionnaire
from etl.write.session_means import write_session_means
from etl.write.sessions import write_sessions
from etl.write.words import write_activities, write_comments, write_members, write_stories


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
