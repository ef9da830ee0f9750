"""The figure card: the one door to a chart. Finding, chart, question, about the chart, table, downloads."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.charts.style import CONFIG
from dashboard.components.aria import aria, data
from dashboard.components.native import Collapse
from dashboard.report.ids import part
from dashboard.report.services import services
from publication.languages import Language

DOWNLOADS = ("csv_semicolon", "csv_comma", "xlsx")
# The link that puts the chart on a meeting's agenda.
MEETING = "meeting"
# The link that puts a voice beside the chart.
VOICE = "voice"
PICTURES = ("png", "svg")


def _buttons(page: str, language: Language, is_heard: bool) -> Component:
    files = [
        html.A(language.say(f"card.{name}"), id=part(page, name), href="", className="btn btn-quiet")
        for name in DOWNLOADS
    ]
    pictures = [
        html.Button(
            language.say(f"card.{name}"), id=part(page, name), type="button", className="btn btn-quiet"
        )
        for name in PICTURES
    ]
    is_put = {MEETING: services().writes, VOICE: services().writes and is_heard}
    added = [
        html.A(
            language.say(words),
            id=part(page, name),
            href="",
            className="btn btn-quiet",
            hidden=not is_put[name],
        )
        for name, words in ((MEETING, "meeting.add"), (VOICE, "voice.attach"))
    ]
    table = html.Button(
        language.say("card.table"),
        id=part(page, "table-button"),
        type="button",
        className="btn btn-quiet",
        **aria(expanded="false", controls=part(page, "table")),
    )
    return html.Div([table, *added, *files, *pictures], className="card-buttons")


def _large_button(page: str, language: Language) -> Component:
    return html.Button(
        [
            html.Span(language.say("card.large"), className="to-large"),
            html.Span(language.say("card.small"), className="to-small"),
        ],
        id=part(page, "large"),
        type="button",
        className="btn btn-quiet large-button",
    )


def _chart(page: str) -> Component:
    return html.Figure(
        dcc.Graph(id=part(page, "graph"), figure={"data": []}, config=CONFIG),
        className="chart",
        tabIndex="0",
        **aria(labelledby=part(page, "finding"), describedby=part(page, "lead")),
    )


def _notice(page: str, language: Language) -> Component:
    waiting = html.P(language.say("shell.loading"), className="loading")
    return html.Div(waiting, id=part(page, "notice"), className="notice", **aria(live="polite"))


def _table(page: str) -> list[Component]:
    body = html.Div(id=part(page, "table-body"), tabIndex="0")
    return [
        dcc.Store(id=part(page, "table-wanted")),
        Collapse(children=body, id=part(page, "table"), is_open=False),
    ]


def _head(page: str, language: Language, controls: Sequence[Component]) -> Component:
    """Return what stands above the chart: the finding, the whole in a line, and how the chart is drawn."""
    lead = html.P(id=part(page, "lead"), className="lead")
    finding = html.H1(language.say(f"title.{page}"), id=part(page, "finding"), className="finding")
    return html.Div(
        [
            # The only live region of the card: a new finding is announced once.
            html.Div(finding, **aria(live="polite", atomic="true")),
            html.Div([lead, *controls, _large_button(page, language)], className="card-controls"),
        ],
        className="card-head",
    )


def _about(page: str, language: Language) -> Component:
    """Return what one must know of the chart, folded."""
    parts = [html.Div(id=part(page, name), className=name) for name in ("sentences", "beside", "notes")]
    ends = [html.P(id=part(page, name), className=name) for name in ("people", "source")]
    return html.Details(
        [html.Summary(language.say("card.about")), ends[0], *parts, ends[1]],
        className="about",
    )


def figure_card(
    page: str,
    language: Language,
    controls: Sequence[Component] = (),
    below: Sequence[Component] = (),
    *,
    is_heard: bool = True,
) -> Component:
    """Return an empty card; the page's callback fills its parts by id.

    Args:
        page: The page, and so the beginning of every id.
        language: The reader's.
        controls: What changes how the chart is drawn, above it.
        below: What belongs to the question, and stands under it.
        is_heard: Whether there may be voices to stand beside it.
    """
    body = [
        _head(page, language, controls),
        _chart(page),
        html.P(className="more-rows", **data(words=language.say("card.more_rows", n="{n}"))),
        html.Div(
            [html.H2(id=part(page, "question"), className="question"), *below], className="to-talk-about"
        ),
        html.Div(id=part(page, "decisions"), className="decisions"),
        html.Div(id=part(page, "voices")),
        _about(page, language),
        dcc.Store(id=part(page, "folded")),
        _buttons(page, language, is_heard),
        *_table(page),
    ]
    labelled = aria(labelledby=part(page, "finding"))
    card = html.Section(body, id=part(page, "card"), className="figure-card", **labelled)
    return html.Div([_notice(page, language), card])
