"""The page of sessions: what participants marked, and what they said in their own words."""

from dashboard.pages.sessions.answer import measured_instruments
from dashboard.pages.sessions.report import sessions_report
from dashboard.pages.sessions.rows import KINDS
from dashboard.report.page import ChartPage, each_instrument
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.session_kinds)


PAGE = ChartPage(
    name="sessions",
    path="/sessions",
    controls=("programme", "instrument", "kind", "item", "view"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    instruments=measured_instruments,
    no_item="bar.item_every",
    item_label="bar.item_sessions",
    report=sessions_report,
    rows=KINDS,
    in_paper=each_instrument(measured_instruments),
)
