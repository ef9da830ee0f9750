"""The page on a member's phone: one plain page, no account; what is typed stays until the server has it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import LENGTH, TOO_MANY, TooManyMisses, count_miss, typed
from dashboard.meetings.form import NotFilled
from dashboard.meetings.plain import CONFLICT, FORBIDDEN, UNPROCESSABLE, go, language, show, site_name
from dashboard.meetings.rounds.codes import Entered, NoRound, entered, give_id
from dashboard.meetings.rounds.questions import name_of, parts, read_answer
from dashboard.meetings.rounds.state import state
from dashboard.report.services import services
from dashboard.server.statuses import NOT_FOUND
from dashboard.store.base import now
from dashboard.store.rounds import Assessment, Round, keep, own_assessment
from dashboard.store.store import get

UNKNOWN_PHONE = 401


def door() -> AnyResponse:
    """Ask for a code, or go where one that was typed leads."""
    code = request.args.get("code", "")
    if code and (found := typed(code)):
        return go("phone", code=found)
    if code:
        return _wrong_code(NoRound(code))
    return show("phone_door", code="", fault="", length=LENGTH)


def _wrong_code(error: NoRound) -> Response:
    count_miss()
    return show(
        "phone_door", NOT_FOUND, code=str(error), fault=language().say("round.no_round"), length=LENGTH
    )


def _wait(_: TooManyMisses) -> Response:
    return show("phone_door", TOO_MANY, code="", fault=language().say("round.too_many"), length=LENGTH)


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
        here = entered(session, found_code)
        kept = own_assessment(session, here.round.id, here.phone) if here.phone else None
    # What was answered is not shown again once the round is over: a phone may have been lent.
    shown = None if here.round.phase(now()) == "over" else kept
    page = _page(here.round, _as_sent(shown), kept=shown is not None)
    return page if here.phone else give_id(page, here)


def answer(code: str) -> AnyResponse:
    """Keep what a member sends, instead of what this phone sent before."""
    with services().store.reading() as session:
        here = entered(session, typed(code))
    if not here.phone:
        return _unknown(here)
    try:
        sent = read_answer()
    except NotFilled as error:
        return _page(here.round, error.typed, UNPROCESSABLE, faults=error.faults)
    with services().store.writing("") as session:
        if keep(session, here.round.id, here.phone, sent):
            return go("phone", code=here.round.code)
        found = get(session, Round, here.round.id)
    return _page(found, request.form, CONFLICT, trouble=language().say("round.late"))


def _unknown(here: Entered) -> Response:
    """Answer a phone without an id of ours: it is given one, and may send again."""
    trouble = language().say("round.unknown_phone")
    return give_id(_page(here.round, request.form, UNKNOWN_PHONE, trouble=trouble), here)


def phone_state(code: str) -> AnyResponse:
    """Return how far a round is."""
    with services().store.reading() as session:
        found = entered(session, typed(code)).round
    return state(found)


def _refuse_where_nothing_is_written() -> Response | None:
    """Without writes a wrong code could not be counted, so none is looked up."""
    if request.endpoint in _PHONES and not services().writes:
        return show(
            "phone_door", FORBIDDEN, code="", fault=language().say("meeting.read_only"), length=LENGTH
        )
    return None


_PHONES = ("meetings.door", "meetings.phone", "meetings.answer", "meetings.phone_state")


def register(pages: Blueprint) -> None:
    """Serve phones."""
    pages.before_request(_refuse_where_nothing_is_written)
    pages.register_error_handler(NoRound, _wrong_code)
    pages.register_error_handler(TooManyMisses, _wait)
    pages.add_url_rule("/round", "door", door)
    pages.add_url_rule("/round/<code>", "phone", phone)
    pages.add_url_rule("/round/<code>", "answer", answer, methods=["POST"])
    pages.add_url_rule("/round/<code>/state", "phone_state", phone_state)
