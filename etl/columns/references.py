"""What a mapping says of columns, instruments and ids, against what there is: every fault with its key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from etl.columns.answers import option_of
from etl.columns.columns import Column, single_names
from etl.columns.mapping import CommentsMapping, LeadershipMapping, QuestionnaireMapping, Ticks
from etl.columns.mapping import Mapping as FormMapping
from etl.columns.scale_labels import answer_named, scale_labels
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import UNKNOWN, Programme
from publication.definitions.references import KeyFaults, nearest_by_name, nearest_of
from publication.definitions.text import texts
from publication.faults import Fault
from publication.spelling import key

_MOMENTS = ("$created", "$answer_time_ms")


def mapping_faults(
    file: str,
    mapping: FormMapping,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> list[Fault]:
    """Return everything a mapping says that cannot be: columns used twice, ids that are not there."""
    told = KeyFaults(file)
    faults = list(_columns(told, mapping))
    if isinstance(mapping, QuestionnaireMapping | LeadershipMapping):
        faults += _items(told, mapping.answers, instruments)
        asked = {one: instruments[one] for one in mapping.answers if one in instruments}
        faults += _codes(told, mapping.codes, asked)
        faults += _values(told, mapping, programme, background)
    if isinstance(mapping, QuestionnaireMapping):
        faults += _cells(told, mapping, asked)
        faults += _tick_lists(told, mapping, asked)
    return faults


def asked_of_faults(
    file: str, mapping: CommentsMapping, programme: Programme, forms: Iterable[str]
) -> list[Fault]:
    """Return every form, role and site that a mapping of comments says was asked and that there is not."""
    known = {
        "forms": list(forms),
        "roles": [role.id for role in programme.roles],
        "sites": [site.id for site in programme.sites],
    }
    told = KeyFaults(file)
    return [
        told.at(f"asked_of.{key}", "id_unknown", one, **nearest_of(one, ids))
        for key, ids in known.items()
        for one in getattr(mapping.asked_of, key)
        if one not in ids
    ]


def _named(said: object, place: str) -> Iterator[tuple[str, str]]:
    """Yield every place and text in nested tables."""
    if isinstance(said, str):
        yield place, said
    elif isinstance(said, Mapping):
        for name, below in said.items():
            yield from _named(below, f"{place}.{name}")


def _columns(told: KeyFaults, mapping: FormMapping) -> Iterator[Fault]:
    said: dict[str, Any] = mapping.model_dump(include={"columns", "background", "answers"}, exclude_none=True)
    seen: dict[str, str] = {}
    for part in ("columns", "background", "answers"):
        for place, header in _named(said.get(part), part):
            if header in seen:
                yield told.at(place, "column_for_two", header, other=seen[header])
            if header in mapping.drop:
                yield told.at(place, "column_dropped", header)
            if header in _MOMENTS:
                yield told.at(place, "moment_kept", header)
            seen.setdefault(header, place)


def _items(
    told: KeyFaults, answers: Mapping[str, Mapping[str, object]], instruments: Mapping[str, Instrument]
) -> Iterator[Fault]:
    for one, items in answers.items():
        if one not in instruments:
            yield told.at(f"answers.{one}", "instrument_unknown", **nearest_of(one, instruments))
            continue
        known = [item.id for item in instruments[one].items]
        for item in items:
            if item not in known:
                details = {"instrument": one, **nearest_of(item, known)}
                yield told.at(f"answers.{one}.{item}", "item_unknown", **details)


def _codes(
    told: KeyFaults, codes: Mapping[str, Sequence[str]], asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    """Yield a fault for every code that means two things to one of the instruments."""
    found: dict[tuple[str, str], Fault] = {}
    for one, instrument in asked.items():
        on_scale = Column("", None, {str(answer): answer for answer in instrument.answers}, whole=True).texts
        seen: dict[str, str] = {}
        for name in (*instrument.special, "blank"):
            for code in {key(text): text for text in codes.get(name, [])}.values():
                place = f"codes.{name}"
                for fault in _against_scale(told, instrument, place, code, name):
                    found.setdefault((place, code), fault)
                if key(code) in on_scale:
                    fault = told.at(place, "code_on_scale", code=code, instrument=one)
                    found.setdefault((place, code), fault)
                if (other := seen.setdefault(key(code), place)) != place:
                    fault = told.at(place, "code_for_two", code=code, other=other, instrument=one)
                    found.setdefault((place, code), fault)
    yield from found.values()


def _values(
    told: KeyFaults,
    mapping: QuestionnaireMapping | LeadershipMapping,
    programme: Programme,
    background: Mapping[str, Background],
) -> Iterator[Fault]:
    known = _ids(mapping, programme, background)
    for name, values in mapping.values.items():
        if name not in known:
            yield told.at(f"values.{name}", "values_of_nothing", name=name, **nearest_of(name, known))
            continue
        if (ids := known[name]) is None:
            continue
        own, named = dict(ids), single_names(ids)
        for text, one in values.items():
            if one not in own and key(one) not in named:
                yield told.at(f'values.{name}."{text}"', "id_unknown", one, **nearest_by_name(one, ids))


def _ids(
    mapping: QuestionnaireMapping | LeadershipMapping,
    programme: Programme,
    background: Mapping[str, Background],
) -> dict[str, list[tuple[str, list[str]]] | None]:
    """Return what the values of each column may stand for, with its names; None where nobody described it."""
    sites = [(site.id, [site.name]) for site in programme.sites]
    if isinstance(mapping, LeadershipMapping):
        rounds: list[tuple[str, list[str]]] = [(one.id, []) for one in programme.rounds]
        return {"site": sites, "round": rounds, "agreed": [("yes", []), ("no", [])]}
    described = {
        one: [(category.id, texts(category.label)) for category in background[one].categories]
        if one in background
        else None
        for one in mapping.background
    }
    return {
        "wave": [(one.id, texts(one.name) if one.name else []) for one in programme.waves],
        "site": [*sites, (UNKNOWN, [])],
        "role": [*((role.id, texts(role.name)) for role in programme.roles), (UNKNOWN, [])],
        **described,
    }


def _answers_of(instrument: Instrument) -> list[str]:
    return [*map(str, instrument.answers), *instrument.special]


def _cells(
    told: KeyFaults, mapping: QuestionnaireMapping, asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    if mapping.tool == "enalyzer" and mapping.cells is None:
        yield told.at("cells", "cells_not_said")
    for cells, table in (("label_numbers", mapping.label_numbers), ("labels", mapping.labels)):
        if mapping.cells == cells:
            yield from _cell_tables_missing(told, mapping, cells, table)
        elif table:
            yield told.at(cells, "cells_are_other", cells=cells)
        for one in table:
            if one not in mapping.answers:
                yield told.at(f"{cells}.{one}", "instrument_unknown", **nearest_of(one, mapping.answers))
    for one, instrument in asked.items():
        yield from _label_numbers(told, one, mapping.label_numbers.get(one, []), _answers_of(instrument))
        yield from _labels(told, one, mapping.labels.get(one, {}), _answers_of(instrument))
        for text, answer in mapping.labels.get(one, {}).items():
            yield from _against_scale(told, instrument, f'labels.{one}."{text}"', text, answer)


def _cell_tables_missing(
    told: KeyFaults, mapping: QuestionnaireMapping, cells: str, table: Mapping[str, object]
) -> Iterator[Fault]:
    """Yield a fault for every instrument whose cells the mapping does not explain; ticks need no table."""
    for one, items in mapping.answers.items():
        by_column = any(isinstance(item, str) for item in items.values())
        if by_column and one not in table and one not in mapping.tick_lists:
            yield told.at(f"{cells}.{one}", "cells_need_table", cells=cells, instrument=one)


def _label_numbers(
    told: KeyFaults, one: str, listed: Sequence[str], answers: Sequence[str]
) -> Iterator[Fault]:
    for number, answer in enumerate(listed):
        place = f"label_numbers.{one}[{number + 1}]"
        if answer not in answers:
            yield told.at(place, "no_answer_of", answer, instrument=one, accepted=", ".join(answers))
        elif answer in listed[:number]:
            yield told.at(place, "label_for_two", answer=answer)


def _labels(told: KeyFaults, one: str, labels: Mapping[str, str], answers: Sequence[str]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for text, answer in labels.items():
        place = f'labels.{one}."{text}"'
        if answer not in answers:
            yield told.at(place, "no_answer_of", answer, instrument=one, accepted=", ".join(answers))
        if seen.setdefault(key(text), answer) != answer:
            yield told.at(place, "label_twice", text=text)


def _against_scale(
    told: KeyFaults, instrument: Instrument, place: str, label: str, means: str
) -> Iterator[Fault]:
    """Yield a fault where a mapping gives the instrument's own label of an answer another meaning."""
    answer = answer_named(label, scale_labels(instrument))
    if answer is not None and str(answer) != means:
        details = {"label": label, "answer": str(answer), "means": means}
        yield told.at(place, "label_of_other_answer", **details, instrument=instrument.id)


