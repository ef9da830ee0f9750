"""The start page: every programme, how fresh it is, the first sentence of each question."""

import json

import pytest

from dashboard.languages import CODES
from dashboard.settings import DEFAULT_DATA
from tests.dashboards import LANGUAGES, FullWorld, Served, leaders, run, served, show, texts
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(tmp_path_factory.mktemp("world"), waves={"pre": "pre", "post": "post"}, rounds=["r1"])
    world.load(people(CELLS, ANSWERS) + people(CELLS, ANSWERS, "post", first=100))
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    return world


@pytest.fixture(scope="module")
def dashboard(world: FullWorld) -> Served:
    return served(world)


def said(dashboard: Served, code: str) -> list[str]:
    response = json.loads(dashboard.overview({"lang": code}))["response"]
    return list(texts(response["overview-programmes"]["children"]))


@pytest.mark.parametrize("code", CODES)
def test_it_says_what_is_here_and_how_fresh(dashboard: Served, code: str) -> None:
    found = " ".join(said(dashboard, code))
    language = LANGUAGES[code]
    assert "Small" in found
    assert "1 " in found
    assert language.say("overview.k_note", k=5) in found
    for text in ("Practice", "Involvement", "17"):
        assert text in found


@pytest.mark.parametrize("code", CODES)
def test_each_tile_says_its_pages_first_sentence(world: FullWorld, dashboard: Served, code: str) -> None:
    found = said(dashboard, code)
    for page in ("change", "involvement", "principles"):
        card = json.loads(dashboard.card(page, {"programme": "small", "lang": code}))["response"]
        first = next(texts(card[f"{page}-sentences"]["children"]))
        assert first in found
    mean = float(next(row["mean"] for row in show(world, "answers") if row["item"] == "overall"))
    assert mean == 3.5
    assert any(("3.50" if code == "en" else "3,50") in text for text in found)


def test_every_programme_is_there_and_none_is_filtered(tmp_path_factory: pytest.TempPathFactory) -> None:
    var = tmp_path_factory.mktemp("var")
    assert run(var, DEFAULT_DATA, "build").exit_code == 0
    found = " ".join(said(Served(DEFAULT_DATA, var), "en"))
    assert "Fjordby and neighbours (invented)" in found
    assert "Recoverydannelse 2017" in found
    assert found.count(LANGUAGES["en"].say("overview.missing")) == 2  # no sites and no leaders in the report
