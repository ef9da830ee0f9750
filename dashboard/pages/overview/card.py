"""The first page in a browser: what has changed, who answered, where each kind of visitor goes from here."""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import replaced_page
from dashboard.components.shell import address
from dashboard.pages.data.answer import since_before
from dashboard.pages.overview.answer import files_of
from dashboard.pages.overview.changes import Found, changes_list, months_moved, selected
from dashboard.pages.overview.finding import counted, finding
from dashboard.pages.overview.text import (
    chance_line,
    months_answer,
    news_sentences,
    response_line,
    wave_lines,
)
from dashboard.report.addresses import BOARD, written
from dashboard.report.cache import plain, remembered
from dashboard.report.labels import group_name
from dashboard.report.offered import answered_instruments
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from dashboard.report.services import Services, services
from dashboard.store.meetings import decisions_of, is_overdue
from dashboard.store.store import UNREADABLE, cause
from publication.ids import EVERYONE
from publication.languages import Language
from publication.reading import NotReadable, Publication

_LOG = logging.getLogger("rejsespor")
# The files that hold all of a programme.
PAPERS = ("pdf", "html")
# What each kind of visitor comes for; those who load data come for the data.
VISITORS: Mapping[str, Sequence[str]] = {
    "meeting": ("change", "principles"),
    "strategy": ("involvement", "management"),
}


def _facts(publication: Publication, language: Language) -> Component:
    rounds = [language.date(publication.round_date(round_id)) for round_id in publication.rounds]
    asked = answered_instruments(publication)
    instruments = [language.of(publication.instruments[instrument].name) for instrument in asked]
    facts = {
        "waves": wave_lines(publication, language),
        "rounds": rounds,
        "instruments": [", ".join(instruments)] if instruments else [],
    }
    return html.Dl(
        [
            entry
            for name, lines in facts.items()
            if lines
            for entry in (html.Dt(language.say(f"overview.{name}")), *map(html.Dd, lines))
        ],
        className="facts",
    )


def _answer(service: Services, publication: Publication, page: str, language: Language) -> list[Component]:
    """Return one question with the sentence that answers it, and the way to its page."""
    head = html.H3(language.say(f"title.{page}"))
    if not service.pages[page].has_data(publication):
        key = "missing" if publication.within is None else "missing_part"
        return [head, html.P(language.say(f"overview.{key}"), className="quiet")]
    query = {"programme": publication.programme, "lang": language.code}
    answer = _months_answer if page == "management" else _found
    sentences = answer(service, publication, page, language)
    return [head, *map(html.P, sentences), _way(page, query, language)]


def _found(service: Services, publication: Publication, page: str, language: Language) -> list[str]:
    """Return what a page found in what it shows first."""
    selection = selected(publication, page, language)

    def work_out() -> list[str]:
        answer = service.pages[page].report
        report = answer(publication, selection, language) if answer else None
        if report is None:
            return [language.say("card.withheld_here")]
        whose = _whose(service.pages[page], publication, selection, language)
        return [line for line in (whose, report.finding, report.lead) if line]

    return remembered(service.cache, f"tile-{page}", publication, selection, work_out)


def _whose(page: Page, publication: Publication, selection: Selection, language: Language) -> str:
    """Return whose answers a page shows first, where it is not everyone's; '' where it is."""
    is_said = "group" in page.controls and selection.group != EVERYONE
    return group_name(publication, selection, language) if is_said else ""


def _months_answer(service: Services, publication: Publication, page: str, language: Language) -> list[str]:
    """Return what all charts of months say: of one figure alone, chance is not taken account of."""
    selection = selected(publication, page, language)

    def work_out() -> list[str]:
        return [months_answer(months_moved(service, publication, language), language)]

    return remembered(service.cache, f"tile-{page}", publication, selection, work_out)


def _way(page: str, query: Mapping[str, str], language: Language) -> Component:
    return dcc.Link(language.say(f"overview.go_{page}"), href=address(page, query), className="go")


def _files(publication: Publication, language: Language) -> list[Component]:
    """Return what those who load the data want to know first."""
    query = {"programme": publication.programme, "lang": language.code}
    files = language.counted("overview.files", len(files_of(publication)))
    return [html.H3(language.say("title.data")), html.P(files), _way("data", query, language)]


def _tiles(service: Services, publication: Publication, language: Language) -> Component:
    """Return a tile per kind of visitor: what is theirs, and the way to it."""
    answered = {
        visitor: [line for page in pages for line in _answer(service, publication, page, language)]
        for visitor, pages in VISITORS.items()
    }
    # Files are of all of a programme: who sees a part of it is told nothing of them.
    loaded = {"data": _files(publication, language)} if publication.within is None else {}
    return html.Div(
        [
            html.Div([html.H2(language.say(f"overview.for_{visitor}")), *content], className="tile")
            for visitor, content in {**answered, **loaded}.items()
        ],
        className="tiles",
    )


