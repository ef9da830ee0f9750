"""The analyst's table as a page shows it: headings in words, numbers rounded, shares in per cent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.answers.rows import SPECIALS
from dashboard.pages.explore.columns import Column, Explored, Over, Value
from dashboard.report.data_table import defused
from publication.languages import Language

READING = "reading"
# A column of words: the heading above it.
TEXTS: Mapping[str, Over] = {
    "label": "item",
    "group_label": "where",
    "wave_label": "where",
    READING: "change",
}
_IDS: Mapping[str, str] = {"label": "item", "group_label": "group", "wave_label": "wave"}
# What is concluded of a row, or why nothing is, in the order it sorts: its words.
_READINGS: Mapping[str, str] = {
    **{
        claim: f"table.{claim}"
        for claim in ("up", "down", "none", "asked_differently", "all_the_same", "one_the_same")
    },
    "withheld": "card.withheld",
    "not_asked": "card.not_asked",
    "no_answers": "explore.no_answers",
}
# What a page shows until a reader chooses; the first of them always.
USUAL = (
    *("label", "group_label", "wave_label", "n", "mean", "mean_low", "mean_high"),
    *(READING, "theta", "theta_low", "theta_high"),
)
OVERS: Sequence[Over] = ("item", "where", "answers", "change", "spread", "special", "tests")
# Beside the means' two decimals: what lies between 0 and 1, or -1 and 1.
_FINER = ("theta", "theta_low", "theta_high", "delta", "delta_low", "delta_high")
_DIGITS = {"whole": 0, "decimal": 2, "share": 1, "p": 3}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the page: its name, heading and explanation, the heading above it, and what it holds.

    Attributes:
        words: Of a column of words: each by its id, in the order they sort.
        digits: Of a column of numbers: how many decimals a reader sees.
        times: What a number is multiplied with before it is shown: shares are per cent.
        p_value: Whether a small number is said as 'less than' the smallest that is shown.
    """

    name: str
    header: str
    meaning: str
    over: Over
    words: Mapping[str, str] | None = None
    digits: int = 0
    times: int = 1
    p_value: bool = False


def meaning_of(name: str, language: Language) -> str:
    """Return in words what a column holds."""
    if count := re.fullmatch(r"count_(\d+)", name):
        return language.say("explore.meaning.count", value=count[1])
    if name in SPECIALS:
        return language.say("explore.meaning.special", name=language.say(f"special.{name}"))
    if name.removesuffix("_share") in SPECIALS:
        return language.say("explore.meaning.special_share")
    return language.say(f"explore.meaning.{name}")


def _header(name: str, language: Language) -> str:
    if count := re.fullmatch(r"count_(\d+)", name):
        return language.say("explore.column.count", value=count[1])
    if name in SPECIALS or name == "blank":
        return language.say(f"special.{name}")
    if (special := name.removesuffix("_share")) in SPECIALS:
        return language.say("explore.column.share", name=language.say(f"special.{special}"))
    return language.say(f"explore.column.{name}")


def _number(column: Column, language: Language) -> Field:
    return Field(
        column.name,
        _header(column.name, language),
        meaning_of(column.name, language),
        column.over,
        digits=3 if column.name in _FINER else _DIGITS[column.kind],
        times=100 if column.kind == "share" else 1,
        p_value=column.kind == "p",
    )


def _text(explored: Explored, name: str, language: Language) -> Field:
    meaning = language.say(f"explore.meaning.{'claim' if name == READING else name}")
    header, words = language.say(f"explore.column.{name}"), _words(explored, name, language)
    return Field(name, header, meaning, TEXTS[name], words)


def _words(explored: Explored, name: str, language: Language) -> dict[str, str]:
    """Return what a column of words can say: each by its id, as questionnaire, tree and time order them."""
    ids = _ids(explored, name)
    if name != READING:
        return dict(zip(ids, map(defused, explored.values[name]), strict=True))
    return {reading: language.say(words) for reading, words in _READINGS.items() if reading in set(ids)}


def _ids(explored: Explored, name: str) -> list[Value]:
    """Return the ids behind a column of words."""
    if name != READING:
        return explored.values[_IDS[name]]
    told = (explored.values[column] for column in ("status", "compared_with", "claim", "unjudged"))
    return [_reading(*row) for row in zip(*told, strict=True)]


def _reading(status: str, compared_with: str | None, claim: str | None, unjudged: str | None) -> str | None:
    """Return the claim, or why there is none, as the page of change says it; None where none is to be."""
    if status != "shown":
        return status
    if compared_with is None:
        return None
    return "asked_differently" if claim is None else unjudged or claim


def _is_shown(column: Column, explored: Explored, specials: Sequence[str]) -> bool:
    """Say whether the page has a use for a column: no id, nothing that is empty or was not offered."""
    if column.kind == "text":
        return False
    if column.name.removesuffix("_share") in set(SPECIALS) - set(specials):
        return False
    return any(value is not None for value in explored.values[column.name])


def _place(field: Field) -> tuple[int, bool]:
    return OVERS.index(field.over), field.name not in USUAL


def grid_fields(explored: Explored, specials: Sequence[str], language: Language) -> list[Field]:
    """Return the columns of the page, in order: what a row is about, means, what compares, then the rest."""
    texts = [field for name in TEXTS if (field := _text(explored, name, language)).words]
    numbers = [
        _number(column, language) for column in explored.columns if _is_shown(column, explored, specials)
    ]
    return sorted([*texts, *numbers], key=_place)


def _written(value: Value, field: Field) -> Value:
    """Return a number with the digits that are shown, so that a filter compares what a reader sees."""
    if value is None or field.digits == 0:
        return value
    if field.p_value and value < 10**-field.digits:
        return 0.0
    return round(value * field.times, field.digits) + 0.0


def cells_of(explored: Explored, field: Field) -> list[Value]:
    """Return a column as the page holds it: a number as it is shown, of words the place among them."""
    if field.words is None:
        return [_written(value, field) for value in explored.values[field.name]]
    places = {of: at for at, of in enumerate(field.words)}
    return [places.get(of) for of in _ids(explored, field.name)]


def grid_rows(explored: Explored, fields: Sequence[Field]) -> list[list[Value]]:
    """Return the rows as lists in the order of the fields."""
    return [list(row) for row in zip(*(cells_of(explored, field) for field in fields), strict=True)]
