"""Workshops in which trios tell practice stories, each on its own phone.

Nothing here says which phone told which story: a story's id and the code that withdraws it follow from what
the phone alone keeps.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dashboard.store.base import Base, Written, now
from dashboard.store.engine import insert_into
from dashboard.store.history import UNRECORDED
from dashboard.store.meetings import Place
from dashboard.store.store import edit, get
from dashboard.store.voices import QUESTIONS, REFLECTIONS, Story

# How long a code leads to a workshop that was begun and that nobody closed.
OPEN_FOR = dt.timedelta(hours=12)


class AlreadyBegun(ValueError):
    """A workshop runs: what was planned of it stays."""


class NotOpen(ValueError):
    """A workshop takes no story: it has not begun, or it is closed.

    Attributes:
        phase: Which of the two.
    """

    def __init__(self, phase: str) -> None:
        """Keep the phase."""
        super().__init__(phase)
        self.phase = phase


class Workshop(Written, Base):
    """An afternoon in which trios tell."""

    __tablename__ = "workshop"

    programme: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    day: Mapped[dt.date] = mapped_column(Date)
    code: Mapped[str] = mapped_column(unique=True)
    # Step → how many minutes it is to take.
    minutes: Mapped[dict[str, int]] = mapped_column(JSON)
    begun_at: Mapped[dt.datetime | None] = mapped_column(default=None, init=False)
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None, init=False)

    def phase(self, moment: dt.datetime) -> str:
        """Return 'planned', 'open' or 'over'."""
        if self.begun_at is None:
            return "planned"
        is_over = self.closed_at is not None or moment >= self.begun_at + OPEN_FOR
        return "over" if is_over else "open"


class WorkshopKey(Base):
    """What a workshop's phones are signed with; in a table that no history is kept of."""

    __tablename__ = "workshop_key"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str]


class WorkshopPlace(Place):
    """Where a workshop is on the wall."""

    __tablename__ = "workshop_place"

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)


class Teller(Base):
    """A phone from which something was sent, until the workshop is closed: that it was, not what."""

    __tablename__ = "teller"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)


def workshops_of(session: Session, programme: str) -> Sequence[Workshop]:
    """Return a programme's workshops, the latest first."""
    wanted = select(Workshop).where(Workshop.programme == programme)
    return session.scalars(wanted.order_by(Workshop.day.desc(), Workshop.created_at.desc())).all()


def workshop_at(session: Session, code: str) -> Workshop | None:
    """Return the workshop of a code, also one that leads nowhere any more."""
    return session.scalar(select(Workshop).where(Workshop.code == code))


def key_of(session: Session, workshop_id: str) -> str:
    """Return what a workshop's phones are signed with."""
    return session.scalars(select(WorkshopKey.value).where(WorkshopKey.workshop_id == workshop_id)).one()


def plan_workshop(session: Session, made: Workshop, key: str) -> None:
    """Keep a workshop that is to be held, and what its phones are signed with."""
    session.add(made)
    session.flush()
    session.add(WorkshopKey(made.id, key))


def replan(session: Session, workshop_id: str, version: int, **values: Any) -> None:
    """Change a workshop that nobody began. Raises NotKept, Conflict and AlreadyBegun."""
    if get(session, Workshop, workshop_id).begun_at is not None:
        raise AlreadyBegun(workshop_id)
    edit(session, Workshop, workshop_id, version, **values)


def begin(session: Session, workshop_id: str) -> Workshop:
    """Let phones send, from now on; a workshop is begun once. Raises NotKept."""
    found = get(session, Workshop, workshop_id)
    _let_be_read(session, found.programme)
    found.begun_at = found.begun_at or now()
    return found


def close(session: Session, workshop_id: str) -> Workshop:
    """Take nothing more from phones, and let what was told be read. Raises NotKept."""
    found = get(session, Workshop, workshop_id)
    found.closed_at = found.closed_at or now()
    ended = delete(Teller).where(Teller.workshop_id == workshop_id)
    session.execute(ended, execution_options={UNRECORDED: True})
    session.flush()
    _let_be_read(session, found.programme)
    return found


def is_told(session: Session, programme: str) -> bool:
    """Say whether no workshop of a programme is under way: until then its stories are read by nobody.

    Read as they come in, each would be the story of the trio that just put its phone down.
    """
    moment = now()
    return all(one.phase(moment) != "open" for one in workshops_of(session, programme))


def _let_be_read(session: Session, programme: str) -> None:
    """Let all that waits be read, at one moment, unless a workshop is under way."""
    if is_told(session, programme):
        for story in session.scalars(select(Story).where(Story.programme == programme, Story.waits)):
            story.waits = False


def tellers(session: Session, workshop_id: str) -> int:
    """Return from how many phones something was sent."""
    counted = select(func.count()).select_from(Teller).where(Teller.workshop_id == workshop_id)
    return session.scalar(counted) or 0


def keep_story(session: Session, workshop_id: str, phone: str, told: Story, version: int) -> bool:
    """Keep what a phone sent; say whether it stands instead of what it sent before. Raises NotOpen, Conflict.

    On PostgreSQL a workshop is not closed while what it took is on its way. Raises IntegrityError where the
    same phone sends the same story twice at one moment: asked again, it is there.
    """
    found = session.get(Workshop, workshop_id, with_for_update={"read": True})
    phase = found.phase(now()) if found else "over"
    if phase != "open":
        raise NotOpen(phase)
    if is_new := session.get(Story, told.id) is None:
        # Of the time no more than the day: when a phone was put down would say whose story it is.
        told.created_at = dt.datetime.combine(told.told_on, dt.time(), dt.UTC)
        told.waits = True
        session.add(told)
        session.flush()
    else:
        edit(session, Story, told.id, version, **_words(told))
    inserted = insert_into(session, Teller).values(workshop_id=workshop_id, phone=phone)
    session.execute(inserted.on_conflict_do_nothing(), execution_options={UNRECORDED: True})
    return not is_new


def _words(told: Story) -> dict[str, Any]:
    """Return what a trio may correct of a story."""
    said = {name: getattr(told, name) for name in (*QUESTIONS, *REFLECTIONS)}
    return {**said, "scope": told.scope, "tags": told.tags, "language": told.language}
