"""A service whose leadership groups assess themselves: its publication, a server over a store, and phones."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.report.services import EXTENSION
from dashboard.settings import Settings
from dashboard.store.rounds import NOTICE, Round, rounds_of
from dashboard.store.store import Store, get
from publication.places import DEFAULT_DATA
from tests.dashboards import FullWorld
from tests.serving.test_served_carriers import ROWS

PRINCIPLES = [f"principles.l{number}" for number in range(1, 8)]
CHECKS = [f"core_task.o{number}" for number in range(1, 6)]
YES = {"in_room": "yes", "as_group": "yes"}


class AssessedWorld(FullWorld):
    """A small world that asks the seven principles and the five checks, as they are."""

    def write(self) -> "AssessedWorld":
        super().write()
        for name in ("principles", "core_task"):
            shutil.copy(DEFAULT_DATA / f"instruments/{name}.toml", self.at.data / "instruments")
        (self.at.data / "links/principles-practice.toml").unlink()
        return self


def published(folder: Path) -> AssessedWorld:
    """A world that shows something, with a leadership round that is closed and that nobody loaded."""
    world = AssessedWorld(folder, rounds=["r1"])
    world.write()
    world.load_files(world.file(ROWS))
    world.publish()
    return world


@dataclass
class Wall:
    """A server over a world and a store, asked without a network."""

    world: AssessedWorld
    url: str
    writes: bool = True

    def __post_init__(self) -> None:
        self.settings = Settings(
            self.world.at.data, self.world.at.var, store_url=self.url, writes=self.writes
        )
        self.server = create_app(self.settings).server
        self.server.test_client().get("/")
        self.store = Store(self.url)

    def read_only(self) -> "Wall":
        """The same wall, where nothing can be written."""
        return Wall(self.world, self.url, writes=False)

    def close(self) -> None:
        self.store.close()
        self.server.extensions[EXTENSION].store.close()

    def anyone(self) -> FlaskClient:
        client: FlaskClient = self.server.test_client()
        return client

    def opened(self, site: str = "a", label: str = "r1") -> Round:
        """A round as a facilitator opens it."""
        said = self.anyone().post("/rounds?programme=small", data={"site": site, "label": label})
        assert said.status_code == 303, said.text
        with self.store.reading() as session:
            return next(one for one in rounds_of(session, "small") if (one.site, one.label) == (site, label))

    def phone(self, found: Round) -> FlaskClient:
        """A phone that came by the code."""
        phone = self.anyone()
        assert phone.get(f"/round/{found.code}").status_code == 200
        return phone

    def answers(self, found: Round, *all_of_them: Mapping[str, str]) -> None:
        """Have members answer, each on a phone of their own."""
        for given in all_of_them:
            assert send(self.phone(found), found, **given).status_code == 303

    def reveal(self, found: Round) -> None:
        """Have a round revealed, and its moment pass."""
        assert self.anyone().post(f"/rounds/{found.id}/reveal").status_code == 303
        with self.store.writing("clock") as session:
            row = get(session, Round, found.id)
            assert row.reveal_at is not None
            row.reveal_at -= NOTICE

    def board(self, found: Round, **asked: str) -> str:
        """What the wall shows, in English."""
        return self.anyone().get(f"/rounds/{found.id}", query_string={"lang": "en", **asked}).text


def _sent_as(name: str) -> str:
    """Return what a form calls a principle (l1) or a check (o1); other fields have their own names."""
    part = {"l": "principles.", "o": "core_task."}.get(name[0], "") if name[1:].isdecimal() else ""
    return part + name


def send(phone: FlaskClient, found: Round, **given: str) -> TestResponse:
    """Send answers; principles and checks by their short ids."""
    sent = {_sent_as(name): answer for name, answer in given.items()}
    return phone.post(f"/round/{found.code}?lang=en", data={**YES, **sent})


def rows(board: str) -> dict[str, list[int]]:
    """Principle or check → the numbers of its line: counts, distance, middle; none where it is withheld."""
    found = {}
    for row in re.findall(r"<tr.*?</tr>", board.partition("<tbody>")[2], re.DOTALL):
        if name := re.search(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', row):
            numbers = re.findall(r'text-anchor="middle">(\d+)<', row) + re.findall(r'"number">(\d+)', row)
            found[name[1]] = [int(number) for number in numbers]
    return found


def unchanging(response: TestResponse) -> tuple[Any, ...]:
    """All that is served but the time and a phone's own cookie."""
    kept = [(name, value) for name, value in response.headers if name not in ("Date", "Set-Cookie")]
    return response.status_code, response.data, kept
