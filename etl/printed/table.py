"""A table of printed figures with column names of its own: no mapping, no programme."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.columns.printed_values import PRINTED
from etl.formats.grid import Grid, Layout
from etl.formats.source import open_sources
from etl.printed.figure import Printed, read_printed
from publication.faults import Fault, SourceError
from publication.spelling import BLANKS, key

# What a column may be called, as names are compared.
NAMES: Mapping[str, tuple[str, ...]] = {
    "item": ("item", "line", "question", "spørgsmål", "spørsmål"),
    "mean": ("mean", "m", "x", "gennemsnit", "gjennomsnitt", "snit", "snitt"),
    "sd": ("sd", "std", "standardafvigelse", "standardavvik"),
    "n": ("n",),
    "respondents": ("respondents", "n_respondents", "participants", "respondenter", "deltagere", "deltakere"),
    "not_applicable": ("not_applicable",),
    "dont_know": ("dont_know",),
    "not_relevant": ("not_relevant",),
    "percent": ("percent", "%", "procent", "prosent"),
    "min": ("min",),
    "max": ("max",),
    "items": ("items",),
}
OCCASIONS = ("wave", "session", "session_kind", "session_no", "måling", "kursusgang", "samling")
_FIGURES = ("mean", "sd", "percent", "min", "max")
_WHOLES = ("n", "respondents", "not_applicable", "dont_know", "not_relevant", "items")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where it stands, what names it, and its figures; None where nothing was printed.

    Attributes:
        line: The line of the file.
        occasion: The wave or session, as the file calls it.
        name: What else names the row, the item last.
        item: The item alone.
        figures: Mean, SD, percentage, minimum and maximum, by column.
        wholes: Numbers of people (and of items), by column.
        texts: All of them as they stand in the file.
    """

    line: int
    occasion: str
    name: str
    item: str
    figures: Mapping[str, Printed | None]
    wholes: Mapping[str, int | None]
    texts: Mapping[str, str]

    @property
    def n(self) -> int | None:
        """How many answered, where that is printed: beside a percentage it is how many of them."""
        return None if self.figures["percent"] is not None else self.wholes["n"]

    @property
    def most(self) -> int | None:
        """The most answers there can be: all respondents less the special answers printed beside them."""
        if (respondents := self.wholes["respondents"]) is None:
            return None
        apart = (self.wholes[special] or 0 for special in ("not_applicable", "dont_know", "not_relevant"))
        return max(respondents - sum(apart), 0)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, and the columns that were read as names because no figure is called so."""

    file: str
    rows: Sequence[TableRow]
    names: Sequence[str] = ()


@dataclass(slots=True)
class _Reading:
    """The columns of a file, and the faults found so far."""

    file: str
    columns: Mapping[str, int]
    occasions: Sequence[int]
    names: Sequence[int]
    header: Sequence[str]
    faults: list[Fault] = field(default_factory=list)

    def row(self, line: int, cells: Sequence[str]) -> TableRow:
        texts = {name: cells[at] for name, at in self.columns.items()}
        item = texts.get("item", "")
        names = [cells[at] for at in self.names] + [item]
        return TableRow(
            line,
            " ".join(filter(None, (cells[at] for at in self.occasions))),
            " ".join(filter(None, names)),
            item,
            {name: self._figure(line, name, texts.get(name, "")) for name in _FIGURES},
            {name: self._whole(line, name, texts.get(name, "")) for name in _WHOLES},
            texts,
        )

    def _figure(self, line: int, name: str, text: str) -> Printed | None:
        if text and not re.fullmatch(PRINTED, text):
            self._fault("not_a_number", line, name, text, "4.25")
            return None
        return read_printed(text.replace(",", ".")) if text else None

    def _whole(self, line: int, name: str, text: str) -> int | None:
        least = 1 if name == "items" else 0
        if text and not (re.fullmatch(r"\d{1,6}", text) and int(text) >= least):
            self._fault("not_a_whole_number", line, name, text, "21")
            return None
        return int(text) if text else None

    def _fault(self, rule: str, line: int, name: str, value: str, accepted: str) -> None:
        column = self.header[self.columns[name]]
        self.faults.append(Fault(self.file, rule, line, column, value, {"accepted": accepted}))


def read_table(path: Path, workspace: Path) -> Table:
    """Read a table of printed figures: a CSV file or the first sheet of a workbook.

    Raises SourceError where a cell holds no figure, a row no cell for every column, or the file no figures.
    """
    grid = open_sources(path, workspace)[0].grid(Layout())
    reading = _columns(grid)
    rows = [reading.row(line, cells) for line, cells in _records(grid, reading.faults)]
    if not rows and not reading.faults:
        reading.faults.append(Fault(grid.name, "header_only"))
    if reading.faults:
        raise SourceError(reading.faults)
    return Table(grid.name, rows, [grid.header[at] for at in reading.names])


def _columns(grid: Grid) -> _Reading:
    """Find what each column holds. Raises SourceError where none holds a mean or a percentage."""
    known = {text: name for name, texts in NAMES.items() for text in texts}
    found: dict[str, int] = {}
    for at, header in enumerate(grid.header):
        if (name := known.get(key(header))) is not None:
            found.setdefault(name, at)
    if "mean" not in found and "percent" not in found:
        details = {"columns": "mean, percent", "known": ", ".join(NAMES)}
        raise SourceError([Fault(grid.name, "no_printed_column", grid.header_line, details=details)])
    occasions = [at for at, header in enumerate(grid.header) if key(header) in OCCASIONS]
    names = [at for at in range(len(grid.header)) if at not in {*found.values(), *occasions}]
    return _Reading(grid.name, found, occasions, names, grid.header)


def _records(grid: Grid, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, with their lines; gather those of another width."""
    filled = [(line, cells) for line, cells in grid.records() if any(cell.strip(BLANKS) for cell in cells)]
    faults += grid.ragged(filled)
    for line, cells in filled:
        if len(cells) == len(grid.header):
            yield line, [cell.strip(BLANKS) for cell in cells]
