"""The facilitator's part of a workshop: planned, begun, closed; how many trios sent something, never who."""

import datetime as dt
from hashlib import sha256
from typing import Annotated, Any

from flask import Blueprint, Response, url_for
from pydantic import Field
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import new_code
from dashboard.meetings.doors import new_key
from dashboard.meetings.form import Form, Line, NotFilled, read
from dashboard.meetings.phase import answer_phase
from dashboard.meetings.plain import go, language, role, show, whole_programme
from dashboard.meetings.qr import picture_of
from dashboard.meetings.workshops.remote import remote_address
from dashboard.meetings.workshops.steps import STEPS
from dashboard.report.services import services
from dashboard.server.statuses import CONFLICT, UNPROCESSABLE, refusal
from dashboard.store.base import now
from dashboard.store.store import get
from dashboard.store.workshops import (
    AlreadyBegun,
    Workshop,
    begin,
    close,
    plan_workshop,
    replan,
    tellers,
    workshops_of,
)

Minutes = Annotated[int, Field(ge=1, le=99)]


class WorkshopForm(Form):
    """A workshop as it is planned."""

    title: Line
    day: dt.date


class TimesForm(Form):
    """How many minutes each step is to take."""

    welcome: Minutes
    trios: Minutes
    first: Minutes
    second: Minutes
    third: Minutes
    reflection: Minutes
    writing: Minutes
    closing: Minutes
    version: int = 1


def _workshops(status: int = 200, **values: Any) -> Response:
    found = whole_programme()
    with services().store.reading() as session:
        made = workshops_of(session, found)
    phases = {one.id: one.phase(now()) for one in made}
    shown = {"faults": {}, "typed": {}, "today": dt.date.today(), **values}
    return show("workshops", status, programme=found, workshops=made, phases=phases, **shown)


def workshops() -> Response:
    """Show a programme's workshops."""
    return _workshops()


def make_workshop() -> AnyResponse:
    """Plan a workshop, its steps as long as proposed."""
    try:
        filled = read(WorkshopForm)
    except NotFilled as error:
        return _workshops(UNPROCESSABLE, faults=error.faults, typed=error.typed)
    made = Workshop(whole_programme(), **filled.values(), code=new_code(), minutes=dict(STEPS))
    with services().store.writing(role()) as session:
        plan_workshop(session, made, new_key())
    return go("workshop", workshop_id=made.id)


def _told(session: Session, found: Workshop) -> str:
    """Return in words from how many trios something came: while they send, to whoever holds the workshop.

    Beside what is read it would say which trio told what.
    """
    if found.phase(now()) != "open" or not services().writes:
        return ""
    count = tellers(session, found.id)
    return language().counted("workshop.told", count) if count else language().say("workshop.none_sent")


def phone_address(found: Workshop) -> str:
    """Return the whole address of a trio's page, as a phone needs it."""
    return url_for("meetings.trio", code=found.code, _external=True)


def workshop(workshop_id: str, status: int = 200, **values: Any) -> Response:
    """Show a workshop to who holds it."""
    with services().store.reading() as session:
        found = get(session, Workshop, workshop_id)
        told = _told(session, found)
    address = phone_address(found)
    described = language().say("workshop.qr", address=address)
    shown = {"faults": {}, "typed": {}, **values}
    return show(
        "workshop",
        status,
        found=found,
        phase=found.phase(now()),
        steps=list(STEPS),
        told=told,
        address=address,
        qr=picture_of(address, described),
        remote=remote_address(workshop_id),
        remote_qr=picture_of(remote_address(workshop_id), language().say("meeting.remote")),
        **shown,
    )


def time_workshop(workshop_id: str) -> AnyResponse:
    """Say how long the steps are to take, as long as nobody began."""
    try:
        filled = read(TimesForm)
        with services().store.writing(role()) as session:
            replan(session, workshop_id, filled.version, minutes=filled.values())
    except NotFilled as error:
        return workshop(workshop_id, UNPROCESSABLE, faults=error.faults, typed=error.typed)
    except AlreadyBegun:
        return refusal(CONFLICT, "workshop.begun")
    return go("workshop", workshop_id=workshop_id)


def begin_workshop(workshop_id: str) -> AnyResponse:
    """Let trios send, and show the first step on the wall."""
    with services().store.writing(role()) as session:
        begin(session, workshop_id)
    return go("guide", workshop_id=workshop_id, number=1, present="yes")


def close_workshop(workshop_id: str) -> AnyResponse:
    """Take nothing more from phones."""
    with services().store.writing(role()) as session:
        close(session, workshop_id)
    return go("workshop", workshop_id=workshop_id)


def workshop_state(workshop_id: str) -> AnyResponse:
    """Return how far a workshop is, and from how many trios something came."""
    with services().store.reading() as session:
        found = get(session, Workshop, workshop_id)
        told = _told(session, found)
    phase = found.phase(now())
    return answer_phase(phase, sha256(f"{found.version}-{phase}-{told}".encode()).hexdigest(), told=told)


def register(pages: Blueprint) -> None:
    """Serve the facilitator."""
    pages.add_url_rule("/workshop", "workshops", workshops)
    pages.add_url_rule("/workshop", "make_workshop", make_workshop, methods=["POST"])
    pages.add_url_rule("/workshop/<workshop_id>", "workshop", workshop)
    pages.add_url_rule("/workshop/<workshop_id>/times", "time_workshop", time_workshop, methods=["POST"])
    pages.add_url_rule("/workshop/<workshop_id>/begin", "begin_workshop", begin_workshop, methods=["POST"])
    pages.add_url_rule("/workshop/<workshop_id>/close", "close_workshop", close_workshop, methods=["POST"])
    pages.add_url_rule("/workshop/<workshop_id>/state", "workshop_state", workshop_state)
