"""Live rounds: who is asked until when, and what each phone answered once, before the reveal."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from sqlalchemy import (
    JSON,
    ForeignKey,
    UniqueConstraint,
    bindparam,
    literal,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from dashboard.store.base import Base, Written, now
from dashboard.store.engine import insert_into

# Of an answer that is not on the scale; what else is given is a whole number.
DONT_KNOW = "dont_know"
Given = Mapping[str, int | str]
# How long a code leads to a round; and how long, at the least, what was revealed stands on the wall.
OPEN_FOR, SHOWN_FOR = dt.timedelta(hours=4), dt.timedelta(hours=1)
# From the facilitator's word to the moment itself: longer than every phone's next look.
NOTICE = dt.timedelta(seconds=4)


class AlreadyRevealed(ValueError):
    """A group has seen this round: a second one beside it would show who changed."""


class Round(Written, Base):
    """A leadership group (its site) that assesses itself. One of each label: two would be subtracted.

    Its version is raised by what a facilitator does, never by an answer.
    """

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("programme", "site", "compared"),)

    programme: Mapped[str]
    site: Mapped[str]
    label: Mapped[str]
    # The label without what people write differently.
    compared: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[dt.datetime]
    meeting_id: Mapped[str | None] = mapped_column(
        ForeignKey("meeting.id", ondelete="SET NULL"), default=None
    )
    reveal_at: Mapped[dt.datetime | None] = mapped_column(default=None, init=False)

    def phase(self, moment: dt.datetime) -> str:
        """Return 'open', 'revealing', 'revealed' or 'over'."""
        if moment >= self.expires_at:
            return "over"
        if self.reveal_at is None:
            return "open"
        return "revealing" if moment < self.reveal_at else "revealed"


class RoundKey(Base):
    """What a round's phones are signed with; in a table that no history is kept of."""

    __tablename__ = "round_key"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str]


class Assessment(Base):
    """What one phone answered: the last of it, without time, order or history."""

    __tablename__ = "assessment"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)
    in_room: Mapped[bool]
    as_group: Mapped[bool]
    given: Mapped[dict[str, int | str]] = mapped_column(JSON)
    note: Mapped[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a member sends: both consents, item → answer, a note."""

    in_room: bool
    as_group: bool
    given: Given
    note: str = ""


def compared(label: str) -> str:
    """Return the letters and digits of a label: what else is in it may be there to make it another."""
    return "".join(sign for sign in normalize("NFKC", label).casefold() if sign.isalnum())


def rounds_of(session: Session, programme: str) -> Sequence[Round]:
    """Return a programme's rounds, the latest first."""
    return session.scalars(
        select(Round).where(Round.programme == programme).order_by(Round.created_at.desc())
    ).all()


def round_at(session: Session, code: str) -> Round | None:
    """Return the round of a code, also one that leads nowhere any more."""
    return session.scalar(select(Round).where(Round.code == code))


def open_round(
    session: Session,
    programme: str,
    site: str,
    label: str,
    code: str,
    key: str,
    meeting_id: str | None = None,
) -> Round:
    """Return a round that is open, with its old code where it was opened before. Raises AlreadyRevealed.

    A round that ran out unseen goes on as it was: its answers are there, and each phone still has one.
    """
    place = (Round.programme == programme, Round.site == site, Round.compared == compared(label))
    found = session.scalar(select(Round).where(*place).with_for_update())
    if found is None:
        ends = now() + OPEN_FOR
        found = Round(programme, site, label, compared(label), code, ends, meeting_id=meeting_id)
        session.add(found)
        session.flush()
        session.add(RoundKey(found.id, key))
    elif found.reveal_at is not None:
        raise AlreadyRevealed(label)
    else:
        found.expires_at = now() + OPEN_FOR
    return found


def reveal(session: Session, round_id: str) -> Round | None:
    """Set the moment at which a round's answers are seen, once; None where there is none that is open."""
    found = session.get(Round, round_id, with_for_update=True)
    if found is None or found.phase(now()) == "over":
        return None
    if found.reveal_at is None:
        found.reveal_at = now() + NOTICE
        found.expires_at = max(found.expires_at, found.reveal_at + SHOWN_FOR)
    return found


def key_of(session: Session, round_id: str) -> str:
    """Return what a round's phones are signed with."""
    return session.scalars(select(RoundKey.value).where(RoundKey.round_id == round_id)).one()


def keep(session: Session, round_id: str, phone: str, answered: Answered) -> bool:
    """Keep a phone's answer instead of its earlier one; say whether the round still took it.

    The condition stands in the statement itself, and on PostgreSQL the reveal waits for those on their way:
    nothing comes in once the moment is set, so all who look after it see the same.
    """
    values = {
        "round_id": Round.id,
        "phone": literal(phone),
        "in_room": literal(answered.in_room),
        "as_group": literal(answered.as_group),
        "given": bindparam("given", dict(answered.given), type_=JSON()),
        "note": literal(answered.note),
    }
    still = (Round.id == round_id, Round.reveal_at.is_(None), Round.expires_at > now())
    source = select(*values.values()).where(*still).with_for_update(read=True)
    inserted = insert_into(session, Assessment).from_select(list(values), source)
    changed = {name: inserted.excluded[name] for name in ("in_room", "as_group", "given", "note")}
    kept = session.execute(
        inserted.on_conflict_do_update(index_elements=["round_id", "phone"], set_=changed).returning(
            Assessment.phone
        )
    )
    return kept.first() is not None


def own_assessment(session: Session, round_id: str, phone: str) -> Assessment | None:
    """Return what a phone answered."""
    return session.get(Assessment, (round_id, phone))


def assessments_of(session: Session, found: Round) -> Sequence[Assessment]:
    """Return what was answered, in no order of time; nothing before the reveal."""
    if found.reveal_at is None or now() < found.reveal_at:
        return []
    return session.scalars(
        select(Assessment).where(Assessment.round_id == found.id).order_by(Assessment.phone)
    ).all()
