"""Short codes that a person types: made, read, and guessed at; whatever they lead to."""

import datetime as dt
import hashlib
import secrets

from flask import request
from sqlalchemy.orm import Session

from dashboard.report.services import services
from dashboard.store.base import now
from dashboard.store.misses import miss, misses

# No letter or digit that is read as another, and no vowel: nobody's code is a word.
LETTERS = "CDFGHJKMNPQRTWXY34679"
# Of a code that leads somewhere for some hours, and of one that a trio keeps as long as its story is there.
LENGTH, LASTING_LENGTH = 6, 8
# Codes that may lead nowhere before a sender must wait, and for how long. Hits are never limited: a town hall
# is one address.
MOST_MISSES, WINDOW = 20, dt.timedelta(minutes=10)


class TooManyMisses(Exception):
    """Too many codes of a sender led nowhere; no other is looked up for a while."""


def new_code(length: int = LENGTH) -> str:
    """Return a code that nobody finds by trying: of six letters one of 86 million, of eight of 38 billion."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def typed(code: str, length: int = LENGTH) -> str:
    """Return a code as it is kept, however it was typed; nothing for what can be none."""
    found = "".join(letter for letter in code.upper() if letter.isalnum())
    return found if len(found) == length and set(found) <= set(LETTERS) else ""


def _sender() -> str:
    """Return who asks, as a digest: addresses are not kept."""
    return hashlib.sha256((request.remote_addr or "").encode()).hexdigest()[:16]


def check_misses(session: Session) -> None:
    """Refuse to look a code up for who missed too often. Raises TooManyMisses."""
    if misses(session, _sender(), now() - WINDOW) >= MOST_MISSES:
        raise TooManyMisses


def count_miss() -> None:
    """Count a code that led nowhere; not what a page elsewhere had a browser ask."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return
    with services().store.writing("") as session:
        miss(session, _sender(), now() - WINDOW)
