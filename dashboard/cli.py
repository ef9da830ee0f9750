"""`rejsespor`: what etl does, and what the dashboard shows. The one place where the dashboard imports etl.

What only one command needs is imported by it: loading a file does not wait for a web server to be read.
"""

import csv
import sys
from typing import Any

import click

from etl.cli import Terminal, cli, with_places
from etl.tabular import aligned

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
    "management",
)


def _print(rows: list[dict[str, Any]], form: str) -> None:
    from dashboard.show import as_json, as_text

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
    from dashboard.languages import read_languages
    from dashboard.publication import NothingPublished, Publications
    from dashboard.show import SHOWN, Asked

    language = read_languages(terminal.places.data)[terminal.language]
    try:
        publication = Publications(terminal.places.var).current(programme)
    except NothingPublished:
        click.echo(language.say("empty.nothing_published"), err=True)
        raise SystemExit(1) from None
    rows = list(SHOWN[what](Asked(publication, language, **asked)))
    if not rows:
        click.echo(language.say("card.withheld_here"), err=True)
        raise SystemExit(1)
    _print(rows, form)


@cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8050, show_default=True)
@click.option("--threads", default=8, show_default=True)
@with_places
def serve_command(terminal: Terminal, host: str, port: int, threads: int) -> None:
    """Serve the dashboard."""
    from waitress import serve

    from dashboard.app import create_app
    from dashboard.settings import Settings

    app = create_app(Settings(data=terminal.places.data, var=terminal.places.var))
    app.server.test_client().get("/")
    click.echo(f"Rejsespor: http://{host}:{port}", err=True)
    serve(app.server, host=host, port=port, threads=threads, ident=None)


def main() -> None:
    """Run the command line."""
    cli()
