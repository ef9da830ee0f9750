"""The one sheet of data in a workbook as a grid: which it is, what cannot be read, its rows as texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from etl.formats.cells import MAX_CELLS
from etl.formats.grid import Grid, Layout
from etl.formats.header import (
    Record,
    below_header,
    name_faults,
    second_row_faults,
    title_faults,
    width_faults,
)
from etl.formats.rows import Row, TextRows, blank_rows, odd_faults, write_rows
from etl.formats.sheet import Sheet, letters, place
from etl.formats.surveyxact import SurveyXactSource, export_of, part_of
from publication.definitions.text import tidy
from publication.faults import Fault, SourceError
from publication.spelling import key, nearest

_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class WorkbookSource:
    """A workbook with its sheets of cells, hidden ones too."""

    name: str
    sha256: str
    sheets: list[Sheet]
    workspace: Path
    _grids: dict[Layout, Grid] = field(default_factory=dict)

    def grid(self, layout: Layout) -> Grid:
        """Return the one sheet of data, its rows counted as the spreadsheet counts them.

        Raises SourceError where the sheet is not certain, has no header, or cells that say nothing certain:
        errors, formulas without a result, merged cells, long numbers.
        """
        if layout not in self._grids:
            self._grids[layout] = self._read(layout)
        return self._grids[layout]

    def _read(self, layout: Layout) -> Grid:
        if export := self._export(layout.sheet):
            return export.grid(layout)
        return self.laid_out(self._chosen(layout.sheet), layout.header_rows)

    def _export(self, named: str | None) -> SurveyXactSource | None:
        """Return the export the sheets are parts of; None where another sheet is named, or none is."""
        filled = [sheet for sheet in self.sheets if sheet.extent.filled]
        parts = {
            sheet.name: part for sheet in filled if (part := part_of(sheet.name, SheetSource(self, sheet)))
        }
        answers = [key(name) for name, part in parts.items() if part.part == "dataset"]
        if named is not None and key(named) not in answers:
            return None
        return export_of(parts.values(), self.workspace)

    def laid_out(self, sheet: Sheet, header_rows: int) -> Grid:
        """Return a sheet with so many rows of header; without any, all its rows."""
        self._refuse_unless_plain(sheet)
        rows = TextRows(sheet.extent.left)
        filled = rows.filled(_within(sheet))
        first = list(islice(filled, _LOOKED_AT))
        records = [Record(row, row, before, tuple(cells)) for before, (row, cells) in enumerate(first)]
        header = self._header(records, header_rows) if header_rows else [Record(1, 1, 0, ())]
        above, notes = below_header(self.name, records, header_rows)
        path = self.workspace / f"{self.sha256}-{self.sheets.index(sheet)}-{header_rows}.csv"
        lines = write_rows(path, chain(first[above:], filled))
        if odd := [*sheet.odd, *rows.odd]:
            raise SourceError(odd_faults(self.name, odd, partial(_column, sheet, header[0].cells), "row"))
        names, *texts = (tuple(map(tidy, record.cells)) for record in header)
        return Grid(
            self.name,
            self.sha256,
            path,
            ",",
            names,
            skip=0,
            begins=1,
            texts=texts[0] if texts else (),
            row_lines=lines,
            notes=[*notes, *blank_rows(self.name, rows.blank)],
            header_line=header[0].line,
            counted="row",
        )

    def _chosen(self, named: str | None) -> Sheet:
        """Return the sheet that is named, or the only one that is filled."""
        names = tuple(sheet.name for sheet in self.sheets)
        filled = [sheet for sheet in self.sheets if sheet.extent.filled]
        if named is not None:
            chosen = [sheet for sheet in self.sheets if key(sheet.name) == key(named)]
            details = {"sheet": named, "known": ", ".join(names), "nearest": nearest(named, names)}
            rule = "no_such_sheet"
        else:
            chosen, rule = filled, "several_sheets" if filled else "empty_file"
            details = {"sheets": ", ".join(sheet.name for sheet in filled)}
        if len(chosen) != 1:
            raise SourceError([Fault(self.name, rule, details=details)])
        return chosen[0]

    def _refuse_unless_plain(self, sheet: Sheet) -> None:
        """Refuse a sheet too large to lay out, and merged cells: whose their value is nobody can tell."""
        extent, laid_out = sheet.extent, sheet.laid_out
        if laid_out.bottom * laid_out.right > MAX_CELLS:
            cell = place(laid_out.bottom, laid_out.right)
            details = {"sheet": sheet.name, "cell": cell, "limit": str(MAX_CELLS)}
            raise SourceError([Fault(self.name, "sheet_too_large", details=details)])
        if faults := width_faults(self.name, extent.width):
            raise SourceError(faults)
        within = [merged for merged in sheet.merged if extent.touches(*merged)]
        if within:
            raise SourceError([_merged_fault(self.name, *merged) for merged in within])

    def _header(self, records: Sequence[Record], header_rows: int) -> Sequence[Record]:
        """Return the rows of the header. Raises SourceError where they are none."""
        if len(records) < header_rows:
            rule = "header_only" if records else "empty_file"
            raise SourceError([Fault(self.name, rule, records[0].line if records else None, counted="row")])
        names = records[0]
        faults = title_faults(self.name, records)
        faults = faults or name_faults(self.name, list(map(tidy, names.cells)), names.line)
        if header_rows > 1:
            faults = faults or second_row_faults(self.name, names, records[1])
        if faults:
            raise SourceError([replace(fault, counted="row") for fault in faults])
        return records[:header_rows]


@dataclass(frozen=True, slots=True)
class SheetSource:
    """One sheet of a workbook, whatever the others are."""

    workbook: WorkbookSource
    sheet: Sheet

    @property
    def name(self) -> str:
        """What faults call it."""
        return self.workbook.name

    def grid(self, layout: Layout) -> Grid:
        """Return its cells. Raises SourceError where they cannot be trusted."""
        return self.workbook.laid_out(self.sheet, layout.header_rows)


def _merged_fault(file: str, top: int, left: int, bottom: int, right: int) -> Fault:
    cells = f"{place(top, left)}:{place(bottom, right)}"
    return Fault(file, "merged_cells", top, letters(left), details={"range": cells}, counted="row")


def _within(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows of a sheet down to its last filled one, as wide as it is filled."""
    width = sheet.extent.width
    return ((row, cells[:width]) for row, cells in sheet.rows() if row <= sheet.extent.bottom)


def _column(sheet: Sheet, header: Sequence[str], column: int) -> str:
    """Return a column's name, or its letters where it has none."""
    at = column - sheet.extent.left
    return (tidy(header[at]) if 0 <= at < len(header) else "") or letters(column)
