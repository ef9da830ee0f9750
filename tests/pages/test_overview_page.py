"""The start page: every programme, how fresh it is, the first sentence of each question."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.pages import PAGES
from dashboard.pages.overview.answer import figures_moved
from dashboard.report.resolving import select
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    Served,
    answered,
    leaders,
    served,
    show,
    texts,
    whole_numbers,
)
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}


MOVED = {
    "en": ("Higher from pre to post", "Lower from pre to post"),
    "da": ("Højere fra pre til post", "Lavere fra pre til post"),
    "nb": ("Høyere fra pre til post", "Lavere fra pre til post"),
}


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


def links(part: Any) -> Iterator[tuple[str, str]]:
    """Yield every link below a component: what it says, and where it leads."""
    if isinstance(part, list):
        for one in part:
            yield from links(one)
    elif isinstance(part, dict):
        if "href" in part:
            yield "".join(texts(part["children"])), part["href"]
        for one in part.values():
            yield from links(one)


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
def test_each_tile_says_what_its_page_found(world: FullWorld, dashboard: Served, code: str) -> None:
    found = said(dashboard, code)
    for page in ("change", "involvement", "principles"):
        card = json.loads(dashboard.card(page, {"programme": "small", "lang": code}))["response"]
        assert next(texts(card[f"{page}-finding"]["children"])) in found
    mean = float(next(row["mean"] for row in show(world, "answers") if row["item"] == "overall"))
    assert mean == 3.5
    assert any(("3.50" if code == "en" else "3,50") in text for text in found)


def test_every_programme_is_there_and_none_is_filtered(example: Path) -> None:
    found = " ".join(said(Served(DEFAULT_DATA, example), "en"))
    assert "Fjordby and neighbours (invented)" in found
    assert "Recoverydannelse 2017" in found
    assert (
        found.count(LANGUAGES["en"].say("overview.missing")) == 3
    )  # no sites, leaders or months in the report


def test_each_kind_of_visitor_has_a_way_to_go(dashboard: Served) -> None:
    response = json.loads(dashboard.overview({"lang": "en"}))["response"]
    found = " ".join(texts(response["overview-programmes"]["children"]))
    for visitor in ("meeting", "strategy", "data"):
        assert LANGUAGES["en"].say(f"overview.for_{visitor}") in found
    for page in ("change", "principles", "involvement", "data"):
        assert LANGUAGES["en"].say(f"overview.go_{page}") in found
    assert "The figures rest on 2 files." in found


def test_what_moved_is_said_in_numbers_of_questions_and_names_of_sites(tmp_path: Path) -> None:
    """Of ten, p1 and p2 and i1 and i2 rose by three steps at a, and stayed at c."""
    low: list[object] = [1, 1, 2, 1, 2, 1, 2, 1, 1, 2]
    high: list[object] = [4, 5, 4, 5, 5, 4, 5, 4, 5, 5]
    rows: list[dict[str, object]] = []
    for wave, at_a in (("pre", low), ("post", high)):
        for site, given in (("a", at_a), ("b", low), ("c", low)):
            same = dict.fromkeys(("p1", "p2", "i1", "i2"), given)
            rows += answered("practitioner", site, wave, len(rows), **same)
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}).show(rows)
    found = " ".join(said(served(world), "en"))
    assert "Practice: 2 questions are higher." in found
    assert "Involvement · Higher from pre to post: Site a." in found
    assert "Practice: the overall score is higher." in found


def test_where_nothing_moved_it_says_so(dashboard: Served) -> None:
    assert LANGUAGES["en"].say("overview.signals_none") in said(dashboard, "en")


def test_the_first_publication_says_that_it_is(dashboard: Served) -> None:
    assert LANGUAGES["en"].say("overview.news_first") in said(dashboard, "en")


def test_it_says_what_is_new_since_the_publication_before(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}, still_open=["post"])
    rows = people(CELLS, ANSWERS) + people(CELLS, ANSWERS, "post", first=100)
    world.load(rows)
    world.publish()
    world.still_open = []
    world.write()
    world.publish()
    assert "Rounds shown for the first time: post." in said(served(world), "en")


@pytest.mark.parametrize("code", CODES)
def test_the_tile_of_months_says_what_stands_out_from_chance(example: Path, code: str) -> None:
    """It names the very charts that are told as moved, and quotes no page that looks at one figure alone."""
    dashboard, language = Served(DEFAULT_DATA, example), LANGUAGES[code]
    publication = Publications(example).current("fjordby")
    moved = figures_moved(publication, select(publication, {"lang": code}, PAGES["management"]))
    assert 1 < len(moved.news) < moved.signals < moved.judged
    found = said(dashboard, code)
    table, chart = moved.news[0]
    answer = next(one for one in found if f"{language.of(table.indicator.name)} ({chart.name})" in one)
    assert whole_numbers(answer)[:2] == [len(moved.news), moved.judged]
    page = json.loads(dashboard.card("management", {"programme": "fjordby", "lang": code}))["response"]
    assert next(texts(page["management-sentences"]["children"])) not in found


@pytest.mark.parametrize("code", CODES)
def test_sites_are_told_of_every_role_and_lead_to_where_they_are_seen(tmp_path: Path, code: str) -> None:
    """Practitioners rose at a, leaders fell at c, the only site of Sor: each with place and direction.

    Practice rose and fell alike, but no page shows its score site by site: nothing is claimed of it.
    """
    low: list[object] = [1, 1, 2, 1, 2, 1, 2, 1, 1, 2]
    high: list[object] = [4, 5, 4, 5, 5, 4, 5, 4, 5, 5]
    rows: list[dict[str, object]] = []
    for wave, risen, fallen in (("pre", low, high), ("post", high, low)):
        for role, site, given in (
            *(("practitioner", "a", risen), ("practitioner", "b", low), ("practitioner", "c", low)),
            *(("leader", "a", low), ("leader", "b", low), ("leader", "c", fallen)),
        ):
            same = dict.fromkeys(("p1", "p2", "i1", "i2"), given)
            rows += answered(role, site, wave, len(rows), **same)
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}).show(rows)
    dashboard = served(world)
    found = {
        said: dict(parse_qsl(urlsplit(where).query))
        for said, where in links(json.loads(dashboard.overview({"lang": code})))
        if "Site a" in said or "Sor" in said
    }
    assert [said.split(" · ")[0] for said in found] == ["Involvement"] * 2
    for said, asked in found.items():
        card = json.loads(dashboard.card("involvement", asked))["response"]
        assert said.split(" · ")[-1] in list(texts(card["involvement-sentences"]["children"]))
    up, down = found
    assert "practitioner" in up and up.endswith(f"{MOVED[code][0]}: Site a.")
    assert "leader" in down and down.endswith(f"{MOVED[code][1]}: Sor.")


def test_sites_that_stand_together_are_named_as_one(tmp_path: Path) -> None:
    """Five and five at a and b are shown as one row: which of them is higher, nobody knows."""
    low: list[object] = [1, 1, 2, 1, 2]
    high: list[object] = [4, 5, 4, 5, 5]
    rows: list[dict[str, object]] = []
    for wave, risen in (("pre", low), ("post", high)):
        for site, given in (("a", risen), ("b", risen), ("c", low * 2)):
            same = dict.fromkeys(("p1", "p2", "i1", "i2"), given)
            rows += answered("practitioner", site, wave, len(rows), **same)
    world = FullWorld(tmp_path, waves={"pre": "pre", "post": "post"}).show(rows)
    assert "Involvement · Higher from pre to post: Nord together." in said(served(world), "en")
