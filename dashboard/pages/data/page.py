"""The page about the data: files, questionnaires, the publication shown, and what was refused."""

from dashboard.report.page import Page

PAGE = Page(name="data", path="/data", controls=("programme",))
