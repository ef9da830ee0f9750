"""The analyst's page: every figure of every question, group and wave."""

from dashboard.pages.explore.report import explore_report
from dashboard.pages.explore.rows import KINDS
from dashboard.report.offered import is_answered
from dashboard.report.page import Page

PAGE = Page(
    name="explore",
    path="/explore",
    controls=("programme", "instrument", "from", "to", "group"),
    files=("csv", "xlsx", "parquet"),
    has_data=is_answered,
    report=explore_report,
    rows=KINDS,
)
