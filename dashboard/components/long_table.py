"""A table of many rows as one piece: a component for each of thousands of cells would hold the browser up."""

import re
from collections.abc import Sequence
from html import escape

from dash import dcc
from dash.development.base_component import Component

from dashboard.components.html_table import Header


def _plain(text: str) -> str:
    # An empty line would end the piece.
    return escape(re.sub(r"[\r\n]", " ", text))


def _over(groups: Sequence[Header]) -> str:
    named = "".join(f'<th colspan="{n}" scope="colgroup">{_plain(name)}</th>' for name, n in groups)
    return f"<tr><td></td>{named}</tr>" if groups else ""


def _row(first: str, *cells: str) -> str:
    texts = "".join(f"<td>{_plain(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{_plain(first)}</th>{texts}</tr>'


def long_table(
    caption: str, groups: Sequence[Header], headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> Component:
    """Return a table whose first column names its rows; what it holds is shown as written, never as markup.

    Args:
        caption: What the table holds.
        groups: Over the columns after the first: each group's name and number of columns; may be none.
        headers: One per column.
        rows: Texts, one list per row.
    """
    head = "".join(f'<th scope="col">{_plain(header)}</th>' for header in headers)
    parts = (
        f'<table class="twin"><caption>{_plain(caption)}</caption>',
        f"<thead>{_over(groups)}<tr>{head}</tr></thead>",
        f"<tbody>{''.join(_row(*row) for row in rows)}</tbody></table>",
    )
    return dcc.Markdown("".join(parts), dangerously_allow_html=True)
