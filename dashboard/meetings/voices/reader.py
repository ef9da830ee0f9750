"""The overview of voices, and the reader: one voice at a time, in an order that says nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.plain import go, language, show
from dashboard.meetings.voices.shown import labelled, shown
from dashboard.report.topics import PAGE, Topic, label_of, read_topic, within
from dashboard.report.voices import Voice, Voices, question_of, topic_at
from dashboard.server.statuses import NOT_FOUND
from dashboard.store.store import NotKept
from dashboard.store.voices import Theme
from publication.reading import Publication

# In an address: the voices that are under no theme. A theme's id is longer.
LOOSE = "none"
# Beginnings that stand on the overview while there are no themes.
_BEGINNINGS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme's voices beside a topic: how many, and what leads to them."""

    topic: Topic
    voices: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Themes × what their voices stand beside: columns with their names, a row of cells for each theme."""

    columns: list[tuple[Topic, str]]
    rows: list[tuple[Theme, list[Cell]]]


def matrix(found: Voices, publication: Publication) -> Matrix:
    """Return how many voices of each theme stand beside each question, principle and indicator.

    They are counts of voices: whoever tells three times is three, and nobody knows how many think so.
    """
    used = [topic for topic in frozenset().union(*found.topics.values()) if topic.kind != PAGE]
    counted = {
        (theme.id, topic): len(found.of_theme_beside(theme.id, topic))
        for theme in found.themes
        for topic in used
    }
    seen = frozenset(topic for (_, topic), voices in counted.items() if voices)
    columns = labelled(seen, publication)
    rows = [
        (theme, [Cell(topic, counted[theme.id, topic]) for topic, _ in columns]) for theme in found.themes
    ]
    return Matrix(columns, [(theme, cells) for theme, cells in rows if any(cell.voices for cell in cells)])


def voices() -> Response:
    """Show a programme's themes, how its voices lie among them, and the way to read them."""
    publication, found = shown()
    themes = [(theme, len(found.of_theme(theme.id))) for theme in found.themes]
    return show(
        "voices",
        programme=publication.programme,
        count=len(found.heard),
        themes=themes,
        beginnings=[] if themes else list(found.heard.values())[:_BEGINNINGS],
        loose=len(_loose(found)),
        under_none=LOOSE,
        matrix=matrix(found, publication),
        faults={},
        typed={},
    )


def _loose(found: Voices) -> list[Voice]:
    """Return the voices that are under no theme."""
    return [voice for voice in found.heard.values() if not found.themes_of(voice)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which voices are read: the address's part that says so, what they are called, and the voices."""

    query: dict[str, str]
    title: str
    voices: Sequence[Voice]


def _chosen(publication: Publication, found: Voices) -> Chosen:
    """Return the voices that an address chooses: of a theme, beside a topic, of both, under none, or all."""
    if request.args.get("theme") == LOOSE:
        return Chosen({"theme": LOOSE}, language().say("voice.under_none"), _loose(found))
    theme = found.all_themes.get(request.args.get("theme", ""))
    topic = read_topic(request.args.get("about", ""))
    label = label_of(topic, publication, language()) if topic else ""
    if theme and topic and label:
        title = f"{theme.name} · {label}"
        query = {"theme": theme.id, "about": topic.written}
        return Chosen(query, title, found.of_theme_beside(theme.id, topic))
    if theme:
        return Chosen({"theme": theme.id}, theme.name, found.of_theme(theme.id))
    if topic and label:
        return Chosen({"about": topic.written}, label, found.beside(within(topic, publication)))
    return Chosen({}, language().say("voice.all"), list(found.heard.values()))


def _place(places: Mapping[str, int]) -> int:
    """Return where among the voices that are read the address's one stands. Raises NotKept."""
    asked = request.args.get("voice") or next(iter(places))
    if asked not in places:
        raise NotKept(asked)
    return places[asked]


def read_voice() -> AnyResponse:
    """Show one voice, with the way to the next and the one before."""
    return show_voice()


def show_voice(status: int = 200, **values: Any) -> AnyResponse:
    """Show the voice of an address, with what was wrong with what was sent about it."""
    publication, found = shown()
    chosen = _chosen(publication, found)
    asked = request.args.get("voice", "")
    places = {voice.key: place for place, voice in enumerate(chosen.voices)}
    if asked in found.heard and asked not in places:
        return go("read_voice", voice=asked)
    if not chosen.voices:
        return show("voice_none", NOT_FOUND, title=chosen.title)
    place = _place(places)
    about = {**_of(chosen.voices[place], publication, found), **_around(chosen, place)}
    return show("voice", status, **{"faults": {}, "typed": {}, **about, **values})


def _of(voice: Voice, publication: Publication, found: Voices) -> dict[str, Any]:
    """Return what stands with a voice: its words, its themes, and what it stands beside."""
    spoken = found.themes_of(voice)
    return {
        "programme": publication.programme,
        "voice": voice,
        "parts": [(question_of(voice, question, language()), text) for question, text in voice.parts],
        "themes": spoken,
        "offered": [(theme.id, theme.name) for theme in found.themes if theme not in spoken],
        "topics": labelled(found.topics_of(voice.key), publication),
        "own": frozenset(topic_at(link) for link in found.links if link.attached == voice.key),
    }


def _around(chosen: Chosen, place: int) -> dict[str, Any]:
    """Return where among the voices that are read one stands."""
    keys = [voice.key for voice in chosen.voices]
    return {
        "title": chosen.title,
        "query": chosen.query,
        "number": place + 1,
        "count": len(keys),
        "before": keys[place - 1] if place else "",
        "after": keys[place + 1] if place + 1 < len(keys) else "",
    }


def register(pages: Blueprint) -> None:
    """Serve the overview and the reader."""
    pages.add_url_rule("/voices", "voices", voices)
    pages.add_url_rule("/voices/read", "read_voice", read_voice)
