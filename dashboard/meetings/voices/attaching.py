"""A voice or a theme beside a chart: put there from the chart or from the reader, and taken away."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.meetings.form import Form, Line, read
from dashboard.meetings.plain import asked, go, language, role, show
from dashboard.meetings.subjects import query_of, seen
from dashboard.meetings.voices.shown import shown
from dashboard.meetings.voices.themes import back_to
from dashboard.report.page import ChartPage
from dashboard.report.services import services
from dashboard.report.topics import Topic, all_topics, label_of, offered_at, read_topic, topic_of
from dashboard.report.voices import Voices
from dashboard.store.meetings import Step
from dashboard.store.store import NotKept
from dashboard.store.voices import Link, attach, detach
from publication.reading import Publication


class AttachForm(Form):
    """What stands beside what."""

    attached: Line
    topic: Line


def _chart(publication: Publication) -> tuple[Topic, str, str]:
    """Return what an address's chart is of, what was found there, and where it stands. Raises NotKept."""
    page = services().pages.get(request.args.get("page", ""))
    if not isinstance(page, ChartPage):
        raise NotKept(request.args.get("page", ""))
    step = Step(publication.programme, page.name, query_of(asked()), publication.key, place=0, meeting_id="")
    chart = seen(step, language())
    if chart.request is None or not chart.is_shown:
        raise NotKept(page.name)
    return topic_of(page, chart.request.selection), chart.finding, chart.address


def attach_to_chart() -> Response:
    """Ask which voice or theme is to stand beside a chart, and at which of its questions."""
    publication, found = shown()
    topic, finding, address = _chart(publication)
    said = language()
    offered = [(one.written, label_of(one, publication, said)) for one in offered_at(topic, publication)]
    return show(
        "attach",
        programme=publication.programme,
        finding=finding,
        address=address,
        here=asked(),
        topics=[(written, label) for written, label in offered if label],
        chosen=topic.written,
        voices=[(voice.key, voice.beginning) for voice in found.heard.values()],
        themes=[(theme.key, theme.name) for theme in found.themes],
    )


def attach_to_topic() -> Response:
    """Ask what a voice or a theme is to stand beside."""
    publication, found = shown()
    key = request.args.get("attached", "")
    return show(
        "attach_to",
        programme=publication.programme,
        attached=key,
        name=_name(key, found),
        groups=_groups(publication),
    )


def _name(key: str, found: Voices) -> str:
    """Return what a voice or a theme is known by to a reader. Raises NotKept."""
    theme = next((one for one in found.themes if one.key == key), None)
    if theme is None and key not in found.heard:
        raise NotKept(key)
    return theme.name if theme else found.heard[key].beginning


def _groups(publication: Publication) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return everything a voice can stand beside, by questionnaire or kind."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in all_topics(publication):
        if label := label_of(topic, publication, language()):
            whole = Topic(topic.kind, topic.about) if topic.about in publication.instruments else None
            name = label_of(whole, publication, language()) if whole else ""
            group = name or language().say(f"voice.kind_of_topic.{topic.kind}")
            groups.setdefault(group, []).append((topic.written, label))
    return list(groups.items())


def _read(publication: Publication, found: Voices) -> Link:
    """Return what a form puts beside what. Raises NotKept for what is not there, or not offered."""
    filled = read(AttachForm)
    _name(filled.attached, found)
    topic = read_topic(filled.topic)
    if topic is None or topic not in set(all_topics(publication)):
        raise NotKept(filled.topic)
    return Link(publication.programme, filled.attached, *topic)


def attach_voice() -> AnyResponse:
    """Put a voice or a theme beside a question, a principle, an indicator or a page."""
    publication, found = shown()
    link = _read(publication, found)
    with services().store.writing(role()) as session:
        attach(session, link)
    if "page" in request.args:
        return redirect(_chart(publication)[2], 303)
    return _back(link.attached, found)


def detach_voice() -> AnyResponse:
    """Take a voice or a theme away from what it stands beside."""
    publication, found = shown()
    link = _read(publication, found)
    with services().store.writing(role()) as session:
        detach(session, link)
    return _back(link.attached, found)


def _back(key: str, found: Voices) -> AnyResponse:
    leads: dict[str, Any] = {theme.key: theme.id for theme in found.themes}
    return go("theme", theme_id=leads[key]) if key in leads else back_to(key)


def register(pages: Blueprint) -> None:
    """Serve what puts voices beside charts."""
    pages.add_url_rule("/voices/attach", "attach_to_chart", attach_to_chart)
    pages.add_url_rule("/voices/beside", "attach_to_topic", attach_to_topic)
    pages.add_url_rule("/voices/beside", "attach_voice", attach_voice, methods=["POST"])
    pages.add_url_rule("/voices/beside/remove", "detach_voice", detach_voice, methods=["POST"])
