from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.faults import Refused
from tests.seeds import few_and_many
from tests.worlds import World, leaks, people, person

MakeWorld = Callable[..., World]
SITES = ("a", "b", "c")
ROLES = ("practitioner", "leader")
cells = st.tuples(st.sampled_from(ROLES), st.sampled_from(SITES))
trees = st.sampled_from(["role > municipality > site", "municipality > site > role"])


@st.composite
def answering(draw: st.DrawFn, most: int = 40) -> list[dict[str, object]]:
    """One to forty people, up to nine in ten of them 'not applicable'."""
    apart = draw(st.integers(0, 9))
    answer = st.sampled_from([8] * apart + [1, 2, 3, 4, 5, 9, ""][: 10 - apart])
    places = draw(st.lists(cells, min_size=1, max_size=most))
    return [
        person(
            at,
            role,
            site,
            p1=draw(answer),
            p2=draw(answer),
            p3=draw(answer),
            gender=draw(st.sampled_from("wm")),
        )
        for at, (role, site) in enumerate(places)
    ]


def built(folder: str, **said: object) -> World:
    return World(Path(folder), items=("p1", "p2", "p3"), background={"gender": ["w", "m"]}, **said).write()  # type: ignore[arg-type]


def attacked(rows: list[dict[str, object]], tree: str, form_at: int) -> None:
    with TemporaryDirectory() as folder:
        world = built(folder, tree=tree, form_at=form_at)
        world.load(rows)
        try:
            world.publish()
        except Refused:
            assert len(rows) < 5
            return
        assert leaks(world, rows) == []
        sizes = Counter((row["role"], row["site"]) for row in rows)
        assert {row["members"] for row in world.rows("answers", group_id="all")} == {sizes.total()}


@pytest.mark.parametrize("examples", few_and_many(8, 200))
def test_an_attacker_finds_nobody(examples: int) -> None:
    settings(max_examples=examples)(given(answering(), trees, st.integers(5, 9))(attacked))()


def attacked_in_two_waves(first: list[dict[str, object]], last: list[dict[str, object]]) -> None:
    with TemporaryDirectory() as folder:
        world = built(folder, waves={"pre": "pre", "post": "post"})
        rows = first + [row | {"wave": "post"} for row in last]
        world.load(rows)
        if max(len(first), len(last)) >= 5:
            world.publish()
            assert leaks(world, rows) == []


@pytest.mark.parametrize("examples", few_and_many(3, 60))
def test_an_attacker_finds_nobody_in_two_waves(examples: int) -> None:
    settings(max_examples=examples)(given(answering(20), answering(20))(attacked_in_two_waves))()


def shown(world: World, item: str) -> dict[str, int | str]:
    return {
        row["group_id"]: row["n"] if row["status"] == "shown" else row["status"]
        for row in world.rows("answers", item=item)
    }


def test_everything_that_may_be_shown_is(make_world: MakeWorld) -> None:
    everywhere = {(role, site): 8 for role in ROLES for site in SITES}
    world = make_world().show(people(everywhere))
    whole = {"all": 48, "practitioner": 24, "leader": 24}
    for role in ROLES:
        whole |= {f"{role}.nord": 16, f"{role}.sor": 8, f"{role}.nord.a": 8, f"{role}.nord.b": 8}
    for item in ("p1", "p2", "overall"):
        assert shown(world, item) == whole


def test_five_answers_are_shown_and_four_are_not(make_world: MakeWorld) -> None:
    rows = people({("practitioner", "a"): 8, ("practitioner", "b"): 8})
    for row, answer in zip(rows, [3, 3, 3, 3, 3, 8, 8, 9, 2, 2, 2, 2, 8, 8, 9, ""], strict=True):
        row["p1"] = answer
    assert shown(make_world().show(rows), "p1") == {
        "all": 9,
        "practitioner.nord.a": "withheld",
        "practitioner.nord.b": "withheld",
    }
    rows[-1]["p1"] = 4
    assert shown(renewed(make_world).show(rows), "p1") == {
        "all": 10,
        "practitioner.nord.a": 5,
        "practitioner.nord.b": 5,
    }


def renewed(make_world: MakeWorld) -> World:
    world = make_world()
    world.folder = world.folder / "again"
    world.folder.mkdir()
    return world.write()


def test_a_group_that_merges_for_an_item_says_where_it_went(make_world: MakeWorld) -> None:
    rows = people({("practitioner", "a"): 8, ("practitioner", "b"): 8, ("leader", "c"): 8})
    for row in rows[:4]:
        row["p1"] = 8
    world = make_world().show(rows)
    assert shown(world, "p1") == {
        "all": 20,
        "practitioner.nord": 12,
        "practitioner.nord.a": "withheld",
        "practitioner.nord.b": "withheld",
        "leader.sor": 8,
    }
    assert shown(world, "overall")["practitioner.nord.b"] == "withheld"
    assert shown(world, "p2")["practitioner.nord.b"] == 8
    merged = {(row["group_id"], row["item"], row["merged_id"]) for row in world.rows("merged")}
    assert merged == {
        (f"practitioner.nord.{site}", item, "practitioner.nord")
        for site in "ab"
        for item in ("p1", "overall")
    }


