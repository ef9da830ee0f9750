"""What a report says, as the browser sets it."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.shell import address
from dashboard.report.text import Block, Folded, Heading, Link, Paragraph


def _part(part: str | Link) -> Component | str:
    if isinstance(part, str):
        return part
    way = address(part.page, part.query)
    return dcc.Link(part.text, href=f"{way}#{part.part}" if part.part else way)


def paragraph(words: Paragraph) -> Component:
    """Return a paragraph; one with links keeps them together."""
    return html.P(words if isinstance(words, str) else html.Span([_part(part) for part in words]))


def blocks(found: Sequence[Block]) -> list[Component]:
    """Return headings, paragraphs and what opens under its name."""
    return [_block(block) for block in found]


def _block(block: Block) -> Component:
    match block:
        case Heading(words):
            return html.H3(words)
        case Folded(name, paragraphs):
            return html.Details([html.Summary(name), *map(html.P, paragraphs)])
    return paragraph(block)
