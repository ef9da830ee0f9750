"""The web server of a process: nobody waits for another, and a body is not read to be refused.

waitress reads in one loop and hands whole requests to its threads, so idle connections, half-sent headers and
half-sent bodies hold no thread; what can run out are connections. Several processes serve one socket where
`workers` starts them.
"""

import socket
import time
from collections.abc import Callable
from copy import copy
from logging import ERROR, getLogger
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.utilities import RequestEntityTooLarge

from dashboard.server.request_checks import LARGEST_BODY
from dashboard.server.tickets import EXTENSION, LARGEST_UPLOAD, Tickets

# Six for each of a hundred browsers and room for what hangs, below the usual limit of 1024 open files.
CONNECTIONS = 800
# Seconds until a silent connection is closed; a browser opens another when it needs one.
SILENCE = 30
# Who may wait to be taken in while all are busy.
BACKLOG = 1024
# Seconds: how often a server looks whether it is to end, and how long one that ends waits for a next request.
TURN, MOMENT = 0.25, 1.0


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Gives a request whose body is too large to the app without that body: the app refuses it in words."""

    error: Any
    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        """Read what a request says of itself; one with leave to send much may have a large body."""
        super().parse_header(header_plus)
        if self.adj.lets_send(self.command, self.path, self.query):
            self.adj = self.adj.of_uploads

    def received(self, data: bytes) -> int:
        used: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = None
            self.expect_continue = False
            self.headers |= {"CONTENT_LENGTH": str(LARGEST_UPLOAD + 1), "CONNECTION": "close"}
        return used


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that is half closed first: cut off while still sending, a client never sees its answer."""

    parser_class = _Parser
    will_close: bool
    leaving: float | None = None

    def service(self) -> None:
        """Answer a request; the last one of its connection where the server is on its way out."""
        if not self.server.accepting:
            self.requests[0].headers["CONNECTION"] = "close"
        super().service()

    def handle_close(self) -> None:
        if self.leaving is None and self.will_close and self.connected:
            self.leaving = time.monotonic() + SILENCE
            self.will_close = False
            self.socket.shutdown(socket.SHUT_WR)
        else:
            super().handle_close()

    def received(self, data: bytes) -> bool:
        if self.leaving is None:
            return bool(super().received(data))
        if time.monotonic() > self.leaving:
            self.handle_close()
        return False


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises OSError where it cannot listen there."""
    return socket.create_server((host, port), family=_family(host), backlog=BACKLOG)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def server_on(app: Flask, listener: socket.socket, threads: int) -> Any:
    """Return a server that answers who comes to a socket, to be `run()` or turned by `turn`."""
    # Every request that waits for a thread would be a line.
    getLogger("waitress.queue").setLevel(ERROR)
    server = create_server(
        app,
        sockets=[listener],
        threads=threads,
        ident=None,
        connection_limit=CONNECTIONS,
        channel_timeout=SILENCE,
        cleanup_interval=5,
        asyncore_use_poll=True,
        recv_bytes=LARGEST_BODY,
        max_request_body_size=LARGEST_BODY + 1,
        log_socket_errors=False,
    )
    server.channel_class = _Channel
    server.adj.of_uploads = copy(server.adj)
    server.adj.of_uploads.max_request_body_size = LARGEST_UPLOAD + 1
    server.adj.lets_send = _who_lets_send(app)
    return server


def _who_lets_send(app: Flask) -> Callable[[str, str, str], bool]:
    """Return what says whether a request may have a large body: none may where nobody gives leave to."""
    tickets: Tickets | None = app.extensions.get(EXTENSION)
    return tickets.let_send if tickets else lambda *_: False


def turn(server: Any) -> None:
    """Let a server do what there is to do, for at most a part of a second."""
    server.asyncore.loop(timeout=TURN, map=server._map, use_poll=True, count=1)


def leave(server: Any) -> None:
    """Take no more connections, answer everything that was asked, and end.

    Who is connected and asks nothing may be about to: the connection is kept a moment for that.
    """
    server.accepting = False
    server.del_channel()
    server.socket.close()
    began = time.time()
    while (gone := time.time() - began) < SILENCE:
        asking = [one for one in server.active_channels.values() if one.requests or one.total_outbufs_len]
        if not server.active_channels or (gone > MOMENT and not asking):
            break
        turn(server)
    server.task_dispatcher.shutdown()
