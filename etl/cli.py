"""The commands that bring data in: build, check, load, publish."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import duckdb

from etl.formats.folder import files_of
from etl.kinds.definitions import Definitions, read_definitions
from etl.load.forms import read_forms
from etl.load.load import load
from etl.staging.form import Form
from etl.warehouse.ending import end_in_order
from etl.warehouse.linked import refuse_links
from etl.warehouse.lock import WAIT, Turn, user
from etl.warehouse.recovery import lost_publications
from etl.warehouse.refusals import forget_refusals, record_refusal
from etl.warehouse.report import remove_report, write_report
from etl.warehouse.system_errors import refusal_of_system
from etl.warehouse.warehouse import open_warehouse
from publication.catalogue import Words, read_words
from publication.causes import causes
from publication.definitions.files import (
    read_background,
    read_indicators,
    read_instruments,
    read_links,
    read_programme,
)
from publication.definitions.text import LANGUAGES, Language, shown
from publication.faults import Note, Refused, SourceError
from publication.places import DEFAULT_DATA, DEFAULT_VAR, Places

if TYPE_CHECKING:
    from etl.release.context import Row
    from etl.release.hidden_now import HiddenNow
    from etl.release.prepare import PreparedRelease
    from etl.release.review import ReviewQueue

MOST_FAULTS = 50

Item = TypeVar("Item")


class Terminal:
    """What a command says: results to stdout, everything else to stderr, in the reader's language."""

    def __init__(self, places: Places) -> None:
        """Keep the places; the words are those of the data folder."""
        self.places = places
        self.language = terminal_language()
        self.words: Words = read_words(places.data, DEFAULT_DATA)
        self.wait = WAIT
        self.report: Path | None = None

    def turn(self, programme: str) -> Turn:
        """Return how the command stands in line for the warehouse, and what it is called there."""
        return Turn(f"{click.get_current_context().info_name} {programme}", self.wait, self.tell)

    def tell(self, key: str, **values: str) -> None:
        """Say what was done."""
        self.say(self.words.say(self.language, f"done.{key}", **values))

    def say(self, sentence: str) -> None:
        """Say a sentence in one line; what a file's name or cell hides in it is written as its number."""
        click.echo(shown(sentence), err=True)

    def look_at_publications(self) -> None:
        """Say of each programme whose publication should be shown and cannot be."""
        for programme in lost_publications(self.places.var / "publications"):
            self.tell("publication_lost", programme=programme)

    def note(self, notes: Sequence[Note]) -> None:
        """Say what was read although it was written otherwise, and what to look at."""
        for note in notes:
            self.say(note.sentence(self.words, self.language))

    def refuse(self, refused: SourceError | Refused) -> None:
        """Say everything that has to be mended."""
        if isinstance(refused, Refused):
            self.say(refused.sentence(self.words, self.language))
            return
        found = causes(refused.faults)
        for cause in found[:MOST_FAULTS]:
            self.say(cause.sentence(self.words, self.language))
        if (more := len(found) - MOST_FAULTS) > 0:
            self.tell("more", number=str(more))
        if self.report is not None:
            self.tell("report", file=str(self.report))
        self.tell("refused", number=str(len(found)))


