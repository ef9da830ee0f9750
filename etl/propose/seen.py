"""What a file's columns show: their names, texts and value labels, and how often each cell text occurs."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from etl.columns.answers import option_of
from etl.formats.grid import Grid, Layout, Source
from etl.formats.header import import_ids
from etl.formats.source import open_sources
from etl.formats.surveyxact import joined_files
from etl.propose.names import folded
from etl.propose.times import is_time
from publication.faults import SourceError
from publication.spelling import BLANKS

MOST_TEXTS = 100
LONGEST = 60
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_LONG = 15
_BEFORE_OPTION = re.compile(r"\s[-–—|/]\s|[:?.!]\s")


@dataclass(frozen=True, slots=True)
class Seen:
    """A column: its name, its question text where the file gives one, and what its cells hold.

    `counts` says how often a text occurs, blanks apart (of at most so many different texts); `labels` what
    the file itself says that its codes mean.
    """

    name: str
    text: str
    counts: Mapping[str, int]
    labels: Mapping[str, str]

    @property
    def texts(self) -> list[str]:
        """What the column is called: its text, its name and what either ends with after a sign, folded."""
        named = (self.text, self.name, *_endings(self.text), *_endings(self.name))
        return [text for text in dict.fromkeys(map(folded, named)) if text]

    @property
    def filled(self) -> int:
        """The number of cells that are not blank."""
        return sum(self.counts.values())

    @property
    def short(self) -> dict[str, int]:
        """The counts without what is too long for an answer or a name: people may have written it."""
        return {text: times for text, times in self.counts.items() if len(text) <= LONGEST}

    @property
    def says_in_words(self) -> bool:
        """Whether its cells, or what the file says that they mean, are a few texts and no numbers."""
        shown = [self.labels.get(text, text) for text in self.counts]
        other = any(is_number(text) or is_time(text) for text in shown)
        return bool(shown) and not self.is_many and not other

    @property
    def is_many(self) -> bool:
        """Whether there are more different texts than categories have."""
        return len(self.counts) >= MOST_TEXTS


@dataclass(frozen=True, slots=True)
class SeenFile:
    """The columns of all files of a form together, the rows, and how many header rows they have."""

    columns: Sequence[Seen]
    rows: int
    header_rows: int


def look_at(paths: Sequence[Path], workspace: Path, sheet: str | None) -> SeenFile:
    """Return what the files of one form show. Raises SourceError where they cannot be read."""
    opened = [source for path in paths for source in open_sources(path, workspace)]
    sources = joined_files(opened, workspace)
    header_rows = max(_header_rows(source, sheet) for source in sources)
    grids = [source.grid(Layout(sheet, header_rows)) for source in sources]
    columns: dict[str, list[Seen]] = {}
    rows = 0
    for grid in grids:
        found, times = _columns(grid)
        rows += times
        for column in found:
            columns.setdefault(column.name, []).append(column)
    return SeenFile([_together(parts) for parts in columns.values()], rows, header_rows)


def is_number(text: str) -> bool:
    """Say whether a cell holds a number."""
    return _NUMBER.fullmatch(text) is not None


def _together(parts: Sequence[Seen]) -> Seen:
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for part in parts:
        counts.update(part.counts)
        labels |= part.labels
    return Seen(parts[0].name, next((part.text for part in parts if part.text), ""), counts, labels)


def _endings(header: str) -> Iterator[str]:
    """Yield the option at the end of a header, and all that follows each sign that could begin it."""
    yield option_of(header)
    yield from (header[sign.end() :] for sign in _BEFORE_OPTION.finditer(header))


def _cells(grid: Grid) -> Iterator[list[str]]:
    """Yield the rows that have a cell for every column."""
    for _, row in grid.records():
        if len(row) == len(grid.header):
            yield [cell.strip(BLANKS) for cell in row]


def _columns(grid: Grid) -> tuple[list[Seen], int]:
    counters: list[Counter[str]] = [Counter() for _ in grid.header]
    rows = 0
    for row in _cells(grid):
        rows += 1
        for cell, counter in zip(row, counters, strict=True):
            if cell and (cell in counter or len(counter) < MOST_TEXTS):
                counter[cell] += 1
    texts = grid.texts or [""] * len(grid.header)
    return [
        Seen(name, text, counter, grid.labels.get(at, {}))
        for at, (name, text, counter) in enumerate(zip(grid.header, texts, counters, strict=True))
    ], rows


def _header_rows(source: Source, sheet: str | None) -> int:
    """Return 2 where the row below the names reads like the questions' texts."""
    grid = source.grid(Layout(sheet, 1))
    if grid.texts:
        return 1
    rows = [row for row in islice(_cells(grid), MOST_TEXTS) if not import_ids(row)]
    if len(rows) < 2 or not _are_texts(list(zip(*rows, strict=True))):
        return 1
    try:
        source.grid(Layout(sheet, 2))
    except SourceError:
        return 1
    return 2


def _are_texts(columns: Sequence[Sequence[str]]) -> bool:
    """Say whether what stands first in most columns is a text about them; what stands below it is no text.

    A single number, time or address, or a cell that comes again, shows that a person's answers stand first.
    """
    judged = [(first, {cell for cell in rest if cell}) for first, *rest in columns if first and any(rest)]
    if any(_is_personal(first) or first in rest for first, rest in judged):
        return False
    return bool(judged) and 2 * sum(_reads_like_text(first, rest) for first, rest in judged) >= len(judged)


def _is_personal(cell: str) -> bool:
    return is_number(cell) or "@" in cell or is_time(cell)


def _reads_like_text(first: str, rest: Collection[str]) -> bool:
    return len(first) >= _LONG or all(map(is_number, rest))
