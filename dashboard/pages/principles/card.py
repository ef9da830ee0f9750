"""The page of principles in a browser: under the chart, prompts for one principle."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Content, Panel
from dashboard.components.page import card_page
from dashboard.components.prompt_card import prompt_card
from dashboard.pages.principles.answer import principle_names, principles_table, to_talk_about
from dashboard.pages.principles.perspectives_row import perspectives_on
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.services import services

PROMPTS = "prompts"


def _skeleton(page: Page, query: Mapping[str, str]) -> Component:
    return card_page(page, query, [html.Div(id=part(page.name, PROMPTS), **aria(live="polite"))])


def _prompts(page: Page, query: Mapping[str, str]) -> Content:
    """Return the perspectives on the principle chosen, and prompts; before that on the one rated lowest."""
    service = services()
    publication, selection, language = service.request(query, page)
    names = principle_names(publication, language)
    chosen = selection.item in names
    cells = principles_table(publication, selection)
    item = selection.item if chosen else to_talk_about(cells, names)
    if item not in names:
        return None
    perspectives = perspectives_on(item, cells, publication, selection, language)
    prompts = prompt_card(names[item], service.prompts.get(item, []), language)
    choose = [] if chosen else [html.P(language.say("principles.choose"), className="choose")]
    return [*perspectives, prompts, *choose]


CARD = Card(_skeleton, [Panel(PROMPTS, _prompts)], chosen_by_click="item")
