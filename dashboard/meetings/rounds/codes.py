"""The phones that came to a round by its code."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import Response, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from dashboard.meetings.codes import check_misses
from dashboard.store.base import now
from dashboard.store.rounds import Round, key_of, round_at

_COOKIE = "rejsespor-round"
# In seconds: a round that ran out unseen may go on weeks later, with the same phones.
_KNOWN_FOR = 30 * 86_400
_KEY_BYTES, _PHONE_BYTES = 32, 16


class NoRound(LookupError):
    """A code leads to no round that is open."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came by a code: the round, what its phones are signed with, and the phone ('' for a new one)."""

    round: Round
    key: str
    phone: str


def new_key() -> str:
    """Return what a round's phones are signed with."""
    return secrets.token_hex(_KEY_BYTES)


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="phone")


def _phone(key: str) -> str:
    """Return the phone that asks, as its row knows it; nothing where this server gave it no id."""
    try:
        phone = _signer(key).loads(request.cookies.get(_COOKIE, ""))
    except BadSignature:
        return ""
    return hmac.new(key.encode(), str(phone).encode(), hashlib.sha256).hexdigest()


def entered(session: Session, code: str) -> Entered:
    """Return the round of a code and the phone that asks. Raises NoRound, TooManyMisses.

    A phone that is in goes on, whoever guesses beside it; nobody else learns whether a code is right once
    too many were wrong.
    """
    found = round_at(session, code)
    key = key_of(session, found.id) if found else ""
    if found is not None and (phone := _phone(key)):
        return Entered(found, key, phone)
    check_misses(session)
    if found is None or found.phase(now()) == "over":
        raise NoRound(code)
    return Entered(found, key, "")


def give_id(response: Response, here: Entered) -> Response:
    """Give a phone the id that its answer is kept under: a random one, signed, for this round alone."""
    signed = str(_signer(here.key).dumps(secrets.token_hex(_PHONE_BYTES)))
    response.set_cookie(
        *(_COOKIE, signed),
        max_age=_KNOWN_FOR,
        path=url_for("meetings.phone", code=here.round.code),
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return response
