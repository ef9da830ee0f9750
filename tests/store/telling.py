"""A workshop over a small world: its facilitator, and trios with a phone each."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.store.store import get
from dashboard.store.voices import Story
from dashboard.store.workshops import OPEN_FOR, Workshop, workshops_of
from tests.store.assessing import Wall

YES = {"narrator": "yes", "interviewer": "yes", "witness": "yes", "scope": "shared"}
TOLD = {"experience": "A long walk", "supports": "Colleagues", "stops": "The forms"}


@dataclass
class Held:
    """A workshop as it is held."""

    wall: Wall
    id: str
    code: str

    def post(self, where: str, **sent: str) -> TestResponse:
        """Send one of the facilitator's forms."""
        return self.wall.anyone().post(f"/workshop/{self.id}/{where}?lang=en", data=sent)

    def phone(self) -> FlaskClient:
        """A phone that came by the code."""
        phone = self.wall.anyone()
        assert phone.get(f"/trio/{self.code}").status_code == 200
        return phone

    def passed(self) -> None:
        """Let the time pass after which nobody can send."""
        with self.wall.store.writing("clock") as session:
            row = get(session, Workshop, self.id)
            assert row.begun_at is not None
            row.begun_at -= OPEN_FOR

    def stories(self) -> list[Story]:
        """All that is kept, as another process finds it."""
        with self.wall.store.reading() as session:
            return list(session.scalars(select(Story).order_by(Story.experience)))


def planned(wall: Wall, title: str = "Afternoon") -> Held:
    """A workshop that nobody began."""
    made = wall.anyone().post("/workshop?programme=small", data={"title": title, "day": "2026-12-04"})
    assert made.status_code == 303, made.text
    with wall.store.reading() as session:
        found = workshops_of(session, "small")[0]
    return Held(wall, found.id, found.code)


def held(wall: Wall) -> Held:
    """A workshop that has begun."""
    found = planned(wall)
    assert found.post("begin").status_code == 303
    return found


def tell(
    phone: FlaskClient,
    found: Held,
    turn: int = 1,
    also: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    **sent: str,
) -> TestResponse:
    """Send a story with the yes of all three; a field that is '' is not sent."""
    whole = {**TOLD, **YES, **(also or {}), **sent}
    given = {name: value for name, value in whole.items() if value}
    return phone.post(f"/trio/{found.code}/{turn}?lang=en", data=given, headers=headers)
