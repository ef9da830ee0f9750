"""What was refused at a programme's last load, cause by cause: on the page and as a file."""

from collections.abc import Sequence

from dash import Dash, html
from dash.development.base_component import Component
from flask import Response, request
from werkzeug.exceptions import NotFound

from dashboard.components.listing import listing
from dashboard.pages.data.answer import refused_rows
from dashboard.pages.data.text import columns_of, lines_of, rule_sentence
from dashboard.report.addresses import written
from dashboard.report.data_table import DataColumn, DataTable
from dashboard.report.page import Page
from dashboard.report.refusals import DamagedRecord, LastRefused
from dashboard.report.services import services
from publication.languages import Language

COLUMNS = ("file", "columns", "lines", "rule")
FILE = "/files/refused.csv"


def headers(names: Sequence[str], language: Language) -> list[str]:
    """Return what columns are called."""
    return [language.say(f"data.column.{name}") for name in names]


def _rows(last: LastRefused, language: Language) -> tuple[list[list[str]], int]:
    """Return a row of texts per cause, and how many refusals have no row."""
    rows, more = refused_rows(last)
    texts = [
        [
            row.file,
            columns_of(row, language),
            lines_of(row, language),
            rule_sentence(row.rule, language),
        ]
        for row in rows
    ]
    return texts, more


def refused_list(last: LastRefused, programme: str, language: Language) -> list[Component]:
    """Return the causes as a table, how many are not in it, and the way to the same as a file."""
    rows, more = _rows(last, language)
    caption = language.say("data.refused_caption", date=language.date(last.day))
    address = written(FILE, {"programme": programme, "lang": language.code})
    return [
        listing(caption, headers(COLUMNS, language), rows),
        *([html.P(language.counted("data.more", more))] if more else []),
        html.P(html.A(language.say("data.as_file"), href=address)),
    ]


def _file() -> Response:
    """Return the causes as a file; 404 where there are none."""
    service = services()
    language, programme = service.language(request.args), request.args.get("programme", "")
    try:
        last = service.refusals.last(programme)
    except DamagedRecord:
        last = None
    if last is None:
        raise NotFound
    rows, more = _rows(last, language)
    rows += [["", "", "", language.counted("data.more", more)]] if more else []
    columns = [
        DataColumn(name, header) for name, header in zip(COLUMNS, headers(COLUMNS, language), strict=True)
    ]
    table = DataTable([dict(zip(COLUMNS, row, strict=True)) for row in rows], columns)
    named = {"Content-Disposition": f'attachment; filename="rejsespor-{programme}-{last.day}.csv"'}
    return Response(table.file(language, "semicolon"), mimetype="text/csv", headers=named)


def register_file(app: Dash, _: Page) -> None:
    """Serve the causes as a file."""
    app.server.add_url_rule(FILE, "file-refused-csv", _file)
