"""The presenter's phone: two buttons that lead the wall on and back, and where the wall is."""

from typing import Annotated

import segno
from flask import Blueprint, Response, jsonify, url_for
from pydantic import Field
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.form import Form, OptionalTurn, offered, read
from dashboard.meetings.plain import go, language, role, show
from dashboard.meetings.subjects import seen
from dashboard.report.services import services
from dashboard.store.meetings import Meeting, Place
from dashboard.store.store import get

# What a step shows in turn, by the end of its section's id on the wall.
FRAMES = ("chart", "talk", "decide")
_WAYS = {"next": 1, "previous": -1}


class WayForm(Form):
    """Which button was pressed."""

    way: Annotated[str, offered(tuple(_WAYS))]


class PlaceForm(Form):
    """Where the wall says it is, and the last turn it knew of: none before its first."""

    step: Annotated[int, Field(ge=1)]
    frame: Annotated[int, Field(ge=0, lt=len(FRAMES))]
    turn: OptionalTurn = None


def _place(session: Session, meeting_id: str) -> tuple[Meeting, Place]:
    """Return a meeting with where it is: at its beginning where nobody has said."""
    found = get(session, Meeting, meeting_id)
    return found, session.get(Place, meeting_id) or Place(meeting_id)


def _go_to(session: Session, place: Place, step: int, frame: int) -> None:
    if (place.step, place.frame) != (step, frame):
        place.step, place.frame, place.turn = step, frame, place.turn + 1
    session.add(place)


def moved(step: int, frame: int, way: int, steps: int) -> tuple[int, int]:
    """Return the step and frame that come next, or before; at either end it stays."""
    last = max(steps, 1) * len(FRAMES) - 1
    at = min(max((step - 1) * len(FRAMES) + frame + way, 0), last)
    return at // len(FRAMES) + 1, at % len(FRAMES)


def _said(place: Place) -> Response:
    return jsonify(step=place.step, frame=place.frame, turn=place.turn)


def place(meeting_id: str) -> Response:
    """Say where the wall is."""
    with services().store.reading() as session:
        return _said(_place(session, meeting_id)[1])


def report_place(meeting_id: str) -> Response:
    """Note where the wall went by itself, unless somebody led it on meanwhile; say where it is to be."""
    filled = read(PlaceForm)
    with services().store.writing(role()) as session:
        found, here = _place(session, meeting_id)
        if filled.turn in (None, here.turn):
            _go_to(session, here, min(filled.step, max(len(found.steps), 1)), filled.frame)
        return _said(here)


def remote(meeting_id: str) -> Response:
    """Show the two buttons."""
    with services().store.reading() as session:
        found, here = _place(session, meeting_id)
        steps = list(found.steps)
    step = min(here.step, len(steps))
    chart = seen(steps[step - 1], language()) if steps else None
    return show("remote", meeting=found, place=here, step=step, count=len(steps), chart=chart, frames=FRAMES)


def lead(meeting_id: str) -> AnyResponse:
    """Lead the wall on, or back."""
    way = _WAYS[read(WayForm).way]
    with services().store.writing(role()) as session:
        found, here = _place(session, meeting_id)
        _go_to(session, here, *moved(here.step, here.frame, way, len(found.steps)))
    return go("remote", meeting_id=meeting_id)


def remote_address(meeting_id: str) -> str:
    """Return the whole address of the two buttons, as a phone needs it."""
    return url_for("meetings.remote", meeting_id=meeting_id, lang=language().code, _external=True)


def qr_code(address: str) -> str:
    """Return an address as a picture to be scanned, as SVG."""
    return segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)


def register(pages: Blueprint) -> None:
    """Serve the presenter's phone."""
    pages.add_url_rule("/meeting/<meeting_id>/place", "place", place)
    pages.add_url_rule("/meeting/<meeting_id>/place", "report_place", report_place, methods=["POST"])
    pages.add_url_rule("/meeting/<meeting_id>/remote", "remote", remote)
    pages.add_url_rule("/meeting/<meeting_id>/remote", "lead", lead, methods=["POST"])
