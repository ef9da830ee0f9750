"""Activities of an implementation group: what is done, when, where, by whom, and what it takes."""

from typing import Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field

from etl.columns.columns import Column, FileSpec, RowRule, choice_column
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.places import place_column
from etl.columns.prose import tags_column, tags_sql, words_column
from etl.columns.values import Date
from etl.kinds.kind import FileContext, Kind
from etl.kinds.members import ENDS_BEFORE_IT_BEGINS, GROUPS
from etl.kinds.rows import EVERY_ROW, write_rows
from etl.staging.form import LoadedForm
from publication.definitions.text import Definition

LONGEST_TITLE = 200
LONGEST = 2000
_STATUSES = [
    ("planned", ["Planlagt"]),
    ("under_way", ["I gang", "Under way"]),
    ("done", ["Gjennomført", "Gennemført", "Ferdig", "Færdig"]),
    ("cancelled", ["Avlyst", "Aflyst", "Canceled"]),
]


class ActivitiesColumns(Definition):
    """Which columns say what is done, when, where, by whom, and what is needed before, during and after."""

    title: Header
    begins: Header
    responsible: Header
    status: Header
    ends: Header | None = None
    place: Header | None = None
    tags: Header | None = None
    before: Header | None = None
    during: Header | None = None
    after: Header | None = None


class ActivitiesMapping(FormMapping):
    """One row per activity of an implementation group."""

    kind: Literal["activities"]
    columns: ActivitiesColumns
    values: Values = Field(default_factory=dict)


def activities_spec(mapping: ActivitiesMapping, context: FileContext) -> FileSpec:
    """Return what a file of activities may hold. Raises Refused for what is not described."""
    columns, values, definitions = mapping.columns, mapping.values, context.definitions
    return FileSpec(
        keys=[
            Column("begins", columns.begins, None, required=True, holds=Date()),
            Column("ends", columns.ends, None, holds=Date()),
            place_column(columns.place, definitions.programme, values.get("place", {}), required=False),
            choice_column("responsible", columns.responsible, GROUPS, values),
            choice_column("status", columns.status, _STATUSES, values),
            *(words_column(name, getattr(columns, name), LONGEST) for name in ("before", "during", "after")),
            words_column("title", columns.title, LONGEST_TITLE, required=True),
            *tags_column(columns.tags, definitions.instruments, values.get("tags", {})),
        ],
        unique=("place", "begins", "title"),
        occasion=(),
        row_rules=[
            RowRule(ENDS_BEFORE_IT_BEGINS, "ends", "ends < begins", "begins"),
            RowRule("done_in_future", "begins", f"status = 'done' AND begins > DATE '{definitions.today}'"),
        ],
    )


def write_activities(con: Connection, form: LoadedForm, mapping: ActivitiesMapping) -> None:
    """Replace the form's activities."""
    columns = "title, begins, ends, place, responsible, status, before, during, after"
    write_rows(con, form, "activities", f"{columns}, {tags_sql(mapping.columns.tags)}", EVERY_ROW)


ACTIVITIES = Kind(ActivitiesMapping, activities_spec, write_activities)