def _news(service: Services, publication: Publication, language: Language) -> list[str]:
    """Return what is new; nothing where nothing is, in a part of a programme: elsewhere something may be."""
    try:
        change = since_before(service.publications, publication)
    except NotReadable:
        return [language.say("data.not_readable")]
    is_untold = change is not None and change.nothing and publication.within is not None
    return [] if is_untold else news_sentences(change, language)


def _listed(name: str, lines: Sequence[str], language: Language) -> list[Component]:
    heading = html.H2(language.say(f"overview.{name}"))
    return [html.Section([heading, html.Ul([html.Li(line) for line in lines])])] if lines else []


def _response(publication: Publication, language: Language) -> Component:
    """Return how many answered, how fresh it is, and who is shown, in a line."""
    fresh = language.say(
        "overview.fresh", number=publication.number, date=language.date(publication.published_on)
    )
    promise = language.say("overview.k_note", k=publication.definition.k) if publication.asked else ""
    lines = [*response_line(publication, language), f"{fresh}.", promise]
    return html.P(" ".join(filter(None, lines)), className="quiet")


def _others(service: Services, publication: Publication, language: Language) -> list[Component]:
    """Return the ways to the other programmes; nothing where there are none."""
    links = [
        dcc.Link(
            language.of(other.name),
            href=address("overview", {"programme": other.programme, "lang": language.code}),
        )
        for other in service.publications.all()
        if other.programme != publication.programme
    ]
    between = [entry for link in links for entry in (" ", link)]
    return [html.P([language.say("overview.others"), *between], className="quiet")] if links else []


def _heading(
    service: Services, publication: Publication, found: Found, language: Language
) -> tuple[str, list[str]]:
    """Return the finding, and what is said below the changes: of a printed report what its page found."""
    if found.changes or not found.printed:
        indicators = list(publication.indicators.values())
        heading = finding(found.changes, found.compared, indicators, language)
        return heading, chance_line(found.months, language)
    heading, *lead = _found(service, publication, "change", language)
    return heading.removesuffix("."), [*lead, language.say("overview.signals_printed")]


def _changed(service: Services, publication: Publication, language: Language) -> Any:
    """Return the finding, the changes and what is said below them."""

    def work_out() -> Any:
        found = Found.of(service, publication, language)
        heading, notes = _heading(service, publication, found, language)
        lines = [changes_list(found, language)] if found.changes else []
        lead = html.P(counted(found.changes, language), className="lead")
        return plain([html.H1(heading, className="finding"), lead, *lines, *_quiet(notes)])

    selection = selected(publication, "overview", language)
    return remembered(service.cache, "overview", publication, selection, work_out)


def _quiet(lines: Sequence[str]) -> list[Component]:
    return [html.P(line, className="quiet") for line in lines]


def _programme(service: Services, publication: Publication, language: Language) -> Component:
    heading, lead, *changes = _changed(service, publication, language)
    about = publication.definition.about
    return html.Div(
        [
            heading,
            lead,
            _response(publication, language),
            *_overdue(service, publication, language),
            *changes,
            _tiles(service, publication, language),
            *_listed("news", _news(service, publication, language), language),
            _facts(publication, language),
            _paper(publication, language),
            *_quiet([language.of(about)] if about else []),
            *_others(service, publication, language),
        ],
        className="programme data-card",
    )


def _paper(publication: Publication, language: Language) -> Component:
    """Return the ways to all of it in one file."""
    query = {"programme": publication.programme, "lang": language.code}
    links = [
        html.A(language.say(f"paper.{ending}"), href=written(f"/files/paper.{ending}", query), className="go")
        for ending in PAPERS
    ]
    return html.P([entry for link in links for entry in (" · ", link)][1:], className="paper")


def _overdue(service: Services, publication: Publication, language: Language) -> list[Component]:
    """Return how many decisions are to be looked at again, and the way to them; nothing where none is."""
    if not service.store.is_there:
        return []
    try:
        many = _overdue_count(service, publication.programme)
    except UNREADABLE as error:
        _LOG.error("the store cannot be read: %s", cause(error))
        return [html.P(language.say("meeting.unreadable"), className="quiet")]
    query = {"programme": publication.programme, "lang": language.code}
    link = html.A(language.counted("meeting.overdue", many), href=written(BOARD, query))
    return [html.P(link, className="overdue")] if many else []


def _overdue_count(service: Services, programme: str) -> int:
    with service.store.reading() as session:
        made = decisions_of(session, programme)
    return sum(is_overdue(decision, dt.date.today()) for decision in made)


def _contents(page: Page, query: Mapping[str, str]) -> Content:
    """Return the programme that is chosen."""
    publication, _, language = services().request(query, page)
    return _programme(services(), publication, language)


CARD = Card(replaced_page, [Panel("contents", _contents)])
