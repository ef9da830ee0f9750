"""The first page: what has changed, what is new, and where each kind of visitor goes from here."""

from dashboard.report.page import Page

PAGE = Page(name="overview", path="/", controls=("programme",))
