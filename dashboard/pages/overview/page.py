"""The first page: what moved, what is new, and where each kind of visitor goes from here."""

from dashboard.report.page import Page

PAGE = Page(name="overview", path="/")
