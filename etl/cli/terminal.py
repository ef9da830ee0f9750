"""What a command says and how it ends: Terminal, and the options that commands share."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from etl.warehouse.linked import refuse_links
from etl.warehouse.lock import WAIT, LockRequest
from etl.warehouse.recovery import lost_publications
from etl.warehouse.system_errors import system_refusal
from publication.acting import run_for
from publication.catalogue import Words, read_words
from publication.causes import causes
from publication.definitions.text import Language, shown
from publication.faults import Note, Refused, SourceError
from publication.language_list import KNOWN
from publication.places import DEFAULT_DATA, DEFAULT_VAR, Places

MOST_FAULTS = 50
# What is said of how files were read.
_READING = ("read", "passed_over")

# How a list is printed: for people, or for a program.
FORMAT = click.Choice(["table", "json"])
Item = TypeVar("Item")
# Keeps what a command did: what, and of which programme, by digest or number; never what anybody wrote.
Recorder = Callable[["Terminal", str, Mapping[str, str]], None]


class Terminal:
    """What a command says: results to stdout, everything else to stderr, in the reader's language."""

    def __init__(self, places: Places) -> None:
        """Keep the places; the words are those of the data folder."""
        self.places = places
        self.language = terminal_language()
        self.words: Words = read_words(places.data, DEFAULT_DATA)
        self.wait = WAIT
        self.report: Path | None = None

    def request(self, programme: str) -> LockRequest:
        """Return how the command stands in line for the warehouse, and what it is called there."""
        return LockRequest(f"{click.get_current_context().info_name} {programme}", self.wait, self.tell)

    def tell(self, key: str, **values: str) -> None:
        """Say what was done."""
        self.say(self.words.say(self.language, f"done.{key}", **values))

    def record(self, what: str, **about: str) -> None:
        """Have what was done kept by what the command line was given for it; without, nobody keeps it."""
        recorder: Recorder | None = click.get_current_context().obj
        if recorder is not None:
            recorder(self, what, about)

    def say(self, sentence: str) -> None:
        """Say a sentence in one line; what a file's name or cell hides in it is written as its number."""
        click.echo(shown(sentence), err=True)

    def look_at_publications(self) -> None:
        """Say of each programme whose publication should be shown and cannot be; to who sits here alone."""
        if run_for():
            return
        for programme in lost_publications(self.places.var / "publications"):
            self.tell("publication_lost", programme=programme)

    def whole(self, number: int) -> str:
        """Return a whole number as the reader's language writes it."""
        return KNOWN.languages[self.language].whole(number)

    def note(self, notes: Sequence[Note]) -> None:
        """Say what was read although it was written otherwise, and what to look at."""
        for note in notes:
            self.say(note.sentence(self.words, self.language))

    def refuse(self, refused: SourceError | Refused) -> None:
        """Say everything that has to be fixed."""
        if isinstance(refused, Refused):
            self.say(refused.sentence(self.words, self.language))
            return
        found = causes(refused.faults)
        for cause in found[:MOST_FAULTS]:
            self.say(cause.sentence(self.words, self.language))
        if (more := len(found) - MOST_FAULTS) > 0:
            self.tell("more", number=self.whole(more))
        if self.report is not None and not run_for():
            self.tell("report", file=str(self.report))
        self.tell("refused", number=self.whole(len(found)))


class CalmTerminal(Terminal):
    """A terminal for the example's files, which are known: it says only what was done with them."""

    def tell(self, key: str, **values: str) -> None:
        """Say what was done, and not how files were read."""
        if key not in _READING:
            super().tell(key, **values)

    def note(self, notes: Sequence[Note]) -> None:
        """Say nothing: whoever starts the example has nothing to look at."""


def terminal_language() -> Language:
    """Return the language of the terminal: REJSESPOR_LANGUAGE, else the locale's, else English."""
    locale = os.environ.get("REJSESPOR_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return KNOWN.known(locale[:2]) or "en"


def progress(items: Sequence[Item]) -> Iterator[Item]:
    """Go through items, with a bar on a terminal once it takes more than a second."""
    if len(items) < 2 or not sys.stderr.isatty():
        return iter(items)
    from tqdm import tqdm

    return iter(tqdm(items, delay=1, leave=False))


def with_places(command: Callable[..., None], speaking: type[Terminal] = Terminal) -> Callable[..., None]:
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
        terminal = speaking(Places(data, var))
        try:
            refuse_links(var)
            command(terminal, **arguments)
        except (SourceError, Refused) as refused:
            terminal.refuse(refused)
            raise SystemExit(2 if isinstance(refused, Refused) and refused.wrong_use else 1) from refused
        except OSError as error:
            if (trouble := system_refusal(error, terminal.places.var)) is None:
                raise
            terminal.refuse(trouble)
            raise SystemExit(1) from error

    return run


def with_lock(command: Callable[..., None]) -> Callable[..., None]:
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
