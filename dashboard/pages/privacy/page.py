"""The page of privacy: what is promised to those who answered, and what nobody can promise."""

from dashboard.report.page import Page

PAGE = Page(name="privacy", path="/privacy", controls=("programme",), linked_from="footer")
