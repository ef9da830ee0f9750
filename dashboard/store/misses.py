"""Codes and passwords that led nowhere: counted by whom, for a while, so that nobody guesses on."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dashboard.store.base import Base, now
from dashboard.store.history import UNRECORDED


class Miss(Base):
    """A code or a password that led nowhere, by whom (a digest of an address or a name), when."""

    __tablename__ = "miss"

    sender: Mapped[str] = mapped_column(index=True)
    number: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[dt.datetime] = mapped_column(init=False, default_factory=now)


def misses(session: Session, sender: str, since: dt.datetime) -> int:
    """Return how much of a sender led nowhere since a moment."""
    counted = select(func.count()).select_from(Miss).where(Miss.sender == sender, Miss.at > since)
    return session.scalar(counted) or 0


def miss(session: Session, sender: str, since: dt.datetime) -> int:
    """Count what led nowhere, by a number it is known by; what is older than a moment is forgotten."""
    session.execute(delete(Miss).where(Miss.at <= since), execution_options={UNRECORDED: True})
    missed = Miss(sender)
    session.add(missed)
    session.flush()
    return missed.number


def take_back(session: Session, numbers: Sequence[int]) -> None:
    """Forget misses that were none."""
    session.execute(delete(Miss).where(Miss.number.in_(numbers)), execution_options={UNRECORDED: True})
