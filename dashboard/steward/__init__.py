"""The steward's room in a browser: files loaded, words and groups released, publications withdrawn."""

from flask import Blueprint, Flask

from dashboard.meetings.plain import say_what_fails
from dashboard.server.statuses import UNAVAILABLE, refusal
from dashboard.settings import Settings
from dashboard.steward import loading, publishing, reviewing
from dashboard.steward.commands import Busy, Commands
from dashboard.steward.kit import EXTENSION, Tools, refuse_others
from dashboard.steward.uploads import Uploads

__all__ = ["register_steward"]


def register_steward(server: Flask, settings: Settings) -> None:
    """Serve the pages of those who load; the gate shows them to nobody else."""
    pages = Blueprint("steward", __name__, template_folder="templates")
    say_what_fails(pages)
    # Of a programme that is not theirs nothing else is looked at.
    pages.before_request(refuse_others)
    pages.register_error_handler(Busy, lambda _: refusal(UNAVAILABLE, "steward.busy"))
    for room in (loading, reviewing, publishing):
        room.register(pages)
    server.register_blueprint(pages)
    server.extensions[EXTENSION] = Tools(Commands(settings), Uploads(settings.var))
