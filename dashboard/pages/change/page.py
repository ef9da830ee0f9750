"""The page of change: how each item shifted from one wave to another."""

from dashboard.pages.change.report import change_report
from dashboard.pages.change.rows import KINDS
from dashboard.report.offered import answered_instruments, is_answered
from dashboard.report.page import ChartPage, each_instrument

PAGE = ChartPage(
    name="change",
    path="/change",
    controls=("programme", "instrument", "from", "to", "group", "view", "order"),
    files=("csv", "xlsx"),
    has_data=is_answered,
    report=change_report,
    rows=KINDS,
    in_paper=each_instrument(answered_instruments),
)
