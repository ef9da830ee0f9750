"""Commands that bring data in: check, load, map, check-table."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from duckdb import DuckDBPyConnection as Connection

from etl.cli.terminal import Terminal, progress, with_lock, with_places
from etl.formats.folder import files_of
from etl.kinds.definitions import read_definitions
from etl.kinds.kind import Definitions
from etl.load.forms import read_forms
from etl.load.load import load
from etl.staging.form import LoadedForm
from etl.warehouse.refusals import forget_refusals, record_refusal
from etl.warehouse.report import remove_report, write_report
from etl.warehouse.warehouse import open_warehouse
from publication.faults import Refused, SourceError


def file_options(*, required: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what gives a command files, or folders of them, and what says how to read them."""

    def give(command: Callable[..., None]) -> Callable[..., None]:
        for option in (
            click.option("--wave", help="The round the files are of, where no column of theirs says it."),
            click.option("--mapping", help="The mapping to read them by, where the columns fit several."),
            click.option("--programme", required=required, help="The programme's id, as its file is called."),
        ):
            command = option(command)
        path = click.Path(path_type=Path, exists=True, readable=False)
        return click.argument("files", nargs=-1, required=required, type=path)(command)

    return give


with_files = file_options(required=True)


def read_files(
    con: Connection,
    terminal: Terminal,
    definitions: Definitions,
    files: Sequence[Path],
    mapping: str | None,
    wave: str | None,
) -> list[LoadedForm]:
    """Read and check files, and say what was read."""
    forms = read_forms(con, definitions, files, mapping, wave, progress)
    for form in forms:
        for staged, rows in zip(form.files, form.rows, strict=True):
            terminal.tell("read", file=staged.name, rows=str(rows))
        terminal.note(form.notes)
    return forms


@contextmanager
def reported(terminal: Terminal, programme: str, command: str) -> Iterator[None]:
    """Keep every fault of an attempt in its report, as far as there is room; a success removes the report."""
    path = terminal.places.report(programme, command)
    try:
        yield
    except SourceError as refused:
        with suppress(OSError):
            write_report(path, refused.faults, terminal.words, terminal.language)
            terminal.report = path
        raise
    remove_report(path)


# Sixteen digits: nobody finds another file with the same.
_SHORT = 16
# Where a mapping names columns; elsewhere it names what cells say, which may be somebody's answers.
_NAMING = {"columns", "background", "answers"}


def words_in(definition: object) -> Iterator[str]:
    """Yield every text that a definition's values hold."""
    if isinstance(definition, str):
        yield definition
    elif isinstance(definition, Mapping):
        yield from words_in(list(definition.values()))
    elif isinstance(definition, Iterable):
        for value in definition:
            yield from words_in(value)


@contextmanager
def recorded(terminal: Terminal, definitions: Definitions) -> Iterator[None]:
    """Note what a load refuses, for the page about the data; columns only by names that a mapping says."""
    try:
        yield
    except SourceError as refused:
        mappings = [mapping.model_dump(include=_NAMING) for mapping in definitions.mappings.values()]
        named = frozenset(words_in(mappings))
        path = terminal.places.refusals(definitions.programme.id)
        with suppress(OSError):
            record_refusal(path, refused.faults, dt.date.today(), named)
        raise


def named_files(terminal: Terminal, paths: Sequence[Path]) -> list[Path]:
    """Return the files to read, and say what is passed over."""
    named = files_of(paths)
    if named.passed_over:
        terminal.tell("passed_over", files=", ".join(path.name for path in named.passed_over))
    return named.files


def load_files(
    terminal: Terminal,
    paths: Sequence[Path],
    programme: str,
    mapping: str | None = None,
    wave: str | None = None,
) -> None:
    """Load files, and what lies in folders: all or none."""
    load_by(terminal, read_definitions(terminal.places.data, programme), paths, mapping, wave)


