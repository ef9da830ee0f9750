"""Reading a programme's files form by form: which mapping each is read by, its faults, its typed rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import duckdb

from etl.checks.across import faults_across
from etl.checks.ceilings import ceiling_faults
from etl.checks.cells import check, coded, waves_in
from etl.checks.consent import leave_out_without_consent
from etl.checks.figure_rules import figure_faults, note_without_rate
from etl.checks.gather import gather
from etl.checks.labels import label_faults
from etl.checks.tally import tabulated
from etl.checks.ticks import tick_faults
from etl.checks.together import faults_together
from etl.columns.labels import explained
from etl.columns.mapping import LeadershipMapping, ManagementMapping, QuestionnaireMapping, StoriesMapping
from etl.formats.folder import refuse_changed_files, stamps, unreadable
from etl.formats.grid import Grid, Source
from etl.formats.source import open_sources
from etl.formats.surveyxact import joined_files
from etl.kinds.definitions import Definitions
from etl.kinds.management import series_of
from etl.load.match import choose_mapping, layout_of
from etl.staging.form import Form
from etl.staging.stage import Staged, stage
from etl.warehouse.opening import workspace_of
from publication.faults import Fault, SourceError
from publication.sql import literal


def _typed(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Bring the files of a form together: what the warehouse keeps of each row.

    A questionnaire's rows can be many and are written once: they are not copied, but read where they lie.
    """
    rows = " UNION ALL ".join(_kept_rows(con, form, staged) for staged in form.files)
    relation = "VIEW" if isinstance(form.mapping, QuestionnaireMapping) else "TABLE"
    con.execute(f"CREATE OR REPLACE TEMP {relation} {form.typed} AS {rows}")


def _kept_rows(con: duckdb.DuckDBPyConnection, form: Form, staged: Staged) -> str:
    columns = form.content.columns
    kept = tabulated(con, staged, [coded(staged, column) for column in columns])
    named = [
        f'{_own(one, form, staged) if column.name == "respondent" else one} AS "{column.name}"'
        for column, one in zip(columns, kept, strict=True)
    ]
    return f"SELECT '{staged.table}' AS file, row, {', '.join(named)} FROM {staged.table}"


def _own(respondent: str, form: Form, staged: Staged) -> str:
    """Return the SQL of a row's id; a row without one has its form, file and row: such rows never merge."""
    return f"coalesce(nullif({respondent}, ''), {literal(f'{form.mapping.form}/{staged.table}#')} || row)"


def _name_leaders(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Tell leaders of different groups apart: an id holds within its group only."""
    unnamed = f"{literal(f'{form.mapping.form}/')} || file || '#' || row"
    con.execute(f"UPDATE {form.typed} SET leader = site || '/' || coalesce(nullif(leader, ''), {unnamed})")


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    (rows,) = con.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(rows)


def _read_form(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    name: str,
    grids: Sequence[tuple[str, Grid]],
    wave: str | None,
) -> tuple[Form, list[Fault]]:
    """Bring all files of one form together; return them with every fault of their lines."""
    mapping = definitions.mappings[name]
    contents = [definitions.content(mapping, wave, grid.header) for _, grid in grids]
    content = contents[0]
    laid_out = [(grid, one) for (_, grid), one in zip(grids, contents, strict=True)]
    if contradicted := label_faults(laid_out):
        raise SourceError(contradicted)
    files = [
        stage(con, explained(grid, one), table, one)
        for (table, grid), one in zip(grids, contents, strict=True)
    ]
    faults = [fault for staged, one in zip(files, contents, strict=True) for fault in check(con, staged, one)]
    faults += [fault for staged in files for fault in tick_faults(con, staged, content)]
    waves = [waves_in(con, staged, content) for staged in files]
    rows = [_rows(con, staged.table) for staged in files]
    form = Form(mapping, content, files, waves, rows, f"typed_{files[0].table}")
    if isinstance(mapping, ManagementMapping):
        form, found = gather(con, form, contents, definitions.indicators)
        note_without_rate(con, form, definitions.indicators)
        return form, [*faults, *found, *figure_faults(con, form, series_of(definitions.indicators))]
    _typed(con, form)
    faults += faults_together(con, form)
    if isinstance(mapping, StoriesMapping):
        leave_out_without_consent(con, form)
    if isinstance(mapping, LeadershipMapping):
        _name_leaders(con, form)
    return form, faults


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
    """Find files of the same content, whatever they are called."""
    first: dict[str, str] = {}
    faults = []
    for grid in grids:
        if grid.sha256 in first:
            faults.append(Fault(grid.name, "same_content", details={"other": first[grid.sha256]}))
        first.setdefault(grid.sha256, grid.name)
    return faults


def read_forms(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    paths: Sequence[Path],
    mapping: str | None = None,
    wave: str | None = None,
    progress: Callable[[Sequence[Path]], Iterator[Path]] = iter,
) -> list[Form]:
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
    faults += ceiling_faults(con, forms, series_of(definitions.indicators), definitions.programme)
    if faults := faults + faults_across(con, forms):
        counted = {grid.name: grid.counted for grids in by_mapping.values() for _, grid in grids}
        raise SourceError([replace(one, counted=counted.get(one.file, one.counted)) for one in faults])
    return forms
