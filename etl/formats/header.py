"""The header, whatever the format: is it one, does each column have a name of its own?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publication.faults import Fault, Note

_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:""")
_NUMBER = re.compile(r"\s*[+-]?\d+([.,]\d+)?\s*")


MOST_COLUMNS = 2000


@dataclass(frozen=True, slots=True)
class Record:
    """Cells that are not all blank, the lines they stand on, and how many records are before them."""

    line: int
    last_line: int
    before: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many of its cells are not blank."""
        return sum(bool(cell.strip()) for cell in self.cells)


def import_ids(cells: Sequence[str]) -> bool:
    """Say whether a row holds the ids Qualtrics writes below the question texts, as JSON."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(map(bool, map(_IMPORT_ID.match, filled))) >= len(filled)


def below_header(file: str, records: Sequence[Record], header_rows: int) -> tuple[int, list[Note]]:
    """Return how many records stand above the first row of answers, and a note where one was passed over."""
    after = records[header_rows : header_rows + 1]
    if after and import_ids(after[0].cells):
        return header_rows + 1, [Note(file, "import_ids", after[0].line)]
    return header_rows, []


def mostly_numbers(cells: Sequence[str]) -> bool:
    """Say whether at least half of the filled cells, and two, are numbers: a row of answers, no header."""
    filled = [cell for cell in cells if cell.strip()]
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in filled)
    return numbers >= 2 and 2 * numbers >= len(filled)


def name_faults(file: str, names: Sequence[str], line: int = 1) -> list[Fault]:
    """Return a fault for each name that two columns have; a number there twice is an answer, no name.

    A column without a name is let through: whether its cells are blank is seen when they are checked.
    """
    doubled = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if any(map(_NUMBER.fullmatch, doubled)):
        return [Fault(file, "no_header", line)]
    return [Fault(file, "doubled_column", line=line, column=name) for name in doubled]


def title_faults(file: str, records: Sequence[Record]) -> list[Fault]:
    """Return a fault where the first record is a title: one cell, or few of a row's, above wider records."""
    first, *others = records
    widest = max(others, key=lambda record: record.filled, default=first)
    few = first.filled == 1 or (2 * first.filled <= widest.filled and len(first.cells) < len(widest.cells))
    if widest.filled == 1 or not few:
        return []
    return [Fault(file, "title_above_header", first.line, details={"header": str(widest.line)})]


def width_faults(file: str, columns: int) -> list[Fault]:
    """Return a fault where a table has more columns than any questionnaire: what else it is, nobody knows."""
    details = {"limit": str(MOST_COLUMNS)}
    return [Fault(file, "too_many_columns", details=details)] if columns > MOST_COLUMNS else []


def second_row_faults(file: str, names: Record, texts: Record) -> list[Fault]:
    """Return a fault where the second of two header rows has another width."""
    if len(texts.cells) != len(names.cells):
        rule = "too_few_cells" if len(texts.cells) < len(names.cells) else "too_many_cells"
        return [Fault(file, rule, texts.line)]
    return []
