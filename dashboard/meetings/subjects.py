"""What a step or decision is about: the report of its page, in the publication it was seen in."""

import json
from dataclasses import dataclass

from dashboard.callbacks.chart import drawn
from dashboard.components.shell import address
from dashboard.report.page import ChartPage
from dashboard.report.report import AnyChartReport
from dashboard.report.resolving import select
from dashboard.report.services import services
from dashboard.store.meetings import Subject
from publication.languages import Language
from publication.reading import NothingPublished, NotThere, Publication


@dataclass(frozen=True, slots=True)
class Seen:
    """What a chart showed.

    Attributes:
        report: The answer; None where it is no longer shown or can no longer be asked.
        title: What its page is called.
        finding: What was found; what its page is called where there is no report.
        address: Where the chart stands now.
        is_present: Whether it is of the publication that is shown now.
    """

    report: AnyChartReport | None
    title: str
    finding: str
    address: str
    is_present: bool


def seen(subject: Subject, language: Language) -> Seen:
    """Return what a subject's chart showed when it was put there, as long as that may be shown."""
    publication = services().publications.known_as(subject.programme, subject.publication)
    return _seen(subject, publication, language)


def seen_now(subject: Subject, language: Language) -> Seen:
    """Return what a subject's chart shows now."""
    try:
        return _seen(subject, services().publications.current(subject.programme), language)
    except NothingPublished:
        return _seen(subject, None, language)


def _seen(subject: Subject, publication: Publication | None, language: Language) -> Seen:
    query = {**subject.query, "programme": subject.programme, "lang": language.code}
    page = services().pages.get(subject.page)
    title = language.say(f"title.{subject.page}") if page else subject.page
    report = (
        _report(page, publication, query, language) if isinstance(page, ChartPage) and publication else None
    )
    return Seen(
        report,
        title,
        report.finding if report else title,
        address(subject.page, query),
        publication is not None and publication.key == _shown_key(subject.programme),
    )


def _shown_key(programme: str) -> str:
    try:
        return services().publications.current(programme).key
    except NothingPublished:
        return ""


def _report(
    page: ChartPage, publication: Publication, query: dict[str, str], language: Language
) -> AnyChartReport | None:
    if not page.has_data(publication):
        return None
    try:
        selection = select(publication, query, page, services().language_list)
    except NotThere:
        return None
    return page.report(publication, selection, language)


def for_script(chart: Seen) -> str:
    """Return a figure as text that ends no script, whatever a name holds; nothing where there is none."""
    return json.dumps(drawn(chart.report)).replace("<", "\\u003c") if chart.report else ""


def query_of(asked: dict[str, str]) -> dict[str, str]:
    """Return the part of an address that says what a chart is of."""
    return {name: value for name, value in asked.items() if value and name not in _UNKEPT}


_UNKEPT = ("lang", "programme", "page", "role", "meeting")
