"""The page of management information: what a service records of itself, site by site over months."""

from collections.abc import Mapping, Sequence

from dashboard.pages.management.report import management_report
from dashboard.pages.management.rows import KINDS
from dashboard.report.page import ChartPage
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.indicators)


def _each_indicator(publication: Publication) -> Sequence[Mapping[str, str]]:
    return [{"indicator": name} for name in publication.indicators]


PAGE = ChartPage(
    name="management",
    path="/management",
    controls=("programme", "indicator", "rules", "sites"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    report=management_report,
    rows=KINDS,
    in_paper=_each_indicator,
)
