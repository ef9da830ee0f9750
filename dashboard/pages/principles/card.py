"""The page of principles in a browser: under the chart, prompts for the principle chosen."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Panel
from dashboard.components.page import card_page
from dashboard.components.prompt_card import prompt_card
from dashboard.pages.principles.answer import principle_names
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.services import services

PROMPTS = "prompts"


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    return card_page(page, query, [html.Div(id=part(page.name, PROMPTS), **aria(live="polite"))])


def _prompts(page: Page, query: Mapping[str, str]) -> Component:
    """Return what to talk about for the principle chosen, or how to choose one."""
    service = services()
    publication, selection, language = service.request(query, page)
    names = principle_names(publication, language)
    if selection.item not in names:
        return html.P(language.say("principles.choose"), className="choose")
    return prompt_card(names[selection.item], service.prompts.get(selection.item, []), language)


CARD = Card(_skeleton, [Panel(PROMPTS, _prompts)], chosen_by_click="item")
