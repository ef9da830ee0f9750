"""Meetings, their steps, and what was decided."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import JSON, Date, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dashboard.store.base import Base, Written
from dashboard.store.scope import Placed

# Who meets.
GROUPS = ("leadership", "implementation")
# What becomes of a decision, in order; the last is for what a group gave up.
STATES = ("wish", "planned", "under_way", "followed_up", "dropped")
# What brings a decision to an end.
ENDED = ("followed_up", "dropped")
# What a group expects to see on the chart: where its figure goes.
EXPECTED = ("up", "down")


class Subject(Placed, Base):
    """What a chart was of: a page with a selection, in the publication it was seen in."""

    __abstract__ = True

    page: Mapped[str]
    query: Mapped[dict[str, str]] = mapped_column(JSON)
    # The identity of the publication, as links carry it.
    publication: Mapped[str]


class Group(Written, Placed, Base):
    """Who meets: a leadership group, or an implementation group with staff and citizens in it."""

    __tablename__ = "group"

    name: Mapped[str]
    kind: Mapped[str]
    # How many of each take part.
    leaders: Mapped[int] = mapped_column(default=0)
    staff: Mapped[int] = mapped_column(default=0)
    citizens: Mapped[int] = mapped_column(default=0)
    # The departments of a large service, and those of them that take part.
    departments: Mapped[int] = mapped_column(default=1)
    departments_taking_part: Mapped[int] = mapped_column(default=1)


class Meeting(Written, Placed, Base):
    """A meeting of a leadership group or an implementation group."""

    __tablename__ = "meeting"

    title: Mapped[str]
    day: Mapped[dt.date] = mapped_column(Date)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("group.id", ondelete="SET NULL"), default=None)
    # When it was begun; None while it is being prepared.
    held_at: Mapped[dt.datetime | None] = mapped_column(default=None, init=False)
    steps: Mapped[list["Step"]] = relationship(
        cascade="all, delete-orphan", order_by="Step.place", init=False, default_factory=list
    )


class Step(Written, Subject):
    """A chart on the agenda of a meeting, and what was said of it."""

    __tablename__ = "step"

    place: Mapped[int]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(default="")
    # How many it is planned to take.
    minutes: Mapped[int | None] = mapped_column(default=None)


class Place(Base):
    """Where something is on the wall: it passes, so no history is kept of it."""

    __abstract__ = True

    step: Mapped[int] = mapped_column(default=1, kw_only=True)
    frame: Mapped[int] = mapped_column(default=0, kw_only=True)
    # Which part of the chart is shown, from 0, and how many there are room for one at a time.
    part: Mapped[int] = mapped_column(default=0, server_default="0", kw_only=True)
    parts: Mapped[int] = mapped_column(default=1, server_default="1", kw_only=True)
    # Raised with every move: who knows an earlier one has missed something.
    turn: Mapped[int] = mapped_column(default=0, kw_only=True)


class MeetingPlace(Place):
    """Where a meeting is on the wall."""

    __tablename__ = "place"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)


class Decision(Written, Subject):
    """What a group decided before a chart, and what it expects to see there by when."""

    __tablename__ = "decision"

    what: Mapped[str]
    who: Mapped[str]
    due: Mapped[dt.date | None] = mapped_column(Date)
    # Of what on the chart something is expected, a question's or a site's id, and where it goes.
    watched: Mapped[str] = mapped_column(default="")
    expects: Mapped[str] = mapped_column(default="")
    review_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    state: Mapped[str] = mapped_column(default="planned")
    before: Mapped[str] = mapped_column(default="")
    during: Mapped[str] = mapped_column(default="")
    afterwards: Mapped[str] = mapped_column(default="")
    takes_part: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    # What a group said was seen when it looked again, and when.
    seen: Mapped[str] = mapped_column(default="")
    seen_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    # The meeting it was made in; a wish may have none.
    meeting_id: Mapped[str | None] = mapped_column(
        ForeignKey("meeting.id", ondelete="SET NULL"), default=None, index=True
    )
    step_id: Mapped[str | None] = mapped_column(ForeignKey("step.id", ondelete="SET NULL"), default=None)


def is_overdue(decision: Decision, today: dt.date) -> bool:
    """Say whether the day to look again has come, and nobody has said what was seen."""
    waits = decision.state not in ENDED and decision.seen in ("", "too_early")
    return waits and decision.review_on is not None and decision.review_on <= today


def meetings_of(session: Session, programme: str) -> Sequence[Meeting]:
    """Return a programme's meetings, the latest first."""
    wanted = select(Meeting).where(Meeting.programme == programme)
    return session.scalars(wanted.order_by(Meeting.day.desc(), Meeting.created_at.desc())).all()


def meeting_before(session: Session, meeting: Meeting) -> Meeting | None:
    """Return the last meeting of a meeting's group that had charts on its agenda; None without a group."""
    if meeting.group_id is None:
        return None
    earlier = (
        one
        for one in meetings_of(session, meeting.programme)
        if one.group_id == meeting.group_id and one.id != meeting.id and one.day <= meeting.day
    )
    return next((one for one in earlier if one.steps), None)


def groups_of(session: Session, programme: str) -> Sequence[Group]:
    """Return a programme's groups, by name."""
    return session.scalars(select(Group).where(Group.programme == programme).order_by(Group.name)).all()


def decisions_in(session: Session, meeting_id: str) -> Sequence[Decision]:
    """Return what was decided in a meeting, as made."""
    wanted = select(Decision).where(Decision.meeting_id == meeting_id)
    return session.scalars(wanted.order_by(Decision.created_at)).all()


def open_decisions(session: Session, meeting: Meeting) -> Sequence[Decision]:
    """Return what a meeting's group decided in its other meetings and has not brought to an end."""
    made = select(Decision).join(Meeting, Decision.meeting_id == Meeting.id)
    wanted = made.where(Meeting.group_id == meeting.group_id, Meeting.id != meeting.id)
    still = wanted.where(Meeting.group_id.is_not(None), Decision.state.not_in(ENDED))
    return session.scalars(still.order_by(Decision.review_on.is_(None), Decision.review_on)).all()


def decisions_of(session: Session, programme: str) -> Sequence[Decision]:
    """Return a programme's decisions: those to be looked at again first, the earliest first, then as made."""
    wanted = select(Decision).where(Decision.programme == programme)
    return session.scalars(
        wanted.order_by(Decision.review_on.is_(None), Decision.review_on, Decision.created_at)
    ).all()
