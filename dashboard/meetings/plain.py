"""A plain page: its frame, whose it is, what may be written, and what is said where that fails."""

import logging
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dash import get_asset_url, get_relative_path
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.wrappers import Response as AnyResponse

from dashboard.components.shell import address
from dashboard.meetings.conflicts import differences, sent_again
from dashboard.meetings.explained import explained
from dashboard.meetings.form import NotFilled
from dashboard.report.page import linked_from
from dashboard.report.prompts import KINDS
from dashboard.report.services import services
from dashboard.server.hosts import is_loopback
from dashboard.server.request_checks import READS
from dashboard.server.statuses import BAD, CONFLICT, FORBIDDEN, NOT_FOUND, UNAVAILABLE, UNPROCESSABLE, refusal
from dashboard.server.tickets import TICKET
from dashboard.store.scope import OutsideScope, sees_whole
from dashboard.store.store import UNREADABLE, Conflict, NotKept, cause
from publication.languages import Language
from publication.reading import NothingPublished

_STATIC = Path(__file__).parent / "static"
_LOG = logging.getLogger("rejsespor")
# In which role a person writes; nobody is asked for a name.
ROLES = ("leader", "staff", "citizen", "facilitator")
_ROLE = "rejsespor-role"
_YEAR = 31_536_000
# What is carried from page to page; an address may hold more. A wall that presents is led by the phone.
# Of an address: what would say how one is made, and leave that is given once.
_UNASKED = ("endpoint", TICKET)
_CARRIED = ("lang", "programme", "present")


def language() -> Language:
    """Return the reader's language."""
    return services().language(request.args)


def programme() -> str:
    """Return the programme the address names, else the first there is. Raises NothingPublished."""
    known = services().publications.programmes()
    asked = request.args.get("programme") or next(iter(known), "")
    if asked not in known:
        raise NothingPublished(asked)
    return asked


def whole_programme() -> str:
    """Return the programme for what belongs to all of it: one that is seen in part has none of that.

    Raises NothingPublished.
    """
    known = [found for found in services().publications.programmes() if sees_whole(found)]
    asked = request.args.get("programme") or next(iter(known), "")
    if asked not in known:
        raise NothingPublished(asked)
    return asked


def to(endpoint: str, **values: Any) -> str:
    """Return the address of a plain page, with the language and programme of this one."""
    carried = {name: request.args[name] for name in _CARRIED if name in request.args}
    return url_for(f"meetings.{endpoint}", **{**carried, **values})


def go(endpoint: str, **values: Any) -> AnyResponse:
    """Lead on after something was written, so that loading the page again writes nothing."""
    return redirect(to(endpoint, **values), 303)


def prompts_of(subject: str) -> list[tuple[str, list[str]]]:
    """Return what to ask, to try and to beware of before a page's chart, or about a principle."""
    found, said = services().prompts.get(subject, []), language()
    return [(kind, [said.of(one.text) for one in found if one.kind == kind]) for kind in KINDS]


def site_name(programme_id: str, site: str) -> str:
    """Return what a site is called; its id where the programme has it no more."""
    known = services().publications.current(programme_id).sites
    return next((one.name for one in known if one.id == site), site)


def role() -> str:
    """Return the role a person says they write in, now or the last time."""
    said = request.form.get("role") or request.cookies.get(_ROLE, "")
    return said if said in ROLES else ROLES[-1]


def show(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page made of a template, in the reader's language."""
    pages = services().pages
    said = language()
    carried = {"programme": request.args.get("programme", ""), "lang": said.code}
    frame = {
        "say": said.say,
        "counted": said.counted,
        "language": said,
        "languages": services().languages,
        "menu": [(name, address(name, carried)) for name in linked_from(pages, "header")],
        "foot": [(name, address(name, carried)) for name in linked_from(pages, "footer")],
        "home": address("overview", carried),
        "in_language": _in_language,
        "roles": ROLES,
        "role": role(),
        "to": to,
        "writes": services().writes,
        "person": services().person,
        "cannot": said.say("access.looks" if services().person else "meeting.read_only"),
        "only_here": is_loopback(urlsplit(request.host_url).hostname or ""),
        "icon": get_relative_path("/_favicon.ico"),
        "style": get_asset_url("view/style.css"),
    }
    return make_response(render_template(f"{template}.html", **{**frame, **values}), status)


def _in_language(code: str) -> str:
    """Return this page's address in another language."""
    return url_for(str(request.endpoint), **{**asked(), **(request.view_args or {}), "lang": code})


def asked() -> dict[str, str]:
    """Return what the address asks, without the names that would say how an address is made."""
    found = request.args.items()
    return {name: value for name, value in found if not name.startswith("_") and name not in _UNASKED}


def _check_write() -> AnyResponse | None:
    """Refuse what may not be written, before anything is read of it."""
    if request.method in READS or services().writes:
        return None
    return refusal(FORBIDDEN, "meeting.read_only")


def _keep_role(response: Response) -> Response:
    # Of what was refused nothing is read, however large it is.
    if response.status_code < BAD and "role" in request.form:
        response.set_cookie(
            _ROLE, role(), max_age=_YEAR, samesite="Strict", httponly=True, secure=request.is_secure
        )
    return response


def _conflict(conflict: Conflict) -> Response:
    """Show what somebody else wrote beside what was sent, to be put together by who sent it."""
    found = differences(conflict, language())
    again, version = sent_again(found), conflict.theirs.version
    return show("conflict", CONFLICT, differs=found, again=again, version=version, back=request.referrer)


def _not_filled(error: NotFilled) -> Response:
    """Say what is wrong with a form whose page does not say so itself; what was typed is in the browser."""
    return show("unfilled", UNPROCESSABLE, faults=error.faults, typed=error.typed, back=request.referrer)


def _unreadable(error: Exception) -> Response:
    """Say whether it is worth trying again: many write at once, or the store is not as it should be."""
    _LOG.error("the store cannot be read: %s", cause(error))
    is_busy = isinstance(error, OperationalError) and "locked" in str(error.orig)
    return refusal(UNAVAILABLE, "meeting.busy" if is_busy else "meeting.unreadable")


@cache
def _digest(name: str) -> str:
    return sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def _with_digest(endpoint: str, values: dict[str, Any]) -> None:
    """Name a file's content in its address: browsers keep it for a year."""
    if endpoint == "meetings.static":
        values["v"] = _digest(values["filename"])


def set_up(pages: Blueprint) -> None:
    """Have writes checked, the role kept, and what cannot be done said in words."""
    pages.add_app_template_filter(explained)
    pages.url_defaults(_with_digest)
    pages.before_request(_check_write)
    pages.after_request(_keep_role)
    say_what_fails(pages)


def say_what_fails(pages: Blueprint) -> None:
    """Have what cannot be done said in words."""
    pages.register_error_handler(Conflict, _conflict)
    pages.register_error_handler(NotFilled, _not_filled)
    # A form may name a group or a meeting that was taken away meanwhile.
    for error in (NotKept, OutsideScope, IntegrityError):
        pages.register_error_handler(error, lambda _: refusal(NOT_FOUND, "meeting.not_kept"))
    for trouble in UNREADABLE:
        pages.register_error_handler(trouble, _unreadable)
