"""Scores of subscales through the gate: what leaves, in which groups, and over which items."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from publication.faults import Refused
from tests.release.attacks.test_publish_label_swap import published, swapped
from tests.seeds import seeds
from tests.worlds import World, people, person

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]
Person = tuple[Any, ...]

CHOICE = "subscale:choice"
PAIR = {"choice": ["p1", "p2"]}
CELLS = [("practitioner", "a"), ("practitioner", "b"), ("leader", "a"), ("leader", "c")]


def score(world: World, group: str = "all", item: str = CHOICE) -> dict[str, Any]:
    (row,) = world.rows("answers", item=item, group_id=group)
    return row


def test_a_subscales_score_by_hand(make_world: MakeWorld) -> None:
    """Ten people: 4 2 | five of 3 - | 5 1 | three of 2 4; p2 is turned round, p3 is of no subscale."""
    world = make_world(items=["p1", "p2", "p3"], subscales=PAIR, reverse=["p2"])
    rows = people({("leader", "a"): 10}, {"p1": 2, "p2": 4, "p3": 5})
    rows[0] |= {"p1": 4, "p2": 2}
    rows[1] |= {"p1": 5, "p2": 1}
    for row in rows[2:7]:
        row |= {"p1": 3, "p2": 8}
    shown = score(world.show(rows))
    # p1: 4, 5, five of 3, three of 2; p2 turned round: 4, 5, three of 2
    assert [shown[one] for one in ("status", "n", "counts")] == ["shown", 10, None]
    assert shown["mean"] == pytest.approx(((4 + 5 + 15 + 6) / 10 + (4 + 5 + 6) / 5) / 2)
    assert [one["item"] for one in world.rows("answers", group_id="all")] == [
        "overall",
        "p1",
        "p2",
        "p3",
        CHOICE,
    ]


def test_any_of_a_subscales_items_is_enough(make_world: MakeWorld) -> None:
    world = make_world(items=["p1", "p2", "p3", "p4"], subscales={"choice": ["p2", "p3", "p4"]})
    rows = people({("leader", "a"): 12}, {"p1": 1, "p2": 2, "p3": 4, "p4": 8})
    for row in rows[6:]:
        row |= {"p1": 5, "p2": 2, "p3": 8}
    row = score(world.show(rows))
    assert (row["n"], row["mean"]) == (12, (2 + 4) / 2)


def test_a_subscale_counts_the_items_asked_in_the_wave(make_world: MakeWorld) -> None:
    world = make_world(
        waves={"pre": "pre", "post": "post"},
        items=["p1", "p2", "p3"],
        asked_as={"p2": ["post"], "p3": ["post"]},
        subscales={"choice": ["p1", "p2"], "late": ["p3"]},
    )
    late = people({("leader", "a"): 9}, {"p1": 2, "p2": 4, "p3": 4}, "post", first=50)
    world.show(people({("leader", "a"): 9}, {"p1": 2}) + late)
    said = {
        (row["wave"], row["item"]): (row["status"], row["mean"])
        for row in world.rows("answers", group_id="all")
        if row["item"].startswith("subscale:")
    }
    assert said == {
        ("pre", CHOICE): ("shown", 2.0),
        ("pre", "subscale:late"): ("not_asked", None),
        ("post", CHOICE): ("shown", 3.0),
        ("post", "subscale:late"): ("shown", 4.0),
    }


def test_a_subscale_is_shown_without_an_overall_score(make_world: MakeWorld) -> None:
    world = make_world(overall=False, subscales=PAIR).show(people({("leader", "a"): 9}))
    assert score(world)["mean"] == 3.5


def test_a_subscale_nobody_answered(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 9}, {"p1": 8, "p2": "", "p3": 3})
    world = make_world(items=["p1", "p2", "p3"], subscales=PAIR).show(rows)
    assert (score(world)["status"], score(world)["n"]) == ("no_answers", None)


def test_a_subscale_uses_groups_that_suit_all_its_items(make_world: MakeWorld) -> None:
    """Four answer p1 at site a: p1 and the subscale merge with site b, p2 and the other subscale do not."""
    world = make_world(items=["p1", "p2", "p3"], subscales=PAIR | {"rest": ["p3"]}, overall=False)
    rows = people(
        {("practitioner", "a"): 8, ("practitioner", "b"): 8, ("leader", "c"): 8, ("leader", "a"): 8},
        {"p1": 1, "p2": 2, "p3": 3},
    )
    for row in [*rows[:4], *rows[8:12]]:
        row["p1"] = 8
    world.show(rows)
    at_a = {row["item"]: row["status"] for row in world.rows("answers", group_id="practitioner.nord.a")}
    assert at_a == {
        "p1": "withheld",
        "p2": "shown",
        "p3": "shown",
        CHOICE: "withheld",
        "subscale:rest": "shown",
    }
    (merged,) = {row["merged_id"] for row in world.rows("merged", item=CHOICE)}
    assert score(world, merged)["n"] == 16
    assert score(world, "leader.nord.a")["status"] == "shown"


FOUR = ["p1", "p2", "p3", "p4"]


def newcomer(chance: random.Random, number: int, cell: tuple[str, str]) -> dict[str, object]:
    """Somebody who skips nothing, a little, much, or one of the two halves."""
    skipped = chance.choice([0.0, 0.0, 0.3, 0.6])
    half = chance.choice([[], [], [], ["p1", "p2"], ["p2", "p4"]])
    answers = {one: 8 if one in half or chance.random() < skipped else chance.randint(1, 5) for one in FOUR}
    return {**person(number, *cell), **answers}


@pytest.mark.parametrize("seed", seeds(5))
def test_who_is_who_within_a_group_changes_no_score(seed: int) -> None:
    chance = random.Random(seed)
    cells = [("practitioner", "a"), ("practitioner", "b"), ("leader", "c")]
    rows = [newcomer(chance, at, chance.choice(cells)) | {"gender": "w"} for at in range(40)]
    for row in rows:
        del row["p4"]
    said = {"subscales": PAIR, "overall": False}
    shown, group = published(rows, **said)
    assert any(row[3] == CHOICE and row[5] == "shown" for row in shown["answers"])
    assert published(swapped(rows, group, chance), **said)[0] == shown


STEADY = people({("practitioner", "a"): 20, ("leader", "c"): 12}, {"p1": 3, "p2": 4, "p3": 2})
KEPT: dict[str, Any] = {"items": ["p1", "p2", "p3"], "subscales": PAIR, "overall": False}


def again(world: World, rows: Rows) -> tuple[int, bool]:
    world.load(rows)
    return world.publish()


def test_a_publication_made_before_there_were_subscales_gets_them_once(make_world: MakeWorld) -> None:
    before = make_world(items=["p1", "p2", "p3"]).show(STEADY)
    answers = before.rows("answers")
    with before.warehouse() as con:
        con.execute("ALTER TABLE published_said DROP COLUMN subscales")
        # Of a version that knew neither the number of a schema nor today's names of printed figures.
        con.execute("DROP TABLE warehouse_schema")
        for name in ("figures", "counts"):
            con.execute(f"ALTER TABLE printed_{name} RENAME TO published_{name}")
        con.execute("ALTER TABLE printed_session_means RENAME TO published_sessions")
    world = make_world(items=["p1", "p2", "p3"], subscales=PAIR)
    assert world.publish() == (2, True)
    assert [row for row in world.rows("answers") if row["item"] != CHOICE] == answers
    assert {row["status"] for row in world.rows("answers", item=CHOICE)} == {"shown"}
    assert world.publish() == (2, False)


def test_after_late_answers_a_publication_made_before_subscales_gets_them(make_world: MakeWorld) -> None:
    make_world(items=["p1", "p2", "p3"], overall=False).show(STEADY)
    world = make_world(**KEPT)
    assert again(world, STEADY + people({("leader", "c"): 5}, {"p1": 1, "p2": 1, "p3": 1}, first=500))[1]
    assert score(world)["n"] == 37


@pytest.mark.parametrize(
    "other",
    [
        {"choice": ["p1", "p3"]},
        {"chance": ["p1", "p2"]},
        {"choice": ["p1"], "more": ["p2"]},
        {"choice": ["p3"]},
    ],
)
def test_a_subscale_over_other_items_is_refused(make_world: MakeWorld, other: dict[str, list[str]]) -> None:
    make_world(**KEPT).show(STEADY)
    world = make_world(**KEPT | {"subscales": other})
    for rows in (STEADY, STEADY[6:]):
        world.load(rows)
        with pytest.raises(Refused, match="scored_otherwise"):
            world.publish()


def test_a_subscale_more_or_less_is_not(make_world: MakeWorld) -> None:
    make_world(**KEPT).show(STEADY)
    world = make_world(**KEPT | {"subscales": PAIR | {"rest": ["p3"]}})
    assert world.publish() == (2, True)
    assert score(world, item="subscale:rest")["mean"] == 2.0
    assert make_world(**KEPT | {"subscales": {"rest": ["p3"]}}).publish() == (3, True)
