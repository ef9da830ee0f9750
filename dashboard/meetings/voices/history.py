"""What became of a theme: who, by role, named it, merged it, put it on a voice, and when."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.store.history import Change
from dashboard.store.voices import Tag, Theme
from publication.languages import Language

# Columns of a theme whose changes are told.
_TOLD = ("name", "meant", "merged_into")


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: when, in which role, what.

    Of a focus group's points, and of what was put under a theme, not when: that may be the day it was told.
    """

    at: dt.datetime | None
    author: str
    what: str


def history_of(session: Session, theme: Theme, themes: Mapping[str, Theme], language: Language) -> list[Told]:
    """Return what became of a theme, the latest first; `themes` are those a merge may name."""
    tables = (Theme.__tablename__, Tag.__tablename__)
    wanted = select(Change).where(Change.at_table.in_(tables)).order_by(Change.number.desc())
    return [
        Told(change.at if theme.told_on is None and change.row == theme.id else None, change.author, what)
        for change in session.scalars(wanted)
        for what in _what(change, theme, themes, language)
    ]


def _what(change: Change, theme: Theme, themes: Mapping[str, Theme], language: Language) -> Iterator[str]:
    if change.row == theme.id:
        yield from _of_theme(change, themes, language)
    elif theme.id in change.values.get("theme_id", ()):
        yield language.say(f"voice.history.tag_{change.kind}")


def _of_theme(change: Change, themes: Mapping[str, Theme], language: Language) -> Iterator[str]:
    if change.kind == "new":
        yield language.say("voice.history.made", name=change.values["name"][1])
        return
    for column in _TOLD:
        if before_after := change.values.get(column):
            before, after = before_after
            yield _changed(column, before, after, themes, language)


def _changed(
    column: str, before: str | None, after: str | None, themes: Mapping[str, Theme], language: Language
) -> str:
    if column != "merged_into":
        return language.say(f"voice.history.{column}", before=before or "–", after=after or "–")
    into = themes.get(after or before or "")
    key = "voice.history.merged" if after else "voice.history.separated"
    return language.say(key, name=into.name if into else "–")
