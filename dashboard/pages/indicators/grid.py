"""The table of indicators in a browser: a row per site, a column per indicator, cells that lead to months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.shell import address
from dashboard.components.small_picture import small_picture
from dashboard.pages.indicators.answer import IndicatorTable, meeting_of, state_of
from dashboard.pages.indicators.cell_text import (
    MEETING_MARKS,
    STATE_MARKS,
    described,
    line_words,
    note_words,
    reading,
    value_words,
)
from dashboard.pages.indicators.chart import draw_months
from dashboard.pages.management.site_chart import SiteFigure
from publication.definitions.indicator import Indicator
from publication.definitions.programme import Municipality, Site
from publication.languages import Language


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the words and addresses it is set with.

    Attributes:
        table: Its numbers.
        language: The reader's.
        query: The selection, as an address holds it.
        batches: Site → the page of sites that shows it month by month.
    """

    table: IndicatorTable
    language: Language
    query: Mapping[str, str]
    batches: Mapping[str, str]

    def months_of(self, indicator: Indicator, **chosen: str) -> str:
        """Return the address of an indicator's months."""
        return address("management", {**self.query, "indicator": indicator.id, **chosen})


def _hidden(words: str) -> Component:
    return html.Span(words, className="visually-hidden")


def _mark(kind: str, mark: str) -> Component:
    return html.Span(mark, className=f"sign sign-{kind}", **aria(hidden="true"))


def _marks(figure: SiteFigure) -> list[Component]:
    state, meeting = state_of(figure.chart), meeting_of(figure.chart)
    target = [_mark(meeting, MEETING_MARKS[meeting])] if meeting else []
    return [_mark(state, STATE_MARKS[state]), *target]


def _named(site: Site, indicator: Indicator, language: Language) -> Component:
    """Return what a cell is about: read aloud everywhere, seen where a cell has no header above it."""
    return html.Span([language.of(indicator.name), _hidden(f", {site.name}: ")], className="cell-name")


def _now(figure: SiteFigure, language: Language) -> list[Component]:
    """Return the newest value with its marks, and below it what sets it apart from the column."""
    value = html.Span(value_words(figure, language), className="cell-value")
    note = note_words(figure, language)
    apart = [html.Span(note, className="cell-note")] if note else []
    return [value, *_marks(figure), *apart, _hidden(f" {reading(figure, language)}. ")]


def _cell(grid: Grid, site: Site, indicator: Indicator) -> Component:
    figure, language = grid.table.figures.get((site.id, indicator.id)), grid.language
    name = _named(site, indicator, language)
    if figure is None:
        nothing = [html.Span("–", **aria(hidden="true")), _hidden(language.say("indicators.no_figures"))]
        return html.Td(html.Span([name, *nothing], className="cell"), role="cell", className="cell-empty")
    months = small_picture(draw_months(figure, line_words(figure, language)))
    content = [name, html.Span(_now(figure, language), className="cell-now"), months]
    way = grid.months_of(indicator, sites=grid.batches[site.id])
    link = dcc.Link(content, href=way, title=described(figure, language), className="cell")
    return html.Td(link, role="cell", className=f"cell-{state_of(figure.chart)}")


def _row(grid: Grid, site: Site) -> Component:
    name = dcc.Link(site.name, href=address("site", {**grid.query, "site": site.id}))
    cells = [_cell(grid, site, indicator) for indicator in grid.table.indicators]
    return html.Tr([html.Th(name, scope="row", role="rowheader"), *cells], role="row")


def _municipality(grid: Grid, municipality: Municipality) -> Component:
    """Return a municipality's sites under its name, where there are several municipalities."""
    rows = [_row(grid, site) for site in municipality.sites]
    if len(grid.table.municipalities) == 1:
        return html.Tbody(rows, role="rowgroup")
    across = len(grid.table.indicators) + 1
    name = html.Th(municipality.name, colSpan=across, scope="rowgroup", role="rowheader")
    return html.Tbody([html.Tr([name], role="row", className="municipality"), *rows], role="rowgroup")


def _header(grid: Grid, indicator: Indicator) -> Component:
    language = grid.language
    name = dcc.Link(language.of(indicator.name), href=grid.months_of(indicator))
    unit = html.Span(language.of(indicator.unit), className="unit")
    return html.Th([name, " ", unit], scope="col", role="columnheader")


def indicator_grid(grid: Grid) -> Component:
    """Return the table; laid out as cards where the screen is narrow, it keeps its roles."""
    site = html.Th(grid.language.say("management.column.site"), scope="col", role="columnheader")
    head = html.Tr([site, *(_header(grid, indicator) for indicator in grid.table.indicators)], role="row")
    return html.Table(
        [
            html.Caption(grid.language.say("indicators.caption"), className="visually-hidden"),
            html.Thead(head, role="rowgroup"),
            *(_municipality(grid, municipality) for municipality in grid.table.municipalities),
        ],
        role="table",
        className="matrix",
    )


def marks_explained(marks: Sequence[tuple[str, str, str]]) -> Component:
    """Return what each mark of the table means."""
    return html.Ul(
        [html.Li([_mark(kind, mark), f" {words}"]) for kind, mark, words in marks], className="matrix-marks"
    )