def _tick_lists(
    told: KeyFaults, mapping: QuestionnaireMapping, asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    for number, one in enumerate(mapping.tick_lists):
        place = f"tick_lists[{number + 1}]"
        if one not in mapping.answers:
            yield told.at(place, "tick_list_unknown", one, **nearest_of(one, mapping.answers))
        elif one in asked and not _is_tick_list(asked[one], mapping.answers[one].values()):
            yield told.at(place, "tick_list_scale", one)
    for one, items in mapping.answers.items():
        if one in asked:
            yield from _ticks(told, asked[one], items)


def _is_tick_list(instrument: Instrument, items: Iterable[object]) -> bool:
    return instrument.answers == range(2) and all(isinstance(item, str) for item in items)


def _ticks(told: KeyFaults, instrument: Instrument, items: Mapping[str, str | Ticks]) -> Iterator[Fault]:
    answers = _answers_of(instrument)
    for item, said in items.items():
        for answer, header in said.ticks.items() if isinstance(said, Ticks) else ():
            place = f"answers.{instrument.id}.{item}.ticks.{answer}"
            if answer not in answers:
                yield told.at(place, "no_answer_of", instrument=instrument.id, accepted=", ".join(answers))
            else:
                yield from _against_scale(told, instrument, place, option_of(header), answer)
