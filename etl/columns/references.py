"""What mappings say of columns, items, codes and ids, against what there is: each fault with its key."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl.columns.columns import Column, single_names
from etl.columns.mapping import FormMapping
from etl.columns.scale_labels import answer_named, scale_labels
from publication.definitions.instrument import Instrument
from publication.definitions.references import KeyFaults, nearest_by_name, nearest_of
from publication.faults import Fault
from publication.spelling import key

_MOMENTS = ("$created", "$answer_time_ms")

NamesById = Sequence[tuple[str, Sequence[str]]]


def column_faults(file: KeyFaults, mapping: FormMapping) -> Iterator[Fault]:
    """Yield every column a mapping names twice, drops though it names it, or may not keep: a moment."""
    named: dict[str, Any] = mapping.model_dump(
        include={"columns", "background", "answers"}, exclude_none=True
    )
    seen: dict[str, str] = {}
    for part in ("columns", "background", "answers"):
        for place, header in _headers(named.get(part), part):
            if header in seen:
                yield file.at(place, "column_for_two", header, other=seen[header])
            if header in mapping.drop:
                yield file.at(place, "column_dropped", header)
            if header in _MOMENTS:
                yield file.at(place, "moment_kept", header)
            seen.setdefault(header, place)


def _headers(table: object, place: str) -> Iterator[tuple[str, str]]:
    """Yield every place and text in nested tables."""
    if isinstance(table, str):
        yield place, table
    elif isinstance(table, Mapping):
        for name, below in table.items():
            yield from _headers(below, f"{place}.{name}")


def item_faults(
    file: KeyFaults, answers: Mapping[str, Mapping[str, object]], instruments: Mapping[str, Instrument]
) -> Iterator[Fault]:
    """Yield every instrument, and item of an instrument, that there is not."""
    for instrument, items in answers.items():
        if instrument not in instruments:
            yield file.at(
                f"answers.{instrument}", "instrument_unknown", **nearest_of(instrument, instruments)
            )
            continue
        known = [item.id for item in instruments[instrument].items]
        for item in items:
            if item not in known:
                details = {"instrument": instrument, **nearest_of(item, known)}
                yield file.at(f"answers.{instrument}.{item}", "item_unknown", **details)


def code_faults(
    file: KeyFaults, codes: Mapping[str, Sequence[str]], asked: Mapping[str, Instrument]
) -> Iterator[Fault]:
    """Yield a fault for every code that means two things to one of the instruments."""
    found: dict[tuple[str, str], Fault] = {}
    for instrument in asked.values():
        for place, code, fault in _code_faults(file, codes, instrument):
            found.setdefault((place, code), fault)
    yield from found.values()


def _code_faults(
    file: KeyFaults, codes: Mapping[str, Sequence[str]], instrument: Instrument
) -> Iterator[tuple[str, str, Fault]]:
    """Yield place, code and fault of every code that means two things to an instrument."""
    on_scale = Column("", None, {str(answer): answer for answer in instrument.answers}, whole=True).texts
    seen: dict[str, str] = {}
    for name in (*instrument.special, "blank"):
        place = f"codes.{name}"
        for code in {key(text): text for text in codes.get(name, [])}.values():
            for fault in label_faults(file, instrument, place, code, name):
                yield place, code, fault
            if key(code) in on_scale:
                yield place, code, file.at(place, "code_on_scale", code=code, instrument=instrument.id)
            if (other := seen.setdefault(key(code), place)) != place:
                details = {"code": code, "other": other, "instrument": instrument.id}
                yield place, code, file.at(place, "code_for_two", **details)


def value_faults(
    file: KeyFaults, values: Mapping[str, Mapping[str, str]], known: Mapping[str, NamesById | None]
) -> Iterator[Fault]:
    """Yield every value that stands for no id, or name of one; `known` is None where nobody described any."""
    for name, meanings in values.items():
        if name not in known:
            yield file.at(f"values.{name}", "values_of_nothing", name=name, **nearest_of(name, known))
            continue
        if (ids := known[name]) is None:
            continue
        own, named = dict(ids), single_names(ids)
        for text, meant in meanings.items():
            if meant not in own and key(meant) not in named:
                yield file.at(f'values.{name}."{text}"', "id_unknown", meant, **nearest_by_name(meant, ids))


def label_faults(
    file: KeyFaults, instrument: Instrument, place: str, label: str, means: str
) -> Iterator[Fault]:
    """Yield a fault where a mapping gives the instrument's own label of an answer another meaning."""
    answer = answer_named(label, scale_labels(instrument))
    if answer is not None and str(answer) != means:
        details = {"label": label, "answer": str(answer), "means": means}
        yield file.at(place, "label_of_other_answer", **details, instrument=instrument.id)


def answers_of(instrument: Instrument) -> list[str]:
    """Return an instrument's answers as mappings write them: those on its scale, and the special ones."""
    return [*map(str, instrument.answers), *instrument.special]
