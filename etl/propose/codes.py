"""What the cells of items hold beside the scale: codes of special answers, or labels in place of values."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from etl.columns.columns import Column
from etl.columns.scale_labels import answer_named, scale_labels
from etl.columns.spellings import usual_spellings
from etl.propose.content import is_usual_code
from etl.propose.match import Answers, Found, Match
from etl.propose.names import folded
from etl.propose.seen import Seen, is_number
from etl.propose.ticks import answer_of, is_no_tick, known_answer, only_ticks
from publication.definitions.instrument import Instrument, Special
from publication.spelling import key

_FEWEST_LABELS = 2
_MOST_ANSWERS = 40
_ZEROS = {"0", "0,0", "0.0"}
_NUMBERED = re.compile(r"\d+ ?[-–—=.:)] ?\D")


@dataclass(frozen=True, slots=True)
class Code:
    """A text off the scale: how often it occurs, in which instruments, and how its meaning was told."""

    text: str
    times: int
    instruments: tuple[str, ...]
    how: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class CellTexts:
    """What the cells of all items hold: codes by special answer, codes nobody knows, labels by instrument.

    `few` says how many texts are left out, which fewer than k people gave and nobody knows; of labels by
    instrument. `turned` are the instruments whose codes run against the scale, by what the file says of them.
    """

    codes: Mapping[Special, list[Code]]
    unknown: list[Code]
    labels: Mapping[str, Mapping[str, tuple[str | None, int]]]
    tick_lists: list[str] = field(default_factory=list)
    few: Mapping[str, int] = field(default_factory=dict)
    turned: frozenset[str] = frozenset()


def cell_texts(answers: Answers, instruments: Mapping[str, Instrument], k: int) -> CellTexts:
    """Return what the cells of the items found hold beside the answers on the scale."""
    columns = {name: _columns(items.values()) for name, items in answers.items()}
    lists = [name for name in columns if _is_tick_list(instruments[name], columns[name])]
    asked = {name: columns[name] for name in columns if name not in lists}
    off = {name: _off_scale(instruments[name], found) for name, found in asked.items()}
    turned = frozenset(name for name, found in asked.items() if _is_turned(instruments[name], found))
    if turned or any(
        _holds_labels(instruments[name], texts, _people(asked[name])) for name, texts in off.items()
    ):
        every = {
            name: _labels(instruments[name], found, name in turned) for name, found in asked.items() if found
        }
        labels = {name: _shown(texts, asked[name], instruments[name], k) for name, texts in every.items()}
        few = {name: len(texts) - len(labels[name]) for name, texts in every.items()}
        return CellTexts({}, [], labels, lists, few, turned)
    specials = _specials_by_code(off, instruments, _value_labels(asked))
    codes, unknown = _with_numbers_in_order(specials, instruments)
    people = _people(column for columns in asked.values() for column in columns)
    kept = {
        special: [code for code in found if code.how != "code_by_order" or _may_be_told(code.text, people, k)]
        for special, found in codes.items()
    }
    asked_for = [code for code in unknown if code.label or _may_be_told(code.text, people, k)]
    left_out = len(specials) - sum(map(len, kept.values())) - len(asked_for)
    return CellTexts(
        {special: ones for special, ones in kept.items() if ones}, asked_for, {}, lists, {"": left_out}
    )


def _may_be_told(text: str, people: Mapping[str, int], k: int) -> bool:
    """Say whether a text off the scale is no single person's: at least k gave it, or it is a usual code."""
    return people[text] >= k or is_usual_code(text)


def _people(columns: Iterable[Seen]) -> Counter[str]:
    """Return how many people at least have written each text: the most cells that hold it in one column."""
    people: Counter[str] = Counter()
    for column in columns:
        people |= Counter(column.short)
    return people


def _shown(
    texts: Mapping[str, tuple[str | None, int]], columns: list[Seen], instrument: Instrument, k: int
) -> dict[str, tuple[str | None, int]]:
    """Return the texts that the instrument or the file explains, that begin with a number, or k gave."""
    people, explained = _people(columns), _value_labels({"": columns})
    return {
        text: meaning
        for text, meaning in texts.items()
        if people[text] >= k or text in explained or known_answer(text, instrument) or _NUMBERED.match(text)
    }


def _columns(found: Iterable[Found]) -> list[Seen]:
    """Return the columns that can hold answers; more texts than answers have are what people wrote."""
    columns = [match.column for match in found if isinstance(match, Match)]
    return [column for column in columns if len(column.counts) <= _MOST_ANSWERS]


def _is_tick_list(instrument: Instrument, columns: list[Seen]) -> bool:
    """Say whether a list of things to tick holds ticks only; a 0 must be called no tick by the file."""
    return (
        instrument.answers == range(2)
        and bool(columns)
        and all(only_ticks(column) for column in columns if column.counts)
        and all(is_no_tick(each.labels.get(text, "")) for each in columns for text in _ZEROS & {*each.counts})
    )


def _off_scale(instrument: Instrument, columns: list[Seen]) -> Counter[str]:
    on_scale = Column("", None, {str(answer): answer for answer in instrument.answers}, whole=True).texts
    counts: Counter[str] = Counter()
    for column in columns:
        counts.update({text: times for text, times in column.short.items() if key(text) not in on_scale})
    return counts


