"""The presenter's phone: two buttons that lead the wall on and back, and where the wall is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from flask import Blueprint, Response, jsonify, url_for
from pydantic import Field
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.form import Form, OptionalTurn, offered, read
from dashboard.meetings.plain import go, language, role, show, to
from dashboard.meetings.subjects import seen
from dashboard.report.services import services
from dashboard.store.meetings import Meeting, MeetingPlace, Place, Step
from dashboard.store.scope import is_inside
from dashboard.store.store import get
from dashboard.store.workshops import WorkshopPlace

# What a step shows in turn, by the end of its section's id on the wall.
FRAMES = ("chart", "talk", "decide")
_WAYS = {"next": 1, "previous": -1}
# The button that shows another part of the chart that is on the wall.
_MORE = "more"
_MOST_PARTS = 99
Led = TypeVar("Led", MeetingPlace, WorkshopPlace)


class WayForm(Form):
    """Which button was pressed."""

    way: Annotated[str, offered((*_WAYS, _MORE))]


class PlaceForm(Form):
    """Where the wall says it is, and the last turn it knew of: none before its first."""

    step: Annotated[int, Field(ge=1)]
    frame: Annotated[int, Field(ge=0, lt=len(FRAMES))]
    part: Annotated[int, Field(ge=0, le=_MOST_PARTS)] = 0
    parts: Annotated[int, Field(ge=1, le=_MOST_PARTS)] = 1
    turn: OptionalTurn = None


@dataclass(frozen=True, kw_only=True)
class Buttons:
    """What the presenter's phone shows.

    Attributes:
        title: Of what is led.
        back: Where its own page is.
        place: Where it is said where the wall is.
        lead: Where a button leads the wall.
        here: Where the wall is.
        heading: The words over what is on the wall.
        line: The sentence there.
        count: How many steps there are.
        frames: How many frames a step has.
    """

    title: str
    back: str
    place: str
    lead: str
    here: Place
    heading: str = ""
    line: str = ""
    count: int
    frames: int = len(FRAMES)

    @property
    def step(self) -> int:
        """The step that is on the wall; some may have been taken away."""
        return min(self.here.step, self.count)

    @property
    def is_first(self) -> bool:
        """Whether the wall is at its beginning."""
        return (self.step, self.here.frame) == (1, 0)

    @property
    def has_more(self) -> bool:
        """Whether the chart that is on the wall has other parts."""
        return self.here.frame == 0 and self.here.parts > 1

    @property
    def is_last(self) -> bool:
        """Whether the wall is at its end."""
        return (self.step, self.here.frame) == (self.count, self.frames - 1)


def place_of(session: Session, kind: type[Led], row_id: str) -> Led:
    """Return where something is on the wall: at its beginning where nobody has said."""
    return session.get(kind, row_id) or kind(row_id)


def _place(session: Session, meeting_id: str) -> tuple[Meeting, MeetingPlace]:
    return get(session, Meeting, meeting_id), place_of(session, MeetingPlace, meeting_id)


def _go_to(session: Session, place: Place, step: int, frame: int, part: int = 0) -> None:
    if (place.step, place.frame, place.part) != (step, frame, part):
        place.step, place.frame, place.part, place.turn = step, frame, part, place.turn + 1
    session.add(place)


def moved(step: int, frame: int, way: int, steps: int, frames: int = len(FRAMES)) -> tuple[int, int]:
    """Return the step and frame that come next, or before; at either end it stays."""
    last = max(steps, 1) * frames - 1
    at = min(max((step - 1) * frames + frame + way, 0), last)
    return at // frames + 1, at % frames


def said(place: Place) -> Response:
    """Say where the wall is."""
    return jsonify(step=place.step, frame=place.frame, part=place.part, turn=place.turn)


def reported(session: Session, place: Place, steps: int, frames: int = len(FRAMES)) -> Response:
    """Note where the wall went by itself, unless somebody led it on meanwhile; say where it is to be."""
    filled = read(PlaceForm)
    if filled.turn in (None, place.turn):
        place.parts = filled.parts
        step, frame = min(filled.step, max(steps, 1)), min(filled.frame, frames - 1)
        _go_to(session, place, step, frame, filled.part % filled.parts)
    return said(place)


def lead_on(session: Session, place: Place, steps: int, frames: int = len(FRAMES)) -> None:
    """Lead the wall on, or back, as the button that was pressed says."""
    way = read(WayForm).way
    if way == _MORE:
        _go_to(session, place, place.step, place.frame, (place.part + 1) % place.parts)
    else:
        _go_to(session, place, *moved(place.step, place.frame, _WAYS[way], steps, frames))


def place(meeting_id: str) -> Response:
    """Say where the wall is."""
    with services().store.reading() as session:
        return said(_place(session, meeting_id)[1])


def report_place(meeting_id: str) -> Response:
    """Note where the wall went, and say where it is to be."""
    with services().store.writing(role()) as session:
        found, here = _place(session, meeting_id)
        return reported(session, here, len(found.steps))


def remote(meeting_id: str) -> Response:
    """Show the two buttons."""
    with services().store.reading() as session:
        found, here = _place(session, meeting_id)
        steps = list(found.steps)
    writes = services().writes and is_inside(found)
    return show("remote", buttons=_buttons(found, here, steps), writes=writes)


def _line(step: Step, here: MeetingPlace) -> str:
    """Return what stands on the wall: the question where it is talked about, else what was found."""
    chart = seen(step, language())
    return chart.report.question if chart.report and FRAMES[here.frame] == "talk" else chart.finding


def _buttons(found: Meeting, here: MeetingPlace, steps: Sequence[Step]) -> Buttons:
    return Buttons(
        title=found.title,
        back=to("meeting", meeting_id=found.id),
        place=to("place", meeting_id=found.id),
        lead=to("lead", meeting_id=found.id),
        here=here,
        heading=language().say(f"meeting.frame.{FRAMES[here.frame]}"),
        line=_line(steps[min(here.step, len(steps)) - 1], here) if steps else "",
        count=len(steps),
    )


def lead(meeting_id: str) -> AnyResponse:
    """Lead the wall on, or back."""
    with services().store.writing(role()) as session:
        found, here = _place(session, meeting_id)
        lead_on(session, here, len(found.steps))
    return go("remote", meeting_id=meeting_id)


def remote_address(meeting_id: str) -> str:
    """Return the whole address of the two buttons, as a phone needs it."""
    return url_for("meetings.remote", meeting_id=meeting_id, lang=language().code, _external=True)


def register(pages: Blueprint) -> None:
    """Serve the presenter's phone."""
    pages.add_url_rule("/meeting/<meeting_id>/place", "place", place)
    pages.add_url_rule("/meeting/<meeting_id>/place", "report_place", report_place, methods=["POST"])
    pages.add_url_rule("/meeting/<meeting_id>/remote", "remote", remote)
    pages.add_url_rule("/meeting/<meeting_id>/remote", "lead", lead, methods=["POST"])
