"""Leadership assessments: one row per leader, leadership group (its site) and round."""

from collections.abc import Mapping
from dataclasses import replace

from etl.columns.answers import answer_column, described
from etl.columns.columns import Column, Content, key_column, named
from etl.columns.mapping import LeadershipMapping
from etl.columns.places import site_column
from etl.columns.prose import words_column, yes_no_column
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme

LONGEST_NOTE = 2000


def leadership_content(
    mapping: LeadershipMapping, programme: Programme, instruments: Mapping[str, Instrument]
) -> Content:
    """Return what a file of leadership assessments may hold. Raises Refused for what is not described."""
    columns, values = mapping.columns, mapping.values
    rounds = named([(one.id, []) for one in programme.rounds], values.get("round", {}))
    agreed = yes_no_column("agreed", columns.agreed, values.get("agreed", {}))
    return Content(
        keys=[
            Column("leader", columns.leader, None, required=True, default=""),
            site_column(columns.site, programme, values.get("site", {})),
            key_column("round", columns.round, rounds),
            agreed,
            words_column("note", columns.note, LONGEST_NOTE),
        ],
        unique=("round", "site", "leader"),
        occasion=("round",),
        answers={one: _answers(one, items, mapping, instruments) for one, items in mapping.answers.items()},
        drop=frozenset(mapping.drop),
        words=[_objection(agreed)],
    )


def _objection(agreed: Column) -> Column:
    """Return the column of who agreed as one in which only a no says something."""
    return replace(
        agreed, blanks=agreed.blanks | {text for text, said in agreed.texts.items() if said == "yes"}
    )


def _answers(
    instrument: str,
    items: Mapping[str, str],
    mapping: LeadershipMapping,
    instruments: Mapping[str, Instrument],
) -> list[Column]:
    asked = described(instrument, items, instruments, "assessment")
    return [answer_column(f"{instrument}.{item}", header, asked, mapping) for item, header in items.items()]
