"""The voices and themes that pages of this address show: never what was withdrawn."""

from typing import TypeVar

from sqlalchemy.orm import Session

from dashboard.meetings.plain import language, whole_programme
from dashboard.report.services import services
from dashboard.report.topics import Topic, label_of
from dashboard.report.voices import Voices, voices_of
from dashboard.store.store import NotKept, get
from dashboard.store.voices import Story, Theme
from publication.reading import Publication
from publication.withdrawn import story_digest, withdrawn_stories

Kept = TypeVar("Kept", Story, Theme)


def shown() -> tuple[Publication, Voices]:
    """Return the publication an address names, with the programme's voices."""
    publication = services().publications.current(whole_programme())
    return publication, voices_of(publication)


def still_kept(session: Session, kind: type[Kept], row_id: str) -> Kept:
    """Return a story or a theme that was not withdrawn. Raises NotKept."""
    found = get(session, kind, row_id)
    if story_digest(found.key) in withdrawn_stories(services().var):
        raise NotKept(row_id)
    return found


def labelled(topics: frozenset[Topic], publication: Publication) -> list[tuple[Topic, str]]:
    """Return topics with what they are called, by kind and then as their lists have them."""
    named = [(topic, label_of(topic, publication, language())) for topic in sorted(topics)]
    return [(topic, label) for topic, label in named if label]
