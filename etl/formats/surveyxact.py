"""SurveyXact's export in three parts: the answers, what their columns ask, what their codes mean.

A workbook has the sheets Dataset, Structure and Labels; as CSV they are three files. With more than 255
variables the answers are spread over Dataset(1), Dataset(2) and so on, the same rows in each.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from etl.formats.grid import Grid, Layout, Source
from etl.formats.rows import write_rows
from publication.definitions.text import tidy
from publication.faults import Fault, SourceError

_PART = re.compile(r"(.*?)(dataset|structure|labels)\s*(?:\((\d+)\))?", re.IGNORECASE)
# Row of the sheet, or number of the record → line and cells.
_Rows = dict[int, tuple[int, list[str]]]


class Part(NamedTuple):
    """A file or sheet by its name: what stands before the part it is, which part, and its number."""

    before: str
    part: str
    number: int
    source: Source


@dataclass(frozen=True, slots=True)
class SurveyXactSource:
    """The parts of one export, joined; the layout is the tool's own."""

    datasets: Sequence[Source]
    structure: Source | None
    labels: Source | None
    workspace: Path
    _grids: list[Grid] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What faults call it: the first part of the answers."""
        return self.datasets[0].name

    def grid(self, layout: Layout) -> Grid:
        """Return the answers with the texts of their columns and the labels of their codes.

        Raises SourceError where a part cannot be read, or the parts of the answers hold different rows.
        """
        if not self._grids:
            self._grids.append(self._read())
        return self._grids[0]

    def _read(self) -> Grid:
        structure, labels = (
            table.grid(Layout(header_rows=0)) if table else None for table in (self.structure, self.labels)
        )
        answers = _side_by_side([dataset.grid(Layout()) for dataset in self.datasets], self.workspace)
        texts = _texts(structure) if structure else {}
        meanings = _meanings(labels) if labels else {}
        digests = [answers.sha256, *(table.sha256 for table in (structure, labels) if table)]
        return replace(
            answers,
            sha256=_digest(digests),
            texts=tuple(texts.get(name, "") for name in answers.header),
            labels={at: meanings[name] for at, name in enumerate(answers.header) if name in meanings},
        )


def part_of(name: str, source: Source) -> Part | None:
    """Return what a name says of a source; None where it names no part, or one within another word."""
    found = _PART.fullmatch(name.strip())
    if found is None or found[1][-1:].isalnum():
        return None
    return Part(found[1], found[2].lower(), int(found[3] or 0), source)


def export_of(parts: Iterable[Part], workspace: Path) -> SurveyXactSource | None:
    """Return the export that parts make; None without answers, with nothing beside them, or parts twice."""
    of: dict[str, list[Part]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.number):
        of[part.part].append(part)
    datasets, *beside = (of[part] for part in ("dataset", "structure", "labels"))
    numbers = {dataset.number for dataset in datasets}
    twice = len(numbers) < len(datasets) or any(len(group) > 1 for group in beside)
    if not datasets or twice or len(datasets) + sum(map(len, beside)) < 2:
        return None
    structure, labels = (group[0].source if group else None for group in beside)
    return SurveyXactSource([dataset.source for dataset in datasets], structure, labels, workspace)


def joined_files(sources: Sequence[Source], workspace: Path) -> list[Source]:
    """Return sources with files that are parts of one SurveyXact export in the place of the first as one."""
    parts = {source.name: part for source in sources if (part := part_of(Path(source.name).stem, source))}
    instead: dict[str, Source] = {}
    for _, group in groupby(sorted(parts.values(), key=_export), key=_export):
        found = list(group)
        if export := export_of(found, workspace):
            instead |= {part.source.name: export for part in found}
    joined = (instead.get(source.name, source) for source in sources)
    return list({id(source): source for source in joined}.values())


def _export(part: Part) -> str:
    return part.before


def _digest(digests: Sequence[str]) -> str:
    return digests[0] if len(digests) == 1 else hashlib.sha256(" ".join(digests).encode()).hexdigest()


def _cells(grid: Grid) -> Iterator[list[str]]:
    """Return the rows of a part without a header. Raises SourceError where the file ends inside one."""
    records = [(line, cells) for line, cells in grid.records() if cells]
    for line, rule in grid.unfinished(records, max((len(cells) for _, cells in records), default=0)).items():
        raise SourceError([Fault(grid.name, rule, line, counted=grid.counted)])
    return (list(map(tidy, cells)) for _, cells in records)


def _texts(structure: Grid) -> dict[str, str]:
    """Return variable → question; behind it the choice, where every choice has a variable of its own."""
    rows = list(_cells(structure))
    header = {name.lower(): at for at, name in enumerate(rows[0] if rows else ())}
    places = [header.get("variablename", 0), header.get("questiontext", 1)]
    places += [header[name] for name in ("subtype", "choicetext") if {"subtype", "choicetext"} <= {*header}]
    texts: dict[str, str] = {}
    for cells in rows:
        variable, question, *choice = (cells[at] if at < len(cells) else "" for at in places)
        chosen = choice[1] if choice and choice[0].lower() == "multiple" else ""
        texts.setdefault(variable, " - ".join(filter(None, (question, chosen))))
    return texts


def _meanings(labels: Grid) -> Mapping[str, Mapping[str, str]]:
    """Return variable → code → label."""
    meanings: dict[str, dict[str, str]] = defaultdict(dict)
    for cells in _cells(labels):
        if len(cells) >= 3:
            meanings[cells[0]][cells[1]] = cells[2]
    return meanings


def _side_by_side(parts: Sequence[Grid], workspace: Path) -> Grid:
    """Return the rows of all parts in one file; a column that several parts repeat stands there once.

    Raises SourceError where a row has not a cell for every column, or the parts hold different rows.
    """
    rows = [_by_place(part) for part in parts]
    first: dict[str, _Column] = {}
    for which, part in enumerate(parts):
        again = [(first[name], _Column(which, at)) for at, name in enumerate(part.header) if name in first]
        if not _same_rows(rows, which, again):
            raise SourceError(
                [Fault(part.name, "parts_of_other_rows", part.header_line, counted=part.counted)]
            )
        first = {name: _Column(which, at) for at, name in enumerate(part.header)} | first
    path = workspace / f"{_digest([part.sha256 for part in parts])}-{len(parts)}-parts.csv"
    joined = (
        (line, [_cell(rows, column, place) for column in first.values()])
        for place, (line, _) in rows[0].items()
    )
    lines = write_rows(path, joined)
    return replace(
        parts[0],
        sha256=_digest(list(dict.fromkeys(part.sha256 for part in parts))),
        path=path,
        delimiter=",",
        header=tuple(first),
        skip=0,
        begins=1,
        row_lines=lines,
    )


class _Column(NamedTuple):
    """A column by its part and its place there."""

    part: int
    at: int


def _by_place(part: Grid) -> _Rows:
    """Return a part's rows. Raises SourceError where one has not a cell for every column."""
    records = [(line, cells) for line, cells in part.records() if cells]
    if faults := part.ragged(records):
        raise SourceError(faults)
    return {at if part.row_lines is None else record[0]: record for at, record in enumerate(records)}


def _same_rows(rows: Sequence[_Rows], part: int, again: Sequence[tuple[_Column, _Column]]) -> bool:
    """Say whether a part has no row the first has not, and repeats columns as they were.

    A sheet's rows without any cell filled are not among its rows: then the first may have more.
    """
    return rows[part].keys() <= rows[0].keys() and all(
        _cell(rows, earlier, place) == _cell(rows, other, place)
        for earlier, other in again
        for place in rows[0]
    )


def _cell(rows: Sequence[_Rows], column: _Column, place: int) -> str:
    return rows[column.part][place][1][column.at] if place in rows[column.part] else ""
