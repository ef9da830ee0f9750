"""The page of privacy in a browser: with whom one is shown, then prose."""

from collections.abc import Mapping
from functools import partial

from dash.development.base_component import Component

from dashboard.components.card import Card, Panel
from dashboard.components.prose import PROSE, prose_page
from dashboard.pages.privacy.find import find_group, register_find
from dashboard.report.page import Page
from dashboard.report.services import services


def _find(page: Page, query: Mapping[str, str]) -> list[Component]:
    return find_group(services().request(query, page))


CARD = Card(
    partial(prose_page, first=find_group),
    [PROSE, Panel("first", _find, at_first=False)],
    register=register_find,
)
