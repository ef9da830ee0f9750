"""Released comments and stories, put together by the occasion they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from publication.ids import SESSION
from publication.queries.words import ask_words
from publication.reading import Publication

# The three questions a story answers, and what the trio thought of it together.
STORY_PARTS = ("experience", "supports", "stops", "reflections")


@dataclass(frozen=True, slots=True)
class ReleasedTexts:
    """The texts of one occasion, sorted by their words.

    Attributes:
        kind: 'comment' or 'story'.
        occasion: A wave's id, a session's after 'session:', or '' for none.
        texts: Each with its parts (question, text); a comment has one part.
    """

    kind: str
    occasion: str
    texts: Sequence[Sequence[tuple[str, str]]]

    @property
    def session(self) -> str:
        """The session it was said at; '' for none."""
        return self.occasion.removeprefix(SESSION) if self.occasion.startswith(SESSION) else ""


def released_texts(publication: Publication, sessions: Sequence[str]) -> list[ReleasedTexts]:
    """Return what was said: at the sessions given, in their order, then in the waves, then in stories."""
    waves = [wave.id for wave in publication.definition.waves]
    order = [*(f"{SESSION}{session}" for session in sessions), *waves, ""]
    found = [
        ReleasedTexts(
            kind, occasion or "", [[(part.question or "", part.text) for part in parts] for _, parts in texts]
        )
        for (kind, occasion), held in groupby(
            ask_words(publication.cursor()), key=attrgetter("kind", "occasion")
        )
        if (texts := [(at, list(parts)) for at, parts in groupby(held, key=attrgetter("position"))])
    ]
    return sorted(
        (said for said in found if said.occasion in order), key=lambda said: order.index(said.occasion)
    )
