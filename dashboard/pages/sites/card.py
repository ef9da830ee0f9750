"""The list of sites in a browser: by municipality, each a link with a small picture of its involvement."""

from collections.abc import Mapping

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.card import Card, Content, Panel
from dashboard.components.filling import filled_whole
from dashboard.components.page import replaced_page
from dashboard.pages.involvement.text import context_of
from dashboard.pages.site.score_line import larger_group, score_legend, score_picture, score_reading
from dashboard.pages.site.told import Told
from dashboard.pages.sites.answer import SiteList, site_list
from dashboard.pages.sites.text import finding, lead
from dashboard.report.ids import part
from dashboard.report.offered import INVOLVEMENT
from dashboard.report.page import Page
from dashboard.report.report import source_line
from dashboard.report.site_batches import municipalities_on
from publication.definitions.programme import Municipality, Site


def _line(site: Site, found: SiteList, told: Told) -> Component:
    """Return a site: name, type and staff, picture, numbers."""
    name = dcc.Link(site.name, href=told.address("site", site=site.id), className="score-name")
    context = html.Span(context_of([site], told.language), className="site-context")
    score = found.scores.get(site.id)
    if score is None:
        return html.Li([html.Div([name, context], className="score-who")], className="score")
    who = html.Div([name, context, *larger_group(score, told)], className="score-who")
    picture = html.Div(score_picture(score, INVOLVEMENT, told), className="score-picture")
    return html.Li(
        [who, picture, html.Div(score_reading(score, told), className="score-reading")], className="score"
    )


def _municipality(municipality: Municipality, found: SiteList, told: Told) -> Component:
    lines = html.Ul([_line(site, found, told) for site in municipality.sites], className="scores")
    return html.Section([html.H2(municipality.name), lines])


def _card(page: Page, told: Told) -> Component:
    found, language = site_list(told.publication, told.selection), told.language
    municipalities = told.publication.definition.municipalities
    shown = municipalities_on(told.publication, told.selection.sites)
    heading, drawn = part(page.name, "finding"), bool(found.scores)
    words = lead(municipalities, found.tables.values(), told.waves, told.two_waves and drawn, language)
    what = language.of(told.publication.instruments[INVOLVEMENT].name) if drawn else ""
    told_first = finding(found.tables.values(), told.two_waves, language)
    source = [html.P(source_line(told.publication, language, "questionnaire"), className="source")]
    return html.Div(
        [
            html.H1(told_first, id=heading, className="finding"),
            html.P(words, className="lead"),
            *([score_legend(told, list(found.scores.values()), what)] if drawn else []),
            html.Div([_municipality(place, found, told) for place in shown], className="site-list"),
            *(source if drawn else []),
        ],
        className="sites-page data-card",
    )


def _contents(page: Page, query: Mapping[str, str]) -> Content:
    """Return the sites of the chosen programme, or that it has none."""
    return filled_whole(page, query, lambda *chosen: _card(page, Told(*chosen)))


CARD = Card(replaced_page, [Panel("contents", _contents)])
