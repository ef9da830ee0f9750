"""What was decided before a chart, under it: drawn on it where it is of months, and listed below."""

import logging
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.charts.decided import Mark, with_decisions
from dashboard.components.filling import Outputs
from dashboard.report.addresses import DECISION, written
from dashboard.report.page import Page
from dashboard.report.resolving import select
from dashboard.report.services import Request, services
from dashboard.store.meetings import Decision, decisions_of
from dashboard.store.store import UNREADABLE, cause
from publication.languages import Language
from publication.reading import NotThere

_LOG = logging.getLogger("rejsespor")


def with_decided(page: Page, query: dict[str, str], outputs: Outputs) -> Outputs:
    """Return a card's outputs with what was decided before its chart."""
    service = services()
    if outputs["hidden"] or not service.store.is_there:
        return outputs | {"decisions": None}
    request = service.request(query, page)
    try:
        made = _made(page, request)
    except UNREADABLE as error:
        # A chart is shown whatever has become of the store.
        _LOG.error("the store cannot be read: %s", cause(error))
        return outputs | {"decisions": html.P(request.language.say("meeting.unreadable"), className="quiet")}
    marks = [Mark(number, one.created_at.date(), one.watched) for number, one in enumerate(made, 1)]
    listed = _listed(made, request) if made else None
    return outputs | {"decisions": listed, "figure": with_decisions(outputs["figure"], marks)}


def _made(page: Page, request: Request) -> list[Decision]:
    """Return what was decided before this chart: of the same questionnaire or figure, of whichever group."""
    with services().store.reading() as session:
        found = decisions_of(session, request.publication.programme)
    found = [one for one in found if one.page == page.name and one.state != "dropped"]
    return [one for one in found if _subject(page, request, one) == _of(request)]


def _of(request: Request) -> tuple[str, str]:
    return request.selection.instrument, request.selection.indicator


def _subject(page: Page, request: Request, decision: Decision) -> tuple[str, str] | None:
    query = {**decision.query, "lang": request.language.code}
    try:
        found = select(request.publication, query, page, services().language_list)
    except NotThere:
        return None
    return found.instrument, found.indicator


def _listed(made: Sequence[Decision], request: Request) -> Component:
    say = request.language.say
    return html.Section([html.H2(say("meeting.decided")), html.Ol([_line(one, request) for one in made])])


def _again(decision: Decision, language: Language) -> str:
    day = decision.review_on
    return language.say("meeting.look_again", date=language.date(day)) if day else ""


def _line(decision: Decision, request: Request) -> Component:
    language = request.language
    query = {"programme": decision.programme, "lang": language.code}
    link = html.A(decision.what, href=written(DECISION.replace("<decision>", decision.id), query))
    became = language.say(f"meeting.seen.{decision.seen}") if decision.seen else _again(decision, language)
    return html.Li(
        [link, html.Span("".join(f" · {part}" for part in (decision.who, became) if part), className="quiet")]
    )
