"""Decisions: made before a chart, followed up, looked at again on their day."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards import Served
from tests.meetings.conftest import ABOUT, Writer, said, writer_over


class Card(Served):
    """The cards of a writer's dashboard."""

    def __init__(self, writer: Writer) -> None:
        self.client = writer.client
        self.client.get("/")
        found = json.loads(self.get("/_dash-dependencies"))
        self.callbacks = [one for one in found if not one["clientside_function"]]

    def of(self, page: str, chosen: str) -> str:
        query = dict(part.split("=") for part in f"{ABOUT}{chosen}".split("&"))
        return self.card(page, query).decode()


YESTERDAY = (dt.date.today() - dt.timedelta(days=1)).isoformat()
TOMORROW = (dt.date.today() + dt.timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def step(writer: Writer) -> str:
    return writer.step(writer.meeting("Decides"))


def follow_up(writer: Writer, decision: str, **fields: str) -> Any:
    typed = {"what": "Do it", "who": "Leader", "state": "planned", "version": "1", **fields}
    return writer.send(f"/decision/{decision}?{ABOUT}", **typed)


def test_a_decision_stands_where_it_was_made(writer: Writer) -> None:
    meeting = writer.meeting("Stands")
    made = writer.step(meeting)
    writer.decide(made, what="Peer workers join", who="Site leader", due="2026-12-15")
    for path in (f"/meeting/{meeting}/1", f"/meeting/{meeting}/minutes", "/actions"):
        page = said(writer.get(f"{path}?{ABOUT}"))
        assert "Peer workers join" in page, path
        assert "by 15 December 2026" in page, path


def test_a_decision_goes_from_wish_to_followed_up(writer: Writer, step: str) -> None:
    decision = writer.decide(step)
    for version, state in enumerate(("wish", "under_way", "followed_up"), 1):
        assert follow_up(writer, decision, state=state, version=str(version)).status_code == 303
        page = said(writer.get(f"/decision/{decision}?{ABOUT}"))
        words = {"wish": "Wishes", "under_way": "Under way", "followed_up": "Followed up"}
        assert f"Leader · {words[state]}" in page


def test_what_a_member_needs_is_kept(writer: Writer, step: str) -> None:
    decision = writer.decide(step)
    fields = {"before": "Read\nthe plan", "during": "Coffee", "afterwards": "A call", "tags": "w5"}
    assert follow_up(writer, decision, **fields).status_code == 303
    page = writer.get(f"/decision/{decision}?{ABOUT}")
    assert all(text in page for text in ("Read\nthe plan", "Coffee", "A call"))
    assert 'value="w5" checked' in page


@pytest.mark.parametrize("fields", [{"state": "forgotten"}, {"expects": "sideways"}, {"due": "soon"}])
def test_what_is_not_offered_is_refused(writer: Writer, step: str, fields: dict[str, str]) -> None:
    decision = writer.decide(step)
    assert follow_up(writer, decision, **fields).status_code == 422
    assert follow_up(writer, decision, tags="x9").status_code == 404


def test_the_day_to_look_again_stands_first(writer: Writer, step: str) -> None:
    writer.decide(step, what="Long ago", review_on=YESTERDAY)
    writer.decide(step, what="Not yet", review_on=TOMORROW)
    page = said(writer.get(f"/actions?{ABOUT}"))
    assert "to be looked at again now" in page
    first = page.index("to be looked at again now")
    assert page.index("Long ago", first) < page.index("Wishes")
    assert "Not yet" not in page[first : page.index("Wishes")]


def test_what_was_looked_at_is_no_longer_overdue(writer: Writer) -> None:
    made = writer.step(writer.meeting("Reviewed"))
    decision = writer.decide(made, what="Seen again", review_on=YESTERDAY)
    before = said(writer.get(f"/actions?{ABOUT}"))
    assert before.index("Seen again") < before.index("Wishes")
    sent = writer.send(f"/decision/{decision}/review?{ABOUT}", seen="seen", version="1")
    assert sent.status_code == 303
    after = said(writer.get(f"/actions?{ABOUT}"))
    assert after.index("Seen again") > after.index("Wishes")


def test_a_wish_needs_no_meeting(writer: Writer) -> None:
    assert writer.send(f"/actions?{ABOUT}", what="A garden", who="Citizens").status_code == 303
    assert "A garden" in said(writer.get(f"/actions?{ABOUT}"))


def test_a_decision_outlives_its_step(writer: Writer) -> None:
    meeting = writer.meeting("Outlives")
    made = writer.step(meeting)
    writer.decide(made, what="Stays")
    assert writer.send(f"/step/{made}/remove?{ABOUT}").status_code == 303
    assert "Stays" in said(writer.get(f"/meeting/{meeting}/minutes?{ABOUT}"))


def test_a_note_of_two_is_not_lost(writer: Writer) -> None:
    made = writer.step(writer.meeting("Noted"))
    assert writer.send(f"/step/{made}/note?{ABOUT}", note="Theirs", version="1").status_code == 303
    met = writer.send(f"/step/{made}/note?{ABOUT}", note="Mine", version="1")
    page = said(met.get_data(as_text=True))
    assert met.status_code == 409
    assert "Theirs" in page
    assert "Mine" in page


def test_a_form_without_its_fields_says_so(writer: Writer, step: str) -> None:
    answered = writer.send(f"/step/{step}/decide?{ABOUT}", what="", who="x" * 300)
    page = said(answered.get_data(as_text=True))
    assert answered.status_code == 422
    assert "Type something here" in page
    assert "too long" in page


def test_a_chart_says_what_was_decided_before_it(writer: Writer) -> None:
    chart = "page=management&indicator=violence"
    made = writer.step(writer.meeting("On the chart"), chart)
    writer.decide(made, what="One contact person", watched="solsiden", expects="down")
    card = Card(writer)
    assert "One contact person" in card.of("management", "&indicator=violence")
    assert "One contact person" not in card.of("management", "&indicator=occupancy")
    assert "One contact person" not in card.of("change", "")


def test_a_chart_is_shown_whatever_became_of_the_store(example: Path, tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("no database")
    reader = writer_over(example, tmp_path)
    shown = Card(reader).of("change", "")
    assert "5 of 28 questions" in shown
    assert "cannot be read just now" in shown
    answered = reader.client.get(f"/meetings?{ABOUT}")
    assert answered.status_code == 503
    assert "cannot be read just now" in said(answered.get_data(as_text=True))
    assert (tmp_path / "store.db").read_text() == "no database"


@pytest.mark.parametrize("fields", [{"state": ""}, {"state": "x"}])
def test_a_decision_stands_somewhere_on_the_board(writer: Writer, step: str, fields: dict[str, str]) -> None:
    decision = writer.decide(step)
    assert follow_up(writer, decision, **fields).status_code == 422
    assert writer.send(f"/decision/{decision}/review?{ABOUT}", seen="", version="1").status_code == 422
    assert f"/decision/{decision}" in writer.get(f"/actions?{ABOUT}")


def test_ticks_of_two_are_both_seen_and_none_is_dropped(writer: Writer, step: str) -> None:
    decision = writer.decide(step)
    typed = {"what": "Do it", "who": "Leader", "state": "planned", "version": "1"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    for tags in (["l1", "l2"], ["l5", "l6"]):
        fields = {**typed, "tags": tags}
        answered = writer.client.post(f"/decision/{decision}?{ABOUT}", data=fields, headers=headers)
    page = answered.get_data(as_text=True)
    assert answered.status_code == 409
    words = said(page)
    names = ("Collaboration with the service user", "Management data as a professional tool")
    assert all(name in words for name in names)
    again = re.findall(r'name="(\w+)" value="([^"]*)"', page)
    assert [value for name, value in again if name == "tags"] == ["l5", "l6"]
    assert ("version", "2") in again
    assert "It says now" in words
