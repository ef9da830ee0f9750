"""The professional words as a group explains them: ours in other words, and words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session

from dashboard.store.base import Base, Written
from dashboard.store.store import edit


class Term(Written, Base):
    """A word as a programme's groups explain it in a language; without a name it is ours again, or gone.

    It stays where it was taken back, so that who changes it meanwhile meets that, and its history goes on.
    """

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("programme", "language", "key"),)

    programme: Mapped[str]
    language: Mapped[str]
    # The id of one of our words, or of its own.
    key: Mapped[str]
    name: Mapped[str]
    meaning: Mapped[str]


@dataclass(frozen=True, slots=True)
class TermPlace:
    """Which word is meant: of a programme, in a language."""

    programme: str
    language: str
    key: str


def terms_of(session: Session, programme: str, language: str) -> Sequence[Term]:
    """Return the words that a programme's groups changed or added in a language."""
    wanted = select(Term).where(Term.programme == programme, Term.language == language)
    return session.scalars(wanted.order_by(Term.key)).all()


def term_at(session: Session, place: TermPlace) -> Term | None:
    """Return a word as groups explain it; None where nobody has touched it."""
    same = (Term.programme == place.programme, Term.language == place.language, Term.key == place.key)
    return session.scalar(select(Term).where(*same).with_for_update())


def write_term(session: Session, place: TermPlace, version: int, name: str, meaning: str) -> Term:
    """Explain a word that was seen in a version, 0 for one that nobody had touched. Raises Conflict.

    Raises IntegrityError where another's first one comes at the same moment: asked again, it is there.
    """
    found = term_at(session, place)
    if found is not None:
        return edit(session, Term, found.id, version, name=name, meaning=meaning)
    made = Term(place.programme, place.language, place.key, name, meaning)
    session.add(made)
    session.flush()
    return made
