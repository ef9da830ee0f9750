"""The page of indicators: every figure a service records of itself, at every site, on one page."""

from dashboard.pages.indicators.report import indicators_report
from dashboard.pages.indicators.rows import KINDS
from dashboard.report.page import Page
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.indicators)


PAGE = Page(
    name="indicators",
    path="/indicators",
    controls=("programme", "rules", "sites"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    report=indicators_report,
    rows=KINDS,
)
