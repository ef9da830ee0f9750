"""The command that takes back what readers see: a publication, or released texts."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click
from duckdb import DuckDBPyConnection as Connection

from etl.cli.terminal import Terminal, with_lock, with_places
from etl.warehouse.lock import user
from etl.warehouse.refusals import forget_refusals
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import read_programme
from publication.faults import Refused


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
