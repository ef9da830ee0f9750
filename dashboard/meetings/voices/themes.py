"""Themes, made by people: named, explained, put on voices, merged and separated again."""

import datetime as dt
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.codes import LASTING_LENGTH, new_code
from dashboard.meetings.form import PAGE, Form, Line, NotFilled, OptionalLine, Prose, offered, read
from dashboard.meetings.plain import go, language, role, show
from dashboard.meetings.voices.history import history_of
from dashboard.meetings.voices.reader import show_voice
from dashboard.meetings.voices.shown import labelled, shown, still_kept
from dashboard.report.services import services
from dashboard.report.voices import Voices
from dashboard.server.statuses import UNPROCESSABLE
from dashboard.store.store import NotKept, edit
from dashboard.store.voices import SCOPES, NoMerge, Theme, code_digest, merge, separate, tag, themes_of, untag
from publication.reading import Publication

# Beginnings of voices that stand on a theme's page.
_SHOWN = 6
# Of the evaluation of a programme of 2017, whose report names these four.
_FIRST = ("thinking", "word", "driver", "honed")


class NameForm(Form):
    """What a theme is called; the points of a focus group stay as they were said."""

    name: Line
    version: int = 1


class ThemeForm(NameForm):
    """What a theme is called, and what is meant."""

    meant: Prose = ""


class PointsForm(Form):
    """What a focus group said, in its own points; its day; what it consented to."""

    name: Line
    meant: Annotated[str, Field(min_length=1, max_length=PAGE)]
    told_on: dt.date
    scope: Annotated[str, offered(SCOPES)]
    consent: Annotated[str, offered(("yes",))]


class TagForm(Form):
    """A voice and the theme it speaks of: a new one by its name, else one there is."""

    voice: str
    theme: OptionalLine = ""
    name: OptionalLine = ""


class MergeForm(Form):
    """The theme that stands for another from now on."""

    into: Line


def points() -> Response:
    """Ask for the points of a focus group."""
    return _points()


def _points(status: int = 200, **values: Any) -> Response:
    publication, _ = shown()
    filled = {"faults": {}, "typed": {}, "code": "", **values}
    today = dt.date.today()
    return show("points", status, programme=publication.programme, scopes=SCOPES, today=today, **filled)


def make_points() -> AnyResponse:
    """Keep the points of a focus group that consented; its code is shown this once."""
    publication, _ = shown()
    try:
        filled = read(PointsForm)
    except NotFilled as error:
        return _points(UNPROCESSABLE, faults=error.faults, typed=error.typed)
    code = new_code(LASTING_LENGTH)
    kept = {name: value for name, value in filled.values().items() if name != "consent"}
    with services().store.writing(role()) as session:
        session.add(Theme(publication.programme, **kept, code=code_digest(code)))
    return _points(code=code)


def make_theme() -> AnyResponse:
    """Make a theme."""
    publication, _ = shown()
    filled = read(ThemeForm)
    with services().store.writing(role()) as session:
        made = Theme(publication.programme, **filled.values())
        session.add(made)
    return go("theme", theme_id=made.id)


def begin_themes() -> AnyResponse:
    """Make the themes that a study's focus groups arrived at, to begin with, where there are none yet."""
    publication, _ = shown()
    with services().store.writing(role()) as session:
        if not themes_of(session, publication.programme):
            names = (language().say(f"voice.first.{theme}") for theme in _FIRST)
            session.add_all(Theme(publication.programme, name) for name in names)
    return go("voices")


def theme(theme_id: str) -> Response:
    """Show a theme: what is meant, its voices, what was merged into it, and what became of it."""
    return _theme(theme_id)


def _theme(theme_id: str, status: int = 200, **values: Any) -> Response:
    publication, found = shown()
    with services().store.reading() as session:
        kept = still_kept(session, Theme, theme_id)
        told = history_of(session, kept, found.all_themes, language())
    if kept.programme != publication.programme:
        raise NotKept(theme_id)
    filled = {"faults": {}, "typed": {}, **values}
    return show("theme", status, theme=kept, history=told, **_about(kept, found, publication), **filled)


