"""A fourth language is data: its line in the list, and the words there are of it."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from publication.language_list import read_list
from publication.languages import PARTS
from publication.places import DEFAULT_DATA
from tests.dashboards import Served

SWEDISH = """
[languages.sv]
name = "Svenska"
locale = "sv_SE"
decimal = ","
"""
QUERY = {"programme": "fjordby", "lang": "sv"}


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory, example: Path) -> Served:
    """The dashboard with one page put into Swedish; what is not, is Norwegian here."""
    data = tmp_path_factory.mktemp("sv") / "data"
    shutil.copytree(DEFAULT_DATA, data)
    words = data / "words"
    with (words / "languages.toml").open("a", encoding="utf-8") as listed:
        listed.write(SWEDISH)
    norwegian = (words / "pages.nb.toml").read_text("utf-8")
    for said, swedish in (('\nquestion = "', '\nquestion = "Svensk: '), ('source = "', 'source = "Källa. ')):
        norwegian = norwegian.replace(said, swedish)
    (words / "pages.sv.toml").write_text(norwegian, "utf-8")
    for part in PARTS[1:]:
        shutil.copy(words / f"{part}.nb.toml", words / f"{part}.sv.toml")
    return Served(data, example)


def sites_in(response: Any) -> list[str]:
    """Return the names of the sites in a chart, without what is said of each and where it leads."""
    labels = response["involvement-graph"]["figure"]["layout"]["yaxis"]["ticktext"]
    return [re.sub("<[^>]*>", "", label.split("<br>")[0]) for label in labels]


def test_it_is_offered_beside_the_others(dashboard: Served) -> None:
    page = dashboard.page("involvement", "?programme=fjordby&lang=sv").decode()
    names = re.findall(r'"(Dansk|Norsk|English|Svenska)"', page)
    assert names == ["Dansk", "Norsk", "English", "Svenska"]
    assert b'"languages": ["da", "nb", "en", "sv"]' in dashboard.get("/?lang=sv")


def test_its_words_stand_on_the_page_and_labels_it_lacks_in_the_default(dashboard: Served) -> None:
    swedish = json.loads(dashboard.card("involvement", QUERY))["response"]
    danish = json.loads(dashboard.card("involvement", QUERY | {"lang": "da"}))["response"]
    assert swedish["involvement-question"]["children"].startswith("Svensk: ")
    assert swedish["involvement-source"]["children"].startswith("Källa. ")
    assert sites_in(swedish) == sites_in(danish)


def test_numbers_and_dates_are_written_as_its_locale_says(dashboard: Served) -> None:
    source = json.loads(dashboard.card("change", QUERY))["response"]["change-source"]["children"]
    month = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september")
    assert any(name in source for name in (*month, "oktober", "november", "december"))
    assert dashboard.taken("change", "csv", QUERY)


def test_a_browser_that_speaks_it_gets_it(dashboard: Served) -> None:
    answer = dashboard.client.get("/change?programme=fjordby", headers={"Accept-Language": "sv-SE,sv;q=0.9"})
    assert b'<html lang="sv">' in answer.data


def test_the_list_of_a_folder_without_one_is_the_repositorys(tmp_path: Path) -> None:
    assert read_list(tmp_path) == read_list(DEFAULT_DATA)
