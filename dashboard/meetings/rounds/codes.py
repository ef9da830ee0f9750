"""Codes that lead to rounds: made, typed, guessed at; and the phones that came by one."""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import Response, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from dashboard.report.services import services
from dashboard.store.base import now
from dashboard.store.rounds import Round, key_of, miss, misses, round_at

# No letter or digit that is read as another, and no vowel: nobody's code is a word.
LETTERS = "CDFGHJKMNPQRTWXY34679"
LENGTH = 6
# Codes that may lead nowhere before a sender must wait, and for how long. Hits are never limited: a town hall
# is one address.
MOST_MISSES, WINDOW = 20, dt.timedelta(minutes=10)
_COOKIE = "rejsespor-round"
# In seconds: a round that ran out unseen may go on weeks later, with the same phones.
_KNOWN_FOR = 30 * 86_400
_KEY_BYTES, _PHONE_BYTES = 32, 16


class NoRound(LookupError):
    """A code leads to no round that is open."""


class TooManyMisses(Exception):
    """Too many codes of a sender led nowhere; no other is looked up for a while."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came by a code: the round, what its phones are signed with, and the phone ('' for a new one)."""

    round: Round
    key: str
    phone: str


def new_code() -> str:
    """Return a code that nobody finds by trying: one of 86 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def new_key() -> str:
    """Return what a round's phones are signed with."""
    return secrets.token_hex(_KEY_BYTES)


def typed(code: str) -> str:
    """Return a code as it is kept, however it was typed; nothing for what can be none."""
    found = "".join(letter for letter in code.upper() if letter.isalnum())
    return found if len(found) == LENGTH and set(found) <= set(LETTERS) else ""


def _sender() -> str:
    """Return who asks, as a digest: addresses are not kept."""
    return hashlib.sha256((request.remote_addr or "").encode()).hexdigest()[:16]


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
    if misses(session, _sender(), now() - WINDOW) >= MOST_MISSES:
        raise TooManyMisses
    if found is None or found.phase(now()) == "over":
        raise NoRound(code)
    return Entered(found, key, "")


def count_miss() -> None:
    """Count a code that led nowhere; not what a page elsewhere had a browser ask."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return
    with services().store.writing("") as session:
        miss(session, _sender(), now() - WINDOW)


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
