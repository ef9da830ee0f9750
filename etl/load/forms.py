"""Reading a programme's files form by form: which mapping each is read by, its faults, its typed rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from duckdb import DuckDBPyConnection as Connection

from etl.checks.cells import check, waves_in
from etl.checks.labels import label_faults
from etl.checks.ticks import tick_faults
from etl.columns.labels import explained
from etl.formats.folder import refuse_changed_files, stamps, unreadable
from etl.formats.grid import Grid, Source
from etl.formats.source import open_sources
from etl.formats.surveyxact import joined_files
from etl.kinds.all import kind_of
from etl.kinds.kind import Definitions, FileContext
from etl.load.match import choose_mapping, layout_of
from etl.staging.form import LoadedForm
from etl.staging.stage import stage
from etl.warehouse.opening import workspace_of
from publication.faults import Fault, SourceError


def _rows(con: Connection, table: str) -> int:
    (rows,) = con.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(rows)


def _read_form(
    con: Connection, definitions: Definitions, name: str, grids: Sequence[tuple[str, Grid]], wave: str | None
) -> tuple[LoadedForm, list[Fault]]:
    """Bring all files of one form together; return them with every fault of their lines."""
    mapping = definitions.mappings[name]
    kind = kind_of(mapping)
    specs = [kind.file_spec(mapping, FileContext(definitions, wave, grid.header)) for _, grid in grids]
    laid_out = [(grid, spec) for (_, grid), spec in zip(grids, specs, strict=True)]
    if contradicted := label_faults(laid_out):
        raise SourceError(contradicted)
    files = [
        stage(con, explained(grid, spec), table, spec)
        for (table, grid), spec in zip(grids, specs, strict=True)
    ]
    faults = [fault for staged, spec in zip(files, specs, strict=True) for fault in check(con, staged, spec)]
    faults += [fault for staged in files for fault in tick_faults(con, staged, specs[0])]
    waves = [waves_in(con, staged, specs[0]) for staged in files]
    rows = [_rows(con, staged.table) for staged in files]
    form, found = kind.read(
        con, LoadedForm(mapping, specs, files, waves, rows, f"typed_{files[0].table}"), definitions
    )
    return form, faults + found


def _faults_across(con: Connection, forms: Sequence[LoadedForm], definitions: Definitions) -> list[Fault]:
    """Return what only shows when the forms of a kind are seen together, and beside what is loaded."""
    by_word: dict[str, list[LoadedForm]] = {}
    for form in forms:
        by_word.setdefault(form.mapping.kind, []).append(form)
    return [
        fault
        for alike in by_word.values()
        for fault in kind_of(alike[0].mapping).across(con, alike, definitions)
    ]


def _grids(
    definitions: Definitions, paths: Iterator[Path], workspace: Path, mapping: str | None, wave: str | None
) -> tuple[dict[str, list[tuple[str, Grid]]], list[Fault]]:
    """Open every file and lay it out by its mapping; return the faults of those that cannot be read too."""
    by_mapping: dict[str, list[tuple[str, Grid]]] = {}
    sources, faults = _opened(paths, workspace)
    tables = (f"staged_{number}" for number in count())
    for source in joined_files(sources, workspace):
        try:
            name = choose_mapping(definitions, source, mapping, wave)
            grid = source.grid(layout_of(definitions.mappings[name]))
            by_mapping.setdefault(name, []).append((next(tables), grid))
        except SourceError as refused:
            faults += refused.faults
        except OSError as error:
            faults.append(unreadable(Path(source.name), error))
    return by_mapping, faults


def _opened(paths: Iterable[Path], workspace: Path) -> tuple[list[Source], list[Fault]]:
    """Open every file; return the faults of those that cannot be."""
    sources: list[Source] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            sources += open_sources(path, workspace)
        except SourceError as refused:
            faults += refused.faults
        except OSError as error:
            faults.append(unreadable(path, error))
    return sources, faults


def _given_twice(grids: Iterable[Grid]) -> list[Fault]:
    """Find files of the same spec, whatever they are called."""
    first: dict[str, str] = {}
    faults = []
    for grid in grids:
        if grid.sha256 in first:
            faults.append(Fault(grid.name, "same_content", details={"other": first[grid.sha256]}))
        first.setdefault(grid.sha256, grid.name)
    return faults


def read_forms(
    con: Connection,
    definitions: Definitions,
    paths: Sequence[Path],
    mapping: str | None = None,
    wave: str | None = None,
    progress: Callable[[Sequence[Path]], Iterator[Path]] = iter,
) -> list[LoadedForm]:
    """Read and check files, form by form; nothing is kept.

    What it decodes lies in the workspace of the connection, and goes with it.
    Raises SourceError with the faults of every file, or Refused where they cannot be read at all.
    """
    before = stamps(paths)
    by_mapping, faults = _grids(definitions, progress(paths), workspace_of(con), mapping, wave)
    faults += _given_twice(grid for grids in by_mapping.values() for _, grid in grids)
    forms = []
    for name, grids in by_mapping.items():
        try:
            form, found = _read_form(con, definitions, name, grids, wave)
        except SourceError as refused:
            faults += refused.faults
            continue
        forms.append(form)
        faults += found
    refuse_changed_files(before)
    if faults := faults + _faults_across(con, forms, definitions):
        counted = {grid.name: grid.counted for grids in by_mapping.values() for _, grid in grids}
        raise SourceError(
            [replace(fault, counted=counted.get(fault.file, fault.counted)) for fault in faults]
        )
    return forms
