"""The first page in a browser: what moved, what is new, and where each kind of visitor goes from here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.card import Card, Panel
from dashboard.components.notice import nothing_published
from dashboard.components.shell import address, heading, shell
from dashboard.pages.data.answer import since_before
from dashboard.pages.involvement.answer import compared_label
from dashboard.pages.involvement.text import site_changes
from dashboard.pages.overview.answer import figures_moved, files_of, questions_moved, sites_moved
from dashboard.pages.overview.text import months_answer, months_moved, moved_sentences, news_sentences
from dashboard.report import ids
from dashboard.report.cache import remembered
from dashboard.report.ids import part
from dashboard.report.labels import wave_name, wave_names
from dashboard.report.offered import answered_instruments, compared_instruments
from dashboard.report.page import Page
from dashboard.report.people import about
from dashboard.report.resolving import select
from dashboard.report.selection import Selection
from dashboard.report.services import Services, services
from publication.languages import Language
from publication.reading import NotReadable, Option, Publication

# What each kind of visitor comes for; those who load data come for the data.
VISITORS: Mapping[str, Sequence[str]] = {
    "meeting": ("change", "principles"),
    "strategy": ("involvement", "management"),
}
PROGRAMMES = "programmes"


def _waves(publication: Publication, language: Language) -> list[str]:
    lines = []
    for wave in publication.waves:
        named = {"wave": wave_name(publication, wave.id, language), "date": language.date(wave.date)}
        if wave.members is None:
            lines.append(language.say("overview.wave_printed", **named))
        else:
            lines.append(language.say("overview.wave_line", members=language.whole(wave.members), **named))
    return lines


def _facts(publication: Publication, language: Language) -> Component:
    rounds = [language.date(publication.round_date(round_id)) for round_id in publication.rounds]
    asked = answered_instruments(publication)
    instruments = [language.of(publication.instruments[instrument].name) for instrument in asked]
    facts = {
        "waves": _waves(publication, language),
        "rounds": rounds,
        "instruments": [", ".join(instruments)],
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


def _selected(publication: Publication, page: str, language: Language, **chosen: str) -> Selection:
    """Return what a page would show of this very publication: the pointer may have moved on meanwhile."""
    return select(publication, {"lang": language.code, **chosen}, services().pages[page])


def _answer(service: Services, publication: Publication, page: str, language: Language) -> list[Component]:
    """Return one question with the sentence that answers it, and the way to its page."""
    head = html.H4(language.say(f"title.{page}"))
    if not service.pages[page].has_data(publication):
        return [head, html.P(language.say("overview.missing"), className="quiet")]
    query = {"programme": publication.programme, "lang": language.code}
    answer = _months_answer if page == "management" else _found
    sentences = answer(service, publication, page, language)
    return [head, *map(html.P, sentences), _way(page, query, language)]


def _found(service: Services, publication: Publication, page: str, language: Language) -> list[str]:
    """Return what a page found in what it shows first."""
    selection = _selected(publication, page, language)

    def work_out() -> list[str]:
        answer = service.pages[page].report
        report = answer(publication, selection, language) if answer else None
        if report is None:
            return [language.say("card.withheld_here")]
        return [report.finding, *filter(None, [report.lead])]

    return remembered(service.cache, f"tile-{page}", publication, selection, work_out)


def _months_answer(service: Services, publication: Publication, page: str, language: Language) -> list[str]:
    """Return what all charts of months say: of one figure alone, chance is not taken account of."""
    selection = _selected(publication, page, language)

    def work_out() -> list[str]:
        return [months_answer(figures_moved(publication, selection), language)]

    return remembered(service.cache, f"tile-{page}", publication, selection, work_out)


def _way(page: str, query: Mapping[str, str], language: Language) -> Component:
    return dcc.Link(language.say(f"overview.go_{page}"), href=address(page, query), className="go")


def _files(publication: Publication, language: Language) -> list[Component]:
    """Return what those who load the data want to know first."""
    query = {"programme": publication.programme, "lang": language.code}
    files = language.counted("overview.files", len(files_of(publication)))
    return [html.H4(language.say("title.data")), html.P(files), _way("data", query, language)]


def _tiles(service: Services, publication: Publication, language: Language) -> Component:
    """Return a tile per kind of visitor: what is theirs, and the way to it."""
    answered = {
        visitor: [line for page in pages for line in _answer(service, publication, page, language)]
        for visitor, pages in VISITORS.items()
    }
    return html.Div(
        [
            html.Div([html.H3(language.say(f"overview.for_{visitor}")), *content], className="tile")
            for visitor, content in {**answered, "data": _files(publication, language)}.items()
        ],
        className="tiles",
    )


def _news(service: Services, publication: Publication, language: Language) -> list[str]:
    try:
        return news_sentences(since_before(service.publications, publication), language)
    except NotReadable:
        return [language.say("data.not_readable")]


def _sites_moved(service: Services, publication: Publication, language: Language) -> list[Component]:
    """Say at which sites involvement has moved, each with the way to where that is seen."""
    asked = compared_instruments(publication)
    return [
        dcc.Link(words, href=address("involvement", query))
        for instrument in asked
        for words, query in _sites_of(service, publication, instrument, language)
    ]


def _sites_of(
    service: Services, publication: Publication, instrument: str, language: Language
) -> list[tuple[str, dict[str, str]]]:
    """Say of each group whose sites stand side by side which of them moved, each with its selection."""
    selection = _selected(publication, "involvement", language, instrument=instrument)

    def work_out() -> list[tuple[str, dict[str, str]]]:
        groups = service.pages["involvement"].groups(publication, selection.waves)
        what = compared_label(publication.instruments[instrument], selection.item, language)
        waves = wave_names(publication, selection, language)
        return [
            (
                f"{about(what, *_named(group, groups, language))}{change}",
                replace(selection, group=group.id).query(),
            )
            for group, table in sites_moved(publication, selection, groups)
            for change in site_changes(table, waves, language)
        ]

    return remembered(service.cache, "sites-moved", publication, selection, work_out)


def _named(group: Option, groups: Sequence[Option], language: Language) -> list[str]:
    """Return what a group is called, where there are others."""
    return [language.of(group.label)] if len(groups) > 1 else []


def _months_moved(service: Services, publication: Publication, language: Language) -> list[str]:
    """Say of each management figure at how many sites there is a signal."""
    selection = _selected(publication, "management", language)

    def work_out() -> list[str]:
        return months_moved(figures_moved(publication, selection), language)

    return remembered(service.cache, "months-moved", publication, selection, work_out)


def _questions_moved(service: Services, publication: Publication, language: Language) -> list[str]:
    """Say of each questionnaire how many questions moved, or that print does not tell."""
    found = [
        questions_moved(publication, _selected(publication, "change", language, instrument=instrument))
        for instrument in answered_instruments(publication)
    ]
    printed = [language.say("overview.signals_printed")] if None in found else []
    return printed + [words for moved in found if moved for words in moved_sentences(moved, language)]


def _signals(service: Services, publication: Publication, language: Language) -> list[Component | str]:
    """Say where something has moved."""
    lines: list[Component | str] = [
        sentence
        for look in (_questions_moved, _sites_moved, _months_moved)
        for sentence in look(service, publication, language)
    ]
    return lines or [language.say("overview.signals_none")]


def _listed(name: str, lines: Sequence[Component | str], language: Language) -> list[Component]:
    heading = html.H3(language.say(f"overview.{name}"))
    return [html.Div([heading, html.Ul([html.Li(line) for line in lines])])] if lines else []


def _programme(service: Services, publication: Publication, language: Language) -> Component:
    definition = publication.definition
    badge = (
        [html.Span(language.say("shell.invented"), className="badge-invented")] if definition.invented else []
    )
    about = [html.P(language.of(definition.about))] if definition.about else []
    fresh = language.say(
        "overview.fresh", number=publication.number, date=language.date(publication.published_on)
    )
    promise = language.say("overview.k_note", k=definition.k) if publication.asked else ""
    news = _listed("news", _news(service, publication, language), language)
    signals = _listed("signals", _signals(service, publication, language), language)
    return html.Section(
        [
            html.Div([html.H2(language.of(publication.name)), *badge], className="programme-head"),
            html.P(f"{fresh}. {promise}", className="quiet"),
            *about,
            html.Div([*signals, *news], className="news"),
            _tiles(service, publication, language),
            _facts(publication, language),
        ],
        className="programme",
    )


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    service = services()
    language = service.language(query)
    if not service.publications.programmes():
        nothing = nothing_published(service.publications, language)
        content = [heading(page.name, language), nothing]
        return shell(page.name, {"lang": language.code}, language, content)
    content = [
        heading(page.name, language),
        html.P(language.say("overview.intro"), className="lead"),
        html.Div(id=part(page.name, PROGRAMMES)),
        dcc.Store(id=ids.LANDED, data={"lang": language.code}),
    ]
    return shell(page.name, {**query, "lang": language.code}, language, content)


def _programmes(_: Page, query: Mapping[str, str]) -> list[Component]:
    """Return every programme that is published."""
    service = services()
    language = service.language(query)
    return [_programme(service, publication, language) for publication in service.publications.all()]


CARD = Card(_skeleton, [Panel(PROGRAMMES, _programmes, follows=ids.LANDED)])
