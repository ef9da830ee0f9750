"""Columns that hold ticks only, and what their options stand for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from etl.columns.answers import NOT_TICKED, TICKED, option_of
from etl.columns.scale_labels import answer_named, scale_labels
from etl.columns.spellings import usual_spellings
from etl.propose.names import folded
from etl.propose.seen import Seen
from publication.definitions.instrument import Instrument
from publication.spelling import key

_MARKS = {*map(key, TICKED), *map(key, NOT_TICKED)}


def only_ticks(column: Seen) -> bool:
    """Say whether a column holds ticks, or its own option, and nothing else."""
    own = {key(column.name), key(option_of(column.name)), key(option_of(column.text))}
    return bool(column.counts) and all(key(text) in _MARKS | own for text in column.counts)


def is_no_tick(text: str) -> bool:
    """Say whether a text is what tools write for an option that is not ticked."""
    return key(text) in map(key, NOT_TICKED)


def tick_groups(columns: Iterable[Seen]) -> dict[str, dict[str, Seen]]:
    """Return question → option → column for columns named 'Question [Option]' that hold ticks only."""
    groups: dict[str, dict[str, Seen]] = defaultdict(dict)
    for column in columns:
        header = column.text or column.name
        option = option_of(header)
        question = header[: header.rfind(option)].rstrip(" [({-–—|:/")
        if question and option != header and only_ticks(column):
            groups[question].setdefault(option, column)
    return {question: options for question, options in groups.items() if len(options) > 1}


def answer_of(text: str, instrument: Instrument) -> str | None:
    """Return the answer a label stands for: as the scale calls it, or by the number it begins with."""
    if (named := answer_named(text, scale_labels(instrument))) is not None:
        return str(named)
    first, *words = folded(text).split(" ")
    if first.isdecimal() and int(first) in instrument.answers and not (words and words[0].isdecimal()):
        return first
    return known_answer(text, instrument)


def known_answer(text: str, instrument: Instrument) -> str | None:
    """Return the answer a text is: its number, an end of the scale, or a special's spelling."""
    if text in map(str, instrument.answers):
        return text
    spellings = {folded(spelling): special for spelling, special in usual_spellings(instrument, {}).items()}
    named = answer_named(text, scale_labels(instrument))
    return spellings.get(folded(text)) or (None if named is None else str(named))


def ticks_of(options: Mapping[str, Seen], instrument: Instrument) -> dict[str, Seen]:
    """Return answer → column; where there are as many options as answers on the scale, by their order."""
    known = {option: answer_of(option, instrument) for option in options}
    on_scale = [option for option, answer in known.items() if answer not in instrument.special]
    answers = [str(answer) for answer in instrument.answers]
    if len(on_scale) == len(answers) and _in_order(known, on_scale, answers):
        known |= dict(zip(on_scale, answers, strict=True))
    return {answer: options[option] for option, answer in known.items() if answer is not None}


def _in_order(known: Mapping[str, str | None], on_scale: list[str], answers: list[str]) -> bool:
    return all(known[option] in (None, answer) for option, answer in zip(on_scale, answers, strict=True))
