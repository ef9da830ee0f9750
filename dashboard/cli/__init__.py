"""`rejsespor`: what etl does, and what the dashboard shows. The one room where the dashboard imports etl.

What only one command needs is imported by it: loading a file does not wait for a web server to be read.
"""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from dashboard.cli.access import account_group, audit_command
from dashboard.cli.recording import write_down
from dashboard.cli.serving import serve_command
from dashboard.cli.stores import settings_of, store_of
from etl.cli import Terminal, cli, with_places
from etl.cli import main as run
from etl.cli.loading import file_options, load_by, load_files
from etl.cli.terminal import with_lock
from etl.kinds.definitions import read_definitions
from etl.kinds.leadership import own_mapping
from publication.definitions.files import programme_ids
from publication.faults import Refused
from publication.ids import LIVE
from publication.tabular import aligned

if TYPE_CHECKING:
    from dashboard.report.rows import Row
    from publication.reading import Publication

__all__ = ["WHAT", "cli", "main"]

WHAT = (
    "groups",
    "answers",
    "subscales",
    "change",
    "sites",
    "principles",
    "published",
    "participants",
    "explore",
    "sessions",
    "indicators",
    "management",
    "claim",
)
cli.add_command(account_group)
cli.add_command(audit_command)
cli.add_command(serve_command)


def main() -> None:
    """Run the command line; what it does is written into the audit."""
    run(write_down)


def _print(rows: "Sequence[Row]", form: str) -> None:
    from dashboard.carriers.show import as_json, as_text

    if form == "json":
        click.echo(as_json(rows))
    elif form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(as_text(rows))
    else:
        click.echo(aligned(as_text(rows)))


@cli.command("show")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--programme", required=True)
@click.option("--instrument")
@click.option("--wave", help="A wave, or a round of leadership assessments.")
@click.option("--group")
@click.option("--from", "from_wave")
@click.option("--to", "to_wave")
@click.option("--indicator", help="Of management figures.")
@click.option("--site", help="Of management figures.")
@click.option("--rules", type=click.Choice(["anhoej", "nhs", "own"]), help="Of management figures.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@with_places
def show_command(terminal: Terminal, what: str, programme: str, form: str, **asked: str | None) -> None:
    """Print the rows behind the pages."""
    from dashboard.carriers.show import rows_of, why_nothing
    from dashboard.report.rows import Wanted
    from publication.languages import read_languages

    publication = _shown(terminal, programme)
    language = read_languages(terminal.places.data)[terminal.language]
    wanted = Wanted(publication, language, **asked)
    rows = rows_of(what, wanted)
    if not rows:
        terminal.say(why_nothing(what, wanted))
        raise SystemExit(1)
    _print(rows, form)


def _shown(terminal: Terminal, programme: str) -> "Publication":
    """Return what is shown of a programme; ends the command where there is nothing."""
    from publication.following import Publications
    from publication.reading import NothingPublished

    publications = Publications(terminal.places.var)
    try:
        return publications.current(programme)
    except NothingPublished:
        terminal.refuse(_unpublished(terminal, programme, publications.programmes()))
        raise SystemExit(1) from None


def _unpublished(terminal: Terminal, programme: str, published: Iterable[str]) -> Refused:
    """Return why a programme has no publication: there is none of that name, or nothing of it is out."""
    known = sorted({*programme_ids(terminal.places.data), *published})
    if programme not in known:
        return Refused("no_programme", programme=programme, known=", ".join(known) or "–")
    return Refused("not_published", programme=programme)


@cli.command("load")
@file_options(required=False)
@click.option("--round", "code", metavar="CODE", help="Instead of files: a live round that was revealed.")
@with_places
@with_lock
def load_command(
    terminal: Terminal,
    files: Sequence[Path],
    programme: str | None,
    mapping: str | None,
    wave: str | None,
    code: str | None,
) -> None:
    """Load files, or what may be kept of a live round: all or nothing."""
    if code is not None:
        _load_round(terminal, code, wave)
    else:
        load_files(terminal, files, _said(programme, files), mapping, wave)


def _said(programme: str | None, files: Sequence[Path]) -> str:
    """Return the programme of files. Raises what click raises where one of the two is missing."""
    context = click.get_current_context()
    missing = {"files": not files, "programme": programme is None}
    for parameter in context.command.params:
        if missing.get(str(parameter.name)):
            raise click.MissingParameter(ctx=context, param=parameter)
    return str(programme)


def _load_round(terminal: Terminal, code: str, wave: str | None) -> None:
    """Load a live round, with the others of its label, as a file of leadership assessments like any other."""
    programme, rows = _rows_of_round(terminal, code.strip().upper(), wave)
    definitions = read_definitions(terminal.places.data, programme)
    mapping = own_mapping(LIVE, definitions)
    given = [header for items in mapping.answers.values() for header in items.values()]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{LIVE}.csv"
        with path.open("w", encoding="utf-8", newline="") as written:
            columns = ["site", "round", "leader", "agreed", "note", *given]
            lines = csv.DictWriter(written, columns, restval="", lineterminator="\n")
            lines.writeheader()
            lines.writerows(rows)
        load_by(terminal, replace(definitions, mappings={LIVE: mapping}), [path])


def _rows_of_round(terminal: Terminal, code: str, wave: str | None) -> tuple[str, list[Mapping[str, str]]]:
    """Return a round's programme and the rows kept of it. Raises Refused where there are none, or not yet."""
    from dashboard.store.kept_rounds import beside, is_kept, rows_of
    from dashboard.store.rounds import assessments_of, round_at

    with store_of(terminal) as store, store.reading() as session:
        if (found := round_at(session, code)) is None:
            raise Refused("no_live_round", code=code)
        if not (rounds := beside(session, found)) or found not in rounds:
            raise Refused("round_not_revealed", code=code)
        if not (answers := assessments_of(session, found)):
            raise Refused("round_unanswered", code=code)
        if not is_kept(answers):
            raise Refused("round_seen", code=code)
        return found.programme, [*rows_of(session, rounds, wave or found.label)]


@cli.command("report")
@click.argument("programme")
@click.option(
    "--language", "code", metavar="CODE", help="Of the paper: da, nb or en; the terminal's if not said."
)
@click.option("--format", "ending", type=click.Choice(["pdf", "html"]), default="pdf", show_default=True)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@with_places
def report_command(terminal: Terminal, programme: str, code: str | None, ending: str, output: Path) -> None:
    """Write all that is shown of a programme as one paper."""
    from dashboard.cli.paper import write_paper

    write_paper(terminal, _shown(terminal, programme), code or terminal.language, ending, output)
    terminal.tell("paper", file=str(output))


@cli.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_places
def backup_command(terminal: Terminal, file: Path) -> None:
    """Write publications, what was withdrawn, and everything people wrote into one file."""
    from dashboard.backup import back_up

    kept = back_up(terminal.places.var, settings_of(terminal).store, file)
    terminal.record("backed_up", number=str(kept))
    terminal.tell("backed_up", file=str(file), number=terminal.whole(kept))


@cli.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_places
def restore_command(terminal: Terminal, file: Path) -> None:
    """Put everything of a backup where nothing is yet."""
    from dashboard.backup import restore

    there = restore(file, terminal.places.var, settings_of(terminal).store)
    terminal.record("restored", number=str(there))
    terminal.tell("restored", file=str(file), number=terminal.whole(there))
