"""What was decided, what a group expects to see, and what became of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.expectations import Outcome, outcome, watchable
from dashboard.meetings.form import Form, Line, NotFilled, OptionalDay, OptionalLine, Prose, offered, read
from dashboard.meetings.plain import go, language, programme, role, show
from dashboard.meetings.subjects import Seen, query_of, seen, seen_now
from dashboard.report.services import services
from dashboard.report.topics import PRINCIPLE_ITEMS
from dashboard.server.statuses import UNPROCESSABLE
from dashboard.store.meetings import (
    EXPECTED,
    STATES,
    Decision,
    Meeting,
    Step,
    Subject,
    decisions_of,
    is_overdue,
)
from dashboard.store.store import NotKept, edit, get

# What a group may say of what it expected, once it has looked again.
SEEN = ("seen", "not_seen", "too_early")
# What a decision serves: leadership's seven principles, and the eight of recovery-oriented rehabilitation.
TAGS = tuple(PRINCIPLE_ITEMS)


class DecisionForm(Form):
    """A decision as it is made before a chart."""

    what: Line
    who: Line
    due: OptionalDay = None
    watched: OptionalLine = ""
    expects: Annotated[str, offered(("", *EXPECTED))] = ""
    review_on: OptionalDay = None


class FollowUpForm(DecisionForm):
    """A decision as it is followed up."""

    state: Annotated[str, offered(STATES)]
    before: Prose = ""
    during: Prose = ""
    afterwards: Prose = ""
    takes_part: OptionalLine = ""
    tags: list[str] = Field(default_factory=list)
    version: int = 1


class ReviewForm(Form):
    """What a group saw when it looked again."""

    seen: Annotated[str, offered(SEEN)]
    version: int = 1


@dataclass(frozen=True)
class Decided:
    """A decision beside its chart as it is now.

    Attributes:
        decision: As it is written.
        chart: What its chart shows now.
        is_overdue: Whether the day to look again has come, and nobody has said what was seen.
    """

    decision: Decision
    chart: Seen
    is_overdue: bool

    @cached_property
    def outcome(self) -> Outcome | None:
        """What became of what was expected, by today's figures."""
        return outcome(self.decision, language())

    @property
    def watched(self) -> str:
        """What on the chart something is expected of, by name."""
        return dict(watchable(self.decision, language())).get(self.decision.watched, "")


def decided(decisions: Sequence[Decision]) -> list[Decided]:
    """Return decisions beside their charts: those to look at again first."""
    today = dt.date.today()
    found = [Decided(one, seen_now(one, language()), is_overdue(one, today)) for one in decisions]
    return sorted(found, key=lambda one: not one.is_overdue)


def decision_choices(subject: Subject | None = None) -> dict[str, Any]:
    """Return what the forms of decisions offer: of one about a chart, also what on it can be watched."""
    said = language().say
    return {
        "watched_choices": watchable(subject, language()) if subject else [],
        "expected_choices": [(way, said(f"meeting.expects.{way}")) for way in EXPECTED],
        "state_choices": [(state, said(f"meeting.state.{state}")) for state in STATES],
        "tags": TAGS,
        "seen_choices": SEEN,
    }


def actions() -> Response:
    """Show what was decided, by what has become of it."""
    found = programme()
    with services().store.reading() as session:
        made = decided(decisions_of(session, found))
    columns = [(state, [one for one in made if one.decision.state == state]) for state in STATES]
    overdue = [one for one in made if one.is_overdue]
    return show("actions", programme=found, columns=columns, overdue=overdue, **decision_choices())


def decide(step_id: str) -> AnyResponse:
    """Write down what was decided before a step's chart."""
    filled = read(DecisionForm)
    with services().store.writing(role()) as session:
        step = get(session, Step, step_id)
        places = [one.id for one in get(session, Meeting, step.meeting_id).steps]
        about = (step.programme, step.page, step.query, step.publication)
        made = Decision(*about, **filled.values(), meeting_id=step.meeting_id, step_id=step.id)
        made.within = step.within
        session.add(made)
    number = places.index(step_id) + 1
    return go("wall", meeting_id=step.meeting_id, number=number, _anchor="decide")


def wish() -> AnyResponse:
    """Write down a wish of the group: about no chart yet, or about the one the address names."""
    filled = read(DecisionForm)
    shown = services().publications.current(programme())
    about = (shown.programme, request.args.get("page", ""), query_of(request.args.to_dict()), shown.key)
    with services().store.writing(role()) as session:
        session.add(Decision(*about, **filled.values(), state="wish"))
    return go("actions")


def follow_up(decision_id: str) -> Response:
    """Show a decision whole: its chart, what is planned, and what has been written of it."""
    return _shown(decision_id)


def _shown(decision_id: str, status: int = 200, **values: Any) -> Response:
    with services().store.reading() as session:
        found = get(session, Decision, decision_id)
    chart = seen(found, language())
    (now_,) = decided([found])
    then = {"faults": {}, "typed": {}, **values}
    choices = decision_choices(found)
    return show("decision", status, found=now_, decision=found, then=chart, **choices, **then)


def edit_decision(decision_id: str) -> AnyResponse:
    """Change a decision."""
    try:
        filled = read(FollowUpForm)
    except NotFilled as error:
        return _shown(decision_id, UNPROCESSABLE, faults=error.faults, typed=error.typed)
    if unknown := set(filled.tags) - set(TAGS):
        raise NotKept(min(unknown))
    with services().store.writing(role()) as session:
        edit(session, Decision, decision_id, filled.version, **filled.values())
    return go("follow_up", decision_id=decision_id)


def review(decision_id: str) -> AnyResponse:
    """Say what was seen when the group looked again."""
    filled = read(ReviewForm)
    with services().store.writing(role()) as session:
        edit(session, Decision, decision_id, filled.version, seen=filled.seen, seen_on=dt.date.today())
    return go("follow_up", decision_id=decision_id)


def register(pages: Blueprint) -> None:
    """Serve decisions and the board."""
    pages.add_url_rule("/actions", "actions", actions)
    pages.add_url_rule("/actions", "wish", wish, methods=["POST"])
    pages.add_url_rule("/step/<step_id>/decide", "decide", decide, methods=["POST"])
    pages.add_url_rule("/decision/<decision_id>", "follow_up", follow_up)
    pages.add_url_rule("/decision/<decision_id>", "edit_decision", edit_decision, methods=["POST"])
    pages.add_url_rule("/decision/<decision_id>/review", "review", review, methods=["POST"])
