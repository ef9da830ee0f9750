"""Questionnaires: one row per respondent, one column per item."""

from collections.abc import Mapping

from etl.definitions.background import Background
from etl.definitions.instrument import Instrument
from etl.definitions.mapping import QuestionnaireMapping, Role
from etl.definitions.programme import UNKNOWN, Programme
from etl.definitions.text import texts
from etl.faults import Refused
from etl.read.columns import Column, Content, accepted_answers, answer_codes, key, named


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
        blanks=_blanks(mapping),
        required=default is None,
        default=default,
        accepted=", ".join(one for one, _ in names),
    )


def _blanks(mapping: QuestionnaireMapping) -> frozenset[str]:
    return frozenset({"", *map(key, mapping.codes.get("blank", []))})


def _wave(mapping: QuestionnaireMapping, programme: Programme, wave: str | None) -> Column:
    waves = [one.id for one in programme.waves]
    if wave is not None and wave not in waves:
        raise Refused("no_wave", wave=wave, known=", ".join(waves))
    if mapping.columns.wave is None and wave is None:
        raise Refused("wave_not_said", form=mapping.form, known=", ".join(waves))
    known = named([(one, []) for one in waves], mapping.values.get("wave", {}))
    codes = {text: one for text, one in known.items() if wave in (None, one)}
    accepted = ", ".join(sorted(set(codes.values())))
    return Column("wave", mapping.columns.wave, codes, required=True, default=wave, accepted=accepted)


def _answers(
    instrument: str,
    columns: Mapping[str, str],
    mapping: QuestionnaireMapping,
    instruments: Mapping[str, Instrument],
    programme: Programme,
) -> list[Column]:
    if instrument not in instruments:
        raise Refused("no_instrument", instrument=instrument, known=", ".join(instruments))
    asked = instruments[instrument]
    items = {item.id: item for item in asked.items}
    if unknown := [item for item in columns if item not in items]:
        raise Refused("no_item", instrument=instrument, item=", ".join(unknown))
    codes, accepted = answer_codes(asked, mapping.codes), accepted_answers(asked, mapping.codes)
    return [
        Column(
            f"{instrument}.{item}",
            header,
            codes,
            whole=True,
            blanks=_blanks(mapping),
            accepted=accepted,
            asked_in=frozenset(
                wave.id
                for wave in programme.waves
                if wave.asked_as in (items[item].asked_as or asked.asked_as)
            ),
        )
        for item, header in columns.items()
    ]


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
            blanks=_blanks(mapping),
            accepted=", ".join(values),
        )
    categories = described[variable].categories
    names = [(category.id, texts(category.label)) for category in categories]
    return Column(
        f"background.{variable}",
        header,
        named(names, values),
        blanks=_blanks(mapping),
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

    Raises Refused where the mapping names an instrument, item, wave or place that is not described.
    """
    respondent = Column(
        "respondent", mapping.columns.respondent, None, blanks=_blanks(mapping), required=True, default=""
    )
    return Content(
        keys=[
            respondent,
            _wave(mapping, programme, wave),
            _place("role", mapping, programme),
            _place("site", mapping, programme),
        ],
        unique=("wave", "respondent"),
        answers={
            one: _answers(one, columns, mapping, instruments, programme)
            for one, columns in mapping.answers.items()
        },
        background=[
            _background(variable, header, mapping, background)
            for variable, header in mapping.background.items()
        ],
        drop=frozenset(mapping.drop),
    )
