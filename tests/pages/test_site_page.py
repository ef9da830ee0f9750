"""A site's profile: its groups' lines, and what its leaders and its staff said, side by side."""

import json
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import (
    LANGUAGES,
    WITHHELD,
    FullWorld,
    Served,
    answered,
    cells,
    leaders,
    served,
    texts,
)

LOW: list[object] = [1, 2, 1, 2, 2, 1, 2, 1, 3, 2]
MIDDLE: list[object] = [3, 2, 4, 3, 3, 2, 4, 3, 3, 3]
HIGH: list[object] = [5, 4, 5, 4, 4, 5, 4, 5, 3, 5]
Rows = list[dict[str, object]]
QUERY = {"programme": "small", "lang": "en"}


def rows(wave: str, first: int, sites: dict[str, list[object]], role: str = "practitioner") -> Rows:
    found: Rows = []
    for site, given in sites.items():
        same = dict.fromkeys(("p1", "p2", "i1", "i2"), given)
        found += answered(role, site, wave, first + len(found), **same)
    return found


ASSESSED = [
    *leaders("a", "r1", "yes", (1, 2), (3, 4), (4, 9)),
    *leaders("b", "r1", "no", (1, 2), (3, 4), (5, 5)),
    *leaders("c", "r1", "no", (2, 2), (3, 4), (5, 5)),
]


def built(folder: Path, first: Rows, **said: Any) -> Served:
    world = FullWorld(folder, waves={"pre": "pre", "post": "post"}, rounds=["r1"], **said)
    world.load(first)
    world.assess(ASSESSED)
    world.publish()
    return served(world)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Three sites that stand alone; leaders of the course everywhere together."""
    first = rows("pre", 0, {"a": LOW, "b": HIGH, "c": MIDDLE})
    last = rows("post", 100, {"a": HIGH, "b": HIGH, "c": LOW})
    every = rows("pre", 200, {"a": LOW[:5], "c": HIGH[:5]}, "leader")
    every += rows("post", 300, {"a": LOW[:5], "c": HIGH[:5]}, "leader")
    return built(tmp_path_factory.mktemp("apart"), first + last + every)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Four people at a and five at b stand together: all of Nord."""
    small = {"a": LOW[:4], "b": HIGH[:5], "c": MIDDLE}
    return built(tmp_path_factory.mktemp("merged"), rows("pre", 0, small) + rows("post", 100, small))


def shown(dashboard: Served, site: str, **query: str) -> Any:
    return json.loads(dashboard.site(site, QUERY | query))["response"]["site-contents"]["children"]


def said(dashboard: Served, site: str, **query: str) -> str:
    return " ".join(texts(shown(dashboard, site, **query)))


def mean(values: list[object], language: str = "en") -> str:
    text = f"{np.mean(np.array(values, dtype=float)):.2f}"
    return text if language == "en" else text.replace(".", ",")


@pytest.mark.parametrize("code", CODES)
def test_a_site_says_what_became_of_its_scores(apart: Served, code: str) -> None:
    text = said(apart, "a", lang=code)
    assert "Site a" in text
    for values in (LOW, HIGH):
        assert text.count(mean(values, code)) >= 2  # of practice and of involvement
    language = LANGUAGES[code]
    assert language.say("table.up") in text
    assert language.say("table.down") in said(apart, "c", lang=code)
    assert language.say("table.none") in said(apart, "b", lang=code)


def test_all_sites_together_stand_beside_a_sites_involvement(apart: Served) -> None:
    everyone = mean([*HIGH, *HIGH, *LOW])
    assert f"All sites together: {everyone} (post)." in said(apart, "b")


def test_the_other_groups_of_a_sites_people_have_a_line_each(apart: Served) -> None:
    """Five leaders at a and five at c stand together."""
    together = [*LOW[:5], *HIGH[:5]]
    line = f"{mean(together)} (pre) → {mean(together)} (post): no clear difference"
    assert said(apart, "a").count(line) == 2


def test_one_time_is_said_without_an_arrow(apart: Served) -> None:
    text = said(apart, "a", **{"from": "post", "to": "post"})
    assert f"{mean(HIGH)} (post)" in text
    assert "→" not in text


