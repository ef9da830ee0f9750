"""What a file's columns may hold: each kind of content says it as a list of these, and check reads by it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from etl.columns.mapping import Cells
from etl.columns.spellings import usual_spellings
from etl.columns.tags import Tags
from etl.columns.values import Value
from publication.definitions.instrument import SPECIALS, Instrument, Special
from publication.definitions.text import Definition, listed
from publication.faults import NONE_NEAR, Refused
from publication.spelling import key, nearest

SPECIAL_CODES: dict[Special, int] = {special: -1 - i for i, special in enumerate(SPECIALS)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column to read: where it is, what its texts stand for, whether a blank is an answer.

    `codes` maps a text, as people write it, to what the warehouse keeps; None keeps the text itself, which
    must then match `pattern` where there is one. `whole` marks answers that may be written '4,0'.
    `holds` says that cells are numbers, dates or months (`etl/columns/values.py`): what is kept then has that
    type, a blank is NULL unless there is a `default`, and `accepted` is an example of a value.
    `usual` are texts that are taken although nobody said so: the usual spellings of a special answer.
    `scale_labels` are what the instrument calls answers of its scale (`etl/columns/scale_labels.py`).
    `longest` marks words a person wrote, of so many letters at most.
    `parts` are the columns of which one is ticked; `tick_list` marks one of a list of which any number is.
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
    holds: Value | None = None
    parts: tuple["Column", ...] = ()
    tick_list: "TickList | None" = None
    longest: int | None = None
    usual: Mapping[str, int] = field(default_factory=dict)
    scale_labels: Mapping[str, int] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str | int]:
        """Every text a cell may hold, as cells are compared, and what it stands for."""
        mapped = {key(text): code for text, code in (self.codes or {}).items()}
        words = {} if self.whole else mapped
        spaced = {text.replace(" ", "\u00a0"): code for text, code in words.items()}
        return mapped | {
            text: code
            for text, code in [*self.with_decimals.items(), *self.usual_texts.items(), *spaced.items()]
            if text not in mapped
        }

    @property
    def with_decimals(self) -> dict[str, str | int]:
        """Whole answers as a spreadsheet may write them: '4,0'."""
        codes = {text: code for text, code in (self.codes or {}).items() if self.whole and text == str(code)}
        return {
            f"{text}{mark}{zeros}": code
            for text, code in codes.items()
            for mark in ".,"
            for zeros in ("0", "00")
        }

    @property
    def usual_texts(self) -> dict[str, int]:
        """The usual spellings, as cells are compared, apart from those that mean something here."""
        taken = {*map(key, self.codes or {}), *self.blanks}
        return {key(text): code for text, code in self.usual.items() if key(text) not in taken}

    @property
    def silent(self) -> frozenset[str]:
        """The texts by which nobody says anything: blanks, and what stands for no tick in a tick list."""
        if self.tick_list is None:
            return self.blanks
        return self.blanks | {text for text, code in self.texts.items() if code == 0}

    @property
    def limits(self) -> str:
        """The limits of what a cell may hold, for a person; empty where there are none."""
        if self.longest is not None:
            return f"≤ {self.longest}"
        return self.holds.limits if self.holds is not None else ""

    def near(self, cell: str) -> str:
        """Return what is accepted nearest to a cell that is not, or an en dash where none is near."""
        if isinstance(self.holds, Tags):
            return nearest(self.holds.first_unknown(cell), tuple(self.holds.codes))
        found = nearest(cell, tuple(self.codes or ()))
        return NONE_NEAR if key(found) == key(cell) else found


@dataclass(frozen=True, slots=True)
class TickList:
    """The columns a tick list is given in, and the wave: who ticked any of it left the others unticked.

    Where nothing is ticked the list was skipped, be its cells blank or zero: tools write either for boxes
    that were never reached.
    """

    headers: tuple[str, ...]
    wave: Column


@dataclass(frozen=True, slots=True)
class RowRule:
    """What may not hold of a row's kept values together: an SQL condition over the names of the columns.

    The condition may look at other rows of the file with a window. `column` names the column at fault, and
    `accepted` is the SQL of what a person is told is accepted there.
    """

    rule: str
    column: str
    condition: str
    accepted: str = "''"


@dataclass(frozen=True, slots=True)
class FileSpec:
    """What one file may hold: its columns, the keys that make a row its own, and what is passed over.

    `occasion` names the keys that together say when a row was given: the wave, the round, the session.
    `months` are the columns of a table with a column per month; `unexpected` says of columns that are not
    expected which rule they break. `free_text` are the keys that say something as answers do: a row without
    any of them, and without an answer, was given by nobody. `described` are definitions it rests on beside
    the programme, the instruments and the background.
    """

    keys: list[Column]
    unique: tuple[str, ...]
    answers: dict[str, list[Column]] = field(default_factory=dict)
    background: list[Column] = field(default_factory=list)
    drop: frozenset[str] = frozenset()
    occasion: tuple[str, ...] = ("wave",)
    row_rules: list[RowRule] = field(default_factory=list)
    cells: Cells | None = None
    months: list[Column] = field(default_factory=list)
    described: tuple[Definition, ...] = ()
    unexpected: Mapping[str, str] = field(default_factory=dict)
    free_text: Sequence[Column] = ()

    @property
    def responses(self) -> list[Column]:
        """The columns in which a person says something: answers, and words that are the answer."""
        answers = [column for columns in self.answers.values() for column in columns]
        return [*(part for column in answers for part in column.parts or (column,)), *self.free_text]

    @property
    def columns(self) -> list[Column]:
        """All columns, keys first."""
        answers = [column for columns in self.answers.values() for column in columns]
        return [*self.keys, *answers, *self.background, *self.months]

    @property
    def in_file(self) -> list[Column]:
        """All columns as a file has them: those of which one is ticked in place of the item they answer."""
        return [part for column in self.columns for part in column.parts or (column,)]

    @property
    def headers(self) -> frozenset[str]:
        """The columns a file may have, apart from those passed over."""
        return frozenset(column.header for column in self.in_file if column.header is not None)


def occasion_of(parts: Iterable[str]) -> str:
    """Return the SQL of an occasion from that of the keys that say it: 'post', 'theme_day-2'."""
    return " || '-' || ".join(parts) or "''"


def named(
    ids: Iterable[tuple[str, Sequence[str]]], values: Mapping[str, str], also: Collection[str] = ()
) -> dict[str, str]:
    """Return text → id for ids known by their own name, their display names and a mapping's values.

    A display name that two ids share stands for neither. A mapping's value stands for an id, or for what
    bears a name. Raises Refused where it is neither of an id that is there (nor in `also`).
    """
    known = list(ids)
    own, single = {known_id: known_id for known_id, _ in known}, single_names(known)
    meant = {
        text: own.get(meant_id) or single.get(key(meant_id), meant_id) for text, meant_id in values.items()
    }
    for text, meant_id in meant.items():
        if meant_id not in own and meant_id not in also:
            raise Refused("mapping_value", text=text, id=meant_id, known=listed(known))
    mapped = {key(text) for text in values}
    names = {name: single[key(name)] for _, every in known for name in every if key(name) in single}
    return {text: known_id for text, known_id in (names | own).items() if key(text) not in mapped} | meant


def single_names(ids: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Return display name, as cells are compared → id, of the names that only one id bears."""
    bearers: dict[str, set[str]] = {}
    for known_id, names in ids:
        for name in names:
            bearers.setdefault(key(name), set()).add(known_id)
    return {name: min(ones) for name, ones in bearers.items() if len(ones) == 1}


