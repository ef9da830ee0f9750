"""The professional words: ours, in a group's own wording where it has one, and words of its own."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.form import PAGE, Form, Line, NotFilled, read
from dashboard.meetings.plain import go, language, programme, role, show
from dashboard.report.addresses import WORDS
from dashboard.report.services import services
from dashboard.server.statuses import UNPROCESSABLE
from dashboard.store.base import new_id
from dashboard.store.history import Change, changes_of
from dashboard.store.scope import sees_whole
from dashboard.store.store import NotKept
from dashboard.store.terms import Term, TermPlace, term_at, terms_of, write_term
from publication.languages import Language


class WordForm(Form):
    """A word and what it means."""

    name: Line
    meaning: Annotated[str, Field(min_length=1, max_length=PAGE)]
    version: int = 0


class VersionForm(Form):
    """Which version of a word was seen."""

    version: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is explained.

    Attributes:
        key: Its id.
        name: How it is written.
        meaning: What it means.
        said: How pages say it; of a group's own word its name.
        ours: Whether it is one of our words.
        version: How often a group changed it, 0 for never.
        is_changed: Whether it stands in a group's wording.
    """

    key: str
    name: str
    meaning: str
    said: str
    ours: bool
    version: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Rewording:
    """What a word was made to mean: when, in which role; no name where it was taken back."""

    at: dt.datetime
    author: str
    name: str
    meaning: str


def _ours(said: Language) -> Mapping[str, Mapping[str, str]]:
    terms: Mapping[str, Mapping[str, str]] = said.words["term"]
    return terms


def _word(key: str, ours: Mapping[str, str] | None, kept: Term | None) -> Word:
    version, is_changed = (kept.version, bool(kept.name)) if kept else (0, False)
    words = {"name": kept.name, "meaning": kept.meaning} if kept and kept.name else ours
    if words is None:
        raise NotKept(key)
    said = ours["said"] if ours else words["name"]
    return Word(key, words["name"], words["meaning"], said, ours is not None, version, is_changed)


def in_order(ours: Mapping[str, Mapping[str, str]], kept: Iterable[Term], said: Language) -> list[Word]:
    """Return all words there are, as the reader's alphabet has them."""
    theirs = {term.key: term for term in kept}
    keys = [*ours, *(key for key, term in theirs.items() if key not in ours and term.name)]
    found = [_word(key, ours.get(key), theirs.get(key)) for key in keys]
    return sorted(found, key=lambda word: said.described.order(word.name))


def matching(words: Sequence[Word], asked: str) -> list[Word]:
    """Return the words in which a text is found, whatever its capitals: those called so first."""
    wanted = asked.casefold()
    called = [word for word in words if wanted in f"{word.name}, {word.said}".casefold()]
    return called + [word for word in words if word not in called and wanted in word.meaning.casefold()]


def _writes() -> bool:
    """Say whether whoever asks may put words otherwise: they are all the programme's."""
    return services().writes and sees_whole(programme())


def _all_words() -> list[Word]:
    store = services().store
    if not store.is_there:
        return in_order(_ours(language()), (), language())
    with store.reading() as session:
        return in_order(_ours(language()), terms_of(session, programme(), language().code), language())


def _words(status: int = 200, **values: Any) -> Response:
    asked = request.args.get("find", "").strip()
    name = language().of(services().publications.current(programme()).name)
    about = {"programme_name": name, "today": dt.date.today()}
    shown = {"faults": {}, "typed": {}, "writes": _writes(), **about, **values}
    return show("words", status, words=matching(_all_words(), asked), asked=asked, **shown)


def words() -> Response:
    """Show the words, or those that fit what is looked for."""
    return _words()


def _place(key: str) -> TermPlace:
    return TermPlace(programme(), language().code, key)


def _written(place: TermPlace, filled: WordForm) -> None:
    with services().store.writing(role()) as session:
        write_term(session, place, filled.version, filled.name, filled.meaning)


def add_word() -> AnyResponse:
    """Add a word that is not among them."""
    try:
        filled = read(WordForm)
        if filled.name.casefold() in {word.name.casefold() for word in _all_words()}:
            raise NotFilled({"name": "known"}, request.form.to_dict())
    except NotFilled as error:
        return _words(UNPROCESSABLE, faults=error.faults, typed=error.typed)
    key = new_id()
    _written(_place(key), filled)
    return go("words", _anchor=f"word-{key}")


def _rewordings(changes: Sequence[Change]) -> list[Rewording]:
    """Return how a word was put, the latest first: a change says only what it changed."""
    found, now = [], {"name": "", "meaning": ""}
    for change in changes:
        now = {name: change.values[name][1] if name in change.values else now[name] for name in now}
        found.append(Rewording(change.at, change.author, **now))
    return found[::-1]


def word(key: str, status: int = 200, **values: Any) -> Response:
    """Show a word with how it was put before, and a form to put it otherwise."""
    with services().store.reading() as session:
        kept = term_at(session, _place(key))
        changes = changes_of(session, kept.id) if kept else []
    ours = _ours(language()).get(key)
    found = _word(key, ours, kept)
    shown = {"faults": {}, "typed": {}, "writes": _writes(), **values}
    return show("word", status, word=found, ours=ours, rewordings=_rewordings(changes), **shown)


def _known(key: str) -> None:
    """Raise NotKept for a word that is neither ours nor was ever a group's."""
    if key not in _ours(language()):
        with services().store.reading() as session:
            if term_at(session, _place(key)) is None:
                raise NotKept(key)


def write_word(key: str) -> AnyResponse:
    """Put a word otherwise."""
    _known(key)
    try:
        filled = read(WordForm)
    except NotFilled as error:
        return word(key, UNPROCESSABLE, faults=error.faults, typed=error.typed)
    try:
        _written(_place(key), filled)
    except IntegrityError:  # another's first wording came at the same moment: now it is met
        _written(_place(key), filled)
    return go("words", _anchor=f"word-{key}")


def take_back_word(key: str) -> AnyResponse:
    """Put a word as we do again; a group's own word is taken away."""
    _known(key)
    with services().store.writing(role()) as session:
        write_term(session, _place(key), read(VersionForm).version, "", "")
    return go("words")


def register(pages: Blueprint) -> None:
    """Serve the words."""
    pages.add_url_rule(WORDS, "words", words)
    pages.add_url_rule(WORDS, "add_word", add_word, methods=["POST"])
    pages.add_url_rule(f"{WORDS}/<key>", "word", word)
    pages.add_url_rule(f"{WORDS}/<key>", "write_word", write_word, methods=["POST"])
    pages.add_url_rule(f"{WORDS}/<key>/back", "take_back_word", take_back_word, methods=["POST"])
