"""The command that serves the dashboard."""

import sys
from dataclasses import replace
from errno import EADDRINUSE
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.cli.stores import settings_of
from etl.cli import Terminal, with_places
from publication.faults import Refused

if TYPE_CHECKING:
    from socket import socket

    from dashboard.settings import Settings

LAST_PORT = 65_535
MOST_THREADS, MOST_WORKERS = 256, 64


def _whole(text: str, reason: str, most: int) -> int:
    """Return a whole number from 1 to the most there may be. Raises Refused."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise Refused(reason, found=text, most=str(most))
    return int(text)


def _listening(host: str, port: int) -> "socket":
    """Return a socket that listens. Raises Refused where it cannot."""
    from dashboard.server.serving import listening

    try:
        return listening(host, port)
    except OSError as error:
        reason = "port_taken" if error.errno == EADDRINUSE else "port_closed"
        raise Refused(reason, host=host, port=str(port)) from error


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default="8050", show_default=True, metavar="NUMBER")
@click.option("--workers", default="2", show_default=True, metavar="NUMBER", help="Processes that answer.")
@click.option("--threads", default="32", show_default=True, metavar="NUMBER", help="Of each process.")
@click.option(
    "--read-only", is_flag=True, help="Show meetings, decisions and rounds; let nothing be written."
)
@with_places
def serve_command(
    terminal: Terminal, host: str, port: str, workers: str, threads: str, read_only: bool
) -> None:
    """Serve the dashboard."""
    from dashboard.app import create_app
    from dashboard.server.hosts import is_loopback
    from dashboard.server.mounted import is_address

    number, count = _whole(port, "not_a_port", LAST_PORT), _whole(workers, "not_workers", MOST_WORKERS)
    hands = _whole(threads, "not_threads", MOST_THREADS)
    address = host.removeprefix("[").removesuffix("]")
    settings = replace(settings_of(terminal), writes=not read_only)
    if settings.url and not is_address(settings.url):
        raise Refused("not_an_address", found=settings.url)
    if not settings.access:
        if not is_loopback(address):
            raise Refused("not_loopback", found=host)
        for found in sorted(settings.trusted_hosts):
            if not is_loopback(found):
                raise Refused("not_loopback", found=found)
    # What is wrong with the words is said before anything serves.
    create_app(settings)
    # A machine's name may also lead to an address it does not have.
    listener = _listening("127.0.0.1" if address == "localhost" else address, number)
    shown_host = f"[{address}]" if ":" in address else address
    _serve(settings, listener, count, hands, f"Rejsespor: http://{shown_host}:{number}{settings.prefix}")


def _serve(settings: "Settings", listener: "socket", workers: int, threads: int, ready: str) -> None:
    """Serve on a socket until told to end: in processes where the system can make them share it."""
    from dashboard.app import create_app, ready_app
    from dashboard.server.logs import write_log

    write_log()
    if sys.platform == "win32":
        from dashboard.server.serving import server_on

        server = server_on(ready_app(settings), listener, threads)
        click.echo(ready, err=True)
        server.run()
    else:
        from dashboard.server.workers import Workers

        make, check = partial(ready_app, settings), partial(create_app, settings)
        Workers(make, check, listener, workers, threads, ready).run()
