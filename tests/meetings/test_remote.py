"""The presenter's phone and the meeting that is begun: where the wall is, without a trace in the history."""

import json
import re

import pytest
from sqlalchemy import func, select

from dashboard.meetings.qr import picture_of
from dashboard.meetings.remote import FRAMES, moved
from dashboard.report.services import EXTENSION
from dashboard.store.meetings import Meeting
from dashboard.store.tables import Change
from tests.dashboards import LANGUAGES
from tests.meetings.conftest import Writer


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


def step_of(writer: Writer, meeting: str) -> str:
    """Return the id of a meeting's first step."""
    return str(re.findall(r"/step/(\w+)/remove", writer.get(f"/meeting/{meeting}"))[0])


def place(writer: Writer, meeting: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(writer.client.get(f"/meeting/{meeting}/place").data)
    return found


def test_the_phone_leads_and_who_knows_an_earlier_turn_does_not_lead_back(writer: Writer) -> None:
    meeting = writer.agenda("change", "involvement")
    assert place(writer, meeting) == {"step": 1, "frame": 0, "part": 0, "turn": 0}
    writer.client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    writer.client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    assert place(writer, meeting) == {"step": 1, "frame": 2, "part": 0, "turn": 2}
    late = writer.client.post(f"/meeting/{meeting}/place", data={"step": 1, "frame": 0, "turn": 1})
    assert late.json == {"step": 1, "frame": 2, "part": 0, "turn": 2}
    knowing = writer.client.post(f"/meeting/{meeting}/place", data={"step": 2, "frame": 1, "turn": 2})
    assert knowing.json == {"step": 2, "frame": 1, "part": 0, "turn": 3}


def test_the_phone_shows_the_parts_of_a_chart_one_after_the_other(writer: Writer) -> None:
    meeting = writer.agenda("change", "involvement")
    seen = {"step": 1, "frame": 0, "part": 0, "parts": 3, "turn": ""}
    more = 'value="more"'
    assert more not in writer.get(f"/meeting/{meeting}/remote"), "nobody has said yet how many there are"
    writer.client.post(f"/meeting/{meeting}/place", data=seen)
    assert more in writer.get(f"/meeting/{meeting}/remote")
    parts = []
    for _ in range(3):
        writer.client.post(f"/meeting/{meeting}/remote", data={"way": "more"})
        parts.append(place(writer, meeting)["part"])
    assert parts == [1, 2, 0]
    writer.client.post(f"/meeting/{meeting}/remote", data={"way": "more"})
    writer.client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    assert place(writer, meeting) == {"step": 1, "frame": 1, "part": 0, "turn": 5}
    assert more not in writer.get(f"/meeting/{meeting}/remote"), "what is talked about has no parts"


@pytest.mark.parametrize("sent", [{"step": 1}, {"step": 0, "frame": 0}, {"step": 1, "frame": 9, "turn": ""}])
def test_a_place_that_is_none_is_refused(writer: Writer, sent: dict[str, object]) -> None:
    meeting = writer.agenda("change")
    assert writer.client.post(f"/meeting/{meeting}/place", data=sent).status_code == 422
    assert writer.client.post(f"/meeting/{meeting}/remote", data={"way": "sideways"}).status_code == 422


def test_a_step_beyond_the_last_is_the_last(writer: Writer) -> None:
    meeting = writer.agenda("change")
    writer.client.post(f"/meeting/{meeting}/place", data={"step": 9, "frame": 0, "turn": ""})
    assert place(writer, meeting)["step"] == 1


def test_leading_leaves_no_trace_in_the_history(writer: Writer) -> None:
    meeting = writer.agenda("change")
    store = writer.client.application.extensions[EXTENSION].store

    def changes() -> int:
        with store.reading() as session:
            return session.scalar(select(func.count()).select_from(Change)) or 0

    before = changes()
    writer.client.post(f"/meeting/{meeting}/remote", data={"way": "next"})
    assert changes() == before
    writer.client.post(f"/meeting/{meeting}/begin")
    assert changes() == before + 1


def test_beginning_a_meeting_says_that_it_is_held_and_presents_it(writer: Writer) -> None:
    meeting = writer.agenda("change")
    assert "holdt" not in writer.client.get(f"/meeting/{meeting}?lang=da").text
    begun = writer.client.post(f"/meeting/{meeting}/begin?lang=da")
    assert begun.headers["Location"].startswith(f"/meeting/{meeting}/1?")
    assert "present=yes" in begun.headers["Location"]
    store = writer.client.application.extensions[EXTENSION].store
    with store.reading() as session:
        first = session.get(Meeting, meeting).held_at
    writer.client.post(f"/meeting/{meeting}/begin")
    with store.reading() as session:
        assert session.get(Meeting, meeting).held_at == first is not None
    assert "holdt" in writer.client.get(f"/meeting/{meeting}?lang=da").text


def test_the_agenda_shows_a_code_that_leads_to_the_buttons(writer: Writer) -> None:
    meeting = writer.agenda("change")
    page = writer.client.get(f"/meeting/{meeting}?lang=nb").text
    address = f"http://localhost/meeting/{meeting}/remote?lang=nb"
    assert picture_of(address, LANGUAGES["nb"].say("meeting.remote")) in page
    assert writer.client.get(address).status_code == 200


def test_minutes_can_be_planned_for_a_step(writer: Writer) -> None:
    meeting = writer.agenda("change")
    step = step_of(writer, meeting)
    writer.client.post(f"/step/{step}/plan", data={"minutes": "15", "version": "1"})
    assert 'data-planned="15"' in writer.client.get(f"/meeting/{meeting}/1").text
    writer.client.post(f"/step/{step}/plan", data={"minutes": "", "version": "2"})
    assert "data-planned" not in writer.client.get(f"/meeting/{meeting}/1").text
    assert writer.client.post(f"/step/{step}/plan", data={"minutes": "x", "version": "3"}).status_code == 422


def test_a_chart_that_is_not_there_is_put_on_no_agenda(writer: Writer) -> None:
    meeting = writer.agenda()
    asked = {"programme": "fjordby", "page": "change", "instrument": "nonesuch"}
    assert (
        writer.client.post("/meetings/add", query_string=asked, data={"meeting": meeting}).status_code == 404
    )
    assert "/remove" not in writer.get(f"/meeting/{meeting}")


def test_a_choice_that_shows_nothing_is_not_kept(writer: Writer) -> None:
    meeting = writer.agenda("change")
    step = step_of(writer, meeting)
    tried = {"instrument": "nonesuch", "version": "1"}
    assert writer.client.post(f"/step/{step}/choice", data=tried).status_code == 404
    assert writer.client.get(f"/meeting/{meeting}/1?instrument=nonesuch").status_code == 200
