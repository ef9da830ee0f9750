"""Logging in and out: the page, the password, the way to the provider and back."""

import hashlib
import logging
from typing import Annotated
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from pydantic import Field
from requests import RequestException
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.gate import COOKIE, asks
from dashboard.access.oidc import EXTENSION as OIDC
from dashboard.access.oidc import Oidc
from dashboard.access.passwords import LONGEST, fits
from dashboard.access.people import Person, person
from dashboard.access.settings import Access
from dashboard.meetings.codes import TOO_MANY, WINDOW
from dashboard.meetings.form import Form, Line, read
from dashboard.meetings.plain import language, say_what_fails, show
from dashboard.report.services import services
from dashboard.server.statuses import FORBIDDEN, UNAUTHORIZED, refusal
from dashboard.store.access import account_of, audit, log_in, log_out
from dashboard.store.base import now
from dashboard.store.rounds import miss, misses

_LOG = logging.getLogger("rejsespor")
BAD_GATEWAY = 502
# Wrong passwords of a name before it must wait.
MOST_MISSES = 5


class LoginForm(Form):
    """Name and password."""

    name: Line
    password: Annotated[str, Field(max_length=LONGEST)] = ""


def own_address(wanted: str) -> str:
    r"""Return an address of ours that somebody wanted to see; the first page where it is anything else.

    /change?lang=da → itself; //evil.example, https://evil.example, /\\evil.example → /
    """
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and not (parts.scheme or parts.netloc)
    return request.script_root + (wanted if is_ours and wanted.isprintable() else "/")


def _told() -> str:
    return request.values.get("to", "/")


def _login_page(access: Access, trouble: str = "", status: int = 200) -> Response:
    name = request.form.get("name", "")
    return show("login", status, access=access, wanted=_told(), trouble=trouble, name=name)


def _sender(name: str) -> str:
    """Return what misses of a name are counted under: names are not kept."""
    return "login:" + hashlib.sha256(name.casefold().encode()).hexdigest()[:16]


def _known(filled: LoginForm) -> Person | None:
    """Return who has a name and a password."""
    with services().store.reading() as session:
        found = account_of(session, filled.name)
    if not fits(filled.password, found[1] if found else None) or found is None:
        return None
    return person(found[0].name, found[0].role, found[0].programmes)


def let_in(access: Access, someone: Person, by: str, wanted: str) -> AnyResponse:
    """Log somebody in, and lead to what they wanted to see."""
    programmes = None if someone.programmes is None else sorted(someone.programmes)
    with services().store.writing(someone.name) as session:
        token = log_in(session, someone.name, someone.role, programmes, by, access.lasts)
        audit(session, someone.name, "login", by=by)
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


def _missed(name: str) -> bool:
    """Say whether too many passwords of a name were wrong."""
    with services().store.reading() as session:
        return misses(session, _sender(name), now() - WINDOW) >= MOST_MISSES


def _count_miss(name: str) -> None:
    with services().store.writing("") as session:
        miss(session, _sender(name), now() - WINDOW)
        audit(session, "", "login_refused", by="account")


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
        if _missed(filled.name):
            return _login_page(self._access, language().say("access.wait"), TOO_MANY)
        if (someone := _known(filled)) is None:
            _count_miss(filled.name)
            return _login_page(self._access, language().say("access.wrong"), UNAUTHORIZED)
        return let_in(self._access, someone, "account", _told())

    def go_to_provider(self) -> AnyResponse:
        """Lead to the provider."""
        try:
            return _oidc().leave(_told())
        except (OAuthError, RequestException) as error:
            _LOG.error("the login provider cannot be reached: %s", type(error).__name__)
            return _login_page(self._access, language().say("access.no_provider"), BAD_GATEWAY)

    def come_back(self) -> AnyResponse:
        """Let in whom the provider says, if any of their groups is known here."""
        try:
            name, groups = _oidc().come_back()
        except (OAuthError, RequestException, ValueError) as error:
            _LOG.warning("a login by the provider failed: %s", type(error).__name__)
            return _login_page(self._access, language().say("access.again"), UNAUTHORIZED)
        if (someone := self._access.known_by(name, groups)) is None:
            return _login_page(self._access, language().say("access.no_group"), FORBIDDEN)
        return let_in(self._access, someone, "oidc", Oidc.wanted())

    def leave(self) -> AnyResponse:
        """Log out: what the browser holds leads nowhere any more."""
        with services().store.writing("") as session:
            log_out(session, request.cookies.get(COOKIE, ""))
            audit(session, asks().name if asks() else "", "logout")
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


def register_login(server: Flask, access: Access) -> None:
    """Serve the pages of logging in."""
    pages = Blueprint("door", __name__, template_folder="templates")
    say_what_fails(pages)
    own = Login(access)
    pages.add_url_rule("/login", "login", own.page)
    pages.add_url_rule("/login", "check", own.check, methods=["POST"])
    pages.add_url_rule("/login/done", "done", done)
    pages.add_url_rule("/logout", "leave", own.leave, methods=["POST"])
    if access.oidc:
        server.extensions[OIDC] = Oidc(server, access.oidc)
        pages.add_url_rule("/login/provider", "go_to_provider", own.go_to_provider)
        pages.add_url_rule("/login/back", "come_back", own.come_back)
    server.register_blueprint(pages)
