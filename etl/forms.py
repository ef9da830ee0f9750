"""Reading a programme's files form by form: which mapping each is read by, its faults, its typed rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.across import faults_across
from etl.check import check, coded, waves_in
from etl.definitions.background import Background
from etl.definitions.files import read_background, read_instruments, read_mappings, read_programme
from etl.definitions.instrument import Instrument
from etl.definitions.mapping import LeadershipMapping, QuestionnaireMapping
from etl.definitions.mapping import Mapping as FormMapping
from etl.definitions.programme import Programme
from etl.faults import Fault, Refused, SourceError
from etl.read.columns import Content
from etl.read.csv import Staged, stage
from etl.read.form import Form
from etl.read.leadership import leadership_content
from etl.read.published import published_content
from etl.read.questionnaire import questionnaire_content


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a programme's files are read by."""

    programme: Programme
    instruments: Mapping[str, Instrument]
    mappings: Mapping[str, FormMapping]
    background: Mapping[str, Background]

    def content(self, mapping: FormMapping, wave: str | None) -> Content:
        """Return what a file of a form may hold."""
        if isinstance(mapping, QuestionnaireMapping):
            return questionnaire_content(mapping, self.programme, self.instruments, self.background, wave)
        if isinstance(mapping, LeadershipMapping):
            return leadership_content(mapping, self.programme, self.instruments)
        if mapping.instrument not in self.instruments:
            raise Refused("no_instrument", instrument=mapping.instrument, known=", ".join(self.instruments))
        return published_content(mapping, self.programme, self.instruments[mapping.instrument])


def read_definitions(data: Path, programme: str) -> Definitions:
    """Read what the files of a programme are read by. Raises SourceError or Refused."""
    return Definitions(
        read_programme(data, programme),
        read_instruments(data),
        read_mappings(data, programme),
        read_background(data),
    )


def _fits(content: Content, header: Sequence[str]) -> bool:
    expected = {column.header for column in content.columns} | content.drop
    needed = {column.header for column in content.keys if column.header is not None}
    return set(header) <= expected and needed <= set(header)


def _shared_columns(content: Content, header: Sequence[str]) -> int:
    return len({column.header for column in content.columns} & set(header))


def _named_mapping(definitions: Definitions, name: str) -> str:
    if (stem := Path(name).name.removesuffix(".toml")) not in definitions.mappings:
        known = ", ".join(definitions.mappings) or "–"
        raise Refused("no_mapping", mapping=name, programme=definitions.programme.id, known=known)
    return stem


def _fitting(definitions: Definitions, header: Sequence[str], wave: str | None) -> list[str]:
    """Return the mappings that know all columns of a header, or else those that know most of them."""
    any_wave = wave or next((one.id for one in definitions.programme.waves), None)
    contents = {name: definitions.content(one, any_wave) for name, one in definitions.mappings.items()}
    if fitting := [name for name, content in contents.items() if _fits(content, header)]:
        return fitting
    shared = {name: _shared_columns(content, header) for name, content in contents.items()}
    return [name for name, columns in shared.items() if columns == max(shared.values()) > 0]


def choose_mapping(definitions: Definitions, staged: Staged, named: str | None, wave: str | None) -> str:
    """Return the name of the mapping a file is read by: the one named, or the one that fits its columns best.

    Raises SourceError where none is named and no column fits, or several mappings fit alike.
    """
    if named is not None:
        return _named_mapping(definitions, named)
    if len(definitions.mappings) == 1:
        return next(iter(definitions.mappings))
    fitting = _fitting(definitions, staged.header, wave)
    if len(fitting) != 1:
        reason = "several_mappings_fit" if fitting else "no_mapping_fits"
        known = ", ".join(fitting or definitions.mappings) or "–"
        raise SourceError([Fault(staged.path.name, reason, details={"known": known})])
    return fitting[0]


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


def read_form(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    name: str,
    files: Sequence[Staged],
    wave: str | None,
) -> tuple[Form, list[Fault]]:
    """Bring all files of one form together; return them with every fault of their lines."""
    mapping = definitions.mappings[name]
    content = definitions.content(mapping, wave)
    faults = [fault for staged in files for fault in check(con, staged, content)]
    waves = [waves_in(con, staged, content) for staged in files]
    rows = [_rows(con, staged.table) for staged in files]
    form = Form(mapping, content, list(files), waves, rows, f"typed_{files[0].table}")
    _typed(con, form.typed, files, content)
    if isinstance(mapping, QuestionnaireMapping):
        _name_rows(con, form)
    if isinstance(mapping, LeadershipMapping):
        _name_leaders(con, form)
    return form, faults


def _staged(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    paths: Iterator[Path],
    mapping: str | None,
    wave: str | None,
) -> tuple[dict[str, list[Staged]], list[Fault]]:
    """Stage every file under the mapping it is read by; return the faults of those that have none too."""
    by_mapping: dict[str, list[Staged]] = {}
    faults: list[Fault] = []
    for number, path in enumerate(paths):
        try:
            staged = stage(con, path, f"staged_{number}")
            by_mapping.setdefault(choose_mapping(definitions, staged, mapping, wave), []).append(staged)
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
    by_mapping, faults = _staged(con, definitions, progress(paths), mapping, wave)
    forms = []
    for name, files in by_mapping.items():
        form, found = read_form(con, definitions, name, files, wave)
        forms.append(form)
        faults += found
    if faults := faults + faults_across(con, forms):
        raise SourceError(faults)
    return forms
