"""Questionnaires: one row per respondent, one column per item."""

from collections.abc import Mapping
from dataclasses import replace

from etl.columns.answers import (
    accepted_texts,
    answer_column,
    blanks_of,
    texts_of_answers,
    tick_list_column,
    tick_parts,
)
from etl.columns.columns import Column, Content, named, usual_answers
from etl.columns.mapping import QuestionnaireMapping, Role, Ticks
from etl.columns.scale_labels import scale_labels
from etl.columns.waves import wave_column
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import UNKNOWN, Programme
from publication.definitions.text import listed, texts
from publication.faults import Refused


def _place(column: Role, mapping: QuestionnaireMapping, programme: Programme) -> Column:
    """Return the role or site column; a programme with a single one needs no column for it."""
    roles = [(role.id, texts(role.name)) for role in programme.roles]
    names = roles if column == "role" else [(site.id, [site.name]) for site in programme.sites]
    header = getattr(mapping.columns, column)
    allowed = mapping.allows_unknown(column) or not names
    only = names[0][0] if header is None and len(names) == 1 else None
    default = only or (UNKNOWN if allowed else None)
    if header is None and default is None:
        raise Refused("no_place_column", column=column, form=mapping.form)
    return Column(
        column,
        header,
        named(names, mapping.values.get(column, {}), also=[UNKNOWN])
        | ({UNKNOWN: UNKNOWN} if allowed else {}),
        blanks=blanks_of(mapping),
        required=default is None,
        default=default,
        accepted=listed(names),
    )


def _answers(
    instrument: str,
    items: Mapping[str, str | Ticks],
    mapping: QuestionnaireMapping,
    instruments: Mapping[str, Instrument],
    asked_in: Mapping[str, frozenset[str]],
) -> list[Column]:
    """Return an instrument's columns, each item in one or in several of which one is ticked."""
    asked = instruments[instrument]
    codes, accepted = texts_of_answers(asked, mapping), accepted_texts(asked, mapping)
    usual = {} if mapping.cells == "label_numbers" else usual_answers(asked, mapping.codes)

    def column(item: str, header: str | Ticks) -> Column:
        name, waves = f"{instrument}.{item}", asked_in[item]
        if isinstance(header, Ticks):
            parts = tick_parts(name, header, mapping, waves, scale_labels(asked))
            return Column(name, None, codes, asked_in=waves, parts=parts)
        answered = answer_column(name, header, asked, mapping)
        return replace(answered, codes=codes, accepted=accepted, usual=usual, asked_in=waves)

    return [column(item, header) for item, header in items.items()]


def _tick_list(
    instrument: str,
    items: Mapping[str, str | Ticks],
    mapping: QuestionnaireMapping,
    wave: Column,
    asked_in: Mapping[str, frozenset[str]],
) -> list[Column]:
    """Return the columns of an instrument of which any number of items is ticked."""
    headers = {item: header for item, header in items.items() if isinstance(header, str)}
    every = list(headers.values())
    return [
        tick_list_column(f"{instrument}.{item}", header, every, mapping, wave, asked_in[item])
        for item, header in headers.items()
    ]


def _asked_in(asked: Instrument, programme: Programme) -> dict[str, frozenset[str]]:
    """Return the waves in which each item of an instrument was asked."""
    return {
        item.id: frozenset(
            wave.id for wave in programme.waves if wave.asked_as in (item.asked_as or asked.asked_as)
        )
        for item in asked.items
    }


def _by_instrument(
    mapping: QuestionnaireMapping, programme: Programme, instruments: Mapping[str, Instrument], wave: Column
) -> dict[str, list[Column]]:
    """Return every instrument's columns."""
    columns = {}
    for one, items in mapping.answers.items():
        asked_in = _asked_in(instruments[one], programme)
        columns[one] = (
            _tick_list(one, items, mapping, wave, asked_in)
            if one in mapping.tick_lists
            else _answers(one, items, mapping, instruments, asked_in)
        )
    return columns


def _background(
    variable: str, header: str, mapping: QuestionnaireMapping, described: Mapping[str, Background]
) -> Column:
    """Return a background column; a variable nobody described keeps its texts, to be merged when counted."""
    values = mapping.values.get(variable, {})
    if variable not in described:
        return Column(
            f"background.{variable}",
            header,
            values or None,
            blanks=blanks_of(mapping),
            accepted=", ".join(values),
        )
    categories = described[variable].categories
    names = [(category.id, texts(category.label)) for category in categories]
    return Column(
        f"background.{variable}",
        header,
        named(names, values),
        blanks=blanks_of(mapping),
        accepted=", ".join([*values, *(category.id for category in categories)]),
    )


def questionnaire_content(
    mapping: QuestionnaireMapping,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
    wave: str | None,
) -> Content:
    """Return what a questionnaire file of this form may hold.

    The mapping's references hold (`etl/columns/references.py`). Raises Refused where the wave is not
    said, or a role or site is neither given nor allowed to be unknown.
    """
    respondent = Column(
        "respondent", mapping.columns.respondent, None, blanks=blanks_of(mapping), required=True, default=""
    )
    occasion = wave_column(mapping, programme, wave)
    return Content(
        keys=[
            respondent,
            occasion,
            _place("role", mapping, programme),
            _place("site", mapping, programme),
        ],
        unique=("wave", "respondent"),
        answers=_by_instrument(mapping, programme, instruments, occasion),
        background=[
            _background(variable, header, mapping, background)
            for variable, header in mapping.background.items()
        ],
        drop=frozenset(mapping.drop).union(mapping.own_columns),
        cells=mapping.cells,
    )
