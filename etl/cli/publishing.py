"""The command that publishes: what readers see of a programme from now on."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from duckdb import DuckDBPyConnection as Connection

from etl.cli.groups import print_groups, show_groups
from etl.cli.terminal import FORMAT, Terminal, progress, with_lock, with_places
from etl.warehouse.opening import workspace_of
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.files import (
    read_background,
    read_indicators,
    read_instruments,
    read_links,
    read_programme,
)

if TYPE_CHECKING:
    from etl.release.engine import Engine
    from etl.release.hidden_now import HiddenNow
    from etl.release.prepare import PreparedRelease, Rows


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
@click.option("--format", "form", type=FORMAT, default="table", help="Of the groups.")
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
