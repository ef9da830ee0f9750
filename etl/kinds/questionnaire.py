"""Questionnaires: one row per respondent, one column per item."""

from collections.abc import Mapping, Sequence
from dataclasses import replace as with_changes

from duckdb import DuckDBPyConnection as Connection

from etl.checks.across import answered_twice, doubled_across_files, placed_elsewhere
from etl.checks.populations import both_in_a_wave, named_wave_of_others, of_own_waves
from etl.columns.answers import answer_column, blanks_of, stored, tick_list_column, tick_parts
from etl.columns.columns import (
    SPECIAL_CODES,
    Column,
    FileSpec,
    accepted_answers,
    answer_codes,
    named,
    usual_answers,
)
from etl.columns.scale_labels import scale_labels
from etl.columns.waves import wave_column
from etl.kinds.kind import Definitions, FileContext, Kind, Read
from etl.kinds.questionnaire_mapping import Place, QuestionnaireMapping, Ticks, questionnaire_faults
from etl.kinds.rows import bring_together, replace, write_answers, write_rows
from etl.staging.form import LoadedForm
from etl.warehouse.warehouse import in_any_order
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument, Population
from publication.definitions.programme import UNKNOWN, Programme
from publication.definitions.text import listed, texts
from publication.faults import Fault, Refused
from publication.ids import CITIZENS


def questionnaire_spec(mapping: QuestionnaireMapping, context: FileContext) -> FileSpec:
    """Return what a questionnaire file of this form may hold.

    The mapping's references hold (`questionnaire_faults`). Raises Refused where the wave is not said, or a
    role or site is neither given nor allowed to be unknown.
    """
    definitions, blanks = context.definitions, blanks_of(mapping.codes)
    programme, columns = definitions.programme, mapping.columns
    wave = wave_column(mapping.form, columns.wave, mapping.values.get("wave", {}), programme, context.wave)
    whose = mapping.population(definitions.instruments)
    return FileSpec(
        keys=[
            Column("respondent", columns.respondent, None, blanks=blanks, required=True, default=""),
            wave,
            _role(mapping, programme, whose),
            _place("site", mapping, programme),
        ],
        unique=("wave", "respondent"),
        answers={
            name: _answers(definitions.instruments[name], mapping, programme, wave)
            for name in mapping.answers
        },
        background=[
            _background(variable, header, mapping, definitions.background)
            for variable, header in mapping.background.items()
        ],
        drop=frozenset(mapping.own_columns),
        cells=mapping.cells,
        row_rules=[of_own_waves(programme, whose)],
    )


def _role(mapping: QuestionnaireMapping, programme: Programme, whose: Population) -> Column:
    """Return the column of roles; citizens have none, and stand in cells under one id of their own."""
    if whose == CITIZENS:
        return Column("role", None, None, default=CITIZENS)
    return _place("role", mapping, programme)


def _place(column: Place, mapping: QuestionnaireMapping, programme: Programme) -> Column:
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
        blanks=blanks_of(mapping.codes),
        required=default is None,
        default=default,
        accepted=listed(names),
    )


def _answers(
    asked: Instrument, mapping: QuestionnaireMapping, programme: Programme, wave: Column
) -> list[Column]:
    """Return an instrument's columns: a tick list's, or one per item, or several of which one is ticked."""
    asked_in = _asked_in(asked, programme)
    if asked.id in mapping.tick_lists:
        return _tick_list(asked.id, mapping, wave, asked_in)
    codes, accepted = _codes(asked, mapping), _accepted(asked, mapping)
    usual = {} if mapping.cells == "label_numbers" else usual_answers(asked, mapping.codes)

    def column(item: str, header: str | Ticks) -> Column:
        name, waves = f"{asked.id}.{item}", asked_in[item]
        if isinstance(header, Ticks):
            parts = tick_parts(name, header.ticks, mapping.codes, waves, scale_labels(asked))
            return Column(name, None, codes, asked_in=waves, parts=parts)
        answered = answer_column(name, header, asked, mapping.codes)
        return with_changes(answered, codes=codes, accepted=accepted, usual=usual, asked_in=waves)

    return [column(item, header) for item, header in mapping.answers[asked.id].items()]


def _asked_in(asked: Instrument, programme: Programme) -> dict[str, frozenset[str]]:
    """Return the waves in which each item of an instrument was asked; whose they are is a rule of rows."""
    return {
        item.id: frozenset(
            wave.id for wave in programme.waves if wave.asked_as in (item.asked_as or asked.asked_as)
        )
        for item in asked.items
    }


