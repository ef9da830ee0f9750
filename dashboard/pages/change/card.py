"""The page of change in a browser: below the chart, what printed figures can and cannot be."""

from collections.abc import Mapping
from functools import partial

from dash import html
from dash.development.base_component import Component

from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import card_page
from dashboard.pages.change.printed import fits_headers, fits_table, printed_report
from dashboard.pages.change.printed_panel import printed_section
from dashboard.pages.change.printed_text import caption, elsewhere_sentences, printed_sentences
from dashboard.report import ids
from dashboard.report.cache import plain, remembered
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from dashboard.report.services import services
from publication.languages import Language
from publication.reading import Publication

PRINTED = "printed"


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    return card_page(page, query, after=[html.Div(id=part(page.name, PRINTED))])


def printed_section_of(
    page: Page, publication: Publication, selection: Selection, language: Language
) -> Content:
    """Return the section for a selection; None where nothing of it is printed."""
    report = printed_report(publication, selection)
    if report is None or not report.fits:
        return None
    rows = fits_table(report, publication, selection, language)
    opens, named = language.say("printed.table"), caption(selection, publication, language)
    return printed_section(
        page.name,
        language.say("printed.heading"),
        language.say("printed.intro"),
        printed_sentences(report, publication, selection, language),
        (language.say("printed.elsewhere"), elsewhere_sentences(report, publication, language)),
        (opens, named, fits_headers(language), rows),
    )


def _printed(page: Page, query: Mapping[str, str]) -> Content:
    service = services()
    publication, selection, language = service.request(query, page)
    if selection.instrument not in publication.printed:
        return None
    section = partial(printed_section_of, page, publication, selection, language)
    found: Content = remembered(service.cache, PRINTED, publication, selection, lambda: plain(section()))
    return found


CARD = Card(_skeleton, [Panel(PRINTED, _printed, follows=ids.SETTLED, at_first=False)])
