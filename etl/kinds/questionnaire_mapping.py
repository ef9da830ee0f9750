"""What a questionnaire's mapping says, and what of it cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from etl.columns.answers import option_of
from etl.columns.mapping import Cells, Codes, FormMapping, Header, Values
from etl.columns.references import (
    NamesById,
    answers_of,
    code_faults,
    column_faults,
    item_faults,
    label_faults,
    value_faults,
)
from etl.columns.waves import wave_names
from etl.kinds.kind import Definitions
from publication.definitions.instrument import Instrument, Population
from publication.definitions.programme import UNKNOWN
from publication.definitions.references import KeyFaults, nearest_of
from publication.definitions.text import Definition, Id, Words, texts
from publication.faults import Fault
from publication.ids import CITIZENS
from publication.spelling import key

Place = Literal["role", "site"]
Tool = Literal["nettskjema", "enalyzer", "surveyxact", "spss"]

# What a tool writes about the answering itself; `$created` is the moment a person answered.
_OWN_COLUMNS: dict[Tool, tuple[str, ...]] = {"nettskjema": ("$submission_id", "$created", "$answer_time_ms")}


def _both_or_named(allowed: object) -> object:
    return ["role", "site"] if allowed is True else allowed or []


def _answered_by(item: object) -> str:
    by_ticks = isinstance(item, Ticks) or (isinstance(item, dict) and "ticks" in item)
    return "(ticks)" if by_ticks else "(column)"


class Ticks(Definition):
    """An item answered by ticking one of several columns: the answer, or special answer, each stands for."""

    ticks: dict[Words, Header] = Field(min_length=2)


Answered = Annotated[
    Annotated[Header, Tag("(column)")] | Annotated[Ticks, Tag("(ticks)")], Discriminator(_answered_by)
]


class QuestionnaireColumns(Definition):
    """Which columns say who answered, when and where; the wave may come from the command line."""

    respondent: Header | None = None
    wave: Header | None = None
    site: Header | None = None
    role: Header | None = None


class QuestionnaireMapping(FormMapping):
    """One row per respondent; an item is one column, or several of which one is ticked.

    `cells` says what answers are written as: values, the numbers of labels in a list, or the labels; then
    `label_numbers` (the labels in order) or `labels` say what they stand for, per instrument. `tick_lists`
    are instruments of which any number of items is ticked.
    """

    kind: Literal["questionnaire"]
    tool: Tool | None = None
    cells: Cells | None = None
    columns: QuestionnaireColumns = QuestionnaireColumns()
    background: dict[Id, Header] = Field(default_factory=dict)
    unknown: Annotated[list[Place], BeforeValidator(_both_or_named)] = Field(default_factory=list)
    answers: dict[Id, dict[Id, Answered]] = Field(min_length=1)
    tick_lists: list[Id] = Field(default_factory=list)
    label_numbers: dict[Id, list[str]] = Field(default_factory=dict)
    labels: dict[Id, dict[Words, str]] = Field(default_factory=dict)
    codes: Codes = Field(default_factory=dict)
    values: Values = Field(default_factory=dict)

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns the tool itself adds, which are passed over."""
        return _OWN_COLUMNS.get(self.tool, ()) if self.tool else ()

    def population(self, instruments: Mapping[str, Instrument]) -> Population:
        """Return whose form it is: that of the questionnaires in it, which are all of the same people."""
        return next((instruments[name].population for name in self.answers if name in instruments), "staff")

    def allows_unknown(self, column: Place) -> bool:
        """Say whether a row without this may be loaded under 'unknown'."""
        return column in self.unknown or UNKNOWN in self.values.get(column, {}).values()


def questionnaire_faults(
    file: KeyFaults, mapping: QuestionnaireMapping, definitions: Definitions
) -> list[Fault]:
    """Return everything a mapping says that cannot be: columns used twice, ids that are not there."""
    instruments = definitions.instruments
    asked = {name: instruments[name] for name in mapping.answers if name in instruments}
    return [
        *column_faults(file, mapping),
        *item_faults(file, mapping.answers, instruments),
        *code_faults(file, mapping.codes, asked),
        *value_faults(file, mapping.values, _ids(mapping, definitions)),
        *_populations(file, mapping, asked),
        *_cells(file, mapping, asked),
        *_tick_lists(file, mapping, asked),
    ]


