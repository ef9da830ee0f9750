"""Value labels: a code the mapping does not know may be known by its label ('1' is 'Solsiden')."""

import csv
from collections.abc import Mapping
from dataclasses import replace

from etl.columns.columns import Column, FileSpec
from etl.formats.grid import Grid
from publication.faults import Note
from publication.spelling import key

BLANK = "blank"


def explained(grid: Grid, spec: FileSpec) -> Grid:
    """Return a grid with the label in place of every code that only its label explains.

    A code that neither explains stands as '9 = Ved ikke', so that its fault says what it means in the file.
    """
    names = grid.named(spec.headers | spec.drop)
    columns = {column.header: column for column in spec.in_file}
    labelled = {at: columns[names[at]] for at in grid.labels if names[at] in columns}
    known = {at: _by_label(grid.labels[at], column, spec) for at, column in labelled.items()}
    shown = {at: _unexplained(grid.labels[at], column) for at, column in labelled.items()}
    notes = [Note(grid.name, "read_by_label", column=names[at]) for at, codes in known.items() if codes]
    texts = {at: codes for at in labelled if (codes := shown[at] | known[at])}
    return replace(_rewritten(grid, texts), notes=[*grid.notes, *notes]) if texts else grid


def meaning(column: Column, texts: Mapping[str, str | int], text: str) -> str | int | None:
    """Return what a text stands for in a column with such texts; None where the mapping does not know it."""
    if column.holds is not None and text.isdecimal() and column.scale_labels:
        return int(text)  # a mark stands for itself
    return BLANK if key(text) in column.blanks else texts.get(key(text))


def _by_label(labels: Mapping[str, str], column: Column, spec: FileSpec) -> dict[str, str]:
    """Return code → label where only the label says what is meant."""
    as_written = column in spec.background and column.codes is None and column.holds is None
    texts = column.texts
    return {
        code: label
        for code, label in labels.items()
        if key(label)
        and meaning(column, texts, code) is None
        and (as_written or meaning(column, texts, label) is not None)
    }


def _unexplained(labels: Mapping[str, str], column: Column) -> dict[str, str]:
    """Return code → both code and label, where neither is known and the column takes known texts only."""
    if column.codes is None:
        return {}
    texts = column.texts
    return {
        code: f"{code} = {label}" for code, label in labels.items() if meaning(column, texts, code) is None
    }


def _rewritten(grid: Grid, texts: Mapping[int, Mapping[str, str]]) -> Grid:
    """Return the grid with texts in place of cells, by column number."""
    path = grid.path.with_suffix(".labelled.csv")
    with (
        grid.path.open(encoding="utf-8", newline="") as read,
        path.open("w", encoding="utf-8", newline="") as written,
    ):
        writer = csv.writer(written, lineterminator="\n")
        for cells in csv.reader(read):
            for at, instead in texts.items():
                cells[at] = instead.get(cells[at].strip(), cells[at])
            writer.writerow(cells)
    return replace(grid, path=path)
