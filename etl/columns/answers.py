"""What the cells of an item's column stand for: a value, a label's number, a label, or a tick."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.columns.columns import SPECIAL_CODES, Column, TickList, accepted_answers, answer_codes, usual_answers
from etl.columns.scale_labels import scale_labels
from publication.definitions.instrument import SPECIALS, Instrument
from publication.faults import Refused
from publication.spelling import key

Codes = Mapping[str, Sequence[str]]
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
    return next((SPECIAL_CODES[special] for special in SPECIALS if special == answer), None) or int(answer)


def blanks_of(codes: Codes) -> frozenset[str]:
    """Return what a form writes where nothing was answered, as cells are compared."""
    return frozenset(map(key, ["", *codes.get("blank", [])]))


def answer_column(name: str, header: str, asked: Instrument, codes: Codes) -> Column:
    """Return the column of an item that is answered on its instrument's scale, in the form's codes."""
    return Column(
        name,
        header,
        answer_codes(asked, codes),
        whole=True,
        blanks=blanks_of(codes),
        accepted=accepted_answers(asked, codes),
        usual=usual_answers(asked, codes),
        scale_labels=scale_labels(asked),
    )


def asked_on(occasion: str, instruments: Mapping[str, Instrument]) -> dict[str, Instrument]:
    """Return the instruments that are asked on an occasion."""
    return {name: instrument for name, instrument in instruments.items() if occasion in instrument.asked_as}


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


def tick_parts(
    name: str, ticks: Mapping[str, str], codes: Codes, asked_in: frozenset[str], labels: Mapping[str, int]
) -> tuple[Column, ...]:
    """Return the columns of which one is ticked; a cell may also repeat the answer or its option."""
    return tuple(
        _tick_part(Column(name, header, None, asked_in=asked_in, scale_labels=labels), answer, codes)
        for answer, header in ticks.items()
    )


def _tick_part(column: Column, answer: str, codes: Codes) -> Column:
    """Return one of the columns; an option that reads like 'no' says neither ticked nor not ticked."""
    header = column.header or ""
    not_ticked = {*map(key, _not_ticked(codes)), *blanks_of(codes)}
    options = {key(header), key(option_of(header))}
    ticked = set(map(key, [*_ticked(codes), answer])) | options
    return replace(
        column,
        codes=dict.fromkeys(sorted(ticked - not_ticked), stored(answer)),
        blanks=frozenset(not_ticked - (options - {"0"})),
        accepted=_accepted_ticks(codes),
    )


def tick_list_column(
    name: str, header: str, headers: Sequence[str], codes: Codes, wave: Column, asked_in: frozenset[str]
) -> Column:
    """Return a column of a tick list; a blank is no tick where any of the list was ticked."""
    ticked = dict.fromkeys([*_ticked(codes), header, option_of(header)], 1)
    return Column(
        name,
        header,
        dict.fromkeys(_not_ticked(codes), 0) | ticked,
        whole=True,
        blanks=blanks_of(codes),
        accepted=_accepted_ticks(codes),
        asked_in=asked_in,
        tick_list=TickList(tuple(headers), wave),
    )


def _ticked(codes: Codes) -> list[str]:
    return [*TICKED, *codes.get("ticked", [])]


def _not_ticked(codes: Codes) -> list[str]:
    return [*NOT_TICKED, *codes.get("not_ticked", [])]


def _accepted_ticks(codes: Codes) -> str:
    ticked, not_ticked = codes.get("ticked", []), codes.get("not_ticked", [])
    return ", ".join(dict.fromkeys(["1", "X", *ticked, "0", *not_ticked]))
