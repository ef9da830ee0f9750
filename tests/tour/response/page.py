"""The page of response: how many of those invited answered."""

from dashboard.report.page import ChartPage
from publication.reading import Publication
from tests.tour.response.report import response_report


def _has_data(publication: Publication) -> bool:
    return any(wave.invited for wave in publication.definition.waves)


PAGE = ChartPage(
    name="response",
    path="/response",
    controls=("programme",),
    files=("csv", "xlsx", "parquet"),
    has_data=_has_data,
    report=response_report,
    folder="tests.tour.response",
)
