"""Activities of an implementation group: what is done, when, where, by whom, and what it takes."""

import datetime as dt
from collections.abc import Mapping

from etl.columns.columns import Column, Content, RowRule, named
from etl.columns.mapping import ActivitiesMapping
from etl.columns.places import place_column
from etl.columns.prose import tags_column, words_column
from etl.columns.values import Date
from etl.kinds.members import ENDS_BEFORE_IT_BEGINS, KINDS
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme

LONGEST_TITLE = 200
LONGEST = 2000
_STATUSES = [
    ("planned", ["Planlagt"]),
    ("under_way", ["I gang", "Under way"]),
    ("done", ["Gjennomført", "Gennemført", "Ferdig", "Færdig"]),
    ("cancelled", ["Avlyst", "Aflyst", "Canceled"]),
]


def activities_content(
    mapping: ActivitiesMapping, programme: Programme, instruments: Mapping[str, Instrument], today: dt.date
) -> Content:
    """Return what a file of activities may hold. Raises Refused for what is not described."""
    columns, values = mapping.columns, mapping.values
    keys = [
        Column("begins", columns.begins, None, required=True, holds=Date()),
        Column("ends", columns.ends, None, holds=Date()),
        place_column(columns.place, programme, values.get("place", {}), required=False),
        _one_of("responsible", columns.responsible, KINDS, values),
        _one_of("status", columns.status, _STATUSES, values),
        *(words_column(name, getattr(columns, name), LONGEST) for name in ("before", "during", "after")),
        words_column("title", columns.title, LONGEST_TITLE, required=True),
    ]
    if columns.tags is not None:
        keys.append(tags_column(columns.tags, instruments, values.get("tags", {})))
    return Content(
        keys=keys,
        unique=("place", "begins", "title"),
        drop=frozenset(mapping.drop),
        occasion=(),
        together=[
            RowRule(ENDS_BEFORE_IT_BEGINS, "ends", "ends < begins", "begins"),
            RowRule("done_in_future", "begins", f"status = 'done' AND begins > DATE '{today}'"),
        ],
    )


def _one_of(
    name: str,
    header: str,
    known: list[tuple[str, list[str]]],
    values: Mapping[str, Mapping[str, str]],
) -> Column:
    accepted = ", ".join(one for one, _ in known)
    return Column(name, header, named(known, values.get(name, {})), required=True, accepted=accepted)
