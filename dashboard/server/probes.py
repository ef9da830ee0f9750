"""What a watcher asks: whether the server is alive, and whether it can show and keep what it is for."""

from flask import Flask, Response
from sqlalchemy import text

from dashboard.report.services import services
from dashboard.server.statuses import UNAVAILABLE
from dashboard.store.store import UNREADABLE


def _said(word: str, status: int = 200) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain")


def _health() -> Response:
    """Say that requests are answered."""
    return _said("alive")


def _ready() -> Response:
    """Say whether a publication can be shown, and whether what people write can be read; never which."""
    if not services().all_publications.programmes():
        return _said("nothing published", UNAVAILABLE)
    try:
        with services().store.reading() as session:
            session.execute(text("SELECT 1"))
    except UNREADABLE:
        return _said("store not reachable", UNAVAILABLE)
    return _said("ready")


def register_probes(server: Flask) -> None:
    """Answer a watcher's questions."""
    server.add_url_rule("/health", "health", _health)
    server.add_url_rule("/ready", "ready", _ready)