def terminal_language() -> Language:
    """Return the language of the terminal: REJSESPOR_LANGUAGE, else the locale's, else English."""
    said = os.environ.get("REJSESPOR_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    code = {"no": "nb", "nn": "nb"}.get(said[:2].lower(), said[:2].lower())
    return next((one for one in LANGUAGES if one == code), "en")


def progress(items: Sequence[Item]) -> Iterator[Item]:
    """Go through items, with a bar on a terminal once it takes more than a second."""
    if len(items) < 2 or not sys.stderr.isatty():
        return iter(items)
    from tqdm import tqdm

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
            refuse_links(var)
            command(terminal, **arguments)
        except (SourceError, Refused) as refused:
            terminal.refuse(refused)
            raise SystemExit(2 if isinstance(refused, Refused) and refused.wrong_use else 1) from refused
        except OSError as error:
            if (trouble := refusal_of_system(error, terminal.places.var)) is None:
                raise
            terminal.refuse(trouble)
            raise SystemExit(1) from error

    return run


def with_turn(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --wait: how long it stands in line for the warehouse."""

    @click.option(
        "--wait",
        type=click.IntRange(min=0),
        default=WAIT,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait while another command holds the warehouse.",
    )
    @wraps(command)
    def run(terminal: Terminal, wait: int, **arguments: Any) -> None:
        terminal.wait = wait
        terminal.look_at_publications()
        command(terminal, **arguments)

    return run


def with_files(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command files, or folders of them, and what says how to read them."""
    path = click.Path(path_type=Path, exists=True, readable=False)
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


@contextmanager
def recorded(terminal: Terminal, programme: str) -> Iterator[None]:
    """Note what a load refuses, for the page about the data."""
    try:
        yield
    except SourceError as refused:
        with suppress(OSError):
            record_refusal(terminal.places.refusals(programme), refused.faults, dt.date.today())
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
    places = terminal.places
    definitions = read_definitions(places.data, programme)
    with reported(terminal, programme, "load"), recorded(terminal, programme):
        files = named_files(terminal, paths)
        with open_warehouse(places.warehouse, turn=terminal.turn(programme)) as con:
            forms = read_files(con, terminal, definitions, files, mapping, wave)
            changed = load(con, definitions, forms, dt.datetime.now())
    forget_refusals(places.refusals(programme), {path.name for path in files})
    terminal.tell("loaded" if changed else "unchanged", programme=programme, files=str(len(files)))


def _groups_said(
    rows: Mapping[str, list["Row"]],
) -> Iterator[tuple[str, Sequence[object], dict[str, object]]]:
    """Yield each group there is: the sentence it is said with, its labels, and what the sentence names."""
    for wave, _, group, *labels, _, _, members in rows["groups"]:
        yield "group", labels, {"wave": wave, "group_id": group, "members": members}
    for group, _, _, *labels, _, participants in rows["session_groups"]:
        yield "session_group", labels, {"group_id": group, "participants": participants}
    columns = dict.fromkeys((row[1], row[3], *row[4:7], row[9]) for row in rows["assessments"])
    for round_id, group, *labels, leaders in columns:
        yield "leadership_group", labels, {"round": round_id, "group_id": group, "leaders": leaders}


def _show_groups(terminal: Terminal, ready: "PreparedRelease", programme: str) -> None:
    at = ("nb", "da", "en").index(terminal.language)
    for key, labels, named in _groups_said(ready.rows):
        said = {name: str(value) for name, value in named.items()}
        click.echo(terminal.words.say(terminal.language, f"done.{key}", label=str(labels[at]), **said))
    for wave in ready.hidden:
        terminal.tell("hidden_wave", programme=programme, wave=wave)
    for wave in ready.still_open:
        terminal.tell("open_wave", programme=programme, wave=wave)


def _tell_hidden(terminal: Terminal, hidden: Sequence["HiddenNow"]) -> None:
    """Say of each group what is shown now and would be no longer."""
    at = ("nb", "da", "en").index(terminal.language)
    for one in hidden:
        label, number = str(one.labels[at]), str(one.questions)
        terminal.tell("hidden_now", wave=one.wave, group_id=one.group, label=label, number=number)


def publish_programme(
    terminal: Terminal,
    programme_id: str,
    *,
    dry_run: bool = False,
    again: bool = False,
    others: Sequence[str] = (),
) -> None:
    """Publish a programme's closed waves, or say what would be shown."""
    from etl.release.hidden_now import hidden_now
    from etl.release.labels import Labels
    from etl.release.prepare import prepare
    from etl.release.prior.renaming import never_published
    from etl.release.publish import publish

    data = terminal.places.data
    programme = read_programme(data, programme_id)
    labels = Labels(programme, terminal.words)
    with open_warehouse(terminal.places.warehouse, turn=terminal.turn(programme_id)) as con:
        folder = terminal.places.publications(programme_id)
        ready = prepare(
            con,
            folder,
            programme,
            read_instruments(data),
            read_background(data),
            read_indicators(data),
            labels,
            progress,
            read_links(data).values(),
            again=again,
            others=others,
        )
        for wave in others:
            terminal.tell("others", wave=wave)
        for was in never_published(con, programme):
            terminal.tell("never_published", programme=programme_id, id=was)
        _show_groups(terminal, ready, programme_id)
        _tell_hidden(terminal, hidden_now(folder, programme, ready.instruments, ready.rows["answers"]))
        if dry_run:
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
@with_turn
def load_command(
    terminal: Terminal, files: Sequence[Path], programme: str, mapping: str | None, wave: str | None
) -> None:
    """Load files: all or nothing."""
    load_files(terminal, files, programme, mapping, wave)


@cli.command("check")
@with_files
@with_places
@with_turn
def check_command(
    terminal: Terminal, files: Sequence[Path], programme: str, mapping: str | None, wave: str | None
) -> None:
    """Say everything that load would say, without loading."""
    definitions = read_definitions(terminal.places.data, programme)
    warehouse, turn = terminal.places.warehouse, terminal.turn(programme)
    with reported(terminal, programme, "check"):
        named = named_files(terminal, files)
        with open_warehouse(warehouse, read_only=True, turn=turn) as con:
            read_files(con, terminal, definitions, named, mapping, wave)
    terminal.tell("checked", files=str(len(named)))


@cli.command("map")
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


@cli.command("check-table")
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
    click.echo(written([as_row(one) for one in checked.rows], form))
    for sentence in sentences(table, checked, terminal.words, terminal.language):
        click.echo(sentence, err=True)
    terminal.tell("table_faults" if checked.faults else "table_clean", number=str(checked.faults))
    if checked.faults:
        raise SystemExit(1)


@cli.command("publish")
@click.argument("programme")
@click.option("--dry-run", is_flag=True, help="Show what would be visible; publish nothing.")
@click.option("--again", is_flag=True, help="Show what was withdrawn.")
@click.option(
    "--others",
    multiple=True,
    metavar="WAVE",
    help="This wave holds other answers than those published, though they are alike; may be repeated.",
)
@with_places
@with_turn
def publish_command(
    terminal: Terminal, programme: str, dry_run: bool, again: bool, others: Sequence[str]
) -> None:
    """Publish the closed waves and rounds of a programme."""
    publish_programme(terminal, programme, dry_run=dry_run, again=again, others=others)


@cli.command("release")
@click.argument("what", type=click.Choice(["comments", "stories"]))
@click.option("--programme", required=True)
@click.option("--occasion", help="List only what was said on one occasion: a wave's or a session's id.")
@click.option("--release", "released", metavar="WHICH", help="Numbers (1,3-5) or ids from the list, or all.")
@click.option("--reject", "rejected", metavar="WHICH", help="The same, for texts never to be published.")
@with_places
@with_turn
def release_command(
    terminal: Terminal,
    what: str,
    programme: str,
    occasion: str | None,
    released: str | None,
    rejected: str | None,
) -> None:
    """List the comments or stories that wait to be read; release or reject them, text by text."""
    from etl.release.review import KINDS, ReviewQueue

    described = read_programme(terminal.places.data, programme)
    with open_warehouse(terminal.places.warehouse, turn=terminal.turn(programme)) as con:
        queue = ReviewQueue(con, described, KINDS[what], terminal.words, terminal.language)
        if released is None and rejected is None:
            _show_waiting(terminal, queue, occasion)
        else:
            _decide(terminal, queue, released, rejected)


def _show_waiting(terminal: Terminal, queue: "ReviewQueue", occasion: str | None) -> None:
    for line in queue.preview(occasion):
        click.echo(line)
    waiting = len(queue.waiting(occasion))
    key = "words_waiting" if waiting else "words_none"
    terminal.tell(key, programme=queue.programme.id, **({"number": str(waiting)} if waiting else {}))


def _decide(terminal: Terminal, queue: "ReviewQueue", released: str | None, rejected: str | None) -> None:
    yes, no = queue.chosen(released), queue.chosen(rejected)
    for line in queue.decide(yes, no, user(), dt.datetime.now()):
        click.echo(line, err=True)
    terminal.tell(
        "words_decided",
        programme=queue.programme.id,
        released=str(len(yes)),
        rejected=str(len(no)),
        waiting=str(len(queue.waiting())),
    )


@cli.command("withdraw")
@click.argument("what", nargs=-1, required=True)
@click.option("--programme", required=True)
@with_places
@with_turn
def withdraw_command(terminal: Terminal, what: Sequence[str], programme: str) -> None:
    """Withdraw a publication by its number, or released texts by their ids; at once."""
    number = int(what[0]) if what[0].isdecimal() else None
    if len(what) > 1 and any(one.isdecimal() for one in what):
        raise Refused("withdraw_one")
    read_programme(terminal.places.data, programme)
    folder = terminal.places.publications(programme)
    with open_warehouse(terminal.places.warehouse, turn=terminal.turn(programme)) as con:
        if number is not None:
            _withdraw_publication(terminal, con, folder, programme, number)
        else:
            _withdraw_words(terminal, con, folder, programme, what)


def _withdraw_publication(
    terminal: Terminal, con: duckdb.DuckDBPyConnection, folder: Path, programme: str, number: int
) -> None:
    from etl.release.withdraw import files_behind, withdraw_publication

    shown = withdraw_publication(con, folder, programme, number)
    gone = files_behind(folder, number) - files_behind(folder, shown)
    forget_refusals(terminal.places.refusals(programme), gone)
    if shown is None:
        terminal.tell("withdrawn_none_left", programme=programme, withdrawn=str(number))
    else:
        terminal.tell("withdrawn", programme=programme, withdrawn=str(number), number=str(shown))


def _withdraw_words(
    terminal: Terminal, con: duckdb.DuckDBPyConnection, folder: Path, programme: str, ids: Sequence[str]
) -> None:
    from etl.release.withdraw_text import withdraw_texts

    shown = withdraw_texts(con, folder, programme, ids, user(), dt.datetime.now())
    if shown is None:
        terminal.tell("words_not_shown", programme=programme)
    else:
        terminal.tell("words_withdrawn", programme=programme, number=str(shown))


@cli.command("build")
@with_places
@with_turn
def build_command(terminal: Terminal) -> None:
    """Load and publish the example files."""
    examples = terminal.places.data / "example"
    folders = sorted(path for path in examples.glob("[!._]*/") if path.is_dir())
    if not folders:
        raise Refused("no_files", folder=str(examples))
    for folder in folders:
        load_files(terminal, [folder], folder.name)
        try:
            publish_programme(terminal, folder.name)
        except Refused as refused:
            if refused.reason != "withdrawn":
                raise
            terminal.refuse(refused)  # the other examples are still shown


def main() -> None:
    """Run the command line."""
    end_in_order()
    cli()
