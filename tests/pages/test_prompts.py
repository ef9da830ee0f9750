"""Questions to talk about: under the question of every chart, in the reader's language, from the start."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from dashboard.pages import PAGES
from dashboard.report.page import ChartPage
from dashboard.report.prompts import read_prompts
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import FullWorld, Served, answered, served

PROMPTS = read_prompts(DEFAULT_DATA)
# The principles have prompts of their own, one by one.
OWN = "principles"
TALKED_ABOUT = [name for name, page in PAGES.items() if isinstance(page, ChartPage) and name != OWN]


@pytest.mark.parametrize("page", TALKED_ABOUT)
def test_a_page_has_a_few_to_ask_and_to_try_and_one_to_beware_of(page: str) -> None:
    kinds = Counter(prompt.kind for prompt in PROMPTS[page])
    assert kinds.keys() == {"ask", "do", "beware"}
    assert 2 <= kinds["ask"] <= 3
    assert 1 <= kinds["do"] <= 2
    assert kinds["beware"] == 1


def test_every_prompt_is_said_in_every_language_and_is_short() -> None:
    for prompt in (prompt for prompts in PROMPTS.values() for prompt in prompts):
        assert all(prompt.text[code].strip() for code in CODES)
        assert all(len(prompt.text[code].split()) <= 16 for code in CODES), prompt
        assert {prompt.text[code].endswith("?") for code in CODES} == {prompt.kind == "ask"}


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Served:
    world = FullWorld(tmp_path_factory.mktemp("world"))
    world.load(answered("practitioner", "a", p1=[1, 2, 3, 4, 5, 1], p2=[2] * 6, i1=[3] * 6, i2=[4] * 6))
    world.publish()
    return served(world)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", TALKED_ABOUT)
def test_they_stand_in_the_card_before_it_is_filled(dashboard: Served, page: str, code: str) -> None:
    sent = dashboard.page(page, f"?lang={code}&programme=small").decode()
    said = csv.DictReader((DEFAULT_DATA / "prompts/pages.csv").read_text("utf-8").splitlines())
    for row in said:
        assert (row[code] in sent) == (row["page"] == page), row


def test_a_folder_s_own_prompts_replace_ours_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts/pages.csv").write_text("page,kind,nb,da,en\nchange,ask,a?,b?,c?\n", "utf-8")
    own = read_prompts(tmp_path)
    assert [prompt.text for prompt in own["change"]] == [{"nb": "a?", "da": "b?", "en": "c?"}]
    assert "involvement" not in own
    assert own["l1"] == PROMPTS["l1"]
