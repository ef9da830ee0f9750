"""The minutes: what was looked at, what was said, what was decided."""

from flask import Blueprint, Response

from dashboard.meetings.decisions import decided
from dashboard.meetings.plain import language, show
from dashboard.meetings.subjects import for_script, seen
from dashboard.meetings.voices.beside import beside, voices_now
from dashboard.report.addresses import rooted
from dashboard.report.services import services
from dashboard.store.meetings import Group, Meeting, decisions_in
from dashboard.store.store import get


def minutes(meeting_id: str) -> Response:
    """Show the minutes of a meeting, to be printed or sent as a link."""
    with services().store.reading() as session:
        found = get(session, Meeting, meeting_id)
        group = session.get(Group, found.group_id) if found.group_id else None
        steps = list(found.steps)
        made = decisions_in(session, meeting_id)
    by_step = {step.id: decided([one for one in made if one.step_id == step.id]) for step in steps}
    loose = decided([one for one in made if one.step_id not in by_step])
    looked_at = [(step, chart, for_script(chart)) for step in steps for chart in (seen(step, language()),)]
    heard = voices_now(found.programme)
    return show(
        "minutes",
        meeting=found,
        group=group,
        steps=looked_at,
        decisions=by_step,
        beside={step.id: beside(chart, heard) for step, chart, _ in looked_at},
        loose=loose,
        charts=rooted("/code/charts.js"),
    )


def register(pages: Blueprint) -> None:
    """Serve minutes."""
    pages.add_url_rule("/meeting/<meeting_id>/minutes", "minutes", minutes)
