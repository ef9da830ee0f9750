"""Voices: stories of the store and texts of a publication as one thing, with what people made of them.

They stand in the order of a digest, which says nothing of when, where or by whom. What was withdrawn is not
among them, whatever still points at it. They are counted as voices: how many people think so, nobody knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from sqlalchemy.orm import Session

from dashboard.report.services import services
from dashboard.report.topics import PRINCIPLE, PRINCIPLE_ITEMS, Topic
from dashboard.store.voices import (
    QUESTIONS,
    REFLECTIONS,
    SHARED,
    Link,
    Story,
    Tag,
    Theme,
    links_of,
    stands_for,
    stories_of,
    tags_of,
    text_key,
    themes_of,
)
from dashboard.store.workshops import is_told
from publication.languages import Language
from publication.queries.words import ask_words
from publication.reading import Publication
from publication.records import ReleasedText
from publication.withdrawn import story_digest, text_digest, withdrawn_stories

STORY, COMMENT, POINTS = "story", "comment", "points"
# Letters of the beginning of a voice that stands beside a chart.
_BEGINNING = 180


def topic_at(link: Link) -> Topic:
    """Return what a voice or a theme stands beside by a link."""
    return Topic(link.kind, link.about, link.item)


@dataclass(frozen=True, slots=True)
class Voice:
    """What somebody told: never who, where or when.

    Attributes:
        key: What it is known by.
        kind: 'story', 'comment', or 'points' of a focus group.
        parts: (question, text): of a story the question's key, else the question as it was asked, or ''.
        tags: The principles it was tagged with when it was told.
        scope: Whether it may stand on the wall, in minutes and in files, or on pages alone.
        language: Which it was told in, where that is known.
    """

    key: str
    kind: str
    parts: tuple[tuple[str, str], ...]
    tags: tuple[str, ...] = ()
    scope: str = SHARED
    language: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether it may stand on the wall, in minutes and in files."""
        return self.scope == SHARED

    @property
    def beginning(self) -> str:
        """Its first words, to be read in full elsewhere."""
        text = " ".join(next((text for _, text in self.parts), "").split())
        if len(text) <= _BEGINNING:
            return text
        cut = text[:_BEGINNING]
        return (cut.rpartition(" ")[0] or cut).rstrip(",;:.–-") + " …"


@dataclass(frozen=True)
class Voices:
    """A programme's voices with their themes, and what both stand beside.

    Attributes:
        heard: Key → voice, in an order that says nothing.
        all_themes: Id → theme, those merged into another too.
        tags: Which voice speaks of which theme.
        links: What stands beside what.
    """

    heard: Mapping[str, Voice]
    all_themes: Mapping[str, Theme] = field(default_factory=dict)
    tags: Sequence[Tag] = ()
    links: Sequence[Link] = ()

    @cached_property
    def themes(self) -> list[Theme]:
        """The themes that stand by themselves, by name."""
        return [theme for theme in self.all_themes.values() if self._stands_for(theme.id) == theme.id]

    def _stands_for(self, theme_id: str) -> str:
        return stands_for(self.all_themes[theme_id], self.all_themes).id

    def merged_with(self, theme_id: str) -> list[str]:
        """Return the ids of a theme and of those that were merged into it; none where there is no such."""
        return [other for other in self.all_themes if self._stands_for(other) == theme_id]

    @cached_property
    def _by_theme(self) -> Mapping[str, frozenset[str]]:
        """Theme → the keys of its voices, those of what was merged into it too."""
        found: dict[str, set[str]] = {theme.id: set() for theme in self.themes}
        points = [(theme.id, theme.key) for theme in self.all_themes.values()]
        tagged = [(tag.theme_id, tag.voice) for tag in self.tags if tag.theme_id in self.all_themes]
        for theme_id, key in [*points, *tagged]:
            if key in self.heard:
                found[self._stands_for(theme_id)].add(key)
        return {theme_id: frozenset(keys) for theme_id, keys in found.items()}

    def _in_order(self, keys: Iterable[str]) -> list[Voice]:
        wanted = frozenset(keys)
        return [voice for key, voice in self.heard.items() if key in wanted]

    def of_theme(self, theme_id: str) -> list[Voice]:
        """Return the voices that speak of a theme."""
        return self._in_order(self._by_theme.get(theme_id, ()))

    def themes_of(self, voice: Voice) -> list[Theme]:
        """Return the themes a voice speaks of."""
        return [theme for theme in self.themes if voice.key in self._by_theme[theme.id]]

    @cached_property
    def topics(self) -> Mapping[str, frozenset[Topic]]:
        """Key of a voice, or of a theme by itself → what it stands beside."""
        found: dict[str, set[Topic]] = {}
        for link in self.links:
            found.setdefault(self._owner(link.attached), set()).add(topic_at(link))
        for voice in self.heard.values():
            tagged = (PRINCIPLE_ITEMS.get(tag) for tag in voice.tags)
            found.setdefault(voice.key, set()).update(topic for topic in tagged if topic)
        return {key: frozenset(topics) for key, topics in found.items()}

    def _owner(self, key: str) -> str:
        """Return whose a link is: of a theme that was merged, the one it was merged into."""
        kind, _, theme_id = key.partition(":")
        return f"{kind}:{self._stands_for(theme_id)}" if theme_id in self.all_themes else key

    def topics_of(self, key: str) -> frozenset[Topic]:
        """Return what a voice or a theme stands beside by itself."""
        return self.topics.get(key, frozenset())

    def themes_beside(self, topics: Iterable[Topic]) -> list[Theme]:
        """Return the themes that stand beside any of some topics."""
        wanted = frozenset(topics)
        return [theme for theme in self.themes if self.topics_of(theme.key) & wanted]

    def beside(self, topics: Iterable[Topic]) -> list[Voice]:
        """Return the voices that stand beside any of some topics, by themselves or by one of their themes."""
        wanted = frozenset(topics)
        keys = {key for key in self.heard if self.topics_of(key) & wanted}
        return self._in_order(keys.union(*(self._by_theme[theme.id] for theme in self.themes_beside(wanted))))

    def where(self, voice: Voice, topics: Iterable[Topic]) -> list[Topic]:
        """Return which of some topics a voice stands beside, in their order."""
        keys = [voice.key, *(theme.key for theme in self.themes_of(voice))]
        found = frozenset[Topic]().union(*map(self.topics_of, keys))
        return [topic for topic in topics if topic in found]

    def of_theme_beside(self, theme_id: str, topic: Topic) -> list[Voice]:
        """Return a theme's voices that stand beside a topic: all of them where the theme itself does."""
        theme = self.all_themes[theme_id]
        if topic in self.topics_of(theme.key):
            return self.of_theme(theme_id)
        return [voice for voice in self.of_theme(theme_id) if topic in self.topics_of(voice.key)]

    def shared(self) -> "Voices":
        """Return what may stand on the wall, in minutes and in files: voices and themes alike."""
        heard = {key: voice for key, voice in self.heard.items() if voice.is_shared}
        themes = {key: theme for key, theme in self.all_themes.items() if theme.scope == SHARED}
        return Voices(heard, themes, self.tags, self.links)


