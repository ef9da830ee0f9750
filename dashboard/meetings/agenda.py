"""The agenda: meetings of a programme, and the charts that stand on them in order."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.decisions import decided
from dashboard.meetings.form import Few, Form, Line, NotFilled, OptionalLine, OptionalNumber, offered, read
from dashboard.meetings.plain import asked, go, language, programme, role, show
from dashboard.meetings.qr import picture_of
from dashboard.meetings.remote import remote_address
from dashboard.meetings.subjects import Seen, lies_in, query_of, seen
from dashboard.report.page import ChartPage
from dashboard.report.services import services
from dashboard.server.statuses import UNPROCESSABLE
from dashboard.store.meetings import (
    GROUPS,
    Group,
    Meeting,
    Step,
    groups_of,
    meeting_before,
    meetings_of,
    open_decisions,
)
from dashboard.store.scope import is_inside, sees_whole, written
from dashboard.store.store import NotKept, edit, get


class MeetingForm(Form):
    """A meeting as it is planned."""

    title: Line
    day: dt.date
    group_id: OptionalLine = ""
    version: int = 1

    def values(self) -> dict[str, Any]:
        """Return field → value; no group is none."""
        return super().values() | {"group_id": self.group_id or None}


class GroupForm(Form):
    """Who meets."""

    name: Line
    kind: Annotated[str, offered(GROUPS)]
    leaders: Few = 0
    staff: Few = 0
    citizens: Few = 0
    departments: Few = 1
    departments_taking_part: Few = 1
    version: int = 1


class PlanForm(Form):
    """How long a step is planned to take; nothing where nobody says."""

    minutes: OptionalNumber = None
    version: int = 1


# Of staff, and of citizens, in a small group.
_FEW = (2, 3)


def advised(group: Group) -> list[str]:
    """Return what the advice for an implementation group asks for and a group lacks, as keys of words.

    Small: one leader, two or three staff, two or three citizens; large: every department takes part, with at
    least one of each.
    """
    if group.kind != "implementation":
        return []
    if group.departments > 1:
        everyone = min(group.leaders, group.staff, group.citizens) >= group.departments_taking_part
        lacking = {"departments": group.departments_taking_part >= group.departments, "everyone": everyone}
    else:
        staff, citizens = group.staff in _FEW, group.citizens in _FEW
        lacking = {"leader": group.leaders == 1, "staff": staff, "citizens": citizens}
    return [advice for advice, is_met in lacking.items() if not is_met]


def _overview(status: int = 200, **values: Any) -> Response:
    found = programme()
    with services().store.reading() as session:
        meetings, groups = meetings_of(session, found), groups_of(session, found)
        steps = {meeting.id: len(meeting.steps) for meeting in meetings}
    return show(
        "meetings",
        status,
        programme=found,
        meetings=meetings,
        steps=steps,
        groups=groups,
        advised=advised,
        names={group.id: group.name for group in groups},
        today=dt.date.today(),
        heard=sees_whole(found),
        **{"faults": {}, "typed": {}, **values},
    )


def meetings() -> Response:
    """Show a programme's meetings and groups."""
    return _overview()


def make_meeting() -> AnyResponse:
    """Make a meeting."""
    try:
        filled = read(MeetingForm)
    except NotFilled as error:
        return _overview(UNPROCESSABLE, faults=error.faults, typed=error.typed)
    with services().store.writing(role()) as session:
        made = Meeting(programme=programme(), **filled.values())
        session.add(made)
    return go("meeting", meeting_id=made.id)


def make_group() -> AnyResponse:
    """Say who meets."""
    try:
        filled = read(GroupForm)
    except NotFilled as error:
        return _overview(UNPROCESSABLE, group_faults=error.faults, group_typed=error.typed)
    with services().store.writing(role()) as session:
        session.add(Group(programme=programme(), **filled.values()))
    return go("meetings")


def edit_group(group_id: str) -> AnyResponse:
    """Change who meets."""
    filled = read(GroupForm)
    with services().store.writing(role()) as session:
        edit(session, Group, group_id, filled.version, **filled.values())
    return go("meetings")


def meeting(meeting_id: str, status: int = 200, **values: Any) -> Response:
    """Show a meeting's agenda."""
    with services().store.reading() as session:
        found = get(session, Meeting, meeting_id)
        steps, groups = list(found.steps), groups_of(session, found.programme)
        before, made = meeting_before(session, found), open_decisions(session, found)
    return show(
        "meeting",
        status,
        meeting=found,
        steps=[(step, seen(step, language())) for step in steps],
        groups_offered=[("", language().say("meeting.no_group")), *((one.id, one.name) for one in groups)],
        remote=remote_address(meeting_id),
        qr_code=picture_of(remote_address(meeting_id), language().say("meeting.remote")),
        group=next((group for group in groups if group.id == found.group_id), None),
        writes=services().writes and is_inside(found),
        before=before,
        still_open=decided(made),
        **{"faults": {}, "typed": {}, **values},
    )


def follow_meeting(meeting_id: str) -> AnyResponse:
    """Put what a group looked at the last time on its next agenda, as it is shown now."""
    with services().store.writing(role()) as session:
        found = get(session, Meeting, meeting_id)
        before = meeting_before(session, found)
        if before is None or found.steps:
            raise NotKept(meeting_id)
        key = services().publications.current(found.programme).key
        session.add_all(_again(one, found.id, key) for one in before.steps)
    return go("meeting", meeting_id=meeting_id)


