"""The command that decides which words are released: texts are read one by one, released or rejected."""

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from etl.cli.terminal import FORMAT, Terminal, with_lock, with_places
from etl.warehouse.lock import user
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import read_programme

if TYPE_CHECKING:
    from etl.release.review import ReviewQueue


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


def record_review(terminal: Terminal, queue: "ReviewQueue", released: int, rejected: int) -> None:
    """Have it kept how many texts were decided about; which they are stands where the texts are."""
    if released or rejected:
        about = {"programme": queue.programme.id, "kind": queue.kind}
        terminal.record("reviewed", **about, released=str(released), rejected=str(rejected))


def _decide(terminal: Terminal, queue: "ReviewQueue", released: str | None, rejected: str | None) -> None:
    yes, no = queue.chosen(released), queue.chosen(rejected)
    for line in queue.decide(yes, no, user(), dt.datetime.now()):
        click.echo(line, err=True)
    record_review(terminal, queue, len(yes), len(no))
    terminal.tell(
        "words_decided",
        programme=queue.programme.id,
        released=str(len(yes)),
        rejected=str(len(no)),
        waiting=str(len(queue.waiting())),
    )
