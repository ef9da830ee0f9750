"""A sign that is told apart by shape and colour, and is not read aloud: words beside it say the same."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria


def sign(mark: str, kind: str) -> Component:
    """Return a mark in the colour of what it means."""
    return html.Span(mark, className=f"sign sign-{kind}", **aria(hidden="true"))
