"""Leaders, staff and citizens side by side: a row per principle, each perspective on its own scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.charts.svg import Picture
from dashboard.components.small_picture import small_picture


@dataclass(frozen=True, slots=True)
class PerspectivesRow:
    """One principle.

    Attributes:
        name: What it is called.
        picture: The perspectives' marks; None where none may be shown.
        leaders: The leaders' middle answer, and what is said beside it.
        others: Who → their mean; '' where it is not shown.
    """

    name: str
    picture: Picture | None
    leaders: tuple[str, str]
    others: Mapping[str, str]


def _row(row: PerspectivesRow) -> Component:
    middle, beside = row.leaders
    picture = [small_picture(row.picture)] if row.picture else []
    # Rows laid out as blocks would lose their roles in some browsers, so the roles are said.
    return html.Tr(
        [
            html.Th(row.name, scope="row", role="rowheader"),
            html.Td(picture, role="cell", className="principle-picture"),
            html.Td([html.Strong(middle), html.Span(beside)], role="cell", className="principle-leaders"),
            *(
                html.Td(html.Strong(number or "–"), role="cell", className=f"principle-{who}")
                for who, number in row.others.items()
            ),
        ],
        role="row",
    )


def perspectives_table(
    caption: str,
    principle: str,
    headers: Sequence[str],
    rows: Sequence[PerspectivesRow],
    legend: Sequence[str],
) -> Component:
    """Return who they are, and the table.

    Args:
        caption: What it holds, for who cannot see it.
        principle: Over the names.
        headers: The mark and name of each perspective, the leaders' first.
        rows: One per principle.
        legend: Whose each perspective is, and how many they are.
    """
    first, *others = [html.Th(title, scope="col", role="columnheader") for title in (principle, *headers)]
    head = [first, html.Td(role="cell"), *others]
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(head, role="row"), role="rowgroup"),
            html.Tbody([_row(row) for row in rows], role="rowgroup"),
        ],
        className="principles-beside",
        role="table",
    )
    return html.Div([html.P([html.Span(line) for line in legend], className="perspectives-legend"), table])
