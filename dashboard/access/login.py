"""Logging in and out: the page, the password, the way to the provider and back."""

import hashlib
import logging
from collections.abc import Collection, Mapping
from threading import BoundedSemaphore
from typing import Annotated

from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from pydantic import StringConstraints
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.accounts import named
from dashboard.access.gate import COOKIE, asks
from dashboard.access.oidc import EXTENSION as OIDC
from dashboard.access.oidc import FAILED, Oidc
from dashboard.access.passwords import LONGEST, fits
from dashboard.access.people import Person, person
from dashboard.access.settings import Access
from dashboard.meetings.codes import WINDOW
from dashboard.meetings.form import Form, Line, read
from dashboard.meetings.plain import language, say_what_fails, show
from dashboard.report.services import services
from dashboard.server.statuses import BAD_GATEWAY, FORBIDDEN, TOO_MANY, UNAUTHORIZED, UNAVAILABLE, refusal
from dashboard.store.access import account_of, audit, log_in, log_out
from dashboard.store.base import now
from dashboard.store.misses import miss, misses, take_back

_LOG = logging.getLogger("rejsespor")
# Wrong passwords before one must wait: of a name by one sender, of a name, by a sender.
MOST_MISSES, MOST_OF_A_NAME, MOST_BY_A_SENDER = 5, 50, 100
# Each check takes 19 MiB and both hands of a processor.
_CHECKS, _PATIENCE = BoundedSemaphore(2), 5.0


class LoginForm(Form):
    """Name and password."""

    name: Line
    # As it was typed, blanks and all.
    password: Annotated[str, StringConstraints(max_length=LONGEST, strip_whitespace=False)] = ""


def own_address(wanted: str) -> str:
    r"""Return an address of ours that somebody wanted to see; the first page where it is anything else.

    /change?lang=da → itself; //evil.example, https://evil.example, /\\evil.example → /
    """
    is_ours = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and wanted.isprintable()
    return request.script_root + (wanted if is_ours else "/")


def _told() -> str:
    return request.values.get("to", "/")


def _login_page(access: Access, trouble: str = "", status: int = 200) -> Response:
    name = request.form.get("name", "")
    return show("login", status, access=access, wanted=_told(), trouble=trouble, name=name)


def _senders(name: str) -> Mapping[str, int]:
    """Return what an attempt counts under, and how many may fail: neither names nor addresses are kept."""
    here = request.remote_addr or ""
    counted = {f"{name} {here}": MOST_MISSES, name: MOST_OF_A_NAME, here: MOST_BY_A_SENDER}
    return {f"login:{hashlib.sha256(key.encode()).hexdigest()[:16]}": most for key, most in counted.items()}


def _tried(name: str) -> list[int]:
    """Count an attempt before it is looked at, so that many at once are no more; [] where it may not be."""
    with services().store.writing("") as session:
        found = {key: misses(session, key, now() - WINDOW) for key in _senders(name)}
        if any(found[key] >= most for key, most in _senders(name).items()):
            return []
        if max(found.values()) == MOST_MISSES - 1:
            audit(session, "", "login_refused", by="account", times=str(MOST_MISSES))
        return [miss(session, key, now() - WINDOW) for key in found]


def _known(name: str, password: str) -> Person | None:
    """Return who has a name and a password."""
    with services().store.reading() as session:
        found = account_of(session, name)
    if not fits(password, found[1] if found else None) or found is None:
        return None
    return person(found[0].name, found[0].role, found[0].programmes)


def let_in(access: Access, name: str, by: str, groups: Collection[str], wanted: str) -> AnyResponse:
    """Log somebody in, instead of who was at this browser, and lead to what they wanted to see."""
    with services().store.writing(name) as session:
        log_out(session, request.cookies.get(COOKIE, ""))
        token = log_in(session, name, by, sorted(groups), access.lasts)
        audit(session, name, "login", by=by)
    answer = redirect(own_address(wanted), 303)
    answer.set_cookie(
        *(COOKIE, token),
        max_age=int(access.lasts.total_seconds()),
        path=f"{request.script_root}/",
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
    )
    return answer


class Login:
    """The pages of logging in, as an installation's settings say."""

    def __init__(self, access: Access) -> None:
        """Keep the settings."""
        self._access = access

    def page(self) -> AnyResponse:
        """Show how to log in; to the provider at once where that is the only way."""
        if self._access.oidc and not self._access.accounts and "wait" not in request.args:
            return redirect(url_for("door.go_to_provider", to=_told()), 302)
        return _login_page(self._access)

    def check(self) -> AnyResponse:
        """Let somebody in by name and password."""
        if not self._access.accounts:
            return refusal(FORBIDDEN, "access.denied")
        filled = read(LoginForm)
        name = named(filled.name)
        if not _CHECKS.acquire(timeout=_PATIENCE):
            return _login_page(self._access, language().say("meeting.busy"), UNAVAILABLE)
        try:
            return self._checked(name, filled.password)
        finally:
            _CHECKS.release()

    def _checked(self, name: str, password: str) -> AnyResponse:
        if not (tries := _tried(name)):
            return _login_page(self._access, language().say("access.wait"), TOO_MANY)
        if (someone := _known(name, password)) is None:
            return _login_page(self._access, language().say("access.wrong"), UNAUTHORIZED)
        with services().store.writing("") as session:
            take_back(session, tries)
        return let_in(self._access, someone.name, "account", (), _told())

    def go_to_provider(self) -> AnyResponse:
        """Lead to the provider."""
        try:
            return _oidc().leave(_told())
        except FAILED as error:
            _LOG.error("the login provider cannot be reached: %s", type(error).__name__)
            return _login_page(self._access, language().say("access.no_provider"), BAD_GATEWAY)

    def come_back(self) -> AnyResponse:
        """Let in whom the provider says, if any of their groups is known here."""
        try:
            name, groups = _oidc().come_back()
        except FAILED as error:
            _LOG.warning("a login by the provider failed: %s", type(error).__name__)
            return _login_page(self._access, language().say("access.again"), UNAUTHORIZED)
        if (someone := self._access.known_by(name, groups)) is None:
            return _login_page(self._access, language().say("access.no_group"), FORBIDDEN)
        return let_in(self._access, someone.name, "oidc", groups, Oidc.wanted())

    def leave(self) -> AnyResponse:
        """Log out: what the browser holds leads nowhere any more."""
        with services().store.writing("") as session:
            if name := log_out(session, request.cookies.get(COOKIE, "")):
                audit(session, name, "logout")
        answer = redirect(url_for("door.login", wait="yes", lang=language().code), 303)
        answer.delete_cookie(COOKIE, path=f"{request.script_root}/")
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def _oidc() -> Oidc:
    found: Oidc = current_app.extensions[OIDC]
    return found


def done() -> Response:
    """Tell the page that waits who is logged in now."""
    return show("login_done", someone=asks())


def register_login(server: Flask, access: Access, url: str) -> None:
    """Serve the pages of logging in, at the address readers know."""
    pages = Blueprint("door", __name__, template_folder="templates")
    say_what_fails(pages)
    own = Login(access)
    pages.add_url_rule("/login", "login", own.page)
    pages.add_url_rule("/login", "check", own.check, methods=["POST"])
    pages.add_url_rule("/login/done", "done", done)
    pages.add_url_rule("/logout", "leave", own.leave, methods=["POST"])
    if access.oidc:
        server.extensions[OIDC] = Oidc(server, access.oidc, url)
        pages.add_url_rule("/login/provider", "go_to_provider", own.go_to_provider)
        pages.add_url_rule("/login/back", "come_back", own.come_back)
    server.register_blueprint(pages)
