"""The page of methods: where every number comes from, and what was left out."""

from dashboard.report.page import Page

PAGE = Page(name="methods", path="/methods", controls=("programme",), linked_from="footer")
