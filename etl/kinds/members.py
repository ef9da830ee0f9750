"""The implementation group: one row per member, as leader, staff or citizen, and how long; never a name."""

from typing import Literal

from duckdb import DuckDBPyConnection as Connection
from pydantic import Field

from etl.columns.columns import Column, FileSpec, RowRule, choice_column
from etl.columns.mapping import FormMapping, Header, Values
from etl.columns.places import place_column
from etl.columns.values import Date
from etl.kinds.kind import FileContext, Kind
from etl.kinds.rows import EVERY_ROW, write_rows
from etl.staging.form import LoadedForm
from publication.definitions.text import Definition

GROUPS = [
    ("leader", ["Leder", "Ledere", "Leaders"]),
    ("staff", ["Ansatt", "Ansatte", "Medarbeider", "Medarbejder", "Medarbejdere", "Personale"]),
    ("citizen", ["Innbygger", "Innbyggere", "Borger", "Borgere", "Citizens"]),
]
ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"


class MembersColumns(Definition):
    """Which columns say whose group a member is in (a site's, a municipality's), as what, and how long."""

    place: Header
    kind: Header
    since: Header
    until: Header | None = None
    member: Header | None = None


class MembersMapping(FormMapping):
    """One row per member of an implementation group; no names."""

    kind: Literal["members"]
    columns: MembersColumns
    values: Values = Field(default_factory=dict)


def members_spec(mapping: MembersMapping, context: FileContext) -> FileSpec:
    """Return what a file of members may hold. Raises Refused where the mapping names a place not there."""
    columns, values, definitions = mapping.columns, mapping.values, context.definitions
    return FileSpec(
        keys=[
            place_column(columns.place, definitions.programme, values.get("place", {}), required=True),
            choice_column("kind", columns.kind, GROUPS, values),
            Column("since", columns.since, None, required=True, holds=Date(latest=definitions.today)),
            Column("until", columns.until, None, holds=Date()),
            Column("member", columns.member, None, required=True, default=""),
        ],
        unique=("place", "member"),
        occasion=(),
        row_rules=[RowRule(ENDS_BEFORE_IT_BEGINS, "until", "until < since", "since")],
    )


def write_members(con: Connection, form: LoadedForm, _mapping: MembersMapping) -> None:
    """Replace the form's members of the implementation group; which row is who is not kept."""
    write_rows(con, form, "group_members", "place, kind, since, until", EVERY_ROW)


MEMBERS = Kind(MembersMapping, members_spec, write_members)
