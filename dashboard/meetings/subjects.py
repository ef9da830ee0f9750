"""What a step or decision is about: the report of its page, in the publication it was seen in."""

import json
from dataclasses import dataclass
from functools import cached_property

from dashboard.callbacks.chart import drawn
from dashboard.components.shell import address
from dashboard.report.cache import remembered
from dashboard.report.page import ChartPage
from dashboard.report.report import AnyChartReport
from dashboard.report.resolving import select
from dashboard.report.services import Request, services
from dashboard.report.site_batches import site_batches
from dashboard.report.topics import PAGE, Topic, label_of, topic_of
from dashboard.store.meetings import Subject
from publication.covering import Covering
from publication.languages import Language
from publication.reading import NothingPublished, NotThere, Publication
from publication.scope import Sites

# What of an address does not say what a chart is of.
_UNKEPT = ("lang", "programme", "page", "role", "meeting")


@dataclass(frozen=True)
class Seen:
    """What a chart showed.

    Attributes:
        title: What its page is called.
        address: Where the chart stands now.
        is_present: Whether it is of the publication that is shown now.
        page: Its page; None where there is none of that name.
        request: What it was of; None where that is no longer shown, or can no longer be asked.
    """

    title: str
    address: str
    is_present: bool
    page: ChartPage | None
    request: Request | None

    @cached_property
    def report(self) -> AnyChartReport | None:
        """The answer; None where it is no longer shown."""
        if self.page is None or self.request is None or not self.page.has_data(self.request.publication):
            return None
        return self.page.report(*self.request)

    @cached_property
    def _found(self) -> str:
        if self.page is None or self.request is None:
            return ""
        publication, selection, _ = self.request
        kept = f"finding-{self.page.name}"
        return remembered(services().cache, kept, publication, selection, self._finding)

    def _finding(self) -> str:
        return self.report.finding if self.report else ""

    @cached_property
    def subject(self) -> str:
        """The questionnaire or figure that it is of, by name; '' where its page is of none, or it is gone."""
        if self.page is None or self.request is None:
            return ""
        publication, selection, said = self.request
        topic = topic_of(self.page, selection)
        return label_of(Topic(topic.kind, topic.about), publication, said) if topic.kind != PAGE else ""

    @property
    def is_shown(self) -> bool:
        """Whether there is an answer."""
        return bool(self._found)

    @property
    def finding(self) -> str:
        """What was found; what its page is called where that is no longer shown."""
        return self._found or self.title


def lies_in(chart: Seen) -> Sites | None:
    """Return the sites a chart is of alone; None where it shows whatever its reader may see."""
    if chart.page is None or chart.request is None:
        return None
    publication, selection, _ = chart.request
    kinds = [name for name in ("group", "sites") if name in chart.page.controls]
    if kinds == ["group"] and publication.option(*selection.waves, selection.group):
        return Covering(publication).sites_of(selection.group)
    alone = {site.id for site in publication.sites} - {*site_batches(publication)}
    return frozenset({selection.sites}) if kinds == ["sites"] and selection.sites in alone else None


def seen(subject: Subject, language: Language) -> Seen:
    """Return what a subject's chart showed when it was put there, as long as that may be shown."""
    publication = services().publications.known_as(subject.programme, subject.publication)
    return _seen(subject, publication, language)


def seen_now(subject: Subject, language: Language) -> Seen:
    """Return what a subject's chart shows now."""
    return _seen(subject, shown_now(subject.programme), language)


def shown_now(programme: str) -> Publication | None:
    """Return the publication that is shown now; None where there is none."""
    try:
        return services().publications.current(programme)
    except NothingPublished:
        return None


def _seen(subject: Subject, publication: Publication | None, language: Language) -> Seen:
    query = {**subject.query, "programme": subject.programme, "lang": language.code}
    page = services().pages.get(subject.page)
    chart = page if isinstance(page, ChartPage) else None
    title = language.say(f"title.{subject.page}") if page else subject.page
    request = _request(chart, publication, query, language) if chart and publication else None
    shown = shown_now(subject.programme)
    is_present = publication is not None and shown is not None and publication.key == shown.key
    return Seen(title, address(subject.page, query), is_present, chart, request)


def _request(
    page: ChartPage, publication: Publication, query: dict[str, str], language: Language
) -> Request | None:
    try:
        return Request(publication, select(publication, query, page, services().language_list), language)
    except NotThere:
        return None


def for_script(chart: Seen) -> str:
    """Return a figure as text that ends no script, whatever a name holds; nothing where there is none."""
    return json.dumps(drawn(chart.report)).replace("<", "\\u003c") if chart.report else ""


def query_of(asked: dict[str, str]) -> dict[str, str]:
    """Return the part of an address that says what a chart is of."""
    return {name: value for name, value in asked.items() if value and name not in _UNKEPT}
