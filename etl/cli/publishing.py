"""Commands that decide what readers see: publish, release, withdraw; build does all for the example."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click
from duckdb import DuckDBPyConnection as Connection

from etl.cli.groups import print_groups, show_groups
from etl.cli.loading import load_files
from etl.cli.terminal import CalmTerminal, Terminal, progress, with_lock, with_places
from etl.warehouse.lock import user
from etl.warehouse.opening import workspace_of
from etl.warehouse.refusals import forget_refusals
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import (
    read_background,
    read_indicators,
    read_instruments,
    read_links,
    read_programme,
)
from publication.faults import Refused
from publication.ids import SESSION

if TYPE_CHECKING:
    from etl.release.engine import Engine
    from etl.release.hidden_now import HiddenNow
    from etl.release.prepare import PreparedRelease, Rows
    from etl.release.review import ReviewQueue


FORMAT = click.Choice(["table", "json"])


@dataclass(frozen=True, slots=True)
class Counting:
    """Where answers are counted: the address of an engine, and the folder that both see; None: here."""

    address: str | None = None
    exchange: Path | None = None

    def engine(self, con: Connection) -> AbstractContextManager["Engine"]:
        """Return the engine, which is there as long as it is needed. Raises Refused where it is not."""
        from etl.release.engine import WarehouseEngine

        if self.address is None:
            return nullcontext(WarehouseEngine(con))
        from etl.release.spark import engine_at

        return engine_at(con, self.address, self.exchange or workspace_of(con) / "exchange")


HERE = Counting()


def publish_programme(
    terminal: Terminal,
    programme_id: str,
    *,
    dry_run: bool = False,
    again: bool = False,
    others: Sequence[str] = (),
    counting: Counting = HERE,
    show: "Callable[[Terminal, Rows], None]",
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
    with open_warehouse(terminal.places.warehouse, request=terminal.request(programme_id)) as con:
        folder = terminal.places.publications(programme_id)
        with counting.engine(con) as engine:
            ready = prepare(
                con,
                engine,
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
        show(terminal, ready.rows)
        _tell_unshown(terminal, ready, programme_id)
        _tell_hidden(terminal, hidden_now(folder, programme, ready.instruments, ready.rows["answers"]))
        if dry_run:
            terminal.tell("preview", programme=programme_id)
            return
        number, new = publish(con, folder, programme_id, ready, dt.date.today())
    if new:
        by = {"again": "yes"} if again else {}
        terminal.record("published", programme=programme_id, number=str(number), **by)
    terminal.tell("published" if new else "same", programme=programme_id, number=str(number))


def _tell_unshown(terminal: Terminal, ready: "PreparedRelease", programme: str) -> None:
    """Say which waves are left out."""
    for wave in ready.hidden:
        terminal.tell("hidden_wave", programme=programme, wave=wave)
    for wave in ready.still_open:
        terminal.tell("open_wave", programme=programme, wave=wave)


def _tell_hidden(terminal: Terminal, hidden: Sequence["HiddenNow"]) -> None:
    """Say of each group what is shown now and would be no longer."""
    for group in hidden:
        label, number = group.label.get(terminal.language, group.group), str(group.questions)
        terminal.tell("hidden_now", wave=group.wave, group_id=group.group, label=label, number=number)


@click.command("publish")
@click.argument("programme")
@click.option("--dry-run", is_flag=True, help="Show what would be visible; publish nothing.")
@click.option("--again", is_flag=True, help="Show what was withdrawn.")
@click.option(
    "--others",
    multiple=True,
    metavar="WAVE",
    help="This wave holds other answers than those published, though they are alike; may be repeated.",
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="Of the groups."
)
@click.option(
    "--engine",
    envvar="REJSESPOR_ENGINE",
    metavar="sc://HOST:PORT",
    help="Count on this engine (Spark Connect) instead of on this machine.",
)
@click.option(
    "--exchange",
    envvar="REJSESPOR_EXCHANGE",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    help="The folder that this machine and the engine both see; default: one beside the warehouse.",
)
@with_places
@with_lock
def publish_command(
    terminal: Terminal,
    programme: str,
    dry_run: bool,
    again: bool,
    others: Sequence[str],
    form: str,
    engine: str | None,
    exchange: Path | None,
) -> None:
    """Publish the closed waves and rounds of a programme."""
    show, counting = print_groups if form == "json" else show_groups, Counting(engine, exchange)
    publish_programme(
        terminal, programme, dry_run=dry_run, again=again, others=others, show=show, counting=counting
    )


@click.command("release")
@click.argument("what", type=click.Choice(["comments", "stories"]))
@click.option("--programme", required=True)
@click.option("--occasion", help="List only what was said on one occasion: a wave's or a session's id.")
@click.option("--release", "released", metavar="WHICH", help="Numbers (1,3-5) or ids from the list, or all.")
@click.option("--reject", "rejected", metavar="WHICH", help="The same, for texts never to be published.")
@click.option("--format", "form", type=FORMAT, default="table", help="Of the list.")
@with_places
@with_lock
def release_command(
    terminal: Terminal,
    what: str,
    programme: str,
    occasion: str | None,
    released: str | None,
    rejected: str | None,
    form: str,
) -> None:
    """List the comments or stories that wait to be read; release or reject them, text by text."""
    from etl.release.review import KINDS, ReviewQueue

    described = read_programme(terminal.places.data, programme)
    with open_warehouse(terminal.places.warehouse, request=terminal.request(programme)) as con:
        queue = ReviewQueue(con, described, KINDS[what], terminal.words, terminal.language)
        if released is None and rejected is None:
            (_print_waiting if form == "json" else _show_waiting)(terminal, queue, occasion)
        else:
            _decide(terminal, queue, released, rejected)


def _print_waiting(_: Terminal, queue: "ReviewQueue", occasion: str | None) -> None:
    """Print what waits, for a program to read: known by ids alone, numbers stay those of the last list."""
    click.echo(json.dumps([asdict(text) for text in queue.told(occasion)], ensure_ascii=False))


def _show_waiting(terminal: Terminal, queue: "ReviewQueue", occasion: str | None) -> None:
    for line in queue.preview(occasion):
        click.echo(line)
    waiting = len(queue.waiting(occasion))
    key = "words_waiting" if waiting else "words_none"
    terminal.tell(key, programme=queue.programme.id, **({"number": str(waiting)} if waiting else {}))


def _record_review(terminal: Terminal, queue: "ReviewQueue", released: int, rejected: int) -> None:
    """Have it kept how many texts were decided about; which they are stands where the texts are."""
    if released or rejected:
        about = {"programme": queue.programme.id, "kind": queue.kind}
        terminal.record("reviewed", **about, released=str(released), rejected=str(rejected))


def _decide(terminal: Terminal, queue: "ReviewQueue", released: str | None, rejected: str | None) -> None:
    yes, no = queue.chosen(released), queue.chosen(rejected)
    for line in queue.decide(yes, no, user(), dt.datetime.now()):
        click.echo(line, err=True)
    _record_review(terminal, queue, len(yes), len(no))
    terminal.tell(
        "words_decided",
        programme=queue.programme.id,
        released=str(len(yes)),
        rejected=str(len(no)),
        waiting=str(len(queue.waiting())),
    )


@click.command("withdraw")
@click.argument("what", nargs=-1, required=True)
@click.option("--programme", required=True)
@with_places
@with_lock
def withdraw_command(terminal: Terminal, what: Sequence[str], programme: str) -> None:
    """Withdraw a publication by its number, or released texts by their ids; at once."""
    number = int(what[0]) if what[0].isdecimal() else None
    if len(what) > 1 and any(name.isdecimal() for name in what):
        raise Refused("withdraw_one")
    read_programme(terminal.places.data, programme)
    folder = terminal.places.publications(programme)
    with open_warehouse(terminal.places.warehouse, request=terminal.request(programme)) as con:
        if number is not None:
            _withdraw_publication(terminal, con, folder, programme, number)
        else:
            _withdraw_words(terminal, con, folder, programme, what)


def _withdraw_publication(
    terminal: Terminal, con: Connection, folder: Path, programme: str, number: int
) -> None:
    from etl.release.withdraw import files_behind, withdraw_publication

    shown = withdraw_publication(con, folder, programme, number)
    gone = files_behind(folder, number) - files_behind(folder, shown)
    forget_refusals(terminal.places.refusals(programme), gone)
    terminal.record("withdrawn", programme=programme, number=str(number), shown=str(shown or "–"))
    if shown is None:
        terminal.tell("withdrawn_none_left", programme=programme, withdrawn=str(number))
    else:
        terminal.tell("withdrawn", programme=programme, withdrawn=str(number), number=str(shown))


def _withdraw_words(
    terminal: Terminal, con: Connection, folder: Path, programme: str, ids: Sequence[str]
) -> None:
    from etl.release.withdraw_text import withdraw_texts

    shown = withdraw_texts(con, folder, programme, ids, user(), dt.datetime.now())
    terminal.record("texts_withdrawn", programme=programme, texts=str(len(ids)), shown=str(shown or "–"))
    if shown is None:
        terminal.tell("words_not_shown", programme=programme)
    else:
        terminal.tell("words_withdrawn", programme=programme, number=str(shown))


def _holds_only(con: Connection, folder: Path) -> bool:
    """Say whether all that was loaded of an example's programme are the example's own files."""
    own = {sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
    loaded = con.execute("SELECT sha256 FROM files WHERE programme = ?", [folder.name]).fetchall()
    return {digest for (digest,) in loaded} <= own


def _release_invented(terminal: Terminal, folder: Path) -> None:
    """Release what the example's people told and wrote: whoever invented it has read it.

    What they wrote at sessions waits, to be released by who tries that; so does everything where somebody
    loaded files of their own beside the example's.
    """
    from etl.release.review import KINDS, ReviewQueue

    described = read_programme(terminal.places.data, folder.name)
    with open_warehouse(terminal.places.warehouse, request=terminal.request(folder.name)) as con:
        if not _holds_only(con, folder):
            return
        for kind in KINDS.values():
            queue = ReviewQueue(con, described, kind, terminal.words, terminal.language)
            told = [entry for entry in queue.waiting() if not entry.occasion.startswith(SESSION)]
            queue.decide(told, [], user(), dt.datetime.now())
            _record_review(terminal, queue, len(told), 0)


@click.command("build")
@partial(with_places, speaking=CalmTerminal)
@with_lock
def build_command(terminal: Terminal) -> None:
    """Load and publish the example files."""
    examples = terminal.places.data / "example"
    folders = sorted(path for path in examples.glob("[!._]*/") if path.is_dir())
    if not folders:
        raise Refused("no_files", folder=str(examples))
    for folder in folders:
        load_files(terminal, [folder], folder.name)
        _release_invented(terminal, folder)
        try:
            publish_programme(terminal, folder.name, show=show_groups)
        except Refused as refused:
            if refused.reason != "withdrawn":
                raise
            terminal.refuse(refused)  # the other examples are still shown
