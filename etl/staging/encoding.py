"""How a column's cells are encoded once read: as the texts they are, or as small numbers that stand for them.

Texts cost many times the space of numbers, and time. A column of codes holds the same few texts over and
over, so its cells are kept as numbers where that is exact: every text can be had back from its number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.columns.columns import Column
from publication.sql import literal

_LITERAL = r"'(?:[^']|'')*'"
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one column is kept: the type it is read into, and the texts its numbers (from 0) stand for.

    `number` is the SQL of the number, from the kept cell; without texts, the cell itself is kept.
    """

    sql_type: str
    texts: tuple[str, ...] = ()
    number: str = ""

    def place(self, cell: str) -> str:
        """Return the SQL of a kept cell's place in a list of what a blank and each text stand for."""
        return f"coalesce({self.number.format(cell)} + 2, 1)"


TEXT = Encoding("VARCHAR")
DIGIT = Encoding("TINYINT", tuple("0123456789"), "{}")


def encoding_of(texts: Iterable[str]) -> Encoding:
    """Return how a column is kept that holds some of these texts; a blank cell holds none."""
    known = tuple(dict.fromkeys(text for text in texts if text.strip()))
    return Encoding(f"ENUM({', '.join(map(literal, known))})", known, "enum_code({})") if known else TEXT


def digit_encoding(column: Column | None) -> Encoding:
    """Return how a column is kept whose codes are single digits, as most answers are; else as its words."""
    if column is not None and any(_DIGIT.fullmatch(text) for text in column.codes or ()):
        return DIGIT
    return word_encoding(column)


def word_encoding(column: Column | None) -> Encoding:
    """Return how a column of codes is kept: by its texts as the mapping writes them."""
    return (
        encoding_of((*column.codes, *sorted(column.blanks))) if column is not None and column.codes else TEXT
    )


def cells_read(sql: str) -> frozenset[int] | None:
    """Return the columns whose cells an expression over a row's texts reads; None where it reads more."""
    plain = re.sub(_LITERAL, "''", sql)
    if re.search(r"\b(SELECT|OVER|row)\b", plain):
        return None
    return frozenset(int(at) for at in re.findall(r"\bc([0-9]+)\b", plain))


def with_cells_named(sql: str, cells: Sequence[int]) -> str:
    """Return an expression over one or two cells with these called `cell` and `other`, whichever they are."""
    names = {f"c{at}": name for at, name in zip(cells, ("cell", "other"), strict=False)}
    return re.sub(rf"{_LITERAL}|\bc[0-9]+\b", lambda found: names.get(found[0], found[0]), sql)
