"""Reading a programme's files form by form: which mapping each is read by, its faults, its typed rows."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.across import faults_across
from etl.check import check, coded, waves_in
from etl.choose import choose_mapping, layout_of
from etl.contents import Definitions
from etl.definitions.mapping import LeadershipMapping, QuestionnaireMapping
from etl.faults import Fault, SourceError
from etl.form import Form
from etl.read.columns import Content
from etl.read.grid import Grid
from etl.read.source import open_sources
from etl.stage import Staged, stage


def _typed(con: duckdb.DuckDBPyConnection, name: str, files: Sequence[Staged], content: Content) -> None:
    """Bring the files of a form together in one table of what the warehouse keeps."""

    def selected(staged: Staged) -> str:
        kept = [f'{coded(staged, column)} AS "{column.name}"' for column in content.columns]
        return f"SELECT '{staged.table}' AS file, row, {', '.join(kept)} FROM {staged.table}"

    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS " + " UNION ALL ".join(map(selected, files)))


def _name_rows(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Give rows without an id one of their own, from form, file and row: such rows never merge."""
    con.execute(
        f"UPDATE {form.typed} SET respondent = ? || file || '#' || row WHERE respondent = ''",
        [f"{form.mapping.form}/"],
    )


def _name_leaders(con: duckdb.DuckDBPyConnection, form: Form) -> None:
    """Tell leaders of different groups apart: an id holds within its group only."""
    con.execute(
        f"UPDATE {form.typed} SET leader = site || '/' || coalesce(nullif(leader, ''), file || '#' || row)"
    )


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
    content = definitions.content(mapping, wave)
    known = content.headers | content.drop
    files = [stage(con, grid, table, known) for table, grid in grids]
    faults = [fault for staged in files for fault in check(con, staged, content)]
    waves = [waves_in(con, staged, content) for staged in files]
    rows = [_rows(con, staged.table) for staged in files]
    form = Form(mapping, content, files, waves, rows, f"typed_{files[0].table}")
    _typed(con, form.typed, files, content)
    if isinstance(mapping, QuestionnaireMapping):
        _name_rows(con, form)
    if isinstance(mapping, LeadershipMapping):
        _name_leaders(con, form)
    return form, faults


def _grids(
    definitions: Definitions, paths: Iterator[Path], workspace: Path, mapping: str | None, wave: str | None
) -> tuple[dict[str, list[tuple[str, Grid]]], list[Fault]]:
    """Open every file and lay it out by its mapping; return the faults of those that cannot be read too."""
    by_mapping: dict[str, list[tuple[str, Grid]]] = {}
    faults: list[Fault] = []
    tables = (f"staged_{number}" for number in count())
    for path in paths:
        try:
            for source in open_sources(path, workspace):
                name = choose_mapping(definitions, source, mapping, wave)
                grid = source.grid(layout_of(definitions.mappings[name]))
                by_mapping.setdefault(name, []).append((next(tables), grid))
        except SourceError as refused:
            faults += refused.faults
    return by_mapping, faults


def read_forms(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    paths: Sequence[Path],
    mapping: str | None = None,
    wave: str | None = None,
    progress: Callable[[Sequence[Path]], Iterator[Path]] = iter,
) -> list[Form]:
    """Read and check files, form by form; nothing is kept.

    Raises SourceError with the faults of every file, or Refused where they cannot be read at all.
    """
    with TemporaryDirectory(prefix="rejsespor-") as workspace:
        by_mapping, faults = _grids(definitions, progress(paths), Path(workspace), mapping, wave)
        forms = []
        for name, grids in by_mapping.items():
            try:
                form, found = _read_form(con, definitions, name, grids, wave)
            except SourceError as refused:
                faults += refused.faults
                continue
            forms.append(form)
            faults += found
        if faults := faults + faults_across(con, forms):
            raise SourceError(faults)
    return forms