def key_column(name: str, header: str | None, codes: Mapping[str, str]) -> Column:
    """Return a column that every row must fill, with one of the texts that stand for something."""
    return Column(name, header, codes, required=True, accepted=", ".join(dict.fromkeys(codes.values())))


def choice_column(
    name: str,
    header: str,
    known: Sequence[tuple[str, Sequence[str]]],
    values: Mapping[str, Mapping[str, str]],
) -> Column:
    """Return a column that every row must fill with one of the ids known, as written or by a name."""
    accepted = ", ".join(choice for choice, _ in known)
    return Column(name, header, named(known, values.get(name, {})), required=True, accepted=accepted)


def answer_codes(instrument: Instrument, codes: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return text → stored code for an instrument's answers: the scale, and the special answers it has.

    Raises Refused where one text would stand for two of them, or for one of them and a blank.
    """
    on_scale = {str(answer): answer for answer in instrument.answers}
    specials = {text: SPECIAL_CODES[name] for name in instrument.special for text in codes.get(name, [name])}
    written = [text for name in instrument.special for text in {key(code) for code in codes.get(name, [])}]
    written += {key(text) for text in codes.get("blank", [])}
    spelled = Column("", None, on_scale, whole=True).texts
    if twice := {text for text in written if text in spelled or written.count(text) > 1}:
        raise Refused("code_means_two_things", instrument=instrument.id, code=", ".join(sorted(twice)))
    return on_scale | specials


def usual_answers(instrument: Instrument, codes: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return text → stored code for the usual spellings of an instrument's special answers."""
    return {text: SPECIAL_CODES[special] for text, special in usual_spellings(instrument, codes).items()}


def accepted_answers(instrument: Instrument, codes: Mapping[str, Sequence[str]]) -> str:
    """Return what a cell of the instrument may hold, for a person: '1 … 5, 8, I/A'."""
    answers = instrument.answers
    specials = [text for name in instrument.special for text in codes.get(name, [name])]
    return ", ".join([f"{answers.start} … {answers.stop - 1}", *specials])
