"""The commands that bring data in: build, check, load, publish."""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
import duckdb
from tqdm import tqdm

from etl.contents import Definitions, read_definitions
from etl.definitions.files import read_background, read_instruments, read_programme
from etl.definitions.text import LANGUAGES, Language
from etl.faults import Note, Refused, SourceError
from etl.form import Form
from etl.forms import read_forms
from etl.load import load
from etl.places import DEFAULT_DATA, DEFAULT_VAR, Places
from etl.publish.labels import Labels
from etl.publish.publish import Publishing, prepare, publish, refuse_what_was_said_otherwise
from etl.warehouse import open_warehouse
from etl.words import Words, read_words

MOST_FAULTS = 50

Item = TypeVar("Item")


class Terminal:
    """What a command says: results to stdout, everything else to stderr, in the reader's language."""

    def __init__(self, places: Places) -> None:
        """Keep the places; the words are those of the data folder."""
        self.places = places
        self.language = terminal_language()
        self.words: Words = read_words(places.data, DEFAULT_DATA)

    def tell(self, key: str, **values: str) -> None:
        """Say what was done."""
        click.echo(self.words.say(self.language, f"done.{key}", **values), err=True)

    def note(self, notes: Sequence[Note]) -> None:
        """Say what was read although it was written otherwise, and what to look at."""
        for note in notes:
            click.echo(note.sentence(self.words, self.language), err=True)

    def refuse(self, refused: SourceError | Refused) -> None:
        """Say everything that has to be mended."""
        if isinstance(refused, Refused):
            click.echo(refused.sentence(self.words, self.language), err=True)
            return
        for fault in refused.faults[:MOST_FAULTS]:
            click.echo(fault.sentence(self.words, self.language), err=True)
        if (more := len(refused.faults) - MOST_FAULTS) > 0:
            self.tell("more", number=str(more))
        self.tell("refused", number=str(len(refused.faults)))


