"""The implementation group: one row per member, as leader, staff or citizen, and how long; never a name."""

import datetime as dt

from etl.columns.columns import Column, Content, RowRule, named
from etl.columns.mapping import MembersMapping
from etl.columns.places import place_column
from etl.columns.values import Date
from publication.definitions.programme import Programme

KINDS = [
    ("leader", ["Leder", "Ledere", "Leaders"]),
    ("staff", ["Ansatt", "Ansatte", "Medarbeider", "Medarbejder", "Medarbejdere", "Personale"]),
    ("citizen", ["Innbygger", "Innbyggere", "Borger", "Borgere", "Citizens"]),
]
ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"


def members_content(mapping: MembersMapping, programme: Programme, today: dt.date) -> Content:
    """Return what a file of members may hold. Raises Refused where the mapping names a place not there."""
    columns, values = mapping.columns, mapping.values
    accepted = ", ".join(kind for kind, _ in KINDS)
    keys = [
        place_column(columns.place, programme, values.get("place", {}), required=True),
        Column("kind", columns.kind, named(KINDS, values.get("kind", {})), required=True, accepted=accepted),
        Column("since", columns.since, None, required=True, holds=Date(latest=today)),
        Column("until", columns.until, None, holds=Date()),
        Column("member", columns.member, None, required=True, default=""),
    ]
    return Content(
        keys=keys,
        unique=("place", "member"),
        drop=frozenset(mapping.drop),
        occasion=(),
        together=[RowRule(ENDS_BEFORE_IT_BEGINS, "until", "until < since", "since")],
    )
