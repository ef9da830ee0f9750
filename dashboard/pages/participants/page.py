"""The page of who answered, before and after."""

from dashboard.pages.participants.report import participants_report
from dashboard.pages.participants.rows import KINDS
from dashboard.report.page import ChartPage
from publication.ids import EXPECTATIONS
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(publication.background) or any(name == EXPECTATIONS for name, _ in publication.asked)


PAGE = ChartPage(
    name="participants",
    path="/participants",
    controls=("programme", "from", "to"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    report=participants_report,
    rows=KINDS,
)
