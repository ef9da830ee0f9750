"""The start page: what has changed in a programme, how fresh it is, the first sentence of each question."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from scipy import stats

from dashboard.answers.rows import Change as StepsChange
from dashboard.answers.rows import Side
from dashboard.pages import PAGES
from dashboard.pages.overview.answer import figures_moved, size_of
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


def said(dashboard: Served, code: str, programme: str = "small") -> list[str]:
    response = json.loads(dashboard.overview({"lang": code, "programme": programme}))["response"]
    return list(texts(response["overview-contents"]["children"]))


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
    assert "Small" in dashboard.page("overview", f"?lang={code}").decode()
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


def test_the_chosen_programme_is_shown_and_the_others_are_one_click_away(example: Path) -> None:
    dashboard = Served(DEFAULT_DATA, example)
    invented, printed = (" ".join(said(dashboard, "en", of)) for of in ("fjordby", "recoverydannelse-2017"))
    assert "Other programmes: Recoverydannelse 2017" in " ".join(invented.split())
    assert "Other programmes: Fjordby and neighbours (invented)" in " ".join(printed.split())
    missing = LANGUAGES["en"].say("overview.missing")
    assert (invented.count(missing), printed.count(missing)) == (0, 3), "the report has no sites or months"
    assert LANGUAGES["en"].say("overview.signals_printed") in printed


def test_it_says_how_many_of_those_invited_answered(example: Path) -> None:
    """304 of 401, 292 of 401 and 276 of 401, as the programme's file says."""
    assert (
        "Response rate: 76% before, 73% after, 69% a year later."
        in said(Served(DEFAULT_DATA, example), "en", "fjordby")[2]
    )


def test_each_kind_of_visitor_has_a_way_to_go(dashboard: Served) -> None:
    response = json.loads(dashboard.overview({"lang": "en", "programme": "small"}))["response"]
    found = " ".join(texts(response["overview-contents"]["children"]))
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
    # At a θ is almost 1; of everyone one in three rose, so it is 2/3 · 1/2 + 1/3 · 1 = 2/3.
    assert "3 clear changes, the largest first: 1 in involvement at sites and 2 questionnaires." in found
    assert "Practice · Everyone 2 of 2 questions are higher, none lower. Most: " in found
    assert "Overall score higher" in found
    before, after = (f"{np.mean(np.array(values, float)):.2f}" for values in (low, high))
    assert f"Involvement · Site a higher {before} → {after}" in found
    assert found.startswith(f"Largest change: Involvement, Site a: higher ({before} → {after}) ")


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("en", "Largest change: higher occupancy at Granlia, since September 2024"),
        ("da", "Største ændring: højere belægning på Granlia, siden september 2024"),
        ("nb", "Største endring: høyere belegg på Granlia, siden september 2024"),
    ],
)
def test_the_largest_words_name_the_largest_change_place_and_direction(
    example: Path, code: str, heading: str
) -> None:
    """The example puts a shift to 95 % of its places into Granlia, from September 2024 on."""
    assert said(Served(DEFAULT_DATA, example), code, "fjordby")[0].replace("\xa0", " ") == heading


def test_where_nothing_moved_it_says_so(dashboard: Served) -> None:
    found = said(dashboard, "en")
    assert found[0] == "No clear change"
    assert LANGUAGES["en"].say("overview.signals") not in found


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
    found = said(dashboard, code, "fjordby")
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
        if said.startswith("Involvement · ") and not said.endswith(LANGUAGES[code].say("people.staff_all"))
    }
    for said, asked in found.items():
        card = json.loads(dashboard.card("involvement", asked))["response"]
        told = " ".join(texts(card["involvement-sentences"]["children"]))
        up, down = MOVED[code]
        assert (f"{up}: Site a" in told) is ("Practitioner" in said)
        assert (f"{down}: Sor" in told) is ("Leader" in said)
    assert len(found) == 2


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
    assert "Involvement · Nord together" in said(served(world), "en")


def test_the_size_of_a_change_is_theta_or_what_means_and_intervals_give_of_it() -> None:
    """McGraw and Wong (1992): men of 69.7 ± 2.8 inches are taller than women of 64.3 ± 2.6 in 92 %."""

    def side(mean: float, sd: float, n: int) -> Side:
        half = stats.t.ppf(0.975, n - 1) * sd / n**0.5
        return Side("shown", n=n, mean=mean, low=mean - half, high=mean + half)

    women, men = side(64.3, 2.6, 400), side(69.7, 2.8, 300)
    known = StepsChange(difference=5.4, theta=0.8)
    assert size_of(known, women, men) == pytest.approx(0.3)
    assert size_of(StepsChange(difference=5.4), women, men) == pytest.approx(0.92 - 0.5, abs=0.005)
    assert size_of(StepsChange(), women, Side("withheld")) == 0