def _about(kept: Theme, found: Voices, publication: Publication) -> dict[str, Any]:
    """Return what stands with a theme."""
    spoken = found.of_theme(kept.id)
    return {
        "programme": publication.programme,
        "count": len(spoken),
        "spoken": spoken[:_SHOWN],
        "topics": labelled(found.topics_of(kept.key), publication),
        "into": found.all_themes.get(kept.merged_into or ""),
        "merged": [other for other in found.all_themes.values() if other.merged_into == kept.id],
        "others": [(other.id, other.name) for other in found.themes if other.id != kept.id],
    }


def edit_theme(theme_id: str) -> AnyResponse:
    """Change what a theme is called, and what is meant by it."""
    with services().store.writing(role()) as session:
        is_points = still_kept(session, Theme, theme_id).told_on is not None
        try:
            filled: NameForm = read(NameForm if is_points else ThemeForm)
        except NotFilled as error:
            return _theme(theme_id, UNPROCESSABLE, faults=error.faults, typed=error.typed)
        edit(session, Theme, theme_id, filled.version, **filled.values())
    return go("theme", theme_id=theme_id)


def merge_theme(theme_id: str) -> AnyResponse:
    """Let another theme stand for this one."""
    into = read(MergeForm).into
    try:
        with services().store.writing(role()) as session:
            merge(session, still_kept(session, Theme, theme_id), still_kept(session, Theme, into))
    except NoMerge as error:
        raise NotKept(into) from error
    return go("theme", theme_id=into)


def separate_theme(theme_id: str) -> AnyResponse:
    """Undo a merge."""
    with services().store.writing(role()) as session:
        separate(still_kept(session, Theme, theme_id))
    return go("theme", theme_id=theme_id)


def _tagged(session: Session, filled: TagForm, publication: Publication) -> str:
    """Return the id of the theme that a form names; a new one is made. Raises NotKept."""
    if filled.name:
        made = Theme(publication.programme, filled.name)
        session.add(made)
        return made.id
    found = still_kept(session, Theme, filled.theme)
    if found.programme != publication.programme:
        raise NotKept(filled.theme)
    return found.id


def _read_tag(found: Voices) -> TagForm:
    filled = read(TagForm)
    if filled.voice not in found.heard:
        raise NotKept(filled.voice)
    return filled


def tag_voice() -> AnyResponse:
    """Say that a voice speaks of a theme."""
    publication, found = shown()
    filled = _read_tag(found)
    if not filled.theme and not filled.name:
        return show_voice(UNPROCESSABLE, faults={"name": "empty"})
    with services().store.writing(role()) as session:
        tag(session, _tagged(session, filled, publication), filled.voice)
    return back_to(filled.voice)


def untag_voice() -> AnyResponse:
    """Say that a voice does not speak of a theme, nor of any that was merged into it."""
    _, found = shown()
    filled = _read_tag(found)
    with services().store.writing(role()) as session:
        for each in found.merged_with(filled.theme):
            untag(session, each, filled.voice)
    return back_to(filled.voice)


def back_to(voice: str) -> AnyResponse:
    """Lead back to a voice among those that were read."""
    chosen = {name: request.args[name] for name in ("theme", "about") if name in request.args}
    return go("read_voice", voice=voice, **chosen)


def register(pages: Blueprint) -> None:
    """Serve themes."""
    pages.add_url_rule("/voices", "make_theme", make_theme, methods=["POST"])
    pages.add_url_rule("/voices/begin", "begin_themes", begin_themes, methods=["POST"])
    pages.add_url_rule("/voices/points", "points", points)
    pages.add_url_rule("/voices/points", "make_points", make_points, methods=["POST"])
    pages.add_url_rule("/voices/theme/<theme_id>", "theme", theme)
    pages.add_url_rule("/voices/theme/<theme_id>", "edit_theme", edit_theme, methods=["POST"])
    pages.add_url_rule("/voices/theme/<theme_id>/merge", "merge_theme", merge_theme, methods=["POST"])
    pages.add_url_rule(
        "/voices/theme/<theme_id>/separate", "separate_theme", separate_theme, methods=["POST"]
    )
    pages.add_url_rule("/voices/tag", "tag_voice", tag_voice, methods=["POST"])
    pages.add_url_rule("/voices/untag", "untag_voice", untag_voice, methods=["POST"])
