"""The page on a trio's phone: plain, without account; what is written stays there until all three agree."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import typed
from dashboard.meetings.decisions import TAGS
from dashboard.meetings.doors import UNKNOWN_PHONE, Door, Entered, entered, give_id, hang
from dashboard.meetings.form import NotFilled
from dashboard.meetings.phase import answer_phase
from dashboard.meetings.plain import go, language, show
from dashboard.meetings.workshops.steps import ROLES, TURNS
from dashboard.meetings.workshops.told import Mark, StoryForm, as_sent, mark, read_story, story_of
from dashboard.report.services import services
from dashboard.server.statuses import CONFLICT, GONE, UNPROCESSABLE
from dashboard.store.base import now
from dashboard.store.store import NotKept
from dashboard.store.voices import QUESTIONS, REFLECTIONS, SCOPES, Story
from dashboard.store.withdrawing import erase
from dashboard.store.workshops import NotOpen, Workshop, keep_story, key_of, workshop_at
from publication.withdrawn import story_digest, withdrawn_stories

DOOR: Door[Workshop] = Door(
    outside="trio_door",
    inside="trio",
    cookie="rejsespor-trio",
    title="workshop.door",
    nowhere="workshop.no_workshop",
    find=workshop_at,
    key_of=key_of,
)


class Withdrawn(LookupError):
    """A story was withdrawn: whoever sends it again does not bring it back."""


def _enter(code: str) -> tuple[Entered[Workshop], list[Story | None]]:
    """Return who came by a code, with the stories this phone sent, turn by turn. Raises NoWay."""
    with services().store.reading() as session:
        here = entered(session, DOOR, code)
        marks = [mark(here, turn) for turn in _turns()] if here.own else []
        found = [session.get(Story, known_by.story_id) for known_by in marks]
    told = [story if story and not _is_withdrawn(story) else None for story in found]
    return here, told or [None for _ in TURNS]


def _turns() -> range:
    return range(1, len(TURNS) + 1)


def _known(turn: int) -> None:
    """Raise NotKept for a turn that nobody has."""
    if turn not in _turns():
        raise NotKept(str(turn))


def _page(
    code: str, turn: int, status: int = 200, filled: Mapping[str, str] | None = None, **values: Any
) -> Response:
    here, told = _enter(code)
    phase, own = here.behind.phase(now()), told[turn - 1]
    # What was told is not shown again once it is over: a phone may have been lent. Its code is.
    sent = as_sent(own if phase == "open" else None)
    shown = {"faults": {}, "trouble": "", **values}
    page = show(
        "trio",
        status,
        found=here.behind,
        phase=phase,
        turn=turn,
        sent=[one is not None for one in told],
        code=mark(here, turn).code if own else "",
        version=filled["version"] if filled and "version" in filled else own.version if own else 0,
        filled=filled or sent,
        tagged=request.form.getlist("tags") if filled else own.tags if own else [],
        **_offers(),
        **shown,
    )
    return page if here.own else give_id(page, DOOR, here)


def _offers() -> dict[str, Any]:
    """Return what the form asks."""
    return {
        "questions": QUESTIONS,
        "reflections": REFLECTIONS,
        "tags": TAGS,
        "scopes": SCOPES,
        "yeses": ROLES,
    }


def trio(code: str, turn: int = 1) -> AnyResponse:
    """Show a trio one of its three stories, as far as this phone has sent it."""
    _known(turn)
    if (found_code := typed(code)) and found_code != code:
        return go("trio", code=found_code, turn=turn)
    return _page(code, turn)


def _keep(here: Entered[Workshop], turn: int, filled: StoryForm) -> None:
    """Keep a story. Raises Withdrawn, NotOpen, Conflict, and IntegrityError where it comes twice at once."""
    known_by = mark(here, turn)
    told = story_of(here.behind, filled, known_by, language().code)
    store = services().store
    with store.writing("") as session:
        # Within the transaction: whoever withdraws meanwhile waits for it, and finds what it wrote.
        if _is_withdrawn(told):
            raise Withdrawn(told.id)
        is_corrected = keep_story(session, here.behind.id, here.phone, told, filled.version)
    if is_corrected:
        # A trio corrects because a name slipped in.
        erase(store.engine)


def _is_withdrawn(story: Story) -> bool:
    return story_digest(story.key) in withdrawn_stories(services().var)


def tell(code: str, turn: int) -> AnyResponse:
    """Keep what a trio sends with the yes of all three; without it, nothing."""
    _known(turn)
    with services().store.reading() as session:
        here = entered(session, DOOR, code)
    if not here.own:
        return _again(code, turn, UNKNOWN_PHONE, "workshop.unknown_phone")
    try:
        filled = read_story()
        try:
            _keep(here, turn, filled)
        except IntegrityError:  # the same, sent twice at one moment: now it is there
            _keep(here, turn, filled)
    except NotFilled as error:
        return _page(code, turn, UNPROCESSABLE, request.form, faults=error.faults)
    except NotOpen as error:
        return _again(code, turn, CONFLICT, _NOT_OPEN[error.phase])
    except Withdrawn:
        return _again(code, turn, GONE, "workshop.withdrawn")
    return go("trio", code=here.behind.code, turn=turn)


# What is said where a workshop takes no story.
_NOT_OPEN = {"planned": "workshop.early", "over": "workshop.late"}


def _again(code: str, turn: int, status: int, why: str) -> Response:
    """Show what was sent and not kept, and why."""
    return _page(code, turn, status, request.form, trouble=language().say(why))


def code_file(code: str, turn: int) -> AnyResponse:
    """Serve the code that withdraws a story, as a file to keep; to the phone that sent it alone."""
    _known(turn)
    here, told = _enter(code)
    if told[turn - 1] is None:
        raise NotKept(code)
    text = _written(here.behind, turn, mark(here, turn))
    response = Response(text, mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="rejsespor-{turn}.txt"'
    return response


def _written(found: Workshop, turn: int, known_by: Mark) -> str:
    said = language()
    address = url_for("meetings.withdrawing", lang=said.code, _external=True)
    about = {"title": found.title, "day": said.date(found.day), "n": turn, "address": address}
    return said.say("workshop.code_file", code=known_by.code, **about)


def trio_state(code: str) -> AnyResponse:
    """Return how far a workshop is."""
    with services().store.reading() as session:
        found = entered(session, DOOR, code).behind
    phase = found.phase(now())
    return answer_phase(phase, f"{found.version}-{phase}")


def register(pages: Blueprint) -> None:
    """Serve trios."""
    hang(pages, DOOR, "/trio", ("trio", "tell", "code_file", "trio_state"))
    pages.add_url_rule("/trio/<code>", "trio", trio)
    pages.add_url_rule("/trio/<code>/<int:turn>", "trio", trio)
    pages.add_url_rule("/trio/<code>/<int:turn>", "tell", tell, methods=["POST"])
    pages.add_url_rule("/trio/<code>/<int:turn>/code.txt", "code_file", code_file)
    pages.add_url_rule("/trio/<code>/state", "trio_state", trio_state)
