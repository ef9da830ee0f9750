"""The afternoon on the wall, a step at a time."""

from flask import Blueprint, Response, request

from dashboard.meetings.plain import language, show
from dashboard.meetings.qr import picture_of
from dashboard.meetings.workshops.facilitator import phone_address
from dashboard.meetings.workshops.steps import COLLECTS, LINES, ROLES, STEPS, TURNS, roles_at
from dashboard.report.services import services
from dashboard.store.base import now
from dashboard.store.store import NotKept, get
from dashboard.store.voices import QUESTIONS, REFLECTIONS
from dashboard.store.workshops import Workshop


def asked_at(step: str) -> tuple[str, ...]:
    """Return what is asked at a step."""
    return QUESTIONS if step in TURNS else REFLECTIONS if step == "reflection" else ()


def guide(workshop_id: str, number: int) -> Response:
    """Show a step, large."""
    with services().store.reading() as session:
        found = get(session, Workshop, workshop_id)
    if not 1 <= number <= len(STEPS):
        raise NotKept(workshop_id)
    step, address = list(STEPS)[number - 1], phone_address(found)
    described = language().say("workshop.qr", address=address)
    return show(
        "guide",
        found=found,
        presents=bool(request.args.get("present")) and found.phase(now()) == "open",
        number=number,
        count=len(STEPS),
        step=step,
        minutes=found.minutes[step],
        lines=LINES.get(step, ()),
        questions=asked_at(step),
        roles=roles_at(step),
        all_roles=ROLES if step == "trios" else (),
        address=address,
        qr=picture_of(address, described) if step in COLLECTS else "",
    )


def register(pages: Blueprint) -> None:
    """Serve the wall."""
    pages.add_url_rule("/workshop/<workshop_id>/<int:number>", "guide", guide)
