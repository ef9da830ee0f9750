"""The page of indicators in a browser: the finding, the table, how to read it, files."""

from collections.abc import Mapping
from dataclasses import replace

from dash import ClientsideFunction, Dash, Input, Output, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.card import Card, Content, Panel
from dashboard.components.filling import filled_whole
from dashboard.components.page import replaced_page
from dashboard.components.text import paragraph
from dashboard.pages.indicators.answer import IndicatorTable, indicator_table
from dashboard.pages.indicators.cell_text import legend
from dashboard.pages.indicators.grid import Grid, indicator_grid, marks_explained
from dashboard.pages.indicators.report import IndicatorsReport
from dashboard.report import ids
from dashboard.report.cache import remembered
from dashboard.report.ids import part
from dashboard.report.page import Page
from dashboard.report.selection import Selection
from dashboard.report.services import services
from dashboard.report.site_batches import municipalities_on
from publication.languages import Language
from publication.reading import Publication

FILES = ("csv_semicolon", "csv_comma", "xlsx")


def _table(publication: Publication, selection: Selection) -> IndicatorTable:
    """Return the table; the runs depend on the rules alone, whatever else and in whichever language."""
    asked = Selection("", publication.programme, rules=selection.rules)
    return remembered(
        services().tables, "indicator-runs", publication, asked, lambda: indicator_table(publication, asked)
    )


def _files(page: Page, language: Language) -> Component:
    links = [
        html.A(language.say(f"card.{name}"), id=part(page.name, name), href="", className="btn btn-quiet")
        for name in FILES
    ]
    return html.Div(links, className="card-buttons")


def _on_page(report: IndicatorsReport) -> IndicatorTable:
    """Return the table with the sites of the chosen page: of a thousand nobody reads all at once."""
    shown = municipalities_on(report.publication, report.selection.sites)
    return replace(report.answer, municipalities=shown)


def _card(page: Page, report: IndicatorsReport) -> Component:
    language, named = report.language, part(page.name, "finding")
    notes = [html.Summary(language.say("indicators.about")), *map(paragraph, report.notes)]
    content = [
        html.H1(html.Span(report.finding, className="first"), id=named, className="finding"),
        html.P(report.lead, className="lead"),
        marks_explained(legend(report.answer, language)),
        indicator_grid(Grid(_on_page(report), language, report.selection.query())),
        html.Details(notes, className="about"),
        _files(page, language),
        html.P(report.source, className="source"),
    ]
    return html.Section(content, className="data-card indicators-card", **aria(labelledby=named))


def _contents(page: Page, query: Mapping[str, str]) -> Content:
    """Return the card of the chosen programme, or that it has no such figures."""

    def card(publication: Publication, selection: Selection, language: Language) -> Component:
        return _card(page, IndicatorsReport(publication, selection, language, _table(publication, selection)))

    return filled_whole(page, query, card)


def _register(app: Dash, page: Page) -> None:
    """Let the links to files follow the selection."""
    app.clientside_callback(
        ClientsideFunction("rejsespor", "files"),
        *[Output(part(page.name, name), "href") for name in FILES],
        Input(ids.SETTLED, "data"),
    )


CARD = Card(replaced_page, [Panel("contents", _contents)], register=_register)
