"""The facilitator's part of a round: opened, shown on a wall with its code, revealed at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import new_code
from dashboard.meetings.doors import new_key
from dashboard.meetings.form import Form, Line, NotFilled, OptionalLine, read
from dashboard.meetings.plain import (
    go,
    language,
    programme,
    prompts_of,
    role,
    show,
    site_name,
)
from dashboard.meetings.qr import picture_of
from dashboard.meetings.rounds.questions import Part, parts
from dashboard.meetings.rounds.spread import Spread, spreads
from dashboard.meetings.rounds.state import state
from dashboard.meetings.rounds.strip import strip
from dashboard.report.services import services
from dashboard.server.statuses import CONFLICT, UNPROCESSABLE
from dashboard.store.base import now
from dashboard.store.rounds import (
    AlreadyRevealed,
    Given,
    Round,
    assessments_of,
    open_round,
    reveal,
    rounds_of,
)
from dashboard.store.store import NotKept, get
from publication.ids import PRINCIPLES


class RoundForm(Form):
    """Which leadership group assesses itself, and what the round is called."""

    site: Line
    label: Line
    meeting_id: OptionalLine = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A question on the wall: its name, and how it was answered, in a picture and in words."""

    item: str
    name: str
    spread: Spread | None
    picture: Markup | None
    middle: str


def _rounds(status: int = 200, **values: Any) -> Response:
    found = programme()
    publication = services().publications.current(found)
    with services().store.reading() as session:
        rounds = rounds_of(session, found)
    sites = [(site.id, site.name) for site in publication.sites]
    phases = {one.id: one.phase(now()) for one in rounds}
    begun = {"meeting_id": request.args.get("meeting", "")}
    shown = {"faults": {}, "typed": begun, "trouble": "", **values}
    asks = bool(parts())
    return show(
        "rounds",
        status,
        programme=found,
        rounds=rounds,
        sites=sites,
        names=dict(sites),
        phases=phases,
        asks=asks,
        **shown,
    )


def rounds() -> Response:
    """Show a programme's rounds."""
    return _rounds()


def _read_round() -> RoundForm:
    """Return what a facilitator asks to open. Raises NotFilled."""
    filled = read(RoundForm)
    known = {site.id for site in services().publications.current(programme()).sites}
    if filled.site not in known:
        raise NotFilled({"site": "not_offered"}, request.form.to_dict())
    return filled


def make_round() -> AnyResponse:
    """Open a round, or go on with one that nobody has seen yet."""
    try:
        filled = _read_round()
        with services().store.writing(role()) as session:
            place = (programme(), filled.site, filled.label)
            made = open_round(session, *place, new_code(), new_key(), filled.meeting_id or None)
    except NotFilled as error:
        return _rounds(UNPROCESSABLE, faults=error.faults, typed=error.typed)
    except AlreadyRevealed:
        return _rounds(CONFLICT, typed=request.form, trouble=language().say("round.already"))
    return go("board", round_id=made.id)


def _row(part: Part, item: str, name: str, found: Spread | None) -> Row:
    if found is None:
        return Row(item, name, None, None, "")
    said = language()
    low, high = found.ends
    middle = said.middle(found.middle)
    counts = said.listed([f"{answer}: {many}" for answer, many in found.counts.items()])
    described = said.say("round.described", item=name, low=low, high=high, middle=middle, counts=counts)
    return Row(item, name, found, strip(found, part.instrument.answers, described), middle)


def _rows(part: Part, shown: Sequence[Given]) -> list[Row]:
    """Return an instrument's questions: the widest apart first, those that show nothing last."""
    found = {spread.item: spread for spread in spreads(part, shown)}
    names = {item.id: language().of(item.label) for item in part.items}
    order = [*found, *(item for item in names if item not in found)]
    return [_row(part, item, names[item], found.get(item)) for item in order]


def _revealed(shown: Sequence[Given]) -> dict[str, Any]:
    """Return what a wall shows after the reveal."""
    tables = [(part, _rows(part, shown)) for part in parts()]
    rows = [row for part, found in tables for row in found if part.instrument.id == PRINCIPLES and row.spread]
    asked = request.args.get("principle", "")
    chosen = next((row for row in rows if row.item == asked), rows[0] if rows else None)
    prompts = prompts_of(chosen.item) if chosen else []
    return {"tables": tables, "chosen": chosen, "prompts": prompts, "principles": PRINCIPLES}


def board(round_id: str) -> Response:
    """Show a round on the wall: how to come in, and once it is revealed, how far apart the group is."""
    with services().store.reading() as session:
        found = get(session, Round, round_id)
        phase = found.phase(now())
        answers = assessments_of(session, found) if phase == "revealed" else []
    site = site_name(found.programme, found.site)
    address = url_for("meetings.phone", code=found.code, _external=True)
    seen = _revealed([one.given for one in answers if one.in_room]) if phase == "revealed" else {}
    qr = picture_of(address, language().say("round.qr", address=address)) if phase == "open" else ""
    return show("board", found=found, site=site, phase=phase, address=address, qr=qr, **seen)


def reveal_round(round_id: str) -> AnyResponse:
    """Set the moment at which every wall shows what was answered."""
    with services().store.writing(role()) as session:
        if reveal(session, round_id) is None:
            raise NotKept(round_id)
    return go("board", round_id=round_id)


def board_state(round_id: str) -> AnyResponse:
    """Return how far a round is."""
    with services().store.reading() as session:
        found = get(session, Round, round_id)
    return state(found)


def register(pages: Blueprint) -> None:
    """Serve the facilitator and the wall."""
    pages.add_url_rule("/rounds", "rounds", rounds)
    pages.add_url_rule("/rounds", "make_round", make_round, methods=["POST"])
    pages.add_url_rule("/rounds/<round_id>", "board", board)
    pages.add_url_rule("/rounds/<round_id>/state", "board_state", board_state)
    pages.add_url_rule("/rounds/<round_id>/reveal", "reveal_round", reveal_round, methods=["POST"])
