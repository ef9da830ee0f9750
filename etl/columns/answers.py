"""What the cells of an item's column stand for: a value, a label's number, a label, or a tick."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.columns.columns import SPECIAL_CODES, Column, TickList, accepted_answers, answer_codes, usual_answers
from etl.columns.mapping import LeadershipMapping, QuestionnaireMapping, SessionsMapping, Ticks
from etl.columns.scale_labels import scale_labels
from publication.definitions.instrument import SPECIALS, Instrument
from publication.faults import Refused
from publication.spelling import key

TICKED = (
    *("1", "X", "✓", "✔", "ja", "yes", "true", "valgt", "selected", "checked", "ticked"),
    *("krysset av", "avkrysset", "afkrydset", "markeret"),
)
NOT_TICKED = (
    *("0", "nei", "nej", "no", "false", "ikke valgt", "not selected", "unchecked", "not ticked"),
    *("ikke krysset av", "ikke avkrysset", "ikke afkrydset", "ikke markeret"),
)

_BEFORE_OPTION = re.compile(r"\s[-–—|/]\s|[\[\](){}]|[:?.!]\s")


def option_of(header: str) -> str:
    """Return the option a tick column is for: the last part of a header such as 'Question [Option]'."""
    parts = [part.strip() for part in _BEFORE_OPTION.split(header)]
    return next((part for part in reversed(parts) if part), header)


def stored(answer: str) -> int:
    """Return what the warehouse keeps for an answer as definitions name it: '4', 'dont_know'."""
    return next((SPECIAL_CODES[one] for one in SPECIALS if one == answer), None) or int(answer)


def blanks_of(mapping: QuestionnaireMapping | LeadershipMapping | SessionsMapping) -> frozenset[str]:
    """Return what a form writes where nothing was answered."""
    return frozenset({"", *map(key, mapping.codes.get("blank", []))})


def answer_column(
    name: str,
    header: str,
    asked: Instrument,
    mapping: QuestionnaireMapping | LeadershipMapping | SessionsMapping,
) -> Column:
    """Return the column of an item that is answered on its instrument's scale, in the form's codes."""
    return Column(
        name,
        header,
        answer_codes(asked, mapping.codes),
        whole=True,
        blanks=blanks_of(mapping),
        accepted=accepted_answers(asked, mapping.codes),
        usual=usual_answers(asked, mapping.codes),
        scale_labels=scale_labels(asked),
    )


def asked_on(occasion: str, instruments: Mapping[str, Instrument]) -> dict[str, Instrument]:
    """Return the instruments that are asked on an occasion."""
    return {one.id: one for one in instruments.values() if occasion in one.asked_as}


def described(
    instrument: str, items: Mapping[str, str], instruments: Mapping[str, Instrument], occasion: str
) -> Instrument:
    """Return an instrument asked on an occasion. Raises Refused where it, or an item, is not there."""
    known = asked_on(occasion, instruments)
    if (asked := known.get(instrument)) is None:
        raise Refused("no_instrument", instrument=instrument, known=", ".join(known))
    own = {item.id for item in asked.items}
    if unknown := [item for item in items if item not in own]:
        raise Refused("no_item", instrument=instrument, item=", ".join(unknown))
    return asked


def texts_of_answers(asked: Instrument, mapping: QuestionnaireMapping) -> dict[str, int]:
    """Return text → stored code for an instrument's cells, as the mapping says they are written."""
    if mapping.cells == "label_numbers" and asked.id in mapping.label_numbers:
        numbered = enumerate(mapping.label_numbers[asked.id], start=1)
        return {f"{number}{rest}": stored(one) for number, one in numbered for rest in ("", ",0", ".0")}
    if mapping.cells == "labels" and asked.id in mapping.labels:
        codes = mapping.codes
        special = {text: SPECIAL_CODES[one] for one in asked.special for text in codes.get(one, [])}
        return special | {text: stored(one) for text, one in mapping.labels[asked.id].items()}
    return answer_codes(asked, mapping.codes)


def accepted_texts(asked: Instrument, mapping: QuestionnaireMapping) -> str:
    """Return what a cell of the instrument may hold, for a person."""
    if mapping.cells == "label_numbers" and asked.id in mapping.label_numbers:
        return f"1 … {len(mapping.label_numbers[asked.id])}"
    if mapping.cells == "labels" and asked.id in mapping.labels:
        return ", ".join(mapping.labels[asked.id])
    return accepted_answers(asked, mapping.codes)


def tick_parts(
    name: str,
    ticks: Ticks,
    mapping: QuestionnaireMapping,
    asked_in: frozenset[str],
    labels: Mapping[str, int],
) -> tuple[Column, ...]:
    """Return the columns of which one is ticked; a cell may also repeat the answer or its option."""
    return tuple(
        _tick_part(Column(name, header, None, asked_in=asked_in, scale_labels=labels), answer, mapping)
        for answer, header in ticks.ticks.items()
    )


def _tick_part(column: Column, answer: str, mapping: QuestionnaireMapping) -> Column:
    """Return one of the columns; an option that reads like 'no' says neither ticked nor not ticked."""
    header = column.header or ""
    not_ticked = set(map(key, ["", *_not_ticked(mapping), *mapping.codes.get("blank", [])]))
    options = {key(header), key(option_of(header))}
    ticked = set(map(key, [*_ticked(mapping), answer])) | options
    return replace(
        column,
        codes=dict.fromkeys(sorted(ticked - not_ticked), stored(answer)),
        blanks=frozenset(not_ticked - (options - {"0"})),
        accepted=_accepted_ticks(mapping),
    )


def tick_list_column(
    name: str,
    header: str,
    headers: Sequence[str],
    mapping: QuestionnaireMapping,
    wave: Column,
    asked_in: frozenset[str],
) -> Column:
    """Return a column of a tick list; a blank is no tick where any of the list was ticked."""
    ticked = dict.fromkeys([*_ticked(mapping), header, option_of(header)], 1)
    return Column(
        name,
        header,
        dict.fromkeys(_not_ticked(mapping), 0) | ticked,
        whole=True,
        blanks=frozenset(map(key, ["", *mapping.codes.get("blank", [])])),
        accepted=_accepted_ticks(mapping),
        asked_in=asked_in,
        tick_list=TickList(tuple(headers), wave),
    )


def _ticked(mapping: QuestionnaireMapping) -> list[str]:
    return [*TICKED, *mapping.codes.get("ticked", [])]


def _not_ticked(mapping: QuestionnaireMapping) -> list[str]:
    return [*NOT_TICKED, *mapping.codes.get("not_ticked", [])]


def _accepted_ticks(mapping: QuestionnaireMapping) -> str:
    ticked, not_ticked = mapping.codes.get("ticked", []), mapping.codes.get("not_ticked", [])
    return ", ".join(dict.fromkeys(["1", "X", *ticked, "0", *not_ticked]))
