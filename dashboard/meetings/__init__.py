"""The meeting: charts put on an agenda, looked at together, decided before, and looked at again.

Its pages are plain: what a person types is a form, which works without any code in the browser, is kept there
until the server has it, and needs no more than a phone can do.
"""

from flask import Blueprint, Flask

from dashboard.meetings import (
    agenda,
    choices,
    decisions,
    doors,
    minutes,
    remote,
    rounds,
    slides,
    voices,
    wall,
    words,
    workshops,
)
from dashboard.meetings.plain import set_up

__all__ = ["register_meetings"]

_ROOMS = (agenda, wall, choices, remote, decisions, minutes, slides, doors, rounds, voices, workshops, words)


def register_meetings(server: Flask) -> None:
    """Serve the pages of meetings."""
    pages = Blueprint(
        *("meetings", __name__), template_folder="templates", static_folder="static", static_url_path="/plain"
    )
    set_up(pages)
    for room in _ROOMS:
        room.register(pages)
    server.register_blueprint(pages)