def _tick_list(
    instrument: str, mapping: QuestionnaireMapping, wave: Column, asked_in: Mapping[str, frozenset[str]]
) -> list[Column]:
    """Return the columns of an instrument of which any number of items is ticked."""
    items = mapping.answers[instrument]
    headers = {item: header for item, header in items.items() if isinstance(header, str)}
    every = list(headers.values())
    return [
        tick_list_column(f"{instrument}.{item}", header, every, mapping.codes, wave, asked_in[item])
        for item, header in headers.items()
    ]


def _codes(asked: Instrument, mapping: QuestionnaireMapping) -> dict[str, int]:
    """Return text → stored code for an instrument's cells, as the mapping says they are written."""
    if mapping.cells == "label_numbers" and asked.id in mapping.label_numbers:
        numbered = enumerate(mapping.label_numbers[asked.id], start=1)
        return {f"{number}{rest}": stored(answer) for number, answer in numbered for rest in ("", ",0", ".0")}
    if mapping.cells == "labels" and asked.id in mapping.labels:
        codes = mapping.codes
        special = {text: SPECIAL_CODES[name] for name in asked.special for text in codes.get(name, [])}
        return special | {text: stored(answer) for text, answer in mapping.labels[asked.id].items()}
    return answer_codes(asked, mapping.codes)


def _accepted(asked: Instrument, mapping: QuestionnaireMapping) -> str:
    """Return what a cell of the instrument may hold, for a person."""
    if mapping.cells == "label_numbers" and asked.id in mapping.label_numbers:
        return f"1 … {len(mapping.label_numbers[asked.id])}"
    if mapping.cells == "labels" and asked.id in mapping.labels:
        return ", ".join(mapping.labels[asked.id])
    return accepted_answers(asked, mapping.codes)


def _background(
    variable: str, header: str, mapping: QuestionnaireMapping, described: Mapping[str, Background]
) -> Column:
    """Return a background column; a variable nobody described keeps its texts, to be merged when counted."""
    name, values, blanks = (
        f"background.{variable}",
        mapping.values.get(variable, {}),
        blanks_of(mapping.codes),
    )
    if variable not in described:
        return Column(name, header, values or None, blanks=blanks, accepted=", ".join(values))
    categories = described[variable].categories
    codes = named([(category.id, texts(category.label)) for category in categories], values)
    accepted = ", ".join([*values, *(category.id for category in categories)])
    return Column(name, header, codes, blanks=blanks, accepted=accepted)


def read_questionnaire(con: Connection, form: LoadedForm, _definitions: Definitions) -> Read:
    """Bring the rows together where they lie: they can be many, and are written once."""
    return form, bring_together(con, form, "VIEW")


def questionnaire_across(
    con: Connection, forms: Sequence[LoadedForm], definitions: Definitions
) -> list[Fault]:
    """Return respondents twice in a form's files, or whom two forms place apart or both ask the same.

    And waves that a form and others', or a form and the person who loads it, give other people.
    """
    return [
        *doubled_across_files(con, forms),
        *(fault for form in forms for fault in _named_for_others(form, definitions)),
        *(
            fault
            for form in forms
            for check in (both_in_a_wave, placed_elsewhere, answered_twice)
            for fault in check(con, form, forms)
        ),
    ]


def _named_for_others(form: LoadedForm, definitions: Definitions) -> list[Fault]:
    whose = definitions.instruments[next(iter(form.spec.answers))].population
    return named_wave_of_others(form, definitions.programme, whose)


def write_questionnaire(con: Connection, form: LoadedForm, _mapping: QuestionnaireMapping) -> None:
    """Replace the form's members, their background and their answers."""
    with in_any_order(con):
        write_rows(con, form, "members", "wave, respondent, role, site")
        begin = replace(con, form, "background")
        for column in form.spec.background:
            variable = column.name.split(".", 1)[1]
            con.execute(
                f"INSERT INTO background BY NAME SELECT {begin}, wave, respondent, '{variable}' AS variable,"
                f' "{column.name}" AS value FROM {form.typed}'
            )
        write_answers(con, form, "wave", "respondent")


QUESTIONNAIRE = Kind(
    QuestionnaireMapping,
    questionnaire_spec,
    write_questionnaire,
    read=read_questionnaire,
    across=questionnaire_across,
    faults=questionnaire_faults,
)
