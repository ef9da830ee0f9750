"""Leadership assessments: one row per leader, leadership group (its site) and round."""

from collections.abc import Mapping
from dataclasses import replace

from etl.definitions.instrument import Instrument
from etl.definitions.mapping import LeadershipMapping
from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.read.columns import (
    Column,
    Content,
    accepted_answers,
    answer_codes,
    key,
    key_column,
    named,
    usual_answers,
)
from etl.read.places import site_column
from etl.read.prose import words_column, yes_no_column
from etl.read.scale_labels import scale_labels

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
    columns: Mapping[str, str],
    mapping: LeadershipMapping,
    instruments: Mapping[str, Instrument],
) -> list[Column]:
    asked = instruments.get(instrument)
    if asked is None or "assessment" not in asked.asked_as:
        raise Refused("no_instrument", instrument=instrument, known=", ".join(instruments))
    items = {item.id for item in asked.items}
    if unknown := [item for item in columns if item not in items]:
        raise Refused("no_item", instrument=instrument, item=", ".join(unknown))
    blanks = frozenset({"", *map(key, mapping.codes.get("blank", []))})
    codes, accepted = answer_codes(asked, mapping.codes), accepted_answers(asked, mapping.codes)
    usual, labels = usual_answers(asked, mapping.codes), scale_labels(asked)
    return [
        Column(
            f"{instrument}.{item}",
            header,
            codes,
            whole=True,
            blanks=blanks,
            accepted=accepted,
            usual=usual,
            scale_labels=labels,
        )
        for item, header in columns.items()
    ]