def _again(step: Step, meeting_id: str, publication: str) -> Step:
    """Return a step of an earlier meeting as one of another, where the first belongs."""
    chart = (step.programme, step.page, step.query, publication)
    made = Step(*chart, step.place, meeting_id, minutes=step.minutes)
    made.within = step.within
    return made


def edit_meeting(meeting_id: str) -> AnyResponse:
    """Change a meeting's title, day or group."""
    try:
        filled = read(MeetingForm)
    except NotFilled as error:
        return meeting(meeting_id, UNPROCESSABLE, faults=error.faults, typed=error.typed)
    with services().store.writing(role()) as session:
        edit(session, Meeting, meeting_id, filled.version, **filled.values())
    return go("meeting", meeting_id=meeting_id)


def _chart() -> tuple[Step, Seen]:
    """Return the chart an address names, as a step that stands nowhere yet. Raises NotKept for none."""
    asked = request.args.to_dict()
    page = services().pages.get(asked.get("page", ""))
    if not isinstance(page, ChartPage):
        raise NotKept(asked.get("page", ""))
    shown = services().publications.current(programme())
    step = Step(shown.programme, page.name, query_of(asked), shown.key, place=0, meeting_id="")
    chart = seen(step, language())
    if not chart.is_shown:
        raise NotKept(page.name)
    if sites := lies_in(chart):
        step.within = written(sites)
    return step, chart


def add() -> Response:
    """Ask which meeting a chart is to stand on."""
    _, chart = _chart()
    with services().store.reading() as session:
        meetings = meetings_of(session, programme())
    coming = [meeting for meeting in meetings if meeting.held_at is None and is_inside(meeting)]
    here, today = asked(), dt.date.today()
    return show("add", chart=chart, meetings=coming, today=today, here=here, faults={}, typed={})


def add_step() -> AnyResponse:
    """Put a chart on a meeting's agenda, last; a meeting is made where none is chosen."""
    step, _ = _chart()
    chosen = request.form.get("meeting", "")
    with services().store.writing(role()) as session:
        if chosen:
            found = get(session, Meeting, chosen)
            if found.programme != step.programme:
                raise NotKept(chosen)
        else:
            found = Meeting(programme=step.programme, **read(MeetingForm).values())
            session.add(found)
        step.place = 1 + max((other.place for other in found.steps), default=0)
        step.meeting_id = found.id
        session.add(step)
    return go("meeting", meeting_id=found.id)


def _meeting_of(session: Session, step_id: str) -> tuple[Step, Meeting]:
    step = get(session, Step, step_id)
    return step, get(session, Meeting, step.meeting_id)


def _exchange(steps: Sequence[Step], step_id: str) -> None:
    """Let a step and the one before it change places."""
    for before, after in pairwise(steps):
        if after.id == step_id:
            before.place, after.place = after.place, before.place


def move_step(step_id: str, way: str) -> AnyResponse:
    """Move a step one place up or down."""
    with services().store.writing(role()) as session:
        _, found = _meeting_of(session, step_id)
        _exchange(found.steps if way == "up" else found.steps[::-1], step_id)
    return go("meeting", meeting_id=found.id, _anchor=f"step-{step_id}")


def plan_step(step_id: str) -> AnyResponse:
    """Say how many minutes a step is planned to take."""
    filled = read(PlanForm)
    with services().store.writing(role()) as session:
        step = edit(session, Step, step_id, filled.version, **filled.values())
    return go("meeting", meeting_id=step.meeting_id, _anchor=f"step-{step_id}")


def remove_step(step_id: str) -> AnyResponse:
    """Take a step off the agenda; what was decided before it stays."""
    with services().store.writing(role()) as session:
        step, found = _meeting_of(session, step_id)
        session.delete(step)
    return go("meeting", meeting_id=found.id)


def register(pages: Blueprint) -> None:
    """Serve the agenda."""
    pages.add_url_rule("/meetings", "meetings", meetings)
    pages.add_url_rule("/meetings", "make_meeting", make_meeting, methods=["POST"])
    pages.add_url_rule("/meetings/groups", "make_group", make_group, methods=["POST"])
    pages.add_url_rule("/meetings/groups/<group_id>", "edit_group", edit_group, methods=["POST"])
    pages.add_url_rule("/meetings/add", "add", add)
    pages.add_url_rule("/meetings/add", "add_step", add_step, methods=["POST"])
    pages.add_url_rule("/meeting/<meeting_id>", "meeting", meeting)
    pages.add_url_rule("/meeting/<meeting_id>", "edit_meeting", edit_meeting, methods=["POST"])
    pages.add_url_rule("/meeting/<meeting_id>/follow", "follow_meeting", follow_meeting, methods=["POST"])
    pages.add_url_rule("/step/<step_id>/<any(up, down):way>", "move_step", move_step, methods=["POST"])
    pages.add_url_rule("/step/<step_id>/plan", "plan_step", plan_step, methods=["POST"])
    pages.add_url_rule("/step/<step_id>/remove", "remove_step", remove_step, methods=["POST"])
