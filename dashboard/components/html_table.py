"""The table twin: the same numbers as the chart, for keyboard, screen reader and paper."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

Header = tuple[str, int]


# Longer than this is a sentence, and may take several lines.
_LINE = 40


def _cell(text: str) -> Component:
    return html.Td(text, className="in-words") if len(text) > _LINE else html.Td(text)


def html_table(
    caption: str, groups: Sequence[Header], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> Component:
    """Return a table whose first column names its rows.

    Args:
        caption: What the table holds.
        groups: Over the columns after the first: each group's name and number of columns; may be none.
        headers: One per column.
        rows: Texts, one list per row.
    """
    named = [
        html.Th(name, colSpan=n, scope="colgroup") if name else html.Td("", colSpan=n) for name, n in groups
    ]
    over = html.Tr([html.Td(""), *named])
    head = html.Tr([html.Th(name, scope="col") for name in headers])
    body = [html.Tr([html.Th(first, scope="row"), *map(_cell, cells)]) for first, *cells in rows]
    return html.Table(
        [html.Caption(caption), html.Thead([over, head] if groups else [head]), html.Tbody(body)],
        className="twin",
    )
