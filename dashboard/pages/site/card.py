"""The page of a site in a browser: its scores, its leaders and staff, its indicators, each drawn small."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import replaced_page
from dashboard.components.shell import address, heading
from dashboard.pages.involvement.text import context_of
from dashboard.pages.management.answer import site_figures
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.principles.perspectives import links_heard, perspectives_at
from dashboard.pages.site.answer import (
    SitePage,
    SiteScore,
    change_score,
    first_instrument,
    has_involvement,
    involvement_score,
    scores,
    site_page,
)
from dashboard.pages.site.figures_part import figures_part
from dashboard.pages.site.perspectives_part import (
    leaders_of,
    perspectives_beside,
    perspectives_notes,
    who_assessed,
)
from dashboard.pages.site.score_line import score_legend, score_line
from dashboard.pages.site.switch import site_switch
from dashboard.pages.site.text import claim_words, signals_words, whole_sentence
from dashboard.pages.site.told import Told
from dashboard.report.cache import plain, remembered
from dashboard.report.ids import part
from dashboard.report.offered import INVOLVEMENT
from dashboard.report.page import Page
from dashboard.report.report import RestsOn, source_line
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.definitions.instrument import Population
from publication.languages import Language
from publication.reading import Option, Publication

PAGE = "site"
Score = Callable[[Publication, Selection, Option], SiteScore | None]
# Page → the instrument, and the scores that stand for the site.
Drawn = Mapping[str, tuple[str, list[SiteScore]]]


def _part(told: Told, page: str, way: Component, about: str, content: Sequence[Component]) -> Component:
    """Return one part of the page under its heading, which the way to its page stands beside."""
    heading = part(PAGE, f"{page}-heading")
    name = html.H2(told.language.say(f"page.{page}"), id=heading, tabIndex="-1")
    note = [html.Span(about, className="quiet")] if about else []
    return html.Section(
        [html.Div([name, *note, way], className="part-head"), *content],
        className=f"site-part site-{page}",
        **aria(labelledby=heading),
    )


def _scores(told: Told, page: SitePage, name: str, instrument: str, found: Sequence[SiteScore]) -> Component:
    """Return a line per group that stands for the site, and what all sites together have."""
    first, language = found[0], told.language
    lines = html.Ul([score_line(score, instrument, told) for score in found], className="scores")
    together = [html.P(line, className="quiet") for line in whole_sentence(first, told.waves[1], language)]
    chosen = {"group": page.main.id if page.main else "", "instrument": instrument, "item": ""}
    what = language.of(told.publication.instruments[instrument].name)
    return _part(told, name, told.link(name, **chosen), what, [lines, *together])


def _drawn_scores(told: Told, page: SitePage) -> Drawn:
    """Return the scores that stand for the site, where there are any."""
    practice = first_instrument(told.publication)
    asked: dict[str, tuple[str, Score]] = {"change": (practice, change_score)} if practice else {}
    if has_involvement(told.publication):
        asked["involvement"] = INVOLVEMENT, involvement_score
    found = {
        name: (instrument, scores(score, told.publication, told.selection, page))
        for name, (instrument, score) in asked.items()
    }
    return {name: drawn for name, drawn in found.items() if drawn[1]}


def _principles(told: Told, page: SitePage) -> tuple[list[Component], list[Component]]:
    """Return what leaders, staff and citizens said, and how to read it; nothing where leaders were not."""
    if not told.publication.rounds:
        return [], []
    chosen = replace(told.selection, round=told.publication.rounds[-1], against="")
    last = replace(told, selection=chosen)
    leaders, perspectives = leaders_of(last), perspectives_at(told.publication, chosen, page.staff)
    way, beside = last.link("principles", item=""), perspectives_beside(leaders, perspectives, last)
    return [_part(told, "principles", way, who_assessed(leaders, last), beside)], perspectives_notes(
        perspectives, last
    )


def _management(told: Told, figures: Sequence[SiteFigure]) -> list[Component]:
    """Return the site's indicators; nothing where it has none."""
    if not figures:
        return []
    way = told.link("management", sites=told.selection.site)
    return [_part(told, "management", way, "", figures_part(figures, told))]


