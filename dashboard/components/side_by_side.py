"""Two answers side by side, each on its own scale: what leaders say of themselves and what staff do."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

Row = tuple[str, str, str, str, Sequence[str]]


def _cell(header: str, number: str, beside: Component) -> Component:
    """Return a number set large, where there is one, with what is said beside it."""
    large = [html.Strong(number)] if number else []
    return html.Td(
        [
            html.Span(header, className="listing-header"),
            html.Div([*large, beside], className="number-beside"),
        ],
        role="cell",
    )


def _row(headers: Sequence[str], row: Row) -> Component:
    name, middle, leaders, mean, items = row
    listed = html.Ul([html.Li(item) for item in items]) if len(items) > 1 else html.Span(items)
    # Rows laid out as blocks would lose their roles in some browsers, so the roles are said.
    return html.Tr(
        [
            html.Th(name, scope="row", role="rowheader"),
            _cell(headers[1], middle, html.Span(leaders)),
            _cell(headers[2], mean, listed),
        ],
        role="row",
    )


def side_by_side(caption: str, headers: tuple[str, str, str], rows: Sequence[Row]) -> Component:
    """Return a table: what is compared, what leaders said, what staff answered with each question below.

    Args:
        caption: What the table holds.
        headers: One per column.
        rows: Name; the leaders' number and words; the staff's number and lines.
    """
    head = html.Tr([html.Th(name, scope="col", role="columnheader") for name in headers], role="row")
    return html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(head, role="rowgroup"),
            html.Tbody([_row(headers, row) for row in rows], role="rowgroup"),
        ],
        className="listing side-by-side",
        role="table",
    )
