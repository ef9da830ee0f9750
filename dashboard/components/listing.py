"""A table of texts that wraps; on a narrow screen each row stands as a block with its headers."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component


def _row(headers: Sequence[str], cells: Sequence[str]) -> Component:
    first, *rest = cells
    # Rows laid out as blocks would lose their roles in some browsers, so the roles are said.
    return html.Tr(
        [
            html.Th(first, scope="row", role="rowheader"),
            *(
                html.Td([html.Span(header, className="listing-header"), cell], role="cell")
                for header, cell in zip(headers[1:], rest, strict=True)
            ),
        ],
        role="row",
    )


def listing(caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Component:
    """Return a table whose first column names its rows.

    Args:
        caption: What the table holds, for those who do not see the heading above it.
        headers: One per column.
        rows: Texts, one list per row.
    """
    head = html.Tr([html.Th(name, scope="col", role="columnheader") for name in headers], role="row")
    return html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(head, role="rowgroup"),
            html.Tbody([_row(headers, row) for row in rows], role="rowgroup"),
        ],
        className="listing",
        role="table",
    )
