"""Doors that open by a short code: where it is typed, where it leads, and the phones that came in by it."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Blueprint, Response, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import LENGTH, TooManyMisses, check_misses, count_miss, typed
from dashboard.meetings.plain import go, language, show
from dashboard.report.services import services
from dashboard.server.statuses import FORBIDDEN, NOT_FOUND, TOO_MANY, UNAUTHORIZED
from dashboard.store.base import now
from dashboard.store.rounds import Round
from dashboard.store.workshops import Workshop

UNKNOWN_PHONE = UNAUTHORIZED
# In seconds: a round that ran out unseen may go on weeks later, with the same phones.
_KNOWN_FOR = 30 * 86_400
_KEY_BYTES, _PHONE_BYTES = 32, 16


# What a code may lead to, until it is over.
Behind = TypeVar("Behind", Round, Workshop)


@dataclass(frozen=True)
class Door(Generic[Behind]):
    """A kind of door.

    Attributes:
        outside: The endpoint where a code is typed.
        inside: The endpoint where it leads.
        cookie: What a phone's id is kept as.
        title: The words over the place where a code is typed, by key.
        nowhere: The words for a code that leads nowhere, by key.
        find: Returns what a code leads to, also what is over; None for nothing.
        key_of: Returns what its phones are signed with.
    """

    outside: str
    inside: str
    cookie: str
    title: str
    nowhere: str
    find: Callable[[Session, str], Behind | None]
    key_of: Callable[[Session, str], str]


class NoWay(LookupError):
    """A code leads to nothing that is open, or no other is looked up for a while.

    Attributes:
        door: The kind of door.
        code: The code; nothing where it was not looked up.
    """

    def __init__(self, door: Door[Any], code: str) -> None:
        """Keep both."""
        super().__init__(code)
        self.door, self.code = door, code


class Waits(NoWay):
    """Too many codes of a sender led nowhere."""


@dataclass(frozen=True)
class Entered(Generic[Behind]):
    """Who came by a code: to what, what its phones are signed with, the phone's own id ('' for a new one)."""

    behind: Behind
    key: str
    own: str

    def derived(self, what: str) -> str:
        """Return what only this phone and this server together can say again, in hexadecimal digits."""
        return hmac.new(self.key.encode(), f"{what}{self.own}".encode(), hashlib.sha256).hexdigest()

    @property
    def phone(self) -> str:
        """The phone as its row knows it, from which nobody finds its own id."""
        return self.derived("") if self.own else ""


def new_key() -> str:
    """Return what the phones behind a door are signed with."""
    return secrets.token_hex(_KEY_BYTES)


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="phone")


def _own_id(door: Door[Behind], key: str) -> str:
    """Return the id of the phone that asks; nothing where this server gave it none."""
    try:
        return str(_signer(key).loads(request.cookies.get(door.cookie, "")))
    except BadSignature:
        return ""


def entered(session: Session, door: Door[Behind], code: str) -> Entered[Behind]:
    """Return what a code leads to and the phone that asks. Raises NoWay.

    A phone that is in goes on, whoever guesses beside it; nobody else learns whether a code is right once
    too many were wrong.
    """
    found = door.find(session, typed(code))
    key = door.key_of(session, found.id) if found else ""
    if found is not None and (own := _own_id(door, key)):
        return Entered(found, key, own)
    try:
        check_misses(session)
    except TooManyMisses:
        raise Waits(door, "") from None
    if found is None or found.phase(now()) == "over":
        raise NoWay(door, code)
    return Entered(found, key, "")


def give_id(response: Response, door: Door[Behind], here: Entered[Behind]) -> Response:
    """Give a phone the id that what it sends is kept under: a random one, signed, behind this door alone."""
    signed = str(_signer(here.key).dumps(secrets.token_hex(_PHONE_BYTES)))
    response.set_cookie(
        *(door.cookie, signed),
        max_age=_KNOWN_FOR,
        path=url_for(f"meetings.{door.inside}", code=here.behind.code),
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return response


def _shown(door: Door[Any], status: int = 200, code: str = "", fault: str = "") -> Response:
    title = language().say(door.title)
    return show("phone_door", status, door=door, title=title, code=code, fault=fault, length=LENGTH)


def _wrong_code(error: NoWay) -> Response:
    count_miss()
    return _shown(error.door, NOT_FOUND, error.code, language().say(error.door.nowhere))


def _wait(error: Waits) -> Response:
    return _shown(error.door, TOO_MANY, fault=language().say("round.too_many"))


def _outside(door: Door[Any]) -> AnyResponse:
    """Ask for a code, or go where one that was typed leads."""
    code = request.args.get("code", "")
    if code and (found := typed(code)):
        return go(door.inside, code=found)
    return _wrong_code(NoWay(door, code)) if code else _shown(door)


def _refuse_where_nothing_is_written(door: Door[Any], endpoints: frozenset[str]) -> Response | None:
    """Without writes a wrong code could not be counted, so none is looked up."""
    if request.endpoint in endpoints and not services().writes:
        return _shown(door, FORBIDDEN, fault=language().say("meeting.read_only"))
    return None


def hang(pages: Blueprint, door: Door[Any], path: str, inside: tuple[str, ...]) -> None:
    """Serve the place where a code is typed; `inside` are the endpoints of what lies behind the door."""
    behind = frozenset(f"meetings.{endpoint}" for endpoint in (door.outside, *inside))
    pages.before_request(lambda: _refuse_where_nothing_is_written(door, behind))
    pages.add_url_rule(path, door.outside, lambda: _outside(door))


def register(pages: Blueprint) -> None:
    """Say in words where a code leads nowhere."""
    pages.register_error_handler(NoWay, _wrong_code)
    pages.register_error_handler(Waits, _wait)
