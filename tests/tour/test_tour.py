"""The tour of CONTRIBUTING.md: a page is a folder, its words, and a line in the list of pages."""

import re
import shutil
from pathlib import Path

import pytest

from dashboard.app import create_app
from dashboard.pages import PAGES
from dashboard.report.resolving import select
from dashboard.settings import Settings
from publication.following import Publications
from publication.languages import CODES, read_languages
from publication.places import DEFAULT_DATA
from tests.dashboards import Served, check_figure
from tests.tour.response.page import PAGE
from tests.tour.response.report import response_report

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## ")
WORDS = {
    "[page]": 'response = "Response"',
    "[title]": 'response = "How many of those invited answered"',
    "[empty]": 'no_data_response = "{programme} does not say how many were invited."',
    "[table]": 'wave = "Wave"',
}
OF_THE_PAGE = """
[response]
question = "Whom do the answers speak for?"
lowest = "Fewest answered at {wave}: {rate}% of those invited."
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's data with the words of the page."""
    folder = tmp_path_factory.mktemp("tour") / "data"
    shutil.copytree(DEFAULT_DATA, folder)
    for code in CODES:
        path = folder / "words" / f"pages.{code}.toml"
        words = path.read_text("utf-8")
        for table, line in WORDS.items():
            if not re.search(rf"^{line.split(' = ')[0]} = ", words.split(table)[1].split("\n[")[0], re.M):
                words = words.replace(f"{table}\n", f"{table}\n{line}\n", 1)
        path.write_text(words + OF_THE_PAGE, "utf-8")
    return folder


@pytest.fixture(scope="module")
def dashboard(data: Path, example: Path) -> Served:
    return Served(data, example, {**PAGES, PAGE.name: PAGE})


QUERY = {"programme": "fjordby", "lang": "en"}


def test_the_page_is_there_and_every_page_leads_to_it(dashboard: Served) -> None:
    assert b"How many of those invited answered" in dashboard.at("/response", "?programme=fjordby&lang=en")
    assert b"nav-response" in dashboard.at("/change", "?programme=fjordby&lang=en")


def test_its_card_table_and_files_come_with_the_report(dashboard: Served) -> None:
    assert b"Fewest answered at" in dashboard.card("response", QUERY)
    assert b"%" in dashboard.table("response", QUERY)
    for ending in PAGE.files:
        assert len(dashboard.taken("response", ending, QUERY)) > 80, ending


def test_its_chart_is_one_of_ours(data: Path, example: Path) -> None:
    publication = Publications(example).current("fjordby")
    for language in read_languages(data).values():
        report = response_report(publication, select(publication, QUERY, PAGE), language)
        assert report is not None
        check_figure(report.chart, language)


def test_the_tour_names_every_file_of_the_page() -> None:
    (tour,) = (part for part in TOUR if part.startswith("From an idea to a page"))
    folder = ROOT / "tests" / "tour" / "response"
    for path in folder.glob("[a-z]*.py"):
        assert f"`{path.name}`" in tour, path.name
    for line in re.findall(r"^    (\S.*)$", tour, re.MULTILINE):
        assert any(line in path.read_text("utf-8") for path in (ROOT / "tests/tour").rglob("*.py")), line


def test_an_address_without_a_publication_answers_too(data: Path, tmp_path: Path) -> None:
    app = create_app(Settings(data, tmp_path), {**PAGES, PAGE.name: PAGE})
    assert app.server.test_client().get("/response").status_code == 200
