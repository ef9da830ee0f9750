"""What is kept of live rounds: rows as a file of leadership assessments has them, for whoever loads them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.store.base import now
from dashboard.store.rounds import Assessment, Round, assessments_of

# Of those who let the room see their answers: from so many on it saw some.
SEEN_FROM = 3


def is_kept(answers: Sequence[Assessment]) -> bool:
    """Say whether a group's answers may be put together with others'.

    Whoever was in the room knows what was shown there. A group that is shown as itself has agreed to all of
    it; any other is shown together with groups whose answers would be what is left when the room's are taken
    away.
    """
    agreed = all(one.in_room and one.as_group for one in answers)
    return agreed or sum(one.in_room for one in answers) < SEEN_FROM


def beside(session: Session, found: Round) -> list[Round]:
    """Return all revealed rounds of the same programme and label, by site: one file holds them all."""
    same = (Round.programme == found.programme, Round.compared == found.compared, Round.reveal_at <= now())
    return list(session.scalars(select(Round).where(*same).order_by(Round.site)))


def rows_of(session: Session, rounds: Sequence[Round], label: str) -> Iterator[dict[str, str]]:
    """Yield a row per member: site, round, leader, agreed, note, item → answer.

    A leader is a number, which says nothing about the phone; who says no to either showing has not agreed.
    """
    for found in rounds:
        answers = assessments_of(session, found)
        if is_kept(answers):
            for number, answer in enumerate(answers, start=1):
                agreed = "yes" if answer.in_room and answer.as_group else "no"
                about = {"site": found.site, "round": label, "leader": str(number), "agreed": agreed}
                given = {item: str(given) for item, given in answer.given.items()}
                yield {**about, "note": answer.note, **given}
