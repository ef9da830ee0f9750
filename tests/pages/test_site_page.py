"""A site's profile: its groups' lines, and what its leaders and its staff said, side by side."""

import json
import re
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, unquote

import numpy as np
import pytest
from scipy.stats import t

from dashboard.pages.management.answer import site_figures
from dashboard.pages.management.site_chart import SiteFigure
from publication.following import Publications
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
    assert text.count(f"{mean(LOW, code)} → {mean(HIGH, code)}") == 2, "practice and involvement"
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
    line = f"2 sites shown together {mean(together)} → {mean(together)} no clear change"
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
    assert table[1][2] == f"{median([1, 3, 4])}{beside}"
    assert table[2][2] == language.say("card.withheld"), "two answers on the scale are too few"
    staff = float(np.mean(np.array(HIGH, dtype=float)))
    assert table[1][3] == f"{staff:.1f}".replace(".", "." if code == "en" else ",")
    assert table[2][3] == "–"
    text = said(apart, "a", lang=code)
    assert f"l2 {language.say('people.staff')} · {language.say('perspectives.no_items')}" in text
    assert language.say("perspectives.no_citizens") in text
    assert language.say("perspectives.evidence") in text


def test_leaders_who_did_not_agree_stand_together(apart: Served) -> None:
    """Three at b and three at c, all of one programme: the middle of six answers."""
    table = cells(shown(apart, "b"))
    assert table[1][2] == f"{median([1, 3, 5, 2, 3, 5]):.0f}n 6", "the middle answer alone"
    assert cells(shown(apart, "c"))[1][2] == table[1][2]
    assert "6 leaders" in said(apart, "b")


def test_sites_that_stand_together_say_so_in_the_line_and_read_the_same(merged: Served) -> None:
    first, second = said(merged, "a"), said(merged, "b")
    together = mean([*LOW[:4], *HIGH[:5]])
    assert first.count(f"2 sites shown together {together} → {together}") == 2
    # Each keeps its name, and what the programme says of it; leaders stand as they agreed to.
    assert first.split("Leadership")[0].replace("Site a", "Site b") == second.split("Leadership")[0]
    assert mean(LOW[:4]) not in first + second
    assert mean(HIGH[:5]) not in first + second
    assert mean(LOW[:4]) not in pictured(merged, "a") + pictured(merged, "b")


def pictures(part: Any) -> list[Any]:
    """Return the properties of every picture below a component, in order."""
    if isinstance(part, list):
        return [found for child in part for found in pictures(child)]
    if not isinstance(part, dict):
        return []
    props = part.get("props", {})
    return [props] if part.get("type") == "Img" else pictures(props.get("children"))


def pictured(dashboard: Served, site: str) -> str:
    return " ".join(unquote(found["src"]) + found["alt"] for found in pictures(shown(dashboard, site)))


def test_the_pictures_stand_where_the_numbers_are(apart: Served) -> None:
    """From 1 to 5 over 114 pixels after the first 3; scipy's t interval in the words for who cannot see."""
    change, *_ = pictures(shown(apart, "a"))
    rings = [float(x) for x in re.findall(r'cx="([\d.]+)"', unquote(change["src"]))]
    wanted = [3 + 114 * (np.mean(np.array(values, float)) - 1) / 4 for values in (LOW, HIGH)]
    assert rings == pytest.approx(wanted, abs=0.06)
    values = np.array(HIGH, float)
    low, high = t.interval(0.95, len(values) - 1, values.mean(), values.std(ddof=1) / len(values) ** 0.5)
    told = re.search(r"post ([\d.]+) to ([\d.]+);", change["alt"])
    assert told, change["alt"]
    # The standard error leaves the gate rounded.
    assert [float(told[1]), float(told[2])] == pytest.approx([low, high], abs=0.03)
    marks = next(found for found in pictures(shown(apart, "a")) if "Leaders (1–5): " in found["alt"])
    dot, ring = (float(x) for x in re.findall(r'cx="([\d.]+)"', unquote(marks["src"])))
    assert [ring, dot] == pytest.approx([5 + 110 * (3 - 1) / 4, 5 + 110 * (values.mean() - 1) / 4], abs=0.06)


