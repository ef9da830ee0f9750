"""What people wrote that stands in a paper: what was decided, and what those said who let it be read."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from dashboard.carriers.paper.blocks import Block, block
from dashboard.report.voices import Voice, Voices, question_of, read_voices
from dashboard.store.meetings import Decision, decisions_of
from dashboard.store.store import Store
from publication.languages import Language
from publication.reading import Publication


def written(
    publication: Publication, store: Store, var: Path, language: Language
) -> tuple[list[Block], list[Block]]:
    """Return decisions and voices, as they are now; voices alone that may stand in files."""
    if not store.is_there:
        return [], _voices(publication, None, var, language)
    with store.reading() as session:
        decided = [_decided(one, language) for one in decisions_of(session, publication.programme)]
        return decided, _voices(publication, session, var, language)


def _voices(publication: Publication, session: Session | None, var: Path, language: Language) -> list[Block]:
    """Return what was told; nothing where a part of a programme is seen, for voices are of all of it."""
    if publication.within is not None:
        return []
    return list(_heard(read_voices(publication, session, var).shared(), language))


def _decided(decision: Decision, language: Language) -> Block:
    """Return what was decided, by whom, by when, and how far it is."""
    by = language.say("meeting.by", date=language.date(decision.due)) if decision.due else ""
    state = language.say(f"meeting.state.{decision.state}")
    return block("item", " · ".join(filter(None, (decision.what, decision.who, by, state))))


def _heard(voices: Voices, language: Language) -> Iterator[Block]:
    for voice in voices.heard.values():
        themes = [theme.name for theme in voices.themes_of(voice)]
        yield block("heading", " · ".join([language.say(f"voice.kind.{voice.kind}"), *themes]))
        yield from _parts(voice, language)


def _parts(voice: Voice, language: Language) -> Iterator[Block]:
    for question, words in voice.parts:
        if asked := question_of(voice, question, language):
            yield block("text", asked)
        yield block("quote", " ".join(words.split()))