def _holds_labels(instrument: Instrument, off: Iterable[str], people: Mapping[str, int]) -> bool:
    """Say whether words that are no special answers stand where numbers would, known ones or of several."""
    usual = {folded(text) for text in usual_spellings(instrument, {})}
    words = [text for text in off if not is_number(text) and folded(text) not in usual]
    known = (people[word] > 1 or answer_of(word, instrument) is not None for word in words)
    return sum(known) >= _FEWEST_LABELS


def _is_turned(instrument: Instrument, columns: list[Seen]) -> bool:
    """Say whether codes run against the scale: one whose label is an end of it is the other end's number."""
    turned = _turned(instrument)
    labelled = _value_labels({"": columns}) | {
        text: text for column in columns for text in column.short if not is_number(text)
    }
    named = {code: answer_named(label, scale_labels(instrument)) for code, label in labelled.items()}
    numbers = {code: _number(code) for code in labelled}
    return any(
        answer is not None and answer != numbers[code] and answer == turned.get(numbers[code])
        for code, answer in named.items()
    )


def _turned(instrument: Instrument) -> dict[int | None, int]:
    """Return answer → the answer as far from the other end of the scale."""
    return dict(zip(instrument.answers, reversed(instrument.answers), strict=True))


def _number(text: str) -> int | None:
    """Return the number a text is, or that stands beside it."""
    found = re.match(r"\W*(\d+)\b", text) or re.search(r"\b(\d+)\W*$", text)
    return int(found[1]) if found else None


def _labels(instrument: Instrument, columns: list[Seen], turned: bool) -> dict[str, tuple[str | None, int]]:
    counts: Counter[str] = Counter()
    for column in columns:
        counts.update(column.short)
    labels = _value_labels({"": columns})
    if turned:
        counts.update(dict.fromkeys(labels, 0))
    answers = {text: _answer(text, labels.get(text, ""), instrument, turned) for text in counts}
    return {
        text: (answers[text], counts[text]) for text in sorted(counts, key=lambda text: answers[text] or "~")
    }


def _answer(text: str, label: str, instrument: Instrument, turned: bool) -> str | None:
    """Return the answer a text stands for: as its label or the scale says, else by its number."""
    words = (written for written in (label, text) if written and not is_number(written))
    known = (known_answer(word, instrument) for word in words)
    if (named := next((answer for answer in known if answer is not None), None)) is not None or not turned:
        return named or answer_of(text, instrument)
    answer = _turned(instrument).get(_number(text))
    return None if answer is None else str(answer)


def _value_labels(asked: Mapping[str, list[Seen]]) -> dict[str, str]:
    """Return what the file itself says of codes, where all its columns say the same."""
    labels: dict[str, set[str]] = defaultdict(set)
    for columns in asked.values():
        for column in columns:
            for code, label in column.labels.items():
                labels[code].add(label)
    return {code: next(iter(every)) for code, every in labels.items() if len(every) == 1}


def _specials_by_code(
    off: Mapping[str, Counter[str]], instruments: Mapping[str, Instrument], labels: Mapping[str, str]
) -> dict[Code, list[Special]]:
    """Return every text off the scale and the special answers it can be."""
    where: dict[str, list[str]] = defaultdict(list)
    for instrument, texts in off.items():
        for text in texts:
            where[text].append(instrument)
    specials = {}
    for text, names in where.items():
        times = sum(off[name][text] for name in names)
        can_be = [set(_specials(text, labels.get(text, ""), instruments[name])) for name in names]
        how = (
            "code_by_label" if text in labels else "code_by_order" if is_number(text) else "code_by_spelling"
        )
        code = Code(text, times, tuple(names), how, labels.get(text, ""))
        first = instruments[names[0]].special
        specials[code] = [special for special in first if all(special in candidates for candidates in can_be)]
    return specials


def _specials(text: str, label: str, instrument: Instrument) -> Iterator[Special]:
    """Yield the special answers of an instrument that a code can stand for."""
    spellings = {folded(spelling): special for spelling, special in usual_spellings(instrument, {}).items()}
    if special := spellings.get(folded(label or text)):
        yield special
    elif is_number(text) and not label:
        yield from instrument.special


def _with_numbers_in_order(
    specials: Mapping[Code, list[Special]], instruments: Mapping[str, Instrument]
) -> tuple[dict[Special, list[Code]], list[Code]]:
    """Give every code one meaning: those that can have one only first, then numbers as the specials stand."""
    codes: dict[Special, list[Code]] = defaultdict(list)
    unknown: list[Code] = []
    taken: set[tuple[str, Special]] = set()
    for code in sorted(specials, key=lambda code: (len(specials[code]), len(code.text), code.text)):
        by_order = code.how == "code_by_order"
        free = [
            special
            for special in specials[code]
            if not by_order or not {(name, special) for name in code.instruments} & taken
        ]
        if not free:
            unknown.append(code)
            continue
        codes[free[0]].append(code)
        if by_order:
            taken |= {(at, free[0]) for at in code.instruments}
    return {special: sorted(found, key=_numbers_first) for special, found in codes.items()}, unknown


def _numbers_first(code: Code) -> tuple[bool, str]:
    return not is_number(code.text), code.text
