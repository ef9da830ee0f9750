from collections.abc import Callable
from typing import Any

import pytest

from tests.worlds import World, text, write_toml

MakeWorld = Callable[..., World]
Leader = tuple[str, bool, object, object]


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world(rounds=["r1"], places={"nord": ["a", "b"], "sor": ["c"], "vest": ["d", "e"]})
    write_toml(
        world.at.data / "instruments/principles.toml",
        world.instrument()
        | {"id": "principles", "asked_as": ["assessment"], "name": text("Principles"), "overall": False},
    )
    write_toml(
        world.at.data / "mappings/staff.toml",
        {
            "form": "leaders",
            "kind": "leadership",
            "programme": "small",
            "columns": {"site": "site", "round": "round", "leader": "leader", "agreed": "agreed"},
            "answers": {"principles": {"p1": "l1", "p2": "l2"}},
            "codes": {"dont_know": ["9"]},
        },
    )
    return world


def show(world: World, groups: dict[str, list[tuple[str, object]]]) -> list[dict[str, Any]]:
    """Load leaders per site as (agreed, answer to p1) and return what is shown of p1."""
    rows = [
        {"site": site, "round": "r1", "leader": at, "agreed": agreed, "l1": answer, "l2": 9}
        for site, leaders in groups.items()
        for at, (agreed, answer) in enumerate(leaders)
    ]
    world.load_files(world.file(rows))
    world.publish()
    return world.rows("assessments", item="p1")


def agreed(*answers: object) -> list[tuple[str, object]]:
    return [("yes", answer) for answer in answers]


def not_agreed(*answers: object) -> list[tuple[str, object]]:
    return [("no", answers[0]), *(("yes", answer) for answer in answers[1:])]


def columns(rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [
        (row["sites"], row["leaders"], row["status"], row["n"], row["middle"], row["range"]) for row in rows
    ]


def test_a_group_of_three_that_agreed_is_shown_as_itself(world: World) -> None:
    rows = show(world, {"a": agreed(1, 2, 5), "b": agreed(2, 3, 3, 5)})
    assert columns(rows) == [("a", 3, "shown", 3, 2.0, 4), ("b", 4, "shown", 4, 3.0, 3)]
    assert [row["label_en"] for row in rows] == ["Site a", "Site b"]


def test_the_middle_of_an_even_number_is_half_way(world: World) -> None:
    assert columns(show(world, {"a": agreed(1, 2, 5, 5)})) == [("a", 4, "shown", 4, 3.5, 4)]


def test_an_item_two_answered_is_withheld(world: World) -> None:
    assert columns(show(world, {"a": agreed(1, 2, 9), "b": agreed(1, 1, 2)})) == [
        ("a", 3, "withheld", None, None, None),
        ("b", 3, "shown", 3, 1.0, 1),
    ]


def test_groups_that_did_not_agree_or_are_small_stand_together(world: World) -> None:
    rows = show(world, {"a": not_agreed(1, 2, 5), "b": agreed(3, 3), "c": agreed(4, 4, 4)})
    assert columns(rows) == [("c", 3, "shown", 3, 4.0, 0), ("a|b", 5, "shown", 5, 3.0, None)]
    assert rows[1]["label_en"] == "2 groups in Nord"


def test_a_group_that_did_not_agree_is_never_alone_however_large(world: World) -> None:
    assert columns(show(world, {"a": not_agreed(1, 2, 3, 4, 5, 5), "c": agreed(4, 4, 4)})) == [
        ("c", 3, "shown", 3, 4.0, 0)
    ]


def test_pools_merge_beyond_the_municipality_until_five_lead_them(world: World) -> None:
    rows = show(
        world,
        {
            "a": agreed(1, 2),
            "b": agreed(2),
            "c": agreed(4, 4),
            "d": agreed(5, 5),
            "e": agreed(1, 2, 9)[:2] + not_agreed(3),
        },
    )
    assert columns(rows) == [
        ("a|b|c", 5, "shown", 5, 2.0, None),
        ("d|e", 5, "shown", 5, 3.0, None),
    ]


def test_a_pool_too_small_is_hidden(world: World) -> None:
    assert columns(show(world, {"a": agreed(1, 2), "b": agreed(3, 4), "c": agreed(1, 1, 1)})) == [
        ("c", 3, "shown", 3, 1.0, 0)
    ]


def test_a_pool_with_four_answers_is_withheld(world: World) -> None:
    rows = show(world, {"a": agreed(1, 9), "b": not_agreed(3, 4, 5)})
    assert columns(rows) == [("a|b", 5, "withheld", None, None, None)]


def test_a_pool_says_neither_how_far_apart_nor_who_is_unsure(world: World) -> None:
    """A distance of the whole scale tells both ends, a single don't-know one leader's answer."""
    (row,) = show(world, {"a": not_agreed(1, 5, 5), "b": not_agreed(1, 3, 9)})
    assert (row["n"], row["middle"], row["range"], row["dont_know"]) == (5, 3.0, None, None)


def test_a_pool_in_which_one_group_alone_answered_is_withheld(world: World) -> None:
    """Its middle answer would be that of the group that did not agree."""
    rows = show(world, {"a": not_agreed(1, 2, 3, 4, 5), "b": not_agreed(9, 9, "")})
    assert columns(rows) == [("a|b", 8, "withheld", None, None, None)]
    rows = show(world, {"a": not_agreed(1, 2, 3, 4, 5), "b": not_agreed(9, 9, 2)})
    assert columns(rows) == [("a|b", 8, "shown", 6, 2.5, None)]


def test_no_column_overlaps_another(world: World) -> None:
    rows = show(
        world, {"a": agreed(1, 2), "b": not_agreed(3, 4, 5), "c": agreed(1, 1, 1), "d": agreed(2, 2, 2)}
    )
    sites = [site for row in rows for site in row["sites"].split("|")]
    assert len(sites) == len(set(sites))


def test_dont_knows_are_counted_beside_and_reverse_items_turned(world: World) -> None:
    path = world.at.data / "instruments/principles.toml"
    path.write_text(
        path.read_text("utf-8")
        .replace('"p1", "label"', '"p1", "label"')
        .replace('"reverse" = false', '"reverse" = true'),
        "utf-8",
    )
    (row,) = show(world, {"a": agreed(1, 1, 2, 9)})
    assert (row["n"], row["middle"], row["range"], row["dont_know"]) == (3, 5.0, 1, 1)


@pytest.mark.parametrize("refuses", [False, True])
def test_a_leader_who_answered_nothing_is_none_but_their_no_is_heard(world: World, refuses: bool) -> None:
    given: list[object] = [1, 2, 5]
    rows = [{"site": "a", "leader": f"a{at}", "agreed": "yes", "l1": one} for at, one in enumerate(given)]
    rows += [{"site": "b", "leader": f"b{at}", "agreed": "yes", "l1": one} for at, one in enumerate(given)]
    rows += [{"site": "a", "leader": "late", "agreed": "no" if refuses else "yes", "l1": ""}]
    world.load_files(world.file([{"round": "r1", "l2": "", **row} for row in rows]))
    assert [row[4] for row in world.stored("leaders") if row[3].endswith("late")] == []
    world.publish()
    shown = [(row[0], row[1]) for row in columns(world.rows("assessments", item="p1"))]
    assert shown == ([("b", 3)] if refuses else [("a", 3), ("b", 3)])
