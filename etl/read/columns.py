"""What a file's columns may hold: each kind of content says it as a list of these, and check reads by it."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from etl.definitions.instrument import SPECIALS, Instrument, Special
from etl.faults import Fault, Refused

BLANKS = " \t\u00a0"
SPECIAL_CODES: dict[Special, int] = {special: -1 - i for i, special in enumerate(SPECIALS)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column to read: where it is, what its texts stand for, whether a blank is an answer.

    `codes` maps a text, as people write it, to what the warehouse keeps; None keeps the text itself, which
    must then match `pattern` where there is one. `whole` marks answers that may be written '4,0'.
    """

    name: str
    header: str | None
    codes: Mapping[str, str] | Mapping[str, int] | None
    whole: bool = False
    blanks: frozenset[str] = frozenset({""})
    required: bool = False
    default: str | None = None
    accepted: str = ""
    asked_in: frozenset[str] | None = None
    pattern: str | None = None

    @property
    def texts(self) -> dict[str, str | int]:
        """Every text a cell may hold, as cells are compared, and what it stands for."""
        codes = self.codes or {}
        spelled = {
            f"{text}{mark}{zeros}": code
            for text, code in codes.items()
            if self.whole and text == str(code)
            for mark in ".,"
            for zeros in ("0", "00")
        }
        return {key(text): code for text, code in [*spelled.items(), *codes.items()]}


@dataclass(frozen=True, slots=True)
class Content:
    """All one kind of file says, which keys make a row its own, and the columns that are passed over."""

    keys: list[Column]
    unique: tuple[str, ...]
    answers: dict[str, list[Column]] = field(default_factory=dict)
    background: list[Column] = field(default_factory=list)
    drop: frozenset[str] = frozenset()

    @property
    def columns(self) -> list[Column]:
        """All columns, keys first."""
        answers = [column for columns in self.answers.values() for column in columns]
        return [*self.keys, *answers, *self.background]

    @property
    def headers(self) -> frozenset[str]:
        """The columns a file may have, apart from those passed over."""
        return frozenset(column.header for column in self.columns if column.header is not None)


def key(text: str) -> str:
    """Return a text the way cells are compared: composed, trimmed, lower case."""
    return unicodedata.normalize("NFC", text).strip(BLANKS).lower()


def named(
    ids: Iterable[tuple[str, Sequence[str]]], values: Mapping[str, str], also: Collection[str] = ()
) -> dict[str, str]:
    """Return text → id for ids known by their own name, their display names and a mapping's values.

    A display name that two ids share stands for neither. Raises Refused where a mapping's value stands for an
    id that is not there (nor in `also`).
    """
    known = list(ids)
    own = {one: one for one, _ in known}
    for text, one in values.items():
        if one not in own and one not in also:
            raise Refused("mapping_value", text=text, id=one, known=", ".join(own) or "–")
    bearers: dict[str, set[str]] = {}
    for one, names in known:
        for name in names:
            bearers.setdefault(key(name), set()).add(one)
    single = {name: one for one, names in known for name in names if len(bearers[key(name)]) == 1}
    said = {key(text) for text in values}
    return {text: one for text, one in (single | own).items() if key(text) not in said} | dict(values)


def answer_codes(instrument: Instrument, codes: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return text → stored code for an instrument's answers: the scale, and the special answers it has.

    Raises Refused where one text would stand for two of them, or for one of them and a blank.
    """
    on_scale = {str(answer): answer for answer in instrument.answers}
    special = {text: SPECIAL_CODES[one] for one in instrument.special for text in codes.get(one, [one])}
    said = [text for one in instrument.special for text in {key(code) for code in codes.get(one, [])}]
    said += {key(text) for text in codes.get("blank", [])}
    spelled = Column("", None, on_scale, whole=True).texts
    if twice := {text for text in said if text in spelled or said.count(text) > 1}:
        raise Refused("code_means_two_things", instrument=instrument.id, code=", ".join(sorted(twice)))
    return on_scale | special


def accepted_answers(instrument: Instrument, codes: Mapping[str, Sequence[str]]) -> str:
    """Return what a cell of the instrument may hold, for a person: '1 … 5, 8, I/A'."""
    answers = instrument.answers
    special = [text for one in instrument.special for text in codes.get(one, [one])]
    return ", ".join([f"{answers.start} … {answers.stop - 1}", *special])


@lru_cache(maxsize=1000)
def nearest(text: str, known: tuple[str, ...]) -> str:
    """Return the known text nearest to a misspelt one, or an en dash where none is near."""
    folded = {key(one): one for one in known if one.strip()}
    near = get_close_matches(key(text), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else "–"


def header_faults(file: str, header: Sequence[str], content: Content, waves: frozenset[str]) -> list[Fault]:
    """Return a fault for every column that is missing (where one of the waves asks it) or not mapped."""
    expected = {column.header: None for column in content.columns if column.header is not None}
    unknown = [one for one in header if one not in expected and one not in content.drop]
    faults = [
        Fault(file, "unknown_column", line=1, column=one, details={"nearest": nearest(one, tuple(expected))})
        for one in unknown
    ]
    needed = [
        column.header
        for column in content.columns
        if column.header is not None and (column.asked_in is None or column.asked_in & waves)
    ]
    faults += [
        Fault(file, "missing_column", line=1, column=one, details={"nearest": nearest(one, tuple(unknown))})
        for one in dict.fromkeys(needed)
        if one not in header
    ]
    return faults
