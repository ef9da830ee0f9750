"""People's own words under a chart: how many voices and themes stand beside it, folded, with beginnings."""

import logging

from dash import html
from dash.development.base_component import Component

from dashboard.components.filling import Outputs
from dashboard.report.addresses import READ, THEME, written
from dashboard.report.page import Page
from dashboard.report.services import Request, services
from dashboard.report.topics import Topic, labels_of, topic_of, within
from dashboard.report.voices import Voice, voices_around
from dashboard.store.store import UNREADABLE, cause
from dashboard.store.voices import Theme

_LOG = logging.getLogger("rejsespor")
# Beginnings that stand here; the others are read where all are.
_SHOWN = 5


def with_voices(page: Page, query: dict[str, str], outputs: Outputs) -> Outputs:
    """Return a card's outputs with the voices that stand beside its chart."""
    if outputs["hidden"]:
        return outputs | {"voices": None}
    request = services().request(query, page)
    topic = topic_of(page, request.selection)
    try:
        topics = within(topic, request.publication)
        found = voices_around(request.publication, topics)
    except UNREADABLE as error:
        # The decisions beside it say so to the reader.
        _LOG.error("the store cannot be read: %s", cause(error))
        return outputs | {"voices": None}
    voices, themes = found.beside(topics), found.themes_beside(topics)
    if not voices and not themes:
        return outputs | {"voices": None}
    lines = [_line(voice, topic, found.where(voice, topics), request) for voice in voices[:_SHOWN]]
    return outputs | {"voices": _folded(lines, len(voices), themes, topic, request)}


def _folded(
    lines: list[Component], count: int, themes: list[Theme], topic: Topic, request: Request
) -> Component:
    counted = request.language.counted
    counts = [counted("voice.voices", count)] if count else []
    counts += [counted("voice.themes", len(themes))] if themes else []
    voices = [html.Ul(lines), _all(topic, request)] if lines else []
    return html.Details(
        [html.Summary(" · ".join(counts)), *_themes(themes, request), *voices], className="voices"
    )


def _carried(request: Request) -> dict[str, str]:
    return {"programme": request.publication.programme, "lang": request.language.code}


def _themes(themes: list[Theme], request: Request) -> list[Component]:
    links = [
        html.Li(html.A(theme.name, href=written(THEME.replace("<theme>", theme.id), _carried(request))))
        for theme in themes
    ]
    heading = request.language.say("voice.themes_heading")
    return [html.Div([html.Span(heading), html.Ul(links)], className="voice-themes")] if links else []


def _line(voice: Voice, topic: Topic, at: list[Topic], request: Request) -> Component:
    query = {**_carried(request), "about": topic.written, "voice": voice.key}
    link = html.A(html.Q(voice.beginning), href=written(READ, query), lang=voice.language)
    label = labels_of(at, request.publication, request.language)
    said = request.language.say("voice.said_of", question=label)
    return html.Li([link, html.Span(said, className="quiet")] if label else link)


def _all(topic: Topic, request: Request) -> Component:
    query = {**_carried(request), "about": topic.written}
    return html.P(html.A(request.language.say("voice.read_all"), href=written(READ, query)))
