"""What printed figures can and cannot be: sentences, and a table of every row behind them."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.html_table import html_table
from dashboard.report.ids import part


def printed_section(
    page: str,
    heading: str,
    intro: str,
    sentences: Sequence[str],
    elsewhere: tuple[str, Sequence[str]],
    table: tuple[str, str, Sequence[str], Sequence[Sequence[str]]],
) -> Component:
    """Return the section below a chart of printed figures.

    Args:
        page: The page, and so the beginning of its ids.
        heading: What the section is about.
        intro: How it was found.
        sentences: What was found in the figures of the chart.
        elsewhere: A heading, and what was found elsewhere in the same report; left out where that is nothing.
        table: What opens the table, its caption, headers and rows.
    """
    opens, caption, headers, rows = table
    title = part(page, "printed-heading")
    other = (
        [html.H3(elsewhere[0]), html.Ul([html.Li(sentence) for sentence in elsewhere[1]])]
        if elsewhere[1]
        else []
    )
    return html.Section(
        [
            html.H2(heading, id=title),
            html.P(intro),
            html.Ul([html.Li(sentence) for sentence in sentences]),
            *other,
            html.Details(
                [
                    html.Summary(opens),
                    html.Div(html_table(caption, [], headers, rows), className="scrolls", tabIndex="0"),
                ],
                className="printed-rows",
            ),
        ],
        className="printed-card",
        **aria(labelledby=title),
    )
