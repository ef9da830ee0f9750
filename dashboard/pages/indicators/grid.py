"""The table of indicators in a browser: a row per site, a column per indicator, cells that lead to months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.components.markup import as_text, element, one_piece
from dashboard.components.shell import address
from dashboard.components.sign import sign
from dashboard.components.small_picture import small_picture_markup
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
    """

    table: IndicatorTable
    language: Language
    query: Mapping[str, str]

    def months_of(self, indicator: Indicator, **chosen: str) -> str:
        """Return the address of an indicator's months."""
        return address("management", {**self.query, "indicator": indicator.id, **chosen})


def _hidden(words: str) -> str:
    return element("span", as_text(words), class_="visually-hidden")


def _mark(kind: str, mark: str) -> str:
    return element("span", mark, class_=f"sign sign-{kind}", aria_hidden="true")


def _marks(figure: SiteFigure) -> str:
    state, meeting = state_of(figure), meeting_of(figure.chart)
    return _mark(state, STATE_MARKS[state]) + (_mark(meeting, MEETING_MARKS[meeting]) if meeting else "")


def _named(site: Site, indicator: Indicator, language: Language) -> str:
    """Return what a cell is about: read aloud everywhere, seen where a cell has no header above it."""
    name = f"{as_text(language.of(indicator.name))} "
    return element("span", [_hidden(f"{site.name}: "), name], class_="cell-name")


def _now(figure: SiteFigure, language: Language) -> str:
    """Return the newest value with its marks, and below it what sets it apart from the column."""
    value = element("span", as_text(value_words(figure, language)), class_="cell-value")
    note = as_text(note_words(figure, language))
    apart = element("span", note, class_="cell-note") if note else ""
    said = _hidden(f" {reading(figure, language)}. ")
    return element("span", [value, _marks(figure), apart, said], class_="cell-now")


def _empty(name: str, language: Language) -> str:
    nothing = [element("span", "–", aria_hidden="true"), _hidden(language.say("indicators.no_figures"))]
    return element("td", element("span", [name, *nothing], class_="cell"), role="cell", class_="cell-empty")


def _cell(grid: Grid, site: Site, indicator: Indicator) -> str:
    figure, language = grid.table.figures.get((site.id, indicator.id)), grid.language
    name = _named(site, indicator, language)
    if figure is None:
        return _empty(name, language)
    months = small_picture_markup(draw_months(figure, line_words(figure, language)))
    way = grid.months_of(indicator, sites=site.id)
    content = [name, _now(figure, language), months]
    link = element("a", content, href=way, title=described(figure, language), class_="cell opens")
    return element("td", link, role="cell", class_=f"cell-{state_of(figure)}")


def _row(grid: Grid, site: Site) -> str:
    way = address("site", {**grid.query, "site": site.id})
    name = element("a", as_text(site.name), href=way, class_="opens")
    cells = [_cell(grid, site, indicator) for indicator in grid.table.indicators]
    return element("tr", [element("th", name, scope="row", role="rowheader"), *cells], role="row")


def _municipality(grid: Grid, municipality: Municipality) -> str:
    """Return a municipality's sites under its name, where there are several municipalities."""
    rows = [_row(grid, site) for site in municipality.sites]
    if len(grid.table.municipalities) == 1:
        return element("tbody", rows, role="rowgroup")
    across = {"colSpan": str(len(grid.table.indicators) + 1)}
    name = element("th", as_text(municipality.name), **across, scope="rowgroup", role="rowheader")
    return element("tbody", [element("tr", name, role="row", class_="municipality"), *rows], role="rowgroup")


def _header(grid: Grid, indicator: Indicator) -> str:
    language = grid.language
    name = element("a", as_text(language.of(indicator.name)), href=grid.months_of(indicator), class_="opens")
    unit = element("span", as_text(language.of(indicator.unit)), class_="unit")
    return element("th", [name, " ", unit], scope="col", role="columnheader")


def indicator_grid(grid: Grid) -> Component:
    """Return the table; laid out as cards where the screen is narrow, it keeps its roles."""
    say = grid.language.say
    site = element("th", as_text(say("management.column.site")), scope="col", role="columnheader")
    head = element(
        "tr", [site, *(_header(grid, indicator) for indicator in grid.table.indicators)], role="row"
    )
    parts = [
        element("caption", as_text(say("indicators.caption")), class_="visually-hidden"),
        element("thead", head, role="rowgroup"),
        *(_municipality(grid, municipality) for municipality in grid.table.municipalities),
    ]
    return one_piece(element("table", parts, role="table", class_="matrix"))


def marks_explained(marks: Sequence[tuple[str, str, str]]) -> Component:
    """Return what each mark of the table means."""
    items = [html.Li([sign(mark, kind), f" {words}"]) for kind, mark, words in marks]
    return html.Ul(items, className="matrix-marks")
