"""The page of claims: what somebody says of a place, a figure or a question, held against the figures."""

from dashboard.pages.claim.choices import complete, groups_claimed, items_claimed, offers, subjects
from dashboard.pages.claim.report import claim_report
from dashboard.pages.claim.rows import KINDS
from dashboard.report.page import ChartPage
from publication.reading import Publication


def _has_data(publication: Publication) -> bool:
    return bool(subjects(publication))


PAGE = ChartPage(
    name="claim",
    path="/claim",
    controls=(
        *("programme", "subject", "direction", "indicator", "sites", "since"),
        *("instrument", "item", "group", "from", "to"),
    ),
    files=("csv", "xlsx"),
    has_data=_has_data,
    items=items_claimed,
    groups=groups_claimed,
    complete=complete,
    offers=offers,
    renews=("subject", "indicator"),
    report=claim_report,
    rows=KINDS,
)
