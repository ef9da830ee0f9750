"""What the steward's pages share: whose programme it is, commands for it, pages and their addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, request, url_for

from dashboard.access.gate import asks
from dashboard.components.shell import address
from dashboard.meetings.plain import language, show
from dashboard.report.services import services
from dashboard.server.statuses import UNPROCESSABLE
from dashboard.server.tickets import EXTENSION as TICKETS
from dashboard.server.tickets import Tickets
from dashboard.steward.commands import Commands, Outcome
from dashboard.steward.uploads import Uploads
from publication.definitions.files import programme_ids
from publication.reading import NotThere

EXTENSION = "steward"
# Of a command that ended without a word.
MISTAKE = 500
_CARRIED = ("lang", "programme")


@dataclass(frozen=True, slots=True)
class Tools:
    """What a steward's pages work with: commands, and files that were sent."""

    commands: Commands
    uploads: Uploads


def tools() -> Tools:
    """Return the tools of the app that answers the present request."""
    found: Tools = current_app.extensions[EXTENSION]
    return found


def tickets() -> Tickets:
    """Return what gives leave to send files."""
    found: Tickets = current_app.extensions[TICKETS]
    return found


def programmes() -> list[str]:
    """Return the programmes of which whoever asks may see all: a file is of all sites."""
    own = asks().places
    return [one for one in programme_ids(services().data) if own is None or one in own]


def programme() -> str:
    """Return the programme the address names, else the first. Raises NotThere for one that is not theirs."""
    known = programmes()
    asked = request.args.get("programme") or next(iter(known), "")
    if asked not in known:
        raise NotThere(asked)
    return asked


def refuse_others() -> None:
    """Raise NotThere where the address names a programme that is not theirs."""
    programme()


def programme_name(found: str) -> str:
    """Return what a programme is called; its id as long as nothing of it is published."""
    publications = services().publications
    return language().of(publications.current(found).name) if publications.has(found) else found


def run(*arguments: str) -> Outcome:
    """Run a command for whoever asks, in their language. Raises Busy."""
    return tools().commands.run(asks().name, language().code, *arguments)


def at(endpoint: str, **values: Any) -> str:
    """Return the address of a steward's page, of this programme and in this language."""
    carried = {name: request.args[name] for name in _CARRIED if name in request.args}
    return url_for(f"steward.{endpoint}", **{**carried, "programme": programme(), **values})


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a steward's page."""
    found = programme()
    data = address("data", {"programme": found, "lang": language().code})
    own = {"programme": found, "name": programme_name(found), "at": at, "at_data": data}
    return show(f"steward_{template}", status, **own, **values)


def said(outcome: Outcome, done: str, refused: str, **values: Any) -> Response:
    """Return what a command said, under the words for what was done or was not."""
    title = "failed" if outcome.is_mistake else done if outcome.is_done else refused
    status = MISTAKE if outcome.is_mistake else 200 if outcome.is_done else UNPROCESSABLE
    return page("said", status, title=title, outcome=outcome, **values)


def options(given: Mapping[str, str | None]) -> Sequence[str]:
    """Return the options of a command that were given: {'wave': 'pre', 'mapping': ''} → ('--wave', 'pre')."""
    return [part for name, value in given.items() if value for part in (f"--{name}", value)]
