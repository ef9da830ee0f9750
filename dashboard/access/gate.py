"""The gate of every request: nothing is answered before it is known who asks, and what they may.

What is not listed as open is closed, also what is added later.
"""

import re
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, redirect, request, url_for
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.people import AT_THIS_MACHINE, Person, Role, person, scope_of
from dashboard.access.settings import Access, Proxy
from dashboard.report.services import services
from dashboard.server.request_checks import CALLBACKS, READS
from dashboard.server.statuses import BAD, FORBIDDEN, UNAUTHORIZED, refusal
from dashboard.store.access import WRITES, account_of, audit, logged_in
from dashboard.store.scope import SCOPE
from publication.scope import Scope

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
# Of the pages of those who load nobody else is told that there are any.
STEWARDS = "steward"
# Dash's name of the rule that takes every address no other does.
_ANY_PATH = "/<path:path>"
ASSETS, ICON = "/assets/", "/_favicon.ico"
_NOTHING = Scope({})
# What a browser's code asks in the background: it is told, not led elsewhere.
_IN_THE_BACKGROUND = re.compile(r"/_dash.*|/_reload.*|.*/(state|place)")


def asks() -> Person:
    """Return who asks."""
    found: Person = g.person
    return found


def _from_proxy(access: Access, proxy: Proxy) -> Person | None:
    """Return whom the proxy says; nobody where the request does not come from it."""
    name = _text(request.headers.get(proxy.user_header, ""))
    if not name or not proxy.is_from(request.remote_addr or "", request.headers.get(proxy.secret_header, "")):
        return None
    said = _text(request.headers.get(proxy.groups_header, "")).split(",")
    return access.known_by(name, [group.strip() for group in said])


def _text(header: str) -> str:
    """Return what a proxy says in a header: UTF-8, which WSGI hands on as if it were Latin-1."""
    return header.encode("latin-1").decode("utf-8", "replace")


def _from_cookie(access: Access) -> Person | None:
    """Return who is logged in, with what they may by today's accounts and settings."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with services().store.reading() as session:
        found = logged_in(session, token)
        if found is None:
            return None
        if found.by == "oidc":
            return access.known_by(found.name, found.groups) if access.oidc else None
        known = account_of(session, found.name) if access.accounts else None
    return person(known[0].name, known[0].role, known[0].programmes) if known else None


def _who(access: Access) -> Person | None:
    return (access.proxy and _from_proxy(access, access.proxy)) or _from_cookie(access)


def _is_open() -> bool:
    is_file = request.path == ICON or request.path.startswith(ASSETS)
    return request.endpoint in OPEN | OPEN_TO_PHONES or (is_file and request.method in READS)


def _seen() -> Scope | None:
    """Return what whoever asks may see. A phone may see what its code is of, whoever holds it."""
    if request.endpoint in OPEN_TO_PHONES:
        return None
    return scope_of(asks().places, services().all_publications) if g.person else _NOTHING


def _needed() -> Role:
    """Return the role that a request needs: who looks needs none, who writes holds meetings."""
    return "viewer" if request.method in READS or request.path == CALLBACKS else "facilitator"


def _nowhere() -> AnyResponse:
    """Answer as if the address led nowhere: with what Dash shows of one it does not know."""
    if request.method not in READS:
        raise MethodNotAllowed
    shown: AnyResponse = current_app.ensure_sync(current_app.view_functions[_ANY_PATH])(path=request.path)
    return shown


def _shut() -> AnyResponse:
    """Lead to the login, and from there back; a page that waits for an answer is told how to go on."""
    if _IN_THE_BACKGROUND.fullmatch(request.path):
        return _told_how()
    if request.method not in READS:
        return refusal(UNAUTHORIZED, "access.ended", (_login(_came_from()), "access.enter"))
    return redirect(_login(request.full_path.rstrip("?")), 302)


def _login(wanted: str) -> str:
    return url_for("door.login", to=wanted, lang=request.args.get("lang"))


def _came_from() -> str:
    """Return the page that a form was on, where its draft is still."""
    page = urlsplit(request.referrer or "")
    return f"{page.path.removeprefix(request.script_root)}?{page.query}"


def _told_how() -> Response:
    say = services().language(request.args).say
    words = {"sentence": say("access.ended"), "action": say("access.enter")}
    answer = jsonify(**words, address=url_for("door.login", to="/login/done", wait="yes"))
    answer.status_code = UNAUTHORIZED
    return answer


def register_gate(server: Flask, access: Access | None) -> None:
    """Have every request go through the gate; without settings it is open to whoever sits here."""
    if access is None or access.open:
        server.before_request(_let_in)
        return

    def gate() -> AnyResponse | None:
        # Until it is known who asks, and where that fails, there is nothing to see.
        SCOPE.set(_NOTHING)
        is_open = _is_open()
        g.person = None if is_open else _who(access)
        g.may_load = bool(g.person and asks().may("steward"))
        g.may_write = request.endpoint in OPEN_TO_PHONES or bool(g.person and asks().may("facilitator"))
        SCOPE.set(_seen())
        if g.person:
            WRITES.set((asks().name, request.path))
        if is_open:
            return None
        if g.person is None:
            return _shut()
        if not asks().may(_needed()):
            return refusal(FORBIDDEN, "access.denied")
        return _nowhere() if request.blueprint == STEWARDS and not services().loads else None

    server.before_request(gate)
    server.after_request(_write_down_files)
    server.teardown_request(_forget)


def _is_taken_along() -> bool:
    return request.path.startswith("/files/") or request.path.endswith((".pptx", ".csv"))


def _write_down_files(response: Response) -> Response:
    """Write down which file somebody takes along, of which programme: never what is in it."""
    if g.get("person") and response.status_code < BAD and _is_taken_along():
        with services().store.writing(asks().name) as session:
            programme = request.args.get("programme") or next(iter(services().publications.programmes()), "")
            audit(session, asks().name, "took_along", path=request.path, programme=programme)
    return response


def _let_in() -> None:
    g.person = AT_THIS_MACHINE


def _forget(_: BaseException | None) -> None:
    """Leave nothing of who asked to whatever the thread does next."""
    SCOPE.set(None)
    WRITES.set(None)
