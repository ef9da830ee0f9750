"""Who may log in, who is logged in, and what was done: accounts, sessions, and an audit that only grows."""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from sqlalchemy import JSON, delete, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from dashboard.store.base import Base, Written, now
from dashboard.store.engine import insert_into
from dashboard.store.history import UNRECORDED, Change, RecordedSession

_TOKEN_BYTES = 32


class Account(Written, Base):
    """A local account: its name, its role, and the programmes or places of one that it sees (None: all)."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    programmes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


class Password(Base):
    """What an account's password is checked by; in a table that no history is kept of."""

    __tablename__ = "password"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


class LoggedIn(Base):
    """Somebody who is logged in, known by the digest of what their browser holds."""

    __tablename__ = "logged_in"

    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    # How they came in: 'account', or 'oidc' with the groups they are in.
    by: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(JSON)
    ends_at: Mapped[dt.datetime]


class Secret(Base):
    """What cookies are signed with, the same after a restart and in every process."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Audited(Base):
    """Something that was done: who, what, of which programme; never an answer.

    Each row holds the digest of itself with the one before, so that one changed, or taken out from between
    others, is seen. Of a chain cut short only who kept its last digest elsewhere knows.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    who: Mapped[str]
    what: Mapped[str]
    about: Mapped[dict[str, str]] = mapped_column(JSON)
    digest: Mapped[str]


def digest_of(token: str) -> str:
    """Return what a token is known by: whoever reads the store cannot log in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(session: Session, name: str) -> tuple[Account, str | None] | None:
    """Return an account and what its password is checked by; after a backup was put back by none."""
    found = select(Account, Password.digest).join(Password, Password.account_id == Account.id, isouter=True)
    row = session.execute(found.where(Account.name == name)).first()
    return (row[0], row[1]) if row else None


def accounts(session: Session) -> Sequence[Account]:
    """Return every account, by name."""
    return session.scalars(select(Account).order_by(Account.name)).all()


def log_in(session: Session, name: str, by: str, groups: Sequence[str], lasts: dt.timedelta) -> str:
    """Return a token for somebody's browser; who ran out before is forgotten.

    What they may is not kept: it is asked anew with each request, of the account or of what groups mean.
    """
    session.execute(delete(LoggedIn).where(LoggedIn.ends_at < now()), execution_options={UNRECORDED: True})
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.add(LoggedIn(digest_of(token), name, by, list(groups), now() + lasts))
    return token


def logged_in(session: Session, token: str) -> LoggedIn | None:
    """Return who holds a token, until it ran out or was ended."""
    found = session.get(LoggedIn, digest_of(token))
    return found if found is not None and found.ends_at > now() else None


def log_out(session: Session, token: str) -> str:
    """End what a token stands for; return who that was, '' for nobody."""
    found = session.get(LoggedIn, digest_of(token))
    if found is not None:
        session.delete(found)
    return found.name if found is not None else ""


def end_all(session: Session, name: str) -> int:
    """End everything somebody is logged in to; return how much that was."""
    ended = session.scalars(select(LoggedIn).where(LoggedIn.name == name)).all()
    for one in ended:
        session.delete(one)
    return len(ended)


def secret(session: Session, name: str) -> str:
    """Return what cookies of a kind are signed with, made at the first time."""
    made = insert_into(session, Secret).values(name=name, value=secrets.token_hex(_TOKEN_BYTES))
    session.execute(made.on_conflict_do_nothing())
    return session.scalars(select(Secret.value).where(Secret.name == name)).one()


def _chained(before: str, number: int, at: dt.datetime, who: str, what: str, about: Mapping[str, str]) -> str:
    said = [before, number, at.astimezone(dt.UTC).isoformat(), who, what, dict(sorted(about.items()))]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def audit(session: Session, who: str, what: str, **about: str) -> None:
    """Write down that something was done, in the transaction that does it."""
    if session.get_bind().dialect.name == "postgresql":
        # Who writes on SQLite is alone.
        session.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
    last = session.scalar(select(Audited).order_by(Audited.number.desc()).limit(1))
    number, before = (last.number + 1, last.digest) if last else (1, "")
    at = now()
    session.add(Audited(number, at, who, what, about, _chained(before, number, at, who, what, about)))
    session.flush()


def audited(session: Session) -> Iterator[tuple[Audited, bool]]:
    """Yield what was done, in order, and whether each row stands where and as it was written."""
    before, expected = "", 1
    for row in session.scalars(select(Audited).order_by(Audited.number)):
        whole = row.digest == _chained(before, row.number, row.at, row.who, row.what, row.about)
        yield row, whole and row.number == expected
        before, expected = row.digest, row.number + 1


# Who writes where, while a request is answered: what it changes is written down with the change itself.
WRITES: ContextVar[tuple[str, str] | None] = ContextVar("writes", default=None)


def _note_change(session: RecordedSession, *_: Any) -> None:
    if any(isinstance(row, Change) for row in session.new):
        session.info[WRITES] = True


def _write_down(session: RecordedSession) -> None:
    if (writes := WRITES.get()) is None:
        return
    session.flush()
    if session.info.pop(WRITES, False):
        audit(session, writes[0], "wrote", path=writes[1])


def _only_grows(session: RecordedSession, *_: Any) -> None:
    if any(isinstance(row, Audited) for row in (*session.dirty, *session.deleted)):
        raise ValueError("what was done stays written down")


event.listen(RecordedSession, "before_flush", _only_grows)
event.listen(RecordedSession, "after_flush", _note_change)
event.listen(RecordedSession, "before_commit", _write_down)
