"""What a browser gets of a page: its skeleton, and the parts that callbacks fill."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from dashboard.components.html_table import html_table
from dashboard.components.page import card_page
from dashboard.report import ids
from dashboard.report.page import Page

Query = Mapping[str, str]
# What can stand within a component.
Content = Component | str | Sequence[Component | str | None] | None


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that is filled by itself.

    Attributes:
        name: Which part of the page it is.
        fill: What stands there for a query.
        follows: The store whose changes it follows.
        at_first: Whether it is empty until it is filled for the first time.
    """

    name: str
    fill: Callable[[Page, Query], Content]
    follows: str = ids.SELECTION
    at_first: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """A page's skeleton, its panels, how its table is set, and what a click on its chart sets.

    Attributes:
        skeleton: The page as it is sent first.
        panels: Its parts that are filled by themselves.
        draw_table: How the chart's table is set.
        chosen_by_click: The control that a click on the chart sets; none where it is empty.
        register: Registers callbacks that no other page has.
    """

    skeleton: Callable[[Page, Query], Component] = card_page
    panels: Sequence[Panel] = ()
    draw_table: Callable[..., Component] = html_table
    chosen_by_click: str = ""
    register: Callable[[Dash, Page], None] | None = None