def _populations(
    file: KeyFaults, mapping: QuestionnaireMapping, asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    """Yield a fault for every questionnaire of others than the first is of, and for a role of citizens."""
    whose = mapping.population(asked)
    for name, instrument in asked.items():
        if instrument.population != whose:
            yield file.at(f"answers.{name}", "form_of_both", instrument=name, other=next(iter(asked)))
    said = {
        "columns.role": mapping.columns.role,
        "values.role": mapping.values.get("role"),
        "unknown": "role" in mapping.unknown,
    }
    for place, role in said.items():
        if role and whose == CITIZENS:
            yield file.at(place, "citizens_have_no_role")


def _ids(mapping: QuestionnaireMapping, definitions: Definitions) -> dict[str, NamesById | None]:
    """Return what the values of each column may stand for, with its names; None where nobody described it."""
    programme, background = definitions.programme, definitions.background
    described = {
        variable: [(category.id, texts(category.label)) for category in background[variable].categories]
        if variable in background
        else None
        for variable in mapping.background
    }
    return {
        "wave": wave_names(programme.waves),
        "site": [*((site.id, [site.name]) for site in programme.sites), (UNKNOWN, [])],
        "role": [*((role.id, texts(role.name)) for role in programme.roles), (UNKNOWN, [])],
        **described,
    }


def _cells(
    file: KeyFaults, mapping: QuestionnaireMapping, asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    if mapping.tool == "enalyzer" and mapping.cells is None:
        yield file.at("cells", "cells_not_said")
    for cells, table in (("label_numbers", mapping.label_numbers), ("labels", mapping.labels)):
        if mapping.cells == cells:
            yield from _cell_tables_missing(file, mapping, cells, table)
        elif table:
            yield file.at(cells, "cells_are_other", cells=cells)
        for name in table:
            if name not in mapping.answers:
                yield file.at(f"{cells}.{name}", "instrument_unknown", **nearest_of(name, mapping.answers))
    for name, instrument in asked.items():
        yield from _label_numbers(file, instrument, mapping.label_numbers.get(name, []))
        yield from _labels(file, instrument, mapping.labels.get(name, {}))


def _cell_tables_missing(
    file: KeyFaults, mapping: QuestionnaireMapping, cells: str, table: Mapping[str, object]
) -> Iterator[Fault]:
    """Yield a fault for every instrument whose cells the mapping does not explain; ticks need no table."""
    for name, items in mapping.answers.items():
        by_column = any(isinstance(item, str) for item in items.values())
        if by_column and name not in table and name not in mapping.tick_lists:
            yield file.at(f"{cells}.{name}", "cells_need_table", cells=cells, instrument=name)


def _label_numbers(file: KeyFaults, instrument: Instrument, numbered: Sequence[str]) -> Iterator[Fault]:
    answers = answers_of(instrument)
    for number, answer in enumerate(numbered):
        place = f"label_numbers.{instrument.id}[{number + 1}]"
        if answer not in answers:
            yield _no_answer(file, place, instrument, answer)
        elif answer in numbered[:number]:
            yield file.at(place, "label_for_two", answer=answer)


def _labels(file: KeyFaults, instrument: Instrument, labels: Mapping[str, str]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for text, answer in labels.items():
        place = f'labels.{instrument.id}."{text}"'
        if answer not in answers_of(instrument):
            yield _no_answer(file, place, instrument, answer)
        if seen.setdefault(key(text), answer) != answer:
            yield file.at(place, "label_twice", text=text)
    for text, answer in labels.items():
        yield from label_faults(file, instrument, f'labels.{instrument.id}."{text}"', text, answer)


def _no_answer(file: KeyFaults, place: str, instrument: Instrument, answer: str | None = None) -> Fault:
    accepted = ", ".join(answers_of(instrument))
    return file.at(place, "no_answer_of", answer, instrument=instrument.id, accepted=accepted)


def _tick_lists(
    file: KeyFaults, mapping: QuestionnaireMapping, asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    for number, name in enumerate(mapping.tick_lists):
        place = f"tick_lists[{number + 1}]"
        if name not in mapping.answers:
            yield file.at(place, "tick_list_unknown", name, **nearest_of(name, mapping.answers))
        elif name in asked and not _is_tick_list(asked[name], mapping.answers[name].values()):
            yield file.at(place, "tick_list_scale", name)
    for name, instrument in asked.items():
        yield from _ticks(file, instrument, mapping.answers[name])


def _is_tick_list(instrument: Instrument, items: Iterable[object]) -> bool:
    return instrument.answers == range(2) and all(isinstance(item, str) for item in items)


def _ticks(file: KeyFaults, instrument: Instrument, items: Mapping[str, str | Ticks]) -> Iterator[Fault]:
    for item, answered in items.items():
        for answer, header in answered.ticks.items() if isinstance(answered, Ticks) else ():
            place = f"answers.{instrument.id}.{item}.ticks.{answer}"
            if answer not in answers_of(instrument):
                yield _no_answer(file, place, instrument)
            else:
                yield from label_faults(file, instrument, place, option_of(header), answer)
