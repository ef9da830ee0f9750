"""The presenter's phone in a workshop: the wall is led a step on or back."""

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.plain import go, language, role, show, to
from dashboard.meetings.remote import Buttons, lead_on, place_of, reported, said
from dashboard.meetings.workshops.steps import STEPS
from dashboard.report.services import services
from dashboard.store.store import get
from dashboard.store.workshops import Workshop, WorkshopPlace

# A step of a workshop is one frame on the wall.
_FRAMES = 1


def _place(session: Session, workshop_id: str) -> tuple[Workshop, WorkshopPlace]:
    return get(session, Workshop, workshop_id), place_of(session, WorkshopPlace, workshop_id)


def guide_place(workshop_id: str) -> Response:
    """Say where the wall is."""
    with services().store.reading() as session:
        return said(_place(session, workshop_id)[1])


def report_guide(workshop_id: str) -> Response:
    """Note where the wall went, and say where it is to be."""
    with services().store.writing(role()) as session:
        return reported(session, _place(session, workshop_id)[1], len(STEPS), _FRAMES)


def guide_remote(workshop_id: str) -> Response:
    """Show the two buttons."""
    with services().store.reading() as session:
        found, here = _place(session, workshop_id)
    buttons = Buttons(
        title=found.title,
        back=to("workshop", workshop_id=workshop_id),
        place=to("guide_place", workshop_id=workshop_id),
        lead=to("lead_guide", workshop_id=workshop_id),
        here=here,
        heading=language().say(f"workshop.step.{[*STEPS][here.step - 1]}"),
        count=len(STEPS),
        frames=_FRAMES,
    )
    return show("remote", buttons=buttons)


def lead_guide(workshop_id: str) -> AnyResponse:
    """Lead the wall on, or back."""
    with services().store.writing(role()) as session:
        lead_on(session, _place(session, workshop_id)[1], len(STEPS), _FRAMES)
    return go("guide_remote", workshop_id=workshop_id)


def remote_address(workshop_id: str) -> str:
    """Return the whole address of the two buttons, as a phone needs it."""
    return url_for("meetings.guide_remote", workshop_id=workshop_id, lang=language().code, _external=True)


def register(pages: Blueprint) -> None:
    """Serve the presenter's phone."""
    at = "/workshop/<workshop_id>"
    pages.add_url_rule(f"{at}/place", "guide_place", guide_place)
    pages.add_url_rule(f"{at}/place", "report_guide", report_guide, methods=["POST"])
    pages.add_url_rule(f"{at}/remote", "guide_remote", guide_remote)
    pages.add_url_rule(f"{at}/remote", "lead_guide", lead_guide, methods=["POST"])
