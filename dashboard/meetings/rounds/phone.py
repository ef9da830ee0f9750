"""The page on a member's phone: one plain page, no account; what is typed stays until the server has it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import typed
from dashboard.meetings.doors import UNKNOWN_PHONE, Door, Entered, entered, give_id, hang
from dashboard.meetings.form import NotFilled
from dashboard.meetings.plain import go, language, show, site_name
from dashboard.meetings.rounds.questions import name_of, parts, read_answer
from dashboard.meetings.rounds.state import state
from dashboard.report.services import services
from dashboard.server.statuses import CONFLICT, UNPROCESSABLE
from dashboard.store.base import now
from dashboard.store.rounds import Assessment, Round, keep, key_of, own_assessment, round_at
from dashboard.store.store import get

DOOR: Door[Round] = Door(
    outside="door",
    inside="phone",
    cookie="rejsespor-round",
    title="round.door",
    nowhere="round.no_round",
    find=round_at,
    key_of=key_of,
)


def _as_sent(answer: Assessment | None) -> dict[str, str]:
    """Return what a phone answered as its form sends it."""
    if answer is None:
        return {}
    consent = {name: "yes" if getattr(answer, name) else "no" for name in ("in_room", "as_group")}
    return {**{item: str(given) for item, given in answer.given.items()}, **consent, "note": answer.note}


def _page(found: Round, filled: Mapping[str, str], status: int = 200, **values: Any) -> Response:
    site = site_name(found.programme, found.site)
    shown = {"kept": False, "faults": {}, "trouble": "", **values}
    phase = found.phase(now())
    return show(
        "phone",
        status,
        found=found,
        site=site,
        phase=phase,
        parts=parts(),
        name_of=name_of,
        filled=filled,
        **shown,
    )


def phone(code: str) -> AnyResponse:
    """Show a round to a member, with what this phone has answered."""
    if (found_code := typed(code)) and found_code != code:
        return go("phone", code=found_code)
    with services().store.reading() as session:
        here = entered(session, DOOR, code)
        kept = own_assessment(session, here.behind.id, here.phone) if here.phone else None
    # What was answered is not shown again once the round is over: a phone may have been lent.
    shown = None if here.behind.phase(now()) == "over" else kept
    page = _page(here.behind, _as_sent(shown), kept=shown is not None)
    return page if here.phone else give_id(page, DOOR, here)


def answer(code: str) -> AnyResponse:
    """Keep what a member sends, instead of what this phone sent before."""
    with services().store.reading() as session:
        here = entered(session, DOOR, code)
    if not here.phone:
        return _unknown(here)
    try:
        sent = read_answer()
    except NotFilled as error:
        return _page(here.behind, error.typed, UNPROCESSABLE, faults=error.faults)
    with services().store.writing("") as session:
        if keep(session, here.behind.id, here.phone, sent):
            return go("phone", code=here.behind.code)
        found = get(session, Round, here.behind.id)
    return _page(found, request.form, CONFLICT, trouble=language().say("round.late"))


def _unknown(here: Entered[Round]) -> Response:
    """Answer a phone without an id of ours: it is given one, and may send again."""
    trouble = language().say("round.unknown_phone")
    return give_id(_page(here.behind, request.form, UNKNOWN_PHONE, trouble=trouble), DOOR, here)


def phone_state(code: str) -> AnyResponse:
    """Return how far a round is."""
    with services().store.reading() as session:
        found = entered(session, DOOR, code).behind
    return state(found)


def register(pages: Blueprint) -> None:
    """Serve phones."""
    hang(pages, DOOR, "/round", ("phone", "answer", "phone_state"))
    pages.add_url_rule("/round/<code>", "phone", phone)
    pages.add_url_rule("/round/<code>", "answer", answer, methods=["POST"])
    pages.add_url_rule("/round/<code>/state", "phone_state", phone_state)
