"""Tables for paper: a report's table in parts that are narrow enough for a page, every figure of it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.report.data_table import DataColumn, DataTable
from publication.languages import Language

# Letters that stand beside each other on a page and between columns; the most and the fewest of a column.
PAGE, BETWEEN, FEWEST = 136, 2, 4
NAMES, WORDS = 46, 84
# The columns of a table with a row for each site and month; those of its lines keep their height for long.
_MONTHS = ("site", "month", "value", "point")
_LINES = ("centre", "lower", "upper")


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table as texts.

    Attributes:
        caption: What it holds.
        over: Over the columns after the first: each group's name and number of columns; may be none.
        headers: One per column.
        widths: How wide each column is beside the others.
        numbers: Which columns are numbers.
        rows: Texts, one list per row, the first naming it.
    """

    caption: str
    over: Sequence[tuple[str, int]]
    headers: Sequence[str]
    widths: Sequence[int]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]


def paper_tables(table: DataTable, caption: str, language: Language) -> list[PaperTable]:
    """Return a table in parts, each with the column that names its rows."""
    filled = table.filled()
    if not filled.rows:
        return []
    parts = _by_site(filled, language) if is_of_months(filled) else [(caption, filled)]
    return [_as_texts(part, name, language) for name, whole in parts for part in _narrow(whole, language)]


def is_of_months(table: DataTable) -> bool:
    """Say whether a table has a row for each site and month."""
    return {column.name for column in table.columns}.issuperset(_MONTHS)


def _widths(table: DataTable, language: Language) -> list[int]:
    """Return the letters each column needs: its longest cell or word of its header."""
    rows = table.shown(language)
    found = []
    for at, column in enumerate(table.columns):
        longest = max((len(row[at]) for row in rows), default=0)
        word = max(map(len, column.header.split()), default=0)
        found.append(min(WORDS if at else NAMES, max(FEWEST, longest, min(word, 9))))
    return found


def _narrow(table: DataTable, language: Language) -> Iterator[DataTable]:
    """Yield a table's columns in as many parts as a page is too narrow for, those of one wave together."""
    first, *others = zip(table.columns, _widths(table, language), strict=True)
    held: list[DataColumn] = []
    used = first[1]
    for group in _groups(others):
        needs = sum(width + BETWEEN for _, width in group)
        if held and used + needs > PAGE:
            yield DataTable(table.rows, [first[0], *held])
            held, used = [], first[1]
        held += [column for column, _ in group]
        used += needs
    yield DataTable(table.rows, [first[0], *held])


def _groups(columns: Sequence[tuple[DataColumn, int]]) -> Iterator[list[tuple[DataColumn, int]]]:
    """Yield columns that stay together: those under one header; each by itself where there is none."""
    held: list[tuple[DataColumn, int]] = []
    for column, width in columns:
        if held and (not column.over or column.over != held[-1][0].over):
            yield held
            held = []
        held.append((column, width))
    if held:
        yield held


def _as_texts(table: DataTable, caption: str, language: Language) -> PaperTable:
    held = dict.fromkeys(column.over for column in table.columns[1:] if column.over)
    return PaperTable(
        " – ".join(filter(None, (caption, " · ".join(held)))),
        table.over(),
        [column.header for column in table.columns],
        _widths(table, language),
        [column.digits is not None for column in table.columns],
        table.shown(language),
    )


def _by_site(table: DataTable, language: Language) -> Iterator[tuple[str, DataTable]]:
    """Yield months down and sites across for each column of numbers; signals are a table of their own."""
    month = next(column for column in table.columns if column.name == "month")
    sites = list(dict.fromkeys(str(row["site"]) for row in table.rows))
    months = sorted({str(row["month"]) for row in table.rows})
    for column in _numbers(table):
        columns = [month, *(DataColumn(site, site, column.digits) for site in sites)]
        rows = _crossed(table, months, column.name)
        if column.name in _LINES:
            yield language.say("paper.line", name=_named(column)), DataTable(_where_new(rows), columns)
        else:
            yield _named(column), DataTable(rows, columns)
    ordinary = language.say("management.point.common")
    marked = [row for row in table.rows if row["point"] not in ("", ordinary)]
    kept = [column for column in table.columns if column.name in _MONTHS]
    if marked:
        yield _named(kept[-1]), DataTable(marked, kept)


def _numbers(table: DataTable) -> list[DataColumn]:
    """Return the columns of numbers; a count that is the figure itself stands there once."""
    numbers = [column for column in table.columns if column.digits is not None]
    digits = {column.name: column.digits or 0 for column in numbers}
    is_told = digits.get("numerator", 0) <= digits["value"] and _is_the_figure(table)
    return [column for column in numbers if column.name != "numerator" or not is_told]


def _is_the_figure(table: DataTable) -> bool:
    return all(_same(row.get("numerator"), row["value"]) for row in table.rows)


def _same(one: object, other: object) -> bool:
    return one == other or (one != one and other != other)


def _where_new(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return the first row, and those in which a number is another than in the row before."""
    changed = [
        row
        for before, row in pairwise(rows)
        if any(not _same(row[at], before.get(at)) for at in row if at != "month")
    ]
    return [*rows[:1], *changed]


def _named(column: DataColumn) -> str:
    return " ".join(filter(None, (column.over, column.header)))


def _crossed(table: DataTable, months: Sequence[str], name: str) -> list[dict[str, object]]:
    """Return a row per month, a number of a column for each site in it, nan where there is none."""
    found: dict[str, dict[str, object]] = {month: {"month": month} for month in months}
    for row in table.rows:
        found[str(row["month"])][str(row["site"])] = row.get(name, math.nan)
    return list(found.values())
