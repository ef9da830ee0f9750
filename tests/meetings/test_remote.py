"""The presenter's phone and the meeting that is begun: where the wall is, without a trace in the history."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from dashboard.meetings.remote import FRAMES, moved, qr_code
from dashboard.report.services import EXTENSION
from dashboard.store.meetings import Meeting
from dashboard.store.tables import Change
from tests.meetings.desk import Desk


@pytest.mark.parametrize(
    ("at", "way", "then"),
    [
        ((1, 0), 1, (1, 1)),
        ((1, len(FRAMES) - 1), 1, (2, 0)),
        ((2, 0), -1, (1, len(FRAMES) - 1)),
        ((1, 0), -1, (1, 0)),
        ((3, len(FRAMES) - 1), 1, (3, len(FRAMES) - 1)),
    ],
)
def test_next_and_back_lead_through_steps(at: tuple[int, int], way: int, then: tuple[int, int]) -> None:
    assert moved(*at, way, 3) == then


def place(client: FlaskClient, meeting: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(client.get(f"/meeting/{meeting}/place").data)
    return found


def test_the_phone_leads_and_who_knows_an_earlier_turn_does_not_lead_back(
    client: FlaskClient, desk: Desk
) -> None:
    meeting = desk.meeting(["change", "involvement"])
    assert place(client, meeting) == {"step": 1, "frame": 0, "turn": 0}
    client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    assert place(client, meeting) == {"step": 1, "frame": 2, "turn": 2}
    late = client.post(f"/meeting/{meeting}/place", data={"step": 1, "frame": 0, "turn": 1})
    assert late.json == {"step": 1, "frame": 2, "turn": 2}
    knowing = client.post(f"/meeting/{meeting}/place", data={"step": 2, "frame": 1, "turn": 2})
    assert knowing.json == {"step": 2, "frame": 1, "turn": 3}


@pytest.mark.parametrize("sent", [{"step": 1}, {"step": 0, "frame": 0}, {"step": 1, "frame": 9, "turn": ""}])
def test_a_place_that_is_none_is_refused(client: FlaskClient, desk: Desk, sent: dict[str, object]) -> None:
    meeting = desk.meeting(["change"])
    assert client.post(f"/meeting/{meeting}/place", data=sent).status_code == 422
    assert client.post(f"/meeting/{meeting}/remote", data={"way": "sideways"}).status_code == 422


def test_a_step_beyond_the_last_is_the_last(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting(["change"])
    assert (
        client.post(f"/meeting/{meeting}/place", data={"step": 9, "frame": 0, "turn": ""}).json["step"] == 1
    )


def test_leading_leaves_no_trace_in_the_history(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting(["change"])
    store = client.application.extensions[EXTENSION].store

    def changes() -> int:
        with store.reading() as session:
            return session.scalar(select(func.count()).select_from(Change)) or 0

    before = changes()
    client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    assert changes() == before
    client.post(f"/meeting/{meeting}/begin")
    assert changes() == before + 1


def test_beginning_a_meeting_says_that_it_is_held_and_presents_it(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting(["change"])
    assert "holdt" not in client.get(f"/meeting/{meeting}?lang=da").text
    begun = client.post(f"/meeting/{meeting}/begin?lang=da")
    assert begun.headers["Location"].startswith(f"/meeting/{meeting}/1?")
    assert "present=yes" in begun.headers["Location"]
    store = client.application.extensions[EXTENSION].store
    with store.reading() as session:
        first = session.get(Meeting, meeting).held_at
    client.post(f"/meeting/{meeting}/begin")
    with store.reading() as session:
        assert session.get(Meeting, meeting).held_at == first is not None
    assert "holdt" in client.get(f"/meeting/{meeting}?lang=da").text


def test_the_agenda_shows_a_code_that_leads_to_the_buttons(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting(["change"])
    page = client.get(f"/meeting/{meeting}?lang=nb").text
    address = f"http://localhost/meeting/{meeting}/remote?lang=nb"
    assert qr_code(address) in page
    assert client.get(address).status_code == 200


def test_minutes_can_be_planned_for_a_step(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting(["change"])
    (step,) = desk.step_ids(meeting)
    client.post(f"/step/{step}/plan", data={"minutes": "15", "version": "1"})
    assert 'data-planned="15"' in client.get(f"/meeting/{meeting}/1").text
    client.post(f"/step/{step}/plan", data={"minutes": "", "version": "2"})
    assert "data-planned" not in client.get(f"/meeting/{meeting}/1").text
    assert client.post(f"/step/{step}/plan", data={"minutes": "x", "version": "3"}).status_code == 422


def test_a_chart_that_is_not_there_is_put_on_no_agenda(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting()
    asked = {"programme": "fjordby", "page": "change", "instrument": "nonesuch"}
    assert client.post("/meetings/add", query_string=asked, data={"meeting": meeting}).status_code == 404
    assert desk.step_ids(meeting) == []


def test_a_choice_that_shows_nothing_is_not_kept(client: FlaskClient, desk: Desk) -> None:
    meeting = desk.meeting(["change"])
    (step,) = desk.step_ids(meeting)
    tried = {"instrument": "nonesuch", "version": "1"}
    assert client.post(f"/step/{step}/choice", data=tried).status_code == 404
    assert client.get(f"/meeting/{meeting}/1?instrument=nonesuch").status_code == 200
