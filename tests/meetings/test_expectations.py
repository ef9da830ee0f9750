"""What a group expected, held against figures whose outcome the example's generator put there."""

import datetime as dt
import re

import pytest

from dashboard.report.services import EXTENSION, Services
from dashboard.store.meetings import Decision
from tests.meetings.conftest import ABOUT, Writer, said


def decided(writer: Writer, page: str, query: dict[str, str], made: str, **expected: str) -> str:
    """Put a decision into the store as if it had been made on a day; return its page's words."""
    services: Services = writer.client.application.extensions[EXTENSION]
    shown = services.publications.current("fjordby").key
    with services.store.writing("leader") as session:
        found = Decision("fjordby", page, query, shown, what=f"{made} {expected}", who="l", due=None)
        found.watched, found.expects = expected["watched"], expected["expects"]
        found.created_at = dt.datetime.fromisoformat(f"{made}T12:00+01:00")
        found.review_on = dt.date(2026, 1, 1)
        session.add(found)
    return said(writer.get(f"/decision/{found.id}?{ABOUT}"))


VIOLENCE = {"indicator": "violence"}


@pytest.mark.parametrize(
    ("made", "site", "expects", "words"),
    [
        # Fewer episodes at Solsiden from spring 2025 on were put in; none elsewhere did so many fall.
        ("2025-04-01", "solsiden", "down", "By the figures: seen"),
        ("2025-04-01", "solsiden", "up", "By the figures: not seen"),
        ("2025-10-01", "solsiden", "down", "By the figures: too early to say"),
        ("2023-03-01", "solsiden", "down", "By the figures: too early to say"),
        ("2026-11-01", "solsiden", "down", "By the figures: too early to say"),
    ],
)
def test_months_say_what_became_of_it(writer: Writer, made: str, site: str, expects: str, words: str) -> None:
    page = decided(writer, "management", VIOLENCE, made, watched=site, expects=expects)
    assert words in page


# A year later role models are introduced more often; the whole score is not changed.
ANSWERS = {"instrument": "practice", "from": "pre", "to": "pre"}


@pytest.mark.parametrize(
    ("item", "expects", "words"),
    [
        ("p18", "up", "By the figures: seen"),
        ("overall", "up", "By the figures: not seen"),
    ],
)
def test_a_later_round_says_what_became_of_it(writer: Writer, item: str, expects: str, words: str) -> None:
    page = decided(writer, "change", ANSWERS, "2025-03-01", watched=item, expects=expects)
    assert words in page


def test_without_a_later_round_it_is_too_early(writer: Writer) -> None:
    last = {"instrument": "practice"}
    page = decided(writer, "change", last, "2026-03-01", watched="overall", expects="up")
    assert "too early to say" in page
    assert "no figures of the time since" in page


def test_a_chart_of_no_rounds_and_no_months_offers_nothing_to_watch(writer: Writer) -> None:
    meeting = writer.meeting()
    writer.step(meeting, "page=principles")
    writer.step(meeting, "page=management&indicator=violence")
    assert 'name="watched"' not in writer.get(f"/meeting/{meeting}/1?{ABOUT}")
    page = writer.get(f"/meeting/{meeting}/2?{ABOUT}")
    offered = re.findall(r'<option value="(\w+)"', page.split('name="watched"')[1].split("</select>")[0])
    assert "solsiden" in offered


def test_nobody_is_told_of_what_is_withheld(writer: Writer) -> None:
    """A question no group may see, and a site without the indicator, say no more than one that is made up."""
    for site in ("solsiden-bo", "none"):
        page = decided(writer, "management", VIOLENCE, "2025-04-01", watched=site, expects="down")
        assert "By the figures: too early to say" in page
    for item in ("none", "overall"):
        page = decided(
            writer, "change", {**ANSWERS, "group": "none"}, "2025-04-01", watched=item, expects="up"
        )
        assert "too early to say" in page


@pytest.mark.parametrize("site", ["brygga"])
def test_nothing_is_answered_for_another_site(writer: Writer, site: str) -> None:
    """A site without the figure: a page goes on with the first that has it, a decision does not."""
    page = decided(writer, "management", {"indicator": "occupancy"}, "2024-09-01", watched=site, expects="up")
    assert "By the figures: too early to say" in page
    assert "no figures of the time since" in page