def test_every_answer_is_counted_where_it_belongs(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 12})
    for row, answer in zip(rows, [1, 2, 2, 5, 5, 5, 4, 8, 8, 9, "", ""], strict=True):
        row["p1"] = answer
    (row,) = make_world().show(rows).rows("answers", item="p1")
    assert (row["n"], row["counts"]) == (7, [1, 2, 0, 1, 3])
    assert (row["not_applicable"], row["dont_know"], row["not_relevant"], row["blank"]) == (2, 1, None, 2)


def test_a_member_who_left_an_item_out_is_blank(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 9})
    rows[0] |= {"p2": ""}
    (row,) = make_world().show(rows).rows("answers", item="p2")
    assert (row["members"], row["n"], row["blank"]) == (9, 8, 1)


def test_a_reverse_item_is_turned(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 10}, {"p1": 1, "p2": 2})
    rows[0]["p1"] = 4
    world = make_world(reverse=["p1"]).show(rows)
    (item,) = world.rows("answers", item="p1")
    assert item["counts"] == [0, 1, 0, 0, 9]
    (score,) = world.rows("answers", item="overall")
    assert score["mean"] == pytest.approx((9 * 5 + 2 + 10 * 2) / 20)


def test_an_item_nobody_answered_does_not_hold_the_score_back(make_world: MakeWorld) -> None:
    rows = people({("practitioner", "a"): 8, ("practitioner", "b"): 8}, {"p1": 3, "p2": 8})
    world = make_world().show(rows)
    assert set(shown(world, "p2").values()) == {"no_answers"}
    assert shown(world, "overall") == {"all": 16, "practitioner.nord.a": 8, "practitioner.nord.b": 8}


def test_a_hidden_item_hides_the_score(make_world: MakeWorld) -> None:
    rows = people({("practitioner", "a"): 8}, {"p1": 3, "p2": 8})
    for row in rows[:4]:
        row["p2"] = 2
    assert [shown(make_world().show(rows), item) for item in ("p1", "p2", "overall")] == [
        {"all": 8},
        {"all": "withheld"},
        {"all": "withheld"},
    ]


def test_an_item_not_asked_is_said_so(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}, asked_as={"p2": ["post"]})
    rows = people({("leader", "a"): 8}, {"p1": 2, "p2": ""})
    world.show(rows + people({("leader", "a"): 8}, wave="post"))
    found = {(row["wave"], row["item"]): row["status"] for row in world.rows("answers")}
    assert found["pre", "p2"] == "not_asked"
    assert found["post", "p2"] == "shown"


def test_waves_are_compared_in_groups_both_have(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    before = people({("practitioner", "a"): 8, ("practitioner", "b"): 8, ("leader", "c"): 9})
    after = people({("practitioner", "a"): 6, ("practitioner", "b"): 9, ("leader", "c"): 9}, wave="post")
    world.show(before + after)
    offered: dict[tuple[str, str], set[str]] = {
        (row["from_wave"], row["to_wave"]): set() for row in world.rows("selections")
    }
    for row in world.rows("selections"):
        offered[row["from_wave"], row["to_wave"]].add(row["group_id"])
    assert offered["pre", "pre"] >= {"practitioner.nord.a", "practitioner.nord.b"}
    assert offered["post", "post"] == offered["pre", "post"] == {"all", "practitioner.nord", "leader.sor"}


def test_where_two_items_merge_differently_both_find_their_place(make_world: MakeWorld) -> None:
    places = {"nord": ["a", "b", "c", "d"], "sor": ["e"]}
    rows = people({("leader", site): 8 for site in "abcde"})
    for row in rows:
        row["p1"] = 8 if row["site"] == "a" else 1
        row["p2"] = 8 if row["site"] == "b" else 1
    world = make_world(places=places).show(rows)
    assert shown(world, "p1")["leader.nord.a~leader.nord.b"] == 8
    assert shown(world, "p2")["leader.nord.b~leader.nord.c"] == 8
    assert shown(world, "p2")["leader.nord.a~leader.nord.b"] == "withheld"
    merged = {(row["group_id"], row["item"]): row["merged_id"] for row in world.rows("merged")}
    wider = "leader.nord.a~leader.nord.b~leader.nord.c"
    assert merged["leader.nord.a~leader.nord.b", "p2"] == merged["leader.nord.b~leader.nord.c", "p1"] == wider
    assert shown(world, "p1")[wider] == shown(world, "p2")[wider] == 16
    assert leaks(world, rows) == []
