"""What people wrote or planned: stories, comments, members of the implementation group, activities."""

import duckdb

from etl.columns.mapping import CommentsMapping
from etl.kinds.replace import replace
from etl.staging.form import Form

_ALL = "''"


def write_stories(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's stories; those without consent were left out before."""
    begin = replace(con, form, "stories", _ALL)
    story = "coalesce(nullif(story, ''), file || '#' || row) AS story"
    texts = "experience, supports, stops, reflections"
    con.execute(
        f"INSERT INTO stories BY NAME SELECT {begin}, {story}, told_on, {texts}, {_tags(form)}"
        f" FROM {form.typed}"
    )


def write_comments(con: duckdb.DuckDBPyConnection, form: Form, mapping: CommentsMapping) -> None:
    """Replace the form's comments of its waves, and who was asked; a blank one is none."""
    asked = mapping.asked_of
    con.execute("DELETE FROM asked_of WHERE programme = ? AND form = ?", [mapping.programme, mapping.form])
    con.execute(
        "INSERT INTO asked_of VALUES (?, ?, ?, ?, ?)",
        [mapping.programme, mapping.form, asked.forms, asked.roles, asked.sites],
    )
    begin = replace(con, form, "comments", "occasion")
    con.execute(
        f"INSERT INTO comments BY NAME SELECT {begin}, wave AS occasion, question, text"
        f" FROM {form.typed} WHERE text <> ''"
    )


def write_members(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's members of the implementation group; which row is who is not kept."""
    begin = replace(con, form, "group_members", _ALL)
    con.execute(
        f"INSERT INTO group_members BY NAME SELECT {begin}, place, kind, since, until FROM {form.typed}"
    )


def write_activities(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Replace the form's activities."""
    begin = replace(con, form, "activities", _ALL)
    said = "title, begins, ends, place, responsible, status, before, during, after"
    con.execute(f"INSERT INTO activities BY NAME SELECT {begin}, {said}, {_tags(form)} FROM {form.typed}")


def _tags(form: Form) -> str:
    """Return the SQL of a row's tags, none where there is no column for them."""
    tagged = any(column.name == "tags" for column in form.content.keys)
    return "coalesce(tags, []) AS tags" if tagged else "[]::VARCHAR[] AS tags"
