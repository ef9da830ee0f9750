"""What a reader sees of the analyst's table: rows filtered and sorted, columns chosen, as the page does."""

import json
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dashboard.pages.explore.columns import Columns, Explored, Value
from dashboard.pages.explore.grid import READING, USUAL, Field, cells_of
from dashboard.report.selection import Selection

Passes = Callable[[Value], bool]
# What an address says for every column.
ALL = "all"
LARGEST = 1e15
# A column of words on the page → the columns of a file that tell as much.
_FILED: Mapping[str, Sequence[str]] = {
    "label": ("item", "label"),
    "group_label": ("group", "group_label"),
    "wave_label": ("wave", "wave_label"),
    READING: ("status", "compared_with", "claim", "unjudged"),
}
_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "equals": operator.eq,
    "greaterThanOrEqual": operator.ge,
    "lessThanOrEqual": operator.le,
}


def chosen_fields(fields: Sequence[Field], asked: str) -> list[Field]:
    """Return the columns an address asks for, in the page's order; the usual ones where it knows none."""
    names = {field.name for field in fields}
    known = names if asked == ALL else names & set(asked.split(","))
    chosen = known | {USUAL[0]} if known else set(USUAL)
    return [field for field in fields if field.name in chosen]


def _ticked(words: Mapping[str, str], model: Mapping[str, Any]) -> Passes | None:
    """Return what lets the ids pass that are ticked; None where no known one is."""
    only = model.get("only")
    places = {at for at, of in enumerate(words) if isinstance(only, list) and of in only}
    return places.__contains__ if places else None


def _number(model: Mapping[str, Any], name: str) -> float:
    """Return a number as the page writes it; nan, which nothing compares with, where it is none."""
    value = model.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return value if abs(value) < LARGEST else math.nan


def _compared(model: Mapping[str, Any]) -> Passes | None:
    """Return what lets numbers pass; None where it is not written as the page writes it."""
    how, low, high = str(model.get("type")), _number(model, "filter"), _number(model, "filterTo")
    if how in ("blank", "notBlank"):
        return lambda value: (value is None) == (how == "blank")
    if how in _COMPARED and math.isfinite(low):
        return lambda value: value is not None and _COMPARED[how](value, low)
    if how == "inRange" and math.isfinite(low + high):
        return lambda value: value is not None and low <= value <= high
    return None


def _filters(fields: Sequence[Field], asked: str) -> Iterator[tuple[str, Passes]]:
    """Yield the columns filtered, each with what may pass; what an address forged filters nothing."""
    models = json.loads(asked or "{}")
    for field in fields:
        model = models.get(field.name)
        if isinstance(model, dict):
            passes = _compared(model) if field.words is None else _ticked(field.words, model)
            if passes:
                yield field.name, passes


def _sorted(rows: list[int], cells: Columns, asked: str) -> list[int]:
    """Return the rows in order, by the last of what they are sorted by first; empty cells last."""
    by = [one.split(":") for one in asked.split(",") if one]
    for held, direction in [
        (cells[column], direction) for column, direction in reversed(by) if column in cells
    ]:
        filled = [row for row in rows if held[row] is not None]
        empty = [row for row in rows if held[row] is None]
        rows = sorted(filled, key=held.__getitem__, reverse=direction == "desc") + empty
    return rows


def seen(explored: Explored, fields: Sequence[Field], selection: Selection) -> Explored:
    """Return the rows and columns that the page shows of a table.

    Args:
        explored: The whole table, in full precision.
        fields: The columns the page has.
        selection: How it is sorted and filtered, and which columns are chosen.
    """
    cells = {field.name: cells_of(explored, field) for field in fields}
    rows = list(range(len(explored)))
    for column, passes in _filters(fields, selection.filter):
        rows = [row for row in rows if passes(cells[column][row])]
    rows = _sorted(rows, cells, selection.sort)
    chosen = chosen_fields(fields, selection.columns)
    names = [name for field in chosen for name in _FILED.get(field.name, (field.name,))]
    columns = {column.name: column for column in explored.columns}
    values = {name: [explored.values[name][row] for row in rows] for name in names}
    return Explored([columns[name] for name in names], values)