def test_another_site_is_one_choice_away_and_keeps_what_was_chosen(apart: Served) -> None:
    def selects(part: Any) -> list[Any]:
        if isinstance(part, list):
            return [found for child in part for found in selects(child)]
        props = part.get("props", {}) if isinstance(part, dict) else {}
        return [props] if props.get("id") == "site-switch" else selects(props.get("children") or [])

    (switch,) = selects(shown(apart, "b", **{"from": "post", "to": "post"}))
    assert [option["label"] for option in switch["options"]] == ["Site a", "Site b", "Site c"]
    assert switch["value"] == switch["options"][1]["value"]
    path, _, query = switch["options"][2]["value"].partition("?")
    assert path == "/site/c"
    assert dict(parse_qsl(query)).items() >= {"from": "post", "to": "post", "lang": "en"}.items()


@pytest.mark.parametrize("site", ["nowhere", "", "all", "../a", "a~b", "practitioner.nord.a"])
@pytest.mark.parametrize("code", CODES)
def test_a_site_there_is_not_gets_the_one_sentence(apart: Served, site: str, code: str) -> None:
    say = LANGUAGES[code].say
    text = said(apart, site, lang=code)
    assert text == f"{say('title.site')} {WITHHELD[code]} {say('overview.go_involvement')}"


def test_an_item_too_few_answered_is_withheld_and_so_is_the_mean_over_it(tmp_path: Path) -> None:
    """Four of ten at a answered p1: for p1 the two sites of nord stand together."""
    thin: list[object] = [*LOW[:4], *[8] * 6]
    found: Rows = []
    for wave in ("pre", "post"):
        for site, p1 in (("a", thin), ("b", HIGH), ("c", HIGH)):
            rest = dict.fromkeys(("p2", "i1", "i2"), HIGH)
            found += answered("practitioner", site, wave, len(found), p1=p1, **rest)
    dashboard = built(tmp_path, found)
    table = cells(shown(dashboard, "a"))
    told = said(dashboard, "a").split("l1 Staff · p1: ")[1].split(" l2 ")[0]
    assert told == LANGUAGES["en"].say("card.withheld")
    assert table[1][3] == "–"
    few, several = (float(np.mean(np.array(values, float))) for values in (LOW[:4], [*LOW[:4], *HIGH]))
    drawn = {*re.findall(r"\d\.\d+", pictured(dashboard, "a").split("l1")[-1])}
    assert not {f"{few:.1f}", f"{few:.2f}", f"{several:.1f}"} & drawn


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
            assert WITHHELD[code] in said(dashboard, site, programme="recoverydannelse-2017", lang=code)


def value_of(figure: SiteFigure) -> str:
    """Return the newest value by hand: per × numerator / denominator, or the count where there is none."""
    chart, indicator = figure.chart, figure.indicator
    counted, held = (part[~np.isnan(chart.numerators)][-1] for part in (chart.numerators, chart.denominators))
    if np.isnan(held):
        return f"{counted:.0f}"
    return f"{indicator.per * counted / held:.{indicator.decimals}f}"


def test_sites_shown_together_keep_their_own_months(example: Path) -> None:
    """Rønningen and Måken share their answers; what each service records of itself is its own."""
    dashboard = Served(DEFAULT_DATA, example)
    query = {"programme": "fjordby", "lang": "en"}
    first, second = (
        said(dashboard, site, **query).split("Monthly figures")[1] for site in ("ronningen", "maaken")
    )
    assert first != second
    publication = Publications(example).current("fjordby")
    sites = {site.id: site for site in publication.sites}
    for site, told in (("ronningen", first), ("maaken", second)):
        values = [value_of(figure) for figure in site_figures(publication, sites[site])]
        assert values
        assert all(f"{value} " in told for value in values)
