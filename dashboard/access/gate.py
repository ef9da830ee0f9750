"""The gate of every request: nothing is answered before it is known who asks, and what they may.

What is not listed as open is closed, also what is added later.
"""

from flask import Flask, Response, g, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.people import AT_THIS_MACHINE, Person, Role, person
from dashboard.access.settings import Access, Proxy
from dashboard.report.services import services
from dashboard.server.request_checks import CALLBACKS, READS
from dashboard.server.statuses import BAD, FORBIDDEN, UNAUTHORIZED, refusal
from dashboard.store.access import audit, logged_in
from dashboard.store.scope import SCOPE, Programmes

COOKIE = "rejsespor-login"
# Answered to anybody: how to log in, what pages look like, and phones that come by a code of their own.
OPEN = frozenset(
    {
        *("meetings.static", "health", "ready"),
        *("door.login", "door.check", "door.leave", "door.go_to_provider", "door.come_back"),
    }
)
OPEN_TO_PHONES = frozenset(
    {
        *("meetings.phone", "meetings.answer", "meetings.phone_state", "meetings.door"),
        *(
            "meetings.trio",
            "meetings.tell",
            "meetings.code_file",
            "meetings.trio_state",
            "meetings.trio_door",
        ),
        *("meetings.withdrawing", "meetings.withdraw_by_code"),
    }
)
OPEN_FILES = ("/assets/", "/_favicon.ico")
# What a browser's code asks in the background: it is told, not led elsewhere.
_IN_THE_BACKGROUND = ("/_dash", "/_reload")


def asks() -> Person:
    """Return who asks."""
    found: Person = g.person
    return found


def _from_proxy(access: Access, proxy: Proxy) -> Person | None:
    """Return whom the proxy says; nobody where the request does not come from it."""
    name = request.headers.get(proxy.user_header, "")
    if not name or not proxy.is_from(request.remote_addr or ""):
        return None
    said = request.headers.get(proxy.groups_header, "").split(",")
    return access.known_by(name, [group.strip() for group in said])


def _from_cookie() -> Person | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with services().store.reading() as session:
        found = logged_in(session, token)
    return person(found.name, found.role, found.programmes) if found else None


def _who(access: Access) -> Person | None:
    return (access.proxy and _from_proxy(access, access.proxy)) or _from_cookie()


def _is_open() -> bool:
    known = request.endpoint in OPEN | OPEN_TO_PHONES
    return known or (request.path.startswith(OPEN_FILES) and request.method in READS)


def _seen() -> Programmes | None:
    """Return the programmes whoever asks may see. A phone may see what its code is of, whoever holds it."""
    if request.endpoint in OPEN_TO_PHONES:
        g.may_write = True
        return None
    return asks().programmes if g.person else frozenset()


def _needed() -> Role:
    """Return the role that a request needs: who looks needs none, who writes holds meetings."""
    return "viewer" if request.method in READS or request.path == CALLBACKS else "facilitator"


def _shut() -> AnyResponse:
    """Lead to the login, and from there back; a page that waits for an answer is told how to go on."""
    if request.path.startswith(_IN_THE_BACKGROUND):
        return _told_how()
    if request.method not in READS:
        return refusal(UNAUTHORIZED, "access.ended")
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("door.login", to=wanted, lang=request.args.get("lang")), 302)


def _told_how() -> Response:
    say = services().language(request.args).say
    words = {"sentence": say("access.ended"), "action": say("access.enter")}
    answer = jsonify(**words, address=url_for("door.login", to="/login/done", wait="yes"))
    answer.status_code = UNAUTHORIZED
    return answer


def register_gate(server: Flask, access: Access | None) -> None:
    """Have every request go through the gate; without settings it is open to whoever sits here."""

    def gate() -> AnyResponse | None:
        g.person = AT_THIS_MACHINE if access is None else _who(access)
        g.may_write = g.person is not None and asks().may("facilitator")
        SCOPE.set(_seen())
        if access is None or _is_open():
            return None
        if g.person is None:
            return _shut()
        return None if asks().may(_needed()) else _denied()

    server.before_request(gate)
    if access:
        server.after_request(_write_down)
    server.teardown_request(lambda _: SCOPE.set(None) and None)


def _is_taken_along() -> bool:
    return request.path.startswith("/files/") or request.path.endswith(".pptx")


def _write_down(response: Response) -> Response:
    """Write down who wrote what where, and which file they took along: never what is in it."""
    wrote = request.method not in READS and request.path != CALLBACKS and not _is_open()
    if g.get("person") and response.status_code < BAD and (wrote or _is_taken_along()):
        with services().store.writing(asks().name) as session:
            audit(session, asks().name, "wrote" if wrote else "took_along", path=request.path)
    return response


def _denied() -> Response:
    return refusal(FORBIDDEN, "access.denied")
