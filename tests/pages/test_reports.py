"""A page's report has all its parts, a carrier carries every page, and nobody makes what is not asked."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from plotly import graph_objects

from dashboard.carriers.files import FORMATS
from dashboard.carriers.show import SHOWN, rows_of
from dashboard.pages import PAGES
from dashboard.report.page import ChartPage, Page
from dashboard.report.report import ChartReport, Report
from dashboard.report.resolving import select
from dashboard.report.rows import Wanted
from publication.following import Publications
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import LANGUAGES, Served

REPORTING = [page for page in PAGES.values() if page.report is not None]
PROGRAMMES = ("fjordby", "recoverydannelse-2017")


@pytest.fixture(scope="module")
def publications(example: Path) -> list[Publication]:
    known = Publications(example)
    return [known.current(programme) for programme in PROGRAMMES]


def reports(page: Page, publications: list[Publication]) -> Iterator[Report[Any]]:
    """Yield what a page has to say of each programme that has its data, in each view and language."""
    assert page.report is not None
    for publication in filter(page.has_data, publications):
        first = select(publication, {}, page)
        for view in page.views(publication, first.instrument, first.waves):
            for code, language in LANGUAGES.items():
                selection = select(publication, {"view": view, "lang": code}, page)
                if report := page.report(publication, selection, language):
                    yield report


def parts(kind: type) -> list[str]:
    """Return the names of everything a report can be asked for."""
    return [
        name
        for name in dir(kind)
        if not name.startswith("_") and isinstance(getattr(kind, name), property | cached_property)
    ]


@pytest.mark.parametrize("page", REPORTING, ids=lambda page: page.name)
def test_a_report_has_every_part(page: Page, publications: list[Publication]) -> None:
    found = list(reports(page, publications))
    assert found
    for report in found:
        for name in parts(type(report)):
            assert getattr(report, name) is not None, name
        assert report.sentences
        assert not report.finding.endswith(".")
        above = f"{report.finding}. {report.lead}"
        assert not any(sentence.removesuffix(".") in above for sentence in report.further), report.further
        assert report.sheets()[0].rows
        if isinstance(report, ChartReport):
            assert isinstance(page, ChartPage)
            graph_objects.Figure(report.chart)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("page", REPORTING, ids=lambda page: page.name)
def test_a_carrier_carries_every_page(page: Page, ending: str, publications: list[Publication]) -> None:
    with Flask("test").test_request_context("/"):
        for report in reports(page, publications):
            written = FORMATS[ending].write(report)
            assert len(written) > 100
            assert written == FORMATS[ending].write(report)


def test_every_kind_of_rows_belongs_to_a_page(publications: list[Publication]) -> None:
    rows = {what: [rows_of(what, Wanted(held, LANGUAGES["en"])) for held in publications] for what in SHOWN}
    assert all(any(found) for found in rows.values())
    assert {page.name for _, page in SHOWN.values()} == {page.name for page in REPORTING}


def refuse(*_: object) -> None:
    raise AssertionError("a chart was drawn")


@pytest.fixture(scope="module")
def kinds(publications: list[Publication]) -> set[type]:
    """Every kind of report the example makes."""
    return {type(report) for page in REPORTING for report in reports(page, publications)}


@pytest.fixture
def without_charts(monkeypatch: pytest.MonkeyPatch, kinds: set[type]) -> None:
    """Let every chart fail that anybody draws."""
    for kind in kinds:
        if issubclass(kind, ChartReport):
            monkeypatch.setattr(kind, "chart", property(refuse))


@pytest.mark.usefixtures("without_charts")
def test_the_first_page_draws_no_chart(example: Path) -> None:
    found = Served(DEFAULT_DATA, example).overview({"lang": "en"})
    assert b"What has changed" in found or b"overview" in found
    assert b"Something went wrong" not in found


@pytest.mark.usefixtures("without_charts")
@pytest.mark.parametrize("page", REPORTING, ids=lambda page: page.name)
def test_a_file_draws_no_chart(page: Page, example: Path) -> None:
    dashboard = Served(DEFAULT_DATA, example)
    for ending in page.files:
        assert len(dashboard.taken(page.name, ending, {"programme": "fjordby", "lang": "en"})) > 100
