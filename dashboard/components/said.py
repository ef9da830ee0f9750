"""What people said in their own words, set quietly below a chart."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Content
from dashboard.report.ids import part

Part = tuple[str, str]


def _text(parts: Sequence[Part]) -> Component:
    return html.Li(
        [
            html.P([html.Span(question, className="said-question"), text] if question else text)
            for question, text in parts
        ]
    )


def said_block(
    page: str, title: str, note: Content, occasions: Sequence[tuple[str, Sequence[Sequence[Part]]]]
) -> Component:
    """Return the block.

    Args:
        page: The page it stands on.
        title: Its heading.
        note: Who released the texts, or how to release some.
        occasions: What each is called, with its texts; a text is parts of (question, words).
    """
    groups = [
        html.Div([html.H3(name), html.Ul([_text(parts) for parts in texts])], className="said-occasion")
        for name, texts in occasions
    ]
    heading = part(page, "said-heading")
    return html.Section(
        [
            html.H2(title, id=heading),
            html.P(note, className="quiet"),
            html.Div(groups, className="said-occasions"),
        ],
        className="said",
        **aria(labelledby=heading),
    )
