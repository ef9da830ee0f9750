"""The page of sessions: what participants marked, and what they said in their own words."""

from dashboard.pages.sessions.report import sessions_report
from dashboard.report.page import ChartPage
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.session_kinds)


def _instruments(publication: Publication) -> list[str]:
    return [name for name in publication.instruments if name in publication.session_kinds]


PAGE = ChartPage(
    name="sessions",
    path="/sessions",
    controls=("programme", "instrument", "kind", "item", "view"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    instruments=_instruments,
    no_item="bar.item_every",
    item_label="bar.item_sessions",
    report=sessions_report,
)