def load_by(
    terminal: Terminal,
    definitions: Definitions,
    paths: Sequence[Path],
    mapping: str | None = None,
    wave: str | None = None,
) -> None:
    """Load files by definitions that were read: all or none."""
    places, programme = terminal.places, definitions.programme.id
    with reported(terminal, programme, "load"), recorded(terminal, definitions):
        files = named_files(terminal, paths)
        with open_warehouse(places.warehouse, request=terminal.request(programme)) as con:
            forms = read_files(con, terminal, definitions, files, mapping, wave)
            changed = load(con, definitions, forms, dt.datetime.now())
    forget_refusals(places.refusals(programme), {path.name for path in files})
    if changed:
        terminal.record("loaded", programme=programme, files=_digests(forms))
    terminal.tell("loaded" if changed else "unchanged", programme=programme, files=str(len(files)))
    if definitions.programme.contact is None and any(form.mapping.kind == "questionnaire" for form in forms):
        terminal.tell("no_contact", programme=programme)


def _digests(forms: Sequence[LoadedForm]) -> str:
    """Return what tells the loaded files from others: the beginning of the digest of each."""
    return " ".join(sorted(staged.grid.sha256[:_SHORT] for form in forms for staged in form.files))


@click.command("load")
@with_files
@with_places
@with_lock
def load_command(
    terminal: Terminal, files: Sequence[Path], programme: str, mapping: str | None, wave: str | None
) -> None:
    """Load files: all or nothing."""
    load_files(terminal, files, programme, mapping, wave)


@click.command("check")
@with_files
@with_places
@with_lock
def check_command(
    terminal: Terminal, files: Sequence[Path], programme: str, mapping: str | None, wave: str | None
) -> None:
    """Say everything that load would say, without loading."""
    definitions = read_definitions(terminal.places.data, programme)
    warehouse, request = terminal.places.warehouse, terminal.request(programme)
    with reported(terminal, programme, "check"):
        named = named_files(terminal, files)
        with open_warehouse(warehouse, read_only=True, request=request) as con:
            read_files(con, terminal, definitions, named, mapping, wave)
    terminal.tell("checked", files=str(len(named)))


@click.command("map")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False),
)
@click.option("--programme")
@click.option("--instrument", "instruments", multiple=True, help="Look for its items only; may be repeated.")
@click.option("--sheet", help="The sheet of a workbook.")
@click.option("--to", type=click.Path(path_type=Path), help="Write to a file that is not there yet.")
@with_places
def map_command(
    terminal: Terminal,
    files: Sequence[Path],
    programme: str | None,
    instruments: Sequence[str],
    sheet: str | None,
    to: Path | None,
) -> None:
    """Propose a mapping for the files of one form, for a person to confirm."""
    from etl.propose.run import proposed_mapping

    if to is not None and (to.exists() or to.is_symlink()):
        raise Refused("file_there", file=str(to))
    text, items = proposed_mapping(
        terminal.places, files, programme, instruments, sheet, terminal.words, terminal.language
    )
    if to is None:
        click.echo(text, nl=False)
    else:
        to.write_text(text, "utf-8")
    terminal.tell("proposed", file=files[0].name, items=str(items))


@click.command("check-table")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=False))
@click.option("--low", type=int, help="Lowest answer on the scale.")
@click.option("--high", type=int, help="Highest answer on the scale.")
@click.option(
    "--step", help="From one answer to the next: 0.5 where half steps can be marked, 0.1 for tenths."
)
@click.option("--instrument", help="Take the scale of this instrument.")
@click.option("--programme", help="Take respondents and the report's claims from this programme's file.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@with_places
def check_table_command(
    terminal: Terminal,
    file: Path,
    low: int | None,
    high: int | None,
    step: str | None,
    instrument: str | None,
    programme: str | None,
    form: str,
) -> None:
    """Say which figures of a printed table cannot be: exit status 1 where something is found."""
    from etl.printed.check import as_row
    from etl.printed.check_table import checked_table, sentences
    from publication.tabular import written

    ends = (low, high) if low is not None and high is not None and low < high else None
    if ends is None and (low, high) != (None, None):
        raise Refused("scale_not_said")
    table, checked = checked_table(terminal.places, file, ends, instrument, programme, step)
    click.echo(written([as_row(row) for row in checked.rows], form))
    for sentence in sentences(table, checked, terminal.words, terminal.language):
        click.echo(sentence, err=True)
    terminal.tell("table_faults" if checked.faults else "table_clean", number=str(checked.faults))
    if checked.faults:
        raise SystemExit(1)
