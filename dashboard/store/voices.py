"""Voices: stories that a trio told, themes that people make, and what both stand beside.

A voice is known by a key: a story of this store by `story:` and its id, a text of a publication by `text:`
and its digest. The words of a publication are never copied here.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from sqlalchemy import JSON, Date, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dashboard.store.base import Base, Written

# What a trio consents to: that its story is read on the pages, and that it also stands on the wall, in
# minutes and in files.
READ, SHARED = "read", "shared"
SCOPES = (READ, SHARED)
# The three questions of a story, and the two of a trio's reflection.
QUESTIONS, REFLECTIONS = ("experience", "supports", "stops"), ("patterns", "impression")
_STORY, _TEXT, _THEME = "story:", "text:", "theme:"


class NoMerge(ValueError):
    """A theme cannot be merged into itself, nor into what was merged into it."""


class Story(Written, Base):
    """What a trio told, with its consent; never a name, a role or a site."""

    __tablename__ = "story"
    # SQLite would keep rows in the order they came in.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012
    # When it was told, corrected and in which order would say by whom, so there is no history of it.
    KEEPS_HISTORY: ClassVar[bool] = False

    programme: Mapped[str] = mapped_column(index=True)
    # The day it was told, which no page shows: a day may tell of a place.
    told_on: Mapped[dt.date] = mapped_column(Date)
    language: Mapped[str]
    scope: Mapped[str]
    # The digest of the code by which the trio withdraws it.
    code: Mapped[str] = mapped_column(unique=True)
    experience: Mapped[str] = mapped_column(default="")
    supports: Mapped[str] = mapped_column(default="")
    stops: Mapped[str] = mapped_column(default="")
    patterns: Mapped[str] = mapped_column(default="")
    impression: Mapped[str] = mapped_column(default="")
    # Whether it is read by nobody yet: it came in at a workshop that may still be under way.
    waits: Mapped[bool] = mapped_column(default=False)
    # Of the seven principles of leadership and the eight of recovery-oriented rehabilitation.
    tags: Mapped[list[str]] = mapped_column(JSON, default_factory=list)

    @property
    def key(self) -> str:
        """What it is known by among voices."""
        return f"{_STORY}{self.id}"


class Theme(Written, Base):
    """What several voices speak of, as people named it; with a day, the points of a focus group."""

    __tablename__ = "theme"
    UNKEPT: ClassVar[frozenset[str]] = frozenset({"code"})

    programme: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    meant: Mapped[str] = mapped_column(default="")
    # Of a focus group: its day, what it consented to, and the digest of the code by which it withdraws.
    told_on: Mapped[dt.date | None] = mapped_column(Date, default=None)
    scope: Mapped[str] = mapped_column(default=SHARED)
    code: Mapped[str | None] = mapped_column(unique=True, default=None)
    # What is tagged stays tagged, so that a merge can be undone.
    merged_into: Mapped[str | None] = mapped_column(
        ForeignKey("theme.id", ondelete="SET NULL"), default=None, index=True
    )

    @property
    def key(self) -> str:
        """What it is known by beside a chart."""
        return f"{_THEME}{self.id}"


class Tag(Written, Base):
    """A voice that speaks of a theme."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("theme_id", "voice"),)

    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    voice: Mapped[str] = mapped_column(index=True)


class Link(Written, Base):
    """A voice or a theme beside a question, a principle, an indicator or a page.

    `about` is a questionnaire's, an indicator's or a page's id; `item` a question's or a principle's.
    """

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("programme", "attached", "kind", "about", "item"),)

    programme: Mapped[str]
    # The key of a voice or a theme.
    attached: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    about: Mapped[str]
    item: Mapped[str] = mapped_column(default="")


Kept = TypeVar("Kept", Story, Theme)


def text_key(digest: str) -> str:
    """Return what a text of a publication is known by, from its digest."""
    return f"{_TEXT}{digest}"


def code_digest(code: str) -> str:
    """Return what is kept of a code of withdrawal, which is written down by a trio alone."""
    return hashlib.sha256(f"withdraw:{code}".encode()).hexdigest()


def stories_of(session: Session, programme: str) -> Sequence[Story]:
    """Return a programme's stories by id, which is random: their order says nothing."""
    return session.scalars(select(Story).where(Story.programme == programme).order_by(Story.id)).all()


def of_code(session: Session, kind: type[Kept], code: str) -> Kept | None:
    """Return the story, or the focus group's theme, of a code of withdrawal."""
    return session.scalar(select(kind).where(kind.code == code_digest(code)))


def themes_of(session: Session, programme: str) -> Sequence[Theme]:
    """Return a programme's themes by name, those merged into another too."""
    return session.scalars(
        select(Theme).where(Theme.programme == programme).order_by(Theme.name, Theme.id)
    ).all()


def stands_for(theme: Theme, themes: Mapping[str, Theme]) -> Theme:
    """Return the theme that a theme was merged into in the end, itself where into none; `themes` by id."""
    seen = {theme.id}
    while (into := themes.get(theme.merged_into or "")) and into.id not in seen:
        theme = into
        seen.add(into.id)
    return theme


def merge(session: Session, theme: Theme, into: Theme) -> None:
    """Let a theme stand for another; undone by `separate`. Raises NoMerge.

    All themes of the programme are held meanwhile: two merges at once could close a circle.
    """
    held = select(Theme).where(Theme.programme == theme.programme).order_by(Theme.id).with_for_update()
    themes = {one.id: one for one in session.scalars(held).all()}
    circles = theme.id in (into.id, stands_for(into, themes).id)
    if circles or into.programme != theme.programme:
        raise NoMerge(theme.name)
    theme.merged_into = into.id


def separate(theme: Theme) -> None:
    """Undo a merge: what was tagged with the theme is its own again."""
    theme.merged_into = None


def tags_of(session: Session, programme: str) -> Sequence[Tag]:
    """Return which voice speaks of which of a programme's themes."""
    wanted = select(Tag).join(Theme, Theme.id == Tag.theme_id).where(Theme.programme == programme)
    return session.scalars(wanted).all()


def tag(session: Session, theme_id: str, voice: str) -> None:
    """Say that a voice speaks of a theme; said twice is said once."""
    if _tag(session, theme_id, voice) is None:
        session.add(Tag(theme_id, voice))


def untag(session: Session, theme_id: str, voice: str) -> None:
    """Say that a voice does not speak of a theme."""
    if found := _tag(session, theme_id, voice):
        session.delete(found)


def _tag(session: Session, theme_id: str, voice: str) -> Tag | None:
    return session.scalar(select(Tag).where(Tag.theme_id == theme_id, Tag.voice == voice))


def links_of(session: Session, programme: str) -> Sequence[Link]:
    """Return what of a programme stands beside what, in no order that says anything."""
    return session.scalars(select(Link).where(Link.programme == programme).order_by(Link.id)).all()


def attach(session: Session, link: Link) -> None:
    """Let a voice or a theme stand beside a subject; attached twice is attached once."""
    if not _same(session, link):
        session.add(link)


def detach(session: Session, link: Link) -> None:
    """Take a voice or a theme away from a subject."""
    if found := _same(session, link):
        session.delete(found)


def _same(session: Session, link: Link) -> Link | None:
    names = ("programme", "attached", "kind", "about", "item")
    return session.scalar(select(Link).where(*(getattr(Link, name) == getattr(link, name) for name in names)))
