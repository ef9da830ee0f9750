"""A table of many rows as one piece of markup."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.components.html_table import Header
from dashboard.components.markup import as_text, one_piece


def _over(groups: Sequence[Header]) -> str:
    named = "".join(f'<th colspan="{n}" scope="colgroup">{as_text(name)}</th>' for name, n in groups)
    return f"<tr><td></td>{named}</tr>" if groups else ""


def _row(first: str, *cells: str) -> str:
    texts = "".join(f"<td>{as_text(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{as_text(first)}</th>{texts}</tr>'


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
    head = "".join(f'<th scope="col">{as_text(header)}</th>' for header in headers)
    parts = (
        f'<table class="twin"><caption>{as_text(caption)}</caption>',
        f"<thead>{_over(groups)}<tr>{head}</tr></thead>",
        f"<tbody>{''.join(_row(*row) for row in rows)}</tbody></table>",
    )
    return one_piece("".join(parts))
