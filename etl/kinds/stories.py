"""Practice stories: the answers to three questions, what a trio reflected on, tags, and consent."""

from typing import Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field

from etl.columns.columns import Column, FileSpec, RowRule
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.prose import tags_column, tags_sql, words_column, yes_no_column
from etl.columns.values import Date
from etl.kinds.kind import Definitions, FileContext, Kind, Read
from etl.kinds.rows import EVERY_ROW, bring_together, write_rows
from etl.staging.form import LoadedForm
from publication.definitions.text import Definition
from publication.faults import Note

QUESTIONS = ("experience", "supports", "stops")
LONGEST = 8000


class StoriesColumns(Definition):
    """Which columns hold the answers to the three questions, the reflections, the tags and the consent."""

    experience: Header
    supports: Header
    stops: Header
    consent: Header
    reflections: Header | None = None
    tags: Header | None = None
    told_on: Header | None = None
    story: Header | None = None


class StoriesMapping(FormMapping):
    """One row per practice story; no names, no role, no site."""

    kind: Literal["stories"]
    columns: StoriesColumns
    values: Values = Field(default_factory=dict)


def stories_spec(mapping: StoriesMapping, context: FileContext) -> FileSpec:
    """Return what a file of stories may hold. Raises Refused for what is not described."""
    columns, values, definitions = mapping.columns, mapping.values, context.definitions
    words = [words_column(name, getattr(columns, name), LONGEST) for name in (*QUESTIONS, "reflections")]
    silent = " AND ".join(f"{name} = ''" for name in QUESTIONS)
    return FileSpec(
        keys=[
            Column("story", columns.story, None, required=True, default=""),
            Column("told_on", columns.told_on, None, holds=Date(latest=definitions.today)),
            *words,
            yes_no_column("consent", columns.consent, values.get("consent", {})),
            *tags_column(columns.tags, definitions.instruments, values.get("tags", {})),
        ],
        unique=("story",),
        occasion=(),
        row_rules=[RowRule("no_story", QUESTIONS[0], silent)],
        free_text=words,
    )


def read_stories(con: Connection, form: LoadedForm, _definitions: Definitions) -> Read:
    """Bring the stories together; those without consent are left out, a note per file says which lines."""
    faults = bring_together(con, form)
    for staged in form.files:
        sql = f"SELECT row FROM {form.typed} WHERE file = ? AND consent = 'no' ORDER BY row"
        if rows := [row for (row,) in con.execute(sql, [staged.table]).fetchall()]:
            lines = ", ".join(map(str, sorted(staged.grid.lines(rows).values())))
            staged.notes.append(Note(staged.name, "no_consent", details={"lines": lines}))
    con.execute(f"DELETE FROM {form.typed} WHERE consent = 'no'")
    return form, faults


def write_stories(con: Connection, form: LoadedForm, mapping: StoriesMapping) -> None:
    """Replace the form's stories."""
    story = "coalesce(nullif(story, ''), file || '#' || row) AS story"
    columns = f"{story}, told_on, {', '.join(QUESTIONS)}, reflections, {tags_sql(mapping.columns.tags)}"
    write_rows(con, form, "stories", columns, EVERY_ROW)


STORIES = Kind(StoriesMapping, stories_spec, write_stories, read=read_stories)
