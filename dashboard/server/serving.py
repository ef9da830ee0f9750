"""The web server of `rejsespor serve`: nobody waits for another, and a body is not read to be refused.

waitress reads in one loop and hands whole requests to its threads, so idle connections, half-sent headers and
half-sent bodies hold no thread; what can run out are connections.
"""

import socket
import time
from logging import ERROR, getLogger
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.utilities import RequestEntityTooLarge

from dashboard.server.request_checks import LARGEST_BODY

# Six for each of a hundred browsers and room for what hangs, below the usual limit of 1024 open files.
CONNECTIONS = 800
# Seconds until a silent connection is closed; a browser opens another when it needs one.
SILENCE = 30


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Gives a request whose body is too large to the app without that body: the app refuses it in words."""

    error: Any

    def received(self, data: bytes) -> int:
        used: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = None
            self.expect_continue = False
            self.headers |= {"CONTENT_LENGTH": str(LARGEST_BODY + 1), "CONNECTION": "close"}
        return used


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that is half closed first: cut off while still sending, a client never sees its answer."""

    parser_class = _Parser
    will_close: bool
    leaving: float | None = None

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


def open_server(app: Flask, host: str, port: int, threads: int) -> Any:
    """Return a server that listens, to be `run()`. Raises OSError where it cannot listen there."""
    # Every request that waits for a thread would be a line.
    getLogger("waitress.queue").setLevel(ERROR)
    server = create_server(
        app,
        host=host,
        port=port,
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
    return server
