"""Two who changed the same: what stands there now beside what was sent, field by field, nothing dropped."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from dashboard.meetings.expectations import watchable
from dashboard.report.services import services
from dashboard.store.base import Written
from dashboard.store.meetings import Decision, Meeting, groups_of
from dashboard.store.store import Conflict
from publication.languages import Language

# Fields whose values are keys of words, with where the words stand.
_IN_WORDS = {
    "state": "meeting.state",
    "seen": "meeting.seen",
    "expects": "meeting.expects",
    "kind": "meeting.kind",
    "tags": "meeting.tag",
    "scope": "voice.scope",
}
# Fields in which both texts can be put together by hand.
_TEXTS = (
    "title",
    "name",
    "what",
    "who",
    "takes_part",
    "before",
    "during",
    "afterwards",
    "note",
    "meaning",
    "experience",
    "supports",
    "stops",
    "patterns",
    "impression",
)
_UNSENT = ("version", "role")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two changed.

    Attributes:
        name: The field.
        theirs: What stands there now, in words.
        mine: What was sent, in words.
        is_text: Whether what was sent can be changed here.
    """

    name: str
    theirs: str
    mine: str
    is_text: bool


def differences(conflict: Conflict, language: Language) -> list[Difference]:
    """Return the fields in which what was sent is not what stands there now."""
    found = {name: getattr(conflict.theirs, name) for name in conflict.mine}
    known = _names(conflict.theirs, language)

    def told(name: str, value: Any) -> str:
        named = known[name].get(value) if name in known else None
        return named or said(name, value, language)

    return [
        Difference(name, told(name, found[name]), told(name, mine), name in _TEXTS)
        for name, mine in conflict.mine.items()
        if mine != found[name]
    ]


def _names(theirs: Written, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return field → id → name, of the fields whose values are ids."""
    if isinstance(theirs, Meeting):
        with services().store.reading() as session:
            return {"group_id": {group.id: group.name for group in groups_of(session, theirs.programme)}}
    return {"watched": dict(watchable(theirs, language))} if isinstance(theirs, Decision) else {}


def sent_again(found: list[Difference]) -> list[tuple[str, str]]:
    """Return what the form sends again unseen: every value that was sent, ticks too, but the texts."""
    shown = {one.name for one in found if one.is_text}
    pairs = request.form.items(multi=True)
    return [(name, value) for name, value in pairs if name not in shown and name not in _UNSENT]


def said(name: str, value: Any, language: Language) -> str:
    """Return a field's value as a reader reads it; nothing for none."""
    if isinstance(value, Mapping):
        return " · ".join(map(str, value.values()))
    if isinstance(value, list):
        return ", ".join(said(name, one, language) for one in value)
    return _one(name, language)(value) if value not in (None, "") else ""


def _one(name: str, language: Language) -> Callable[[Any], str]:
    if name in _IN_WORDS:
        return lambda value: language.say(f"{_IN_WORDS[name]}.{value}")
    return lambda value: language.date(value) if isinstance(value, dt.date) else str(value)