def _found(told: Told, drawn: Drawn, figures: Sequence[SiteFigure]) -> list[Component | str]:
    """Return what became of a site in a line, each piece the way to its part: scores, then signals."""
    language = told.language
    claims = {name: claim_words(found[0], told.waves, language) for name, (_, found) in drawn.items()}
    lines = {
        name: language.say("site.line", group=language.say(f"page.{name}"), reading=claim)
        for name, claim in claims.items()
        if claim
    }
    signals = signals_words(figures, list(told.publication.indicators.values()), language)
    ways = [
        _to_part(name, line) for name, line in [*lines.items(), *(("management", said) for said in signals)]
    ]
    return [piece for way in ways for piece in (" · ", way)][1:]


def _to_part(name: str, line: str) -> Component:
    return html.A(line, href=f"#{part(PAGE, f'{name}-heading')}", className="to-part")


def _head(told: Told, page: SitePage, found: Sequence[Component | str]) -> Component:
    municipality = next(
        place.name for place in told.publication.definition.municipalities if page.site in place.sites
    )
    context = " · ".join(filter(None, [municipality, context_of([page.site], told.language)]))
    lead = [html.P(found, className="lead")] if found else []
    return html.Header([site_switch(page.site, told), *lead, html.P(context, className="quiet")])


def _about(
    told: Told, drawn: Drawn, notes: Sequence[Component], figures: Sequence[SiteFigure]
) -> list[Component]:
    """Return what one must know to read the page; nothing where it has nothing to read."""
    intervals = [html.P(told.language.say("card.interval_note"))] if drawn else []
    service = [html.P(told.language.say("site.service"))] if figures else []
    known = [*intervals, *notes, *service]
    summary = html.Summary(told.language.say("site.about"))
    return [html.Details([summary, *known], className="about")] if known else []


def _sources(told: Told, page: SitePage, figures: Sequence[SiteFigure]) -> list[Component]:
    """Return where each part comes from; citizens' answers stand beside leaders' alone."""
    rounds = told.publication.rounds
    heard = [link.population for link, _ in links_heard(told.publication)] if rounds else []
    has: list[tuple[RestsOn, Population, object]] = [
        ("questionnaire", "staff", page.groups),
        ("questionnaire", "citizens", "citizens" in heard),
        ("leadership", "staff", rounds),
        ("management", "staff", figures),
    ]
    lines = [source_line(told.publication, told.language, kind, asked) for kind, asked, found in has if found]
    return [html.P(line, className="source") for line in dict.fromkeys(lines)]


def _contents(told: Told, page: SitePage) -> Component:
    """Return the page."""
    figures, drawn = site_figures(told.publication, page.site), _drawn_scores(told, page)
    principles, notes = _principles(told, page)
    scored = [_scores(told, page, name, *found) for name, found in drawn.items()]
    all_scores = [score for _, found in drawn.values() for score in found]
    parts = [*scored, *principles, *_management(told, figures)]
    question = html.P(told.language.say("site.question"), className="question")
    said = _found(told, drawn, figures) if parts else [told.language.say("site.nothing")]
    return html.Div(
        [
            _head(told, page, said),
            *([score_legend(told, all_scores)] if scored else []),
            html.Div(parts, className="site-parts"),
            *([html.Div(question, className="to-talk-about")] if parts else []),
            *_about(told, drawn, notes, figures),
            *_sources(told, page, figures),
        ],
        className="site-page data-card",
    )


def _unknown(selection: Selection, language: Language) -> Component:
    """Say the one sentence for every site that is not shown, and where to go."""
    way_out = address("involvement", {**selection.query(), "group": ""})
    link = dcc.Link(language.say("overview.go_involvement"), href=way_out)
    said = html.Div([html.P(language.say("card.withheld_here")), link], className="empty")
    return html.Div([heading(PAGE, language), said])


def _show(page: Page, query: Mapping[str, str]) -> Content:
    service = services()
    publication, selection, language = service.request(query, page)
    found = site_page(publication, selection)
    if found is None:
        return _unknown(selection, language)

    def work_out() -> Any:
        return plain([_contents(Told(publication, selection, language), found)])

    contents: Content = remembered(service.cache, page.name, publication, selection, work_out)
    return contents


CARD = Card(replaced_page, [Panel("contents", _show)])
