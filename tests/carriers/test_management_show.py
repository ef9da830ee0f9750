"""`rejsespor show management`: columns, every set of rules, gaps, filters."""

import json
from pathlib import Path

import pytest

from tests.dashboards import run, show
from tests.months import Recorded, months_world
from tests.worlds import World

VIOLENCE, DAYS, WAITING = "Episoder med vold", "Belagte plassdøgn", "Venter ved månedens slutt"
COLUMNS = (
    "programme,indicator,site,site_label,month,numerator,denominator,value,centre,lower,upper,"
    "point,segment,rules,status"
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Rates at a (a month missing), counts at b; a rebase in the thirteenth month."""
    recorded: Recorded = {
        ("a", VIOLENCE): [2, None, *[0, 2] * 11],
        ("a", DAYS): [500] * 24,
        ("b", VIOLENCE): [1, 2, 3] * 8,
        ("b", WAITING): [5, 8, 3, 7] * 6,
    }
    reason = {"nb": "Flyttet", "da": "Flyttede", "en": "Moved"}
    events = [{"month": "2024-01", "reason": reason, "limits": "anew", "site": "b"}]
    return months_world(tmp_path_factory.mktemp("world"), recorded, events=events)


def test_every_month_stands_once_under_every_set_of_rules(world: World) -> None:
    rows = show(world, "management")
    assert ",".join(rows[0]) == COLUMNS
    asked = [(row["indicator"], row["site"], row["rules"]) for row in rows[::24]]
    assert asked == [
        ("occupancy", "a", "anhoej"),  # the days are there without the places
        ("occupancy", "a", "nhs"),
        ("violence", "a", "anhoej"),
        ("violence", "b", "anhoej"),
        ("violence", "a", "nhs"),
        ("violence", "b", "nhs"),
        ("violence", "a", "own"),
        ("waiting", "b", "anhoej"),
        ("waiting", "b", "nhs"),
    ]
    assert [row["month"] for row in rows[:24]] == [f"{2023 + at // 12}-{at % 12 + 1:02}" for at in range(24)]


def test_a_month_is_a_value_its_parts_and_its_lines(world: World) -> None:
    first, second, *_ = show(world, "management", "--indicator", "violence", "--site", "a", "--rules", "own")
    assert [first[name] for name in ("site_label", "numerator", "denominator", "value")] == [
        *("Site a", "2", "500", "4")
    ]
    # 24 episodes in 23 months of 500 days; the missing month counts on neither side.
    assert float(first["centre"]) == pytest.approx(1000 * 24 / (23 * 500))
    assert [first[name] for name in ("point", "segment", "status")] == ["common", "1", "shown"]
    assert [second[name] for name in ("numerator", "value", "point", "status")] == ["", "", "", "missing"]


def test_a_month_without_an_episode_is_no_missing_month(tmp_path: Path) -> None:
    recorded: Recorded = {("a", "Episoder med vold"): [0, 0, 1, None, 0, 1] * 4}
    rows = show(months_world(tmp_path, recorded), "management", "--rules", "own")
    assert [(row["value"], row["status"]) for row in rows[:6]] == [
        *[("", "shown")] * 2,
        ("2", "shown"),
        ("", "missing"),
        ("", "shown"),
        ("1", "shown"),
    ]


def test_new_limits_are_a_segment_of_their_own(world: World) -> None:
    rows = show(world, "management", "--site", "b", "--indicator", "waiting", "--rules", "nhs")
    assert [row["segment"] for row in rows] == ["1"] * 12 + ["2"] * 12
    # 5, 8, 3, 7: mean 5.75, moving ranges 3, 5, 4, 2 and so on, eleven of them, 3 + 5 + 4 in the last three.
    spread = (2 * (3 + 5 + 4 + 2) + 3 + 5 + 4) / 11
    assert float(rows[0]["centre"]) == 5.75
    assert float(rows[0]["upper"]) == pytest.approx(5.75 + 2.66 * spread)


def test_json_has_null_where_there_is_nothing(world: World) -> None:
    said = run(
        world.at.var,
        world.at.data,
        "show",
        "management",
        "--programme",
        "small",
        "--site",
        "b",
        "--format",
        "json",
    )
    rows = json.loads(said.stdout)
    assert {row["denominator"] for row in rows} == {None}
    assert {row["lower"] for row in rows if row["rules"] == "anhoej"} == {None}


def test_what_is_not_there_is_answered_as_every_other_question(world: World, tmp_path: Path) -> None:
    asked = ["show", "management", "--programme", "small", "--indicator", "calm"]
    result = run(world.at.var, world.at.data, *asked)
    assert (result.exit_code, result.stdout) == (1, "")
    assert run(world.at.var, world.at.data, *asked[:4], "--rules", "guess").exit_code == 2