def terminal_language() -> Language:
    """Return the language of the terminal: REJSESPOR_LANGUAGE, else the locale's, else English."""
    said = os.environ.get("REJSESPOR_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    code = {"no": "nb", "nn": "nb"}.get(said[:2].lower(), said[:2].lower())
    return next((one for one in LANGUAGES if one == code), "en")


def progress(items: Sequence[Item]) -> Iterator[Item]:
    """Go through items, with a bar on stderr once it takes more than a second."""
    return iter(tqdm(items, delay=1, leave=False))


def with_places(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --data and --var, and turn a refusal into sentences and exit status 1."""

    @click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="REJSESPOR_DATA",
        default=DEFAULT_DATA,
        help="Instruments, programmes, mappings and words.",
    )
    @click.option(
        "--var",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="REJSESPOR_VAR",
        default=DEFAULT_VAR,
        help="Warehouse and publications.",
    )
    @wraps(command)
    def run(data: Path, var: Path, **arguments: Any) -> None:
        terminal = Terminal(Places(data, var))
        try:
            command(terminal, **arguments)
        except (SourceError, Refused) as refused:
            terminal.refuse(refused)
            raise SystemExit(2 if isinstance(refused, Refused) and refused.wrong_use else 1) from refused

    return run


def with_files(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the files of a form and what says how to read them."""
    path = click.Path(path_type=Path, exists=True, dir_okay=False)
    for option in (
        click.option("--wave"),
        click.option("--mapping"),
        click.option("--programme", required=True),
    ):
        command = option(command)
    return click.argument("files", nargs=-1, required=True, type=path)(command)


def read_files(
    con: duckdb.DuckDBPyConnection,
    terminal: Terminal,
    definitions: Definitions,
    files: Sequence[Path],
    mapping: str | None,
    wave: str | None,
) -> list[Form]:
    """Read and check files, and say what was read."""
    forms = read_forms(con, definitions, files, mapping, wave, progress)
    for form in forms:
        for staged, rows in zip(form.files, form.rows, strict=True):
            terminal.tell("read", file=staged.name, rows=str(rows))
        terminal.note(form.notes)
    return forms


def load_files(
    terminal: Terminal,
    files: Sequence[Path],
    programme: str,
    mapping: str | None = None,
    wave: str | None = None,
) -> None:
    """Load files, all or none."""
    definitions = read_definitions(terminal.places.data, programme)
    with open_warehouse(terminal.places.warehouse) as con:
        forms = read_files(con, terminal, definitions, files, mapping, wave)
        changed = load(con, definitions, forms, dt.datetime.now())
    terminal.tell("loaded" if changed else "unchanged", programme=programme, files=str(len(files)))


def _show_groups(terminal: Terminal, ready: Publishing, programme: str) -> None:
    label = {"nb": 3, "da": 4, "en": 5}[terminal.language]
    for row in ready.rows["groups"]:
        click.echo(
            terminal.words.say(
                terminal.language,
                "done.group",
                wave=str(row[0]),
                group_id=str(row[2]),
                label=str(row[label]),
                members=str(row[-1]),
            )
        )
    for wave in ready.hidden:
        terminal.tell("hidden_wave", programme=programme, wave=wave)
    for wave in ready.still_open:
        terminal.tell("open_wave", programme=programme, wave=wave)


def publish_programme(terminal: Terminal, programme_id: str, *, dry_run: bool = False) -> None:
    """Publish a programme's closed waves, or say what would be shown."""
    data = terminal.places.data
    programme = read_programme(data, programme_id)
    labels = Labels(programme, terminal.words)
    with open_warehouse(terminal.places.warehouse) as con:
        ready = prepare(con, programme, read_instruments(data), read_background(data), labels, progress)
        folder = terminal.places.publications(programme_id)
        _show_groups(terminal, ready, programme_id)
        if dry_run:
            refuse_what_was_said_otherwise(con, folder, programme_id, ready)
            terminal.tell("preview", programme=programme_id)
            return
        number, new = publish(con, folder, programme_id, ready, dt.date.today())
    terminal.tell("published" if new else "same", programme=programme_id, number=str(number))


@click.group()
def cli() -> None:
    """Rejsespor: what services that work recovery-oriented see in their own data."""


@cli.command("load")
@with_files
@with_places
def load_command(
    terminal: Terminal, files: Sequence[Path], programme: str, mapping: str | None, wave: str | None
) -> None:
    """Load files: all or nothing."""
    load_files(terminal, files, programme, mapping, wave)


@cli.command("check")
@with_files
@with_places
def check_command(
    terminal: Terminal, files: Sequence[Path], programme: str, mapping: str | None, wave: str | None
) -> None:
    """Say everything that load would say, without loading."""
    definitions = read_definitions(terminal.places.data, programme)
    with open_warehouse(terminal.places.warehouse, read_only=True) as con:
        read_files(con, terminal, definitions, files, mapping, wave)
    terminal.tell("checked", files=str(len(files)))


@cli.command("publish")
@click.argument("programme")
@click.option("--dry-run", is_flag=True, help="Show what would be visible; publish nothing.")
@with_places
def publish_command(terminal: Terminal, programme: str, dry_run: bool) -> None:
    """Publish the closed waves and rounds of a programme."""
    publish_programme(terminal, programme, dry_run=dry_run)


@cli.command("build")
@with_places
def build_command(terminal: Terminal) -> None:
    """Load and publish the example files."""
    examples = terminal.places.data / "example"
    folders = sorted(path for path in examples.glob("*/") if path.is_dir())
    if not folders:
        raise Refused("no_files", folder=str(examples))
    for folder in folders:
        files = sorted(folder.glob("*.csv"))
        if not files:
            raise Refused("no_files", folder=folder.name)
        load_files(terminal, files, folder.name)
        publish_programme(terminal, folder.name)


def main() -> None:
    """Run the command line."""
    cli()
