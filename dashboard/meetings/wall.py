"""The meeting on a wall: a chart at a time, then what to talk about, then what is decided."""

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.choices import asked_of, choices_of, tried
from dashboard.meetings.decisions import decided, decision_choices
from dashboard.meetings.form import Form, Prose, read
from dashboard.meetings.plain import go, language, prompts_of, role, show
from dashboard.meetings.subjects import for_script, seen
from dashboard.meetings.voices.beside import beside, voices_now
from dashboard.report.addresses import rooted
from dashboard.report.services import services
from dashboard.store.base import now
from dashboard.store.meetings import Meeting, Step, decisions_in
from dashboard.store.scope import is_inside
from dashboard.store.store import NotKept, edit, get


class NoteForm(Form):
    """What was said before a chart."""

    note: Prose = ""
    version: int = 1


def _step(session: Session, meeting_id: str, number: int) -> tuple[Meeting, Step]:
    found = get(session, Meeting, meeting_id)
    if not 1 <= number <= len(found.steps):
        raise NotKept(meeting_id)
    return found, found.steps[number - 1]


def wall(meeting_id: str, number: int) -> Response:
    """Show a step of a meeting, large."""
    with services().store.reading() as session:
        found, step = _step(session, meeting_id, number)
        count = len(found.steps)
        made = [one for one in decisions_in(session, meeting_id) if one.step_id == step.id]
    kept, chosen = seen(step, language()), asked_of(step, request.args)
    other = tried(step, chosen) if chosen else kept
    chart = other if other.report else kept
    return show(
        "wall",
        choices=choices_of(chart, step.page),
        chosen=chosen,
        is_withheld=other.report is None and kept.report is not None,
        presents=bool(request.args.get("present")),
        meeting=found,
        step=step,
        number=number,
        count=count,
        chart=chart,
        charts=rooted("/code/charts.js"),
        figure=for_script(chart),
        prompts=prompts_of(step.page),
        decisions=decided(made),
        beside=beside(chart, voices_now(step.programme)),
        writes=services().writes and is_inside(found),
        **decision_choices(step),
    )


def begin(meeting_id: str) -> AnyResponse:
    """Say that a meeting is held."""
    with services().store.writing(role()) as session:
        found = get(session, Meeting, meeting_id)
        found.held_at = found.held_at or now()
    return go("wall", meeting_id=meeting_id, number=1, present="yes")


def edit_note(step_id: str) -> AnyResponse:
    """Change what was said before a chart."""
    filled = read(NoteForm)
    with services().store.writing(role()) as session:
        step = edit(session, Step, step_id, filled.version, **filled.values())
        places = [one.id for one in get(session, Meeting, step.meeting_id).steps]
    return go("wall", meeting_id=step.meeting_id, number=places.index(step_id) + 1, _anchor="decide")


def register(pages: Blueprint) -> None:
    """Serve the meeting on a wall."""
    pages.add_url_rule("/meeting/<meeting_id>/<int:number>", "wall", wall)
    pages.add_url_rule("/meeting/<meeting_id>/begin", "begin", begin, methods=["POST"])
    pages.add_url_rule("/step/<step_id>/note", "edit_note", edit_note, methods=["POST"])
