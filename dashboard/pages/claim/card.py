"""The page of claims in a browser: below the chart, the way to the page that shows it all."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import card_page
from dashboard.components.text import paragraph
from dashboard.pages.claim.report import claim_report
from dashboard.report.cache import plain, remembered
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.services import services

WAY = "way"


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    return card_page(page, query, after=[html.Div(id=part(page.name, WAY))])


def _way(page: Page, query: Mapping[str, str]) -> Content:
    service = services()
    publication, selection, language = service.request(query, page)
    if not page.has_data(publication):
        return None

    def work_out() -> Content:
        report = claim_report(publication, selection, language)
        return plain(paragraph((report.way,))) if report else None

    found: Content = remembered(service.cache, part(page.name, WAY), publication, selection, work_out)
    return found


CARD = Card(_skeleton, [Panel(WAY, _way)])
