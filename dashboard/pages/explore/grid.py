"""The analyst's table as a page shows it: headings in words, numbers rounded, shares in per cent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.answers.rows import SPECIALS
from dashboard.pages.explore.columns import Column, Explored, Over, Value
from dashboard.report.data_table import defused
from publication.languages import Language

READING = "reading"
TEXTS: Mapping[str, Over] = {
    "label": "item",
    "group_label": "where",
    "wave_label": "where",
    READING: "reading",
}
# Beside the means' two decimals: what lies between 0 and 1, or -1 and 1.
_FINER = ("theta", "theta_low", "theta_high", "delta", "delta_low", "delta_high")
_DIGITS = {"whole": 0, "decimal": 2, "share": 1, "p": 3}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the page: its name, heading and explanation, the heading above it, and its decimals.

    Attributes:
        digits: How many decimals a reader sees; None for a text.
        p_value: Whether a small number is said as 'less than' the smallest that is shown.
    """

    name: str
    header: str
    meaning: str
    over: Over
    digits: int | None = None
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


def _field(column: Column, language: Language) -> Field:
    digits = 3 if column.name in _FINER else _DIGITS[column.kind]
    header, meaning = _header(column.name, language), meaning_of(column.name, language)
    return Field(column.name, header, meaning, column.over, digits, p_value=column.kind == "p")


def _text(name: str, language: Language) -> Field:
    meaning = language.say(f"explore.meaning.{'claim' if name == READING else name}")
    return Field(name, language.say(f"explore.column.{name}"), meaning, TEXTS[name])


def _is_shown(column: Column, explored: Explored, specials: Sequence[str]) -> bool:
    """Say whether the page has a use for a column: no id, nothing that is empty or was not offered."""
    if column.kind == "text":
        return False
    if column.name.removesuffix("_share") in set(SPECIALS) - set(specials):
        return False
    return any(value is not None for value in explored.values[column.name])


def grid_fields(explored: Explored, specials: Sequence[str], language: Language) -> list[Field]:
    """Return the columns of the page, in order: what a row is about, then every number there is."""
    texts = [_text(name, language) for name in TEXTS]
    numbers = [column for column in explored.columns if _is_shown(column, explored, specials)]
    return [*texts, *(_field(column, language) for column in numbers)]


def _claim(row: Mapping[str, Value]) -> str:
    """Return the claim, or why there is none, as the page of change says it."""
    return "asked_differently" if row["claim"] is None else row["unjudged"] or str(row["claim"])


def _reading(row: Mapping[str, Value], language: Language) -> str:
    """Return the claim in words, or why there is no number."""
    if row["status"] == "shown":
        return language.say(f"table.{_claim(row)}") if row["compared_with"] else ""
    values = {"withheld": "card.withheld", "not_asked": "card.not_asked", "no_answers": "explore.no_answers"}
    return language.say(values[row["status"]])


def _written(value: Value, field: Field, column: Column | None) -> Value:
    """Return a cell with the digits that are shown, so that a filter compares what a reader sees."""
    if value is None or field.digits == 0:
        return value
    if field.digits is None or column is None:
        return defused(value)
    if field.p_value and value < 10**-field.digits:
        return 0.0
    return round(value * (100 if column.kind == "share" else 1), field.digits) + 0.0


def grid_rows(explored: Explored, fields: Sequence[Field], language: Language) -> Iterator[list[Value]]:
    """Yield the rows as lists in the order of the fields."""
    columns = {column.name: column for column in explored.columns}
    for row in explored.rows():
        told = row | {READING: _reading(row, language)}
        yield [_written(told[field.name], field, columns.get(field.name)) for field in fields]
