"""The page of involvement: scores, site by site."""

from dashboard.pages.involvement.report import involvement_report
from dashboard.pages.involvement.rows import KINDS
from dashboard.report.groups import groups_of_sites
from dashboard.report.offered import compared_instruments, compared_of, views_of_sites
from dashboard.report.page import ChartPage, each_instrument
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(compared_instruments(publication))


def _items(publication: Publication, instrument: str) -> list[str]:
    return compared_of(publication, instrument) if instrument else []


PAGE = ChartPage(
    name="involvement",
    path="/involvement",
    controls=("programme", "instrument", "from", "to", "group", "item", "view"),
    files=("csv", "xlsx"),
    has_data=_has_data,
    instruments=compared_instruments,
    items=_items,
    groups=groups_of_sites,
    views=views_of_sites,
    report=involvement_report,
    rows=KINDS,
    in_paper=each_instrument(compared_instruments),
)