@pytest.mark.parametrize("code", CODES)
def test_leaders_and_staff_stand_side_by_side_and_are_not_subtracted(apart: Served, code: str) -> None:
    table = cells(shown(apart, "a", lang=code))
    assert [row[0] for row in table[1:]] == ["l1", "l2"]
    language = LANGUAGES[code]
    beside = language.say("principles.cell", range=3, n=3)
    assert table[1][1].endswith(f"{median([1, 3, 4])}{beside}")
    assert table[2][1].endswith(language.say("card.withheld")), "two answers on the scale are too few"
    staff = float(np.mean(np.array(HIGH, dtype=float)))
    assert f"{staff:.1f}".replace(".", "." if code == "en" else ",") in table[1][2]
    assert language.say("site.no_items") in table[2][2]
    assert language.say("site.evidence") in said(apart, "a", lang=code)


def test_leaders_who_did_not_agree_stand_together(apart: Served) -> None:
    """Three at b and three at c, all of one programme: the middle of six answers."""
    table = cells(shown(apart, "b"))
    assert table[1][1].endswith(f"{median([1, 3, 5, 2, 3, 5]):.0f}n 6"), "the middle answer alone"
    assert cells(shown(apart, "c"))[1][1] == table[1][1]
    assert "6 leaders" in said(apart, "b")


def test_sites_that_stand_together_have_one_page_under_their_groups_name(merged: Served) -> None:
    first, second = said(merged, "a"), said(merged, "b")
    assert "Nord Shown together because some groups were too small: Site a; Site b." in first
    assert mean([*LOW[:4], *HIGH[:5]]) in first
    # Leaders are no part of staff's answers: they stand as they agreed to.
    assert first.split("Leadership")[0] == second.split("Leadership")[0]
    assert mean(LOW[:4]) not in first + second
    assert mean(HIGH[:5]) not in first + second


@pytest.mark.parametrize("site", ["nowhere", "", "all", "../a", "a~b", "practitioner.nord.a"])
@pytest.mark.parametrize("code", CODES)
def test_a_site_there_is_not_gets_the_one_sentence(apart: Served, site: str, code: str) -> None:
    text = said(apart, site, lang=code)
    assert text == f"{WITHHELD[code]} {LANGUAGES[code].say('overview.go_involvement')}"


def test_an_item_too_few_answered_is_withheld_and_so_is_the_mean_over_it(tmp_path: Path) -> None:
    """Four of ten at a answered p1: for p1 the two sites of nord stand together."""
    thin: list[object] = [*LOW[:4], *[8] * 6]
    found: Rows = []
    for wave in ("pre", "post"):
        for site, p1 in (("a", thin), ("b", HIGH), ("c", HIGH)):
            rest = dict.fromkeys(("p2", "i1", "i2"), HIGH)
            found += answered("practitioner", site, wave, len(found), p1=p1, **rest)
    table = cells(shown(built(tmp_path, found), "a"))
    assert f"p1: {LANGUAGES['en'].say('card.withheld')}" in table[1][2]
    assert not any(sign.isdigit() for sign in table[1][2].split("p1:")[1])
    assert not any(sign.isdigit() for sign in table[1][2].split("post")[1].split("p1:")[0])


@pytest.mark.parametrize("tree", ["municipality > site > role"])
def test_whole_sites_where_the_tree_begins_with_places(tmp_path: Path, tree: str) -> None:
    first = rows("pre", 0, {"a": LOW, "b": HIGH}) + rows("post", 100, {"a": HIGH, "b": HIGH})
    first += rows("pre", 200, {"a": LOW}, "leader") + rows("post", 300, {"a": LOW}, "leader")
    text = said(built(tmp_path, first, tree=tree), "a")
    assert mean([*HIGH, *LOW]) in text
    assert mean([*LOW, *LOW]) in text


def test_every_site_of_the_example_has_a_page_in_every_language(example: Path) -> None:
    dashboard = Served(DEFAULT_DATA, example)
    for site in ("solsiden", "ronningen", "maaken", "aasly", "tunet"):
        for code in CODES:
            table = cells(shown(dashboard, site, programme="fjordby", lang=code))
            assert len(table) == 8
            assert said(dashboard, site, programme="recoverydannelse-2017", lang=code).startswith(
                WITHHELD[code]
            )


def test_sites_that_share_a_page_keep_their_own_figures_under_their_own_names(example: Path) -> None:
    dashboard = Served(DEFAULT_DATA, example)
    query = {"programme": "fjordby", "lang": "en"}
    first, second = said(dashboard, "ronningen", **query), said(dashboard, "maaken", **query)
    assert first.split("Monthly figures")[1] == second.split("Monthly figures")[1]
    own = first.split("Monthly figures")[1]
    assert own.index("Rønningen") < own.index("Måken")
    assert "Violence: " in said(dashboard, "elvebredden", **query)
