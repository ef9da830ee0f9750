"""The command that loads, releases and publishes the examples."""

import datetime as dt
from functools import partial
from hashlib import sha256
from pathlib import Path

import click
from duckdb import DuckDBPyConnection as Connection

from etl.cli.groups import show_groups
from etl.cli.loading import load_files
from etl.cli.publishing import publish_programme
from etl.cli.reviewing import record_review
from etl.cli.terminal import CalmTerminal, Terminal, with_lock, with_places
from etl.warehouse.lock import user
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import read_programme
from publication.faults import Refused
from publication.ids import SESSION


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
            record_review(terminal, queue, len(told), 0)


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
