"""What was published and is called otherwise now: followed where the file says so, else refused."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from etl.faults import Refused
from etl.publish.withdraw import withdraw_publication
from tests.test_publish_differencing import CELLS, ITEMS, few_seen, newcomer, shown, staff
from tests.worlds import World, people

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]

ROWS: Rows = people({("practitioner", "a"): 12, ("practitioner", "b"): 12, ("leader", "c"): 12})


def renamed(rows: Rows, column: str, names: Mapping[str, str], corrected: int = 0) -> Rows:
    """The rows with other names in a column, and so many of the first answers to p1 corrected."""
    return [
        row | {column: names.get(str(row[column]), row[column])} | ({"p1": 5} if at < corrected else {})
        for at, row in enumerate(rows)
    ]


def refused(world: World, rows: Rows) -> dict[str, Any]:
    before = world.everything()
    world.load(rows)
    with pytest.raises(Refused) as said:
        world.publish()
    assert world.everything() == before
    return {"reason": said.value.reason, **said.value.details}


@pytest.mark.parametrize("corrected", [0, 1, 5])
@pytest.mark.parametrize(
    ("column", "world_of_now"),
    [
        ("site", {"places": {"nord": ["z", "b"], "sor": ["c"]}}),
        ("role", {"roles": ["z", "leader"]}),
    ],
)
def test_another_id_is_refused_without_was(
    make_world: MakeWorld, column: str, world_of_now: dict[str, Any], corrected: int
) -> None:
    world = make_world().show(ROWS)
    old = {"site": "a", "role": "practitioner"}[column]
    now = replace(world, **world_of_now)
    said = refused(now, renamed(ROWS, column, {old: "z"}, corrected))
    assert (said["reason"], said["ids"]) == ("renamed", old)


@pytest.mark.parametrize(("corrected", "allowed"), [(0, True), (1, False), (4, False), (5, True)])
@pytest.mark.parametrize(
    ("column", "world_of_now"),
    [
        ("site", {"places": {"nord": ["z", "b"], "sor": ["c"]}, "was": {"z": "a"}}),
        ("role", {"roles": ["z", "leader"], "was": {"z": "practitioner"}}),
    ],
)
def test_was_holds_the_new_id_to_what_the_old_one_showed(
    make_world: MakeWorld, column: str, world_of_now: dict[str, Any], corrected: int, allowed: bool
) -> None:
    world = make_world().show(ROWS)
    now = replace(world, **world_of_now)
    rows = renamed(ROWS, column, {{"site": "a", "role": "practitioner"}[column]: "z"}, corrected)
    if allowed:
        now.load(rows)
        assert now.publish() == (2, True)
    else:
        assert refused(now, rows)["reason"] == "few_changed"


def test_a_site_that_took_anothers_old_id_is_followed_too(make_world: MakeWorld) -> None:
    world = make_world().show(ROWS)
    now = replace(world, was={"a": "b", "b": "a"})
    swapped = renamed(ROWS, "site", {"a": "b", "b": "a"})
    assert refused(now, [swapped[0] | {"p1": 5}, *swapped[1:]])["reason"] == "few_changed"


def test_a_site_that_was_split_is_shown_as_the_union(make_world: MakeWorld) -> None:
    world = make_world().show(ROWS)
    now = replace(world, places={"nord": ["y", "z", "b"], "sor": ["c"]}, was={"y": "a", "z": "a"})
    now.load(
        [
            row | ({"site": "y" if at < 6 else "z"} if row["site"] == "a" else {})
            for at, row in enumerate(ROWS)
        ]
    )
    now.publish()
    assert {row["sites"] for row in now.rows("groups")} == {"y|z", "b", "c"}


def test_sites_that_were_joined_are_one(make_world: MakeWorld) -> None:
    world = make_world().show(ROWS)
    now = replace(world, places={"nord": ["z"], "sor": ["c"]}, was={"z": ["a", "b"]})
    joined = renamed(ROWS, "site", {"a": "z", "b": "z"})
    now.load(joined)
    now.publish()
    assert {row["sites"]: row["members"] for row in now.rows("groups")} == {"z": 24, "c": 12}
    assert refused(now, [joined[0] | {"p1": 5}, *joined[1:]])["reason"] == "few_changed"


@pytest.mark.parametrize("items", [("p1",), ("p1", "q2")])
def test_a_question_that_was_published_and_is_gone_or_renamed_is_told_in_a_sentence(
    make_world: MakeWorld, items: tuple[str, ...]
) -> None:
    world = make_world(mapping={"drop": ["p2"]}) if items == ("p1",) else make_world()
    make_world().show(ROWS)
    rows = [row | {"q2": row["p2"]} if "q2" in items else row for row in ROWS]
    rows = [{key: value for key, value in row.items() if key != "p2" or "q2" not in items} for row in rows]
    assert refused(replace(world, items=items), rows) == {
        "reason": "renamed",
        "wave": "pre",
        "ids": "practice.p2",
    }


def test_a_wave_under_another_id_is_refused(make_world: MakeWorld) -> None:
    world = make_world().show(ROWS)
    now = replace(world, waves={"first": "pre"})
    said = refused(now, renamed(ROWS, "wave", {"pre": "first"}, corrected=1))
    assert said == {"reason": "renamed", "wave": "pre", "ids": "pre"}


def test_a_renamed_site_with_five_late_answers_tells_of_nobody_fewer(make_world: MakeWorld) -> None:
    world = make_world().show(ROWS)
    before = shown(world)
    now = replace(world, places={"nord": ["z", "b"], "sor": ["c"]}, was={"z": "a"})
    late = people({("practitioner", "b"): 5}, {"p1": 5, "p2": 1}, first=500)
    now.load(renamed(ROWS, "site", {"a": "z"}) + late)
    now.publish()
    assert shown(now)
    assert [*few_seen(before, shown(now), now.k)] == []


def test_another_id_does_not_bring_back_what_was_withdrawn(make_world: MakeWorld) -> None:
    world = make_world().show(ROWS)
    with world.warehouse() as con:
        withdraw_publication(con, world.publications, "small", 1)
    now = replace(world, places={"nord": ["z", "b"], "sor": ["c"]}, was={"z": "a"})
    now.load(renamed(ROWS, "site", {"a": "z"}))
    with pytest.raises(Refused, match="withdrawn"):
        now.publish()


@pytest.mark.parametrize(("others", "known"), [(0, True), (1, True), (4, True), (5, False), (12, False)])
def test_answers_published_as_another_wave_are_recognised(
    make_world: MakeWorld, others: int, known: bool
) -> None:
    """Loaded under the wrong wave and published, then under the right one too, with some who came late."""
    world = make_world(items=ITEMS, waves={"pre": "pre", "post": "post"})
    pre = staff(1, [14, 14, 0, 0, 0, 0])
    world.show(pre)
    chance = random.Random(2)
    late = [newcomer(chance, 500 + at, CELLS[0]) | {"wave": "post"} for at in range(others)]
    world.load(pre + renamed(pre, "wave", {"pre": "post"}) + late)
    if known:
        with pytest.raises(Refused, match="known_elsewhere"):
            world.publish()
    else:
        assert world.publish() == (2, True)