def question_of(voice: Voice, question: str, language: Language) -> str:
    """Return a question as a reader reads it: of a story by its key, of a comment as it was asked."""
    if voice.kind == POINTS or not question:
        return ""
    if voice.kind != STORY:
        return question
    if question in REFLECTIONS:
        return language.say(f"voice.part.{question}")
    return language.say(f"sessions.said.{question}")


def read_voices(publication: Publication, session: Session | None, var: Path) -> Voices:
    """Return a programme's voices: of what is shown, and of the store, where there is one.

    What was withdrawn is known from the folder `var`.
    """
    texts = list(_texts(publication))
    if session is None:
        return Voices(_ordered(texts))
    gone = withdrawn_stories(var)
    programme = publication.programme
    is_read = is_told(session, programme)
    told = [one for one in stories_of(session, programme) if is_read or not one.waits]
    stories = [one for one in told if story_digest(one.key) not in gone]
    themes = [one for one in themes_of(session, programme) if story_digest(one.key) not in gone]
    points = [_points(theme) for theme in themes if theme.told_on]
    heard = _ordered([*texts, *map(_story, stories), *points])
    by_id = {theme.id: theme for theme in themes}
    return Voices(heard, by_id, tags_of(session, programme), links_of(session, programme))


def voices_of(publication: Publication) -> Voices:
    """Return a programme's voices as they are now."""
    if not services().store.is_there:
        return read_voices(publication, None, services().var)
    with services().store.reading() as session:
        return read_voices(publication, session, services().var)


def voices_around(publication: Publication, topics: Sequence[Topic]) -> Voices:
    """Return a programme's voices, or none at once where none can stand beside any of some topics.

    Most charts have none, and texts are read for each chart that is drawn. A principle may be a story's own.
    """
    if any(topic.kind == PRINCIPLE for topic in topics):
        return voices_of(publication)
    if not services().store.is_there:
        return Voices({})
    with services().store.reading() as session:
        links = links_of(session, publication.programme)
        is_bare = not {topic_at(link) for link in links} & set(topics)
        return Voices({}) if is_bare else read_voices(publication, session, services().var)


def _ordered(voices: Sequence[Voice]) -> dict[str, Voice]:
    return {voice.key: voice for voice in sorted(voices, key=lambda voice: story_digest(voice.key))}


def _story(story: Story) -> Voice:
    asked = (*QUESTIONS, *REFLECTIONS)
    parts = tuple((name, text) for name in asked if (text := getattr(story, name)))
    return Voice(story.key, STORY, parts, tuple(story.tags), story.scope, story.language)


def _points(theme: Theme) -> Voice:
    return Voice(theme.key, POINTS, (("", theme.meant or theme.name),), scope=theme.scope)


def _texts(publication: Publication) -> Iterable[Voice]:
    rows = ask_words(publication.cursor()) if publication.words else []
    for (kind, occasion, _), held in groupby(rows, key=attrgetter("kind", "occasion", "position")):
        yield _text(kind, occasion or "", list(held))


def _text(kind: str, occasion: str, rows: Sequence[ReleasedText]) -> Voice:
    parts = tuple((row.question or "", row.text) for row in rows)
    return Voice(text_key(text_digest(kind, occasion, parts)), kind, parts, tuple(rows[0].tags))
