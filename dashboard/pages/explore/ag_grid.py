"""The analyst's table: AG Grid Community with our words, sorting, filters and keys."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_ag_grid
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria, data
from dashboard.components.shell import heading
from dashboard.report.ids import part
from dashboard.report.resolving import LONGEST_FILTER
from publication.languages import Language

PAGE = "explore"
# A file's ending and separator: what its link is called.
FORMATS: Mapping[str, str] = {
    "csv_semicolon": "card.csv_semicolon",
    "csv_comma": "card.csv_comma",
    "xlsx": "card.xlsx",
    "parquet": "explore.parquet",
}
# How much a file holds: how the ids of its links end.
EXTENTS: Mapping[str, str] = {"seen": "_seen", "everything": ""}
FILES = tuple(f"{kind}{ending}" for ending in EXTENTS.values() for kind in FORMATS)
# AG Grid's names for what it says, and ours.
WORDS: Mapping[str, str] = {
    "noRowsToShow": "no_rows",
    "noMatchingRows": "no_matching_rows",
    "loadingOoo": "loading",
    "filterOoo": "filter_placeholder",
    "equals": "equals",
    "lessThanOrEqual": "less_than_or_equal",
    "greaterThanOrEqual": "greater_than_or_equal",
    "inRange": "in_range",
    "inRangeStart": "in_range_start",
    "inRangeEnd": "in_range_end",
    "blank": "blank",
    "notBlank": "not_blank",
    "andCondition": "and",
    "orCondition": "or",
    "resetFilter": "reset",
    "numberFilter": "number_filter",
    "ariaColumnFiltered": "aria_filtered",
    "ariaFilterColumn": "aria_filter_column",
    "ariaFilterMenuOpen": "aria_filter_open",
    "ariaFilterInput": "aria_filter_input",
    "ariaFilterValue": "aria_filter_value",
    "ariaFilterFromValue": "aria_filter_from",
    "ariaFilterToValue": "aria_filter_to",
    "ariaFilteringOperator": "aria_operator",
    "ariaLabelColumnFilter": "aria_column_filter",
    "ariaSortableColumn": "aria_sort",
    "ariaLabelTooltip": "aria_tooltip",
}
# Colours and fonts are the style sheet's.
THEME = (
    "themeQuartz.withParams({fontFamily: 'inherit', fontSize: 15, headerFontSize: 14, headerFontWeight: 650,"
    " spacing: 6, wrapperBorderRadius: 6, accentColor: 'var(--accent)', foregroundColor: 'var(--ink)',"
    " backgroundColor: 'var(--paper)', headerBackgroundColor: 'var(--ground)', borderColor: 'var(--rule)',"
    " rowHoverColor: 'var(--accent-soft)'})"
)


def _grid(language: Language) -> Component:
    grid: Component = dash_ag_grid.AgGrid(
        id=part(PAGE, "grid"),
        columnDefs=[],
        rowData=None,
        columnSize=None,
        enableEnterpriseModules=False,
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "minWidth": 70,
            "suppressHeaderMenuButton": True,
            "wrapHeaderText": True,
        },
        dashGridOptions={
            "theme": {"function": THEME},
            "localeText": {theirs: language.say(f"explore.grid.{ours}") for theirs, ours in WORDS.items()},
            "ensureDomOrder": True,
            # Tab leaves the table, as it leaves a select; arrows move within it.
            "tabToNextCell": {"function": "leave()"},
            "tabToNextHeader": {"function": "leave()"},
            "enableCellTextSelection": True,
            "suppressDragLeaveHidesColumns": True,
            "suppressMenuHide": True,
            "multiSortKey": "ctrl",
            "tooltipShowDelay": 400,
            "animateRows": False,
            "rowHeight": 32,
            # Two lines of words.
            "headerHeight": 52,
            "groupHeaderHeight": 36,
        },
        className="explore-grid",
        style={"height": "var(--table-height)"},
    )
    return grid


def _links(extent: str, language: Language) -> Component:
    """Return the files of what is seen, or of everything."""
    name = part(PAGE, f"files-{extent}")
    links = [
        html.A(
            language.say(words), id=part(PAGE, f"{kind}{EXTENTS[extent]}"), href="", className="btn btn-quiet"
        )
        for kind, words in FORMATS.items()
    ]
    return html.Div(
        [html.Span(language.say(f"explore.{extent}"), id=name, className="explore-extent"), *links],
        className="card-buttons",
        role="group",
        **aria(labelledby=name),
    )


def _files(language: Language) -> Component:
    note = html.P(language.say("explore.files"), className="notes")
    return html.Div([*(_links(extent, language) for extent in EXTENTS), note], className="explore-files")


def _button(name: str, language: Language, **about: Any) -> Component:
    words = language.say(f"explore.{name}")
    return html.Button(words, id=part(PAGE, name), type="button", className="btn btn-quiet", **about)


def _chooser(language: Language) -> Component:
    """Return the choice of columns; the code in the browser puts a tick for each into it."""
    buttons = [_button(name, language) for name in ("columns_all", "columns_usual")]
    inside = [html.Div(buttons, className="chooser-buttons"), html.Div(id=part(PAGE, "ticks"))]
    return html.Details(
        [
            html.Summary(language.say("explore.columns"), className="btn btn-quiet"),
            html.Div(inside, className="chooser-panel"),
        ],
        id=part(PAGE, "chooser"),
        className="chooser",
    )


def explore_card(language: Language) -> Sequence[Component]:
    """Return the empty page; its callback fills the parts by id."""
    counted = html.Div(
        [
            html.P(
                id=part(PAGE, "rows"),
                className="people",
                role="status",
                **data(words=language.say("explore.rows", shown="{shown}", all="{all}")),
            ),
            _chooser(language),
            _button("reset", language, disabled=True, **aria(disabled="true")),
        ],
        className="card-controls",
    )
    long = {"words": language.say("explore.long"), "longest": str(LONGEST_FILTER)}
    body = [
        heading(PAGE, language),
        counted,
        html.P(id=part(PAGE, "long"), className="explore-long", role="status", **data(**long)),
        html.Div(
            _grid(language),
            className="explore-frame",
            **data(label=language.say("explore.table"), find=language.say("explore.find")),
        ),
        html.P(
            id=part(PAGE, "paper"),
            className="notes paper-only",
            **data(words=language.say("explore.paper", shown="{shown}", all="{all}")),
        ),
        html.Div(id=part(PAGE, "print"), className="paper-only"),
        _files(language),
        html.Details(
            [
                html.Summary(language.say("card.about")),
                html.Div(id=part(PAGE, "lead"), className="sentences"),
                html.P(language.say("explore.how"), className="notes explore-how"),
                html.Div(id=part(PAGE, "notes"), className="notes"),
                html.P(id=part(PAGE, "source"), className="source"),
            ],
            className="about",
        ),
        dcc.Store(id=part(PAGE, "wanted")),
        dcc.Store(id=part(PAGE, "order")),
        dcc.Store(id=part(PAGE, "data")),
    ]
    loading = html.P(language.say("shell.loading"), className="loading")
    return [
        html.Div(loading, id=part(PAGE, "notice"), className="notice", **aria(live="polite")),
        html.Section(
            body, id=part(PAGE, "card"), className="explore-card", **aria(label=language.say("explore.table"))
        ),
    ]
