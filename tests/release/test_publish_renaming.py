"""What was published and is called otherwise now: followed where the file says so, else refused."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from etl.release.withdraw import withdraw_publication
from publication.faults import Refused, SourceError
from tests.release.attacks.test_publish_differencing import CELLS, ITEMS, few_seen, newcomer, shown, staff
from tests.test_etl_cli import run
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


def otherwise(world: World, kind: str, published: Rows = ROWS) -> tuple[World, Rows]:
    """The world and its rows of now, where something of a kind is called otherwise."""
    (world.at.data / "instruments/practice.toml").unlink()
    match kind:
        case "questionnaire":
            return replace(world, asked="z", was={"z": "practice"}), published
        case "question":
            rows = [{"z" if name == "p1" else name: told for name, told in row.items()} for row in published]
            return replace(world, items=("z", "p2"), was={"z": "p1"}), rows
        case "questions exchanged":
            rows = [row | {"p1": row["p2"], "p2": row["p1"]} for row in published]
            return replace(world, was={"p1": "p2", "p2": "p1"}), rows
        case _:
            rows = renamed(published, "wave", {"pre": "z"})
            return replace(world, waves={"z": "pre"}, was={"z": "pre"}), rows


KINDS = ["questionnaire", "question", "questions exchanged", "wave"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("corrected", "allowed"), [(0, True), (1, False), (4, False), (5, True)])
def test_what_was_published_under_another_id_binds(
    make_world: MakeWorld, kind: str, corrected: int, allowed: bool
) -> None:
    now, rows = otherwise(make_world().show(ROWS), kind)
    item = {"question": "z", "questions exchanged": "p2"}.get(kind, "p1")
    rows = [row | ({item: 5} if at < corrected else {}) for at, row in enumerate(rows)]
    if allowed:
        now.load(rows)
        assert now.publish() == (2, True)
        assert now.publish() == (2, False)
    else:
        assert refused(now, rows)["reason"] == "few_changed"


@pytest.mark.parametrize("kind", KINDS)
def test_groups_are_never_finer_under_another_id(make_world: MakeWorld, kind: str) -> None:
    """A question that was hidden stays so: too few had answered it on the scale, and five come."""
    few = [row | ({"p1": 9} if at > 3 else {}) for at, row in enumerate(ROWS)]
    world = make_world().show(few)
    assert {row["status"] for row in world.rows("answers", item="p1")} == {"withheld"}
    now, rows = otherwise(world, kind, few + people({("practitioner", "a"): 5}, first=500))
    item = {"question": "z", "questions exchanged": "p2"}.get(kind, "p1")
    now.load(rows)
    now.publish()
    assert {row["status"] for row in now.rows("answers", item=item)} == {"withheld"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_id_brings_back_what_was_withdrawn(make_world: MakeWorld, kind: str) -> None:
    world = make_world().show(ROWS)
    with world.warehouse() as con:
        withdraw_publication(con, world.publications, "small", 1)
    now, rows = otherwise(world, kind)
    now.load(rows)
    with pytest.raises(Refused, match="withdrawn"):
        now.publish()


def test_questions_that_exchange_their_ids_and_exchange_them_back_are_followed(make_world: MakeWorld) -> None:
    """Each publication knows what its ids meant."""
    world = make_world().show(ROWS)
    exchanged = [row | {"p1": row["p2"], "p2": row["p1"]} for row in ROWS]
    late = people({("practitioner", "a"): 5}, {"p1": 1, "p2": 5}, first=500)
    now = replace(world, was={"p1": "p2", "p2": "p1"})
    now.load(exchanged + late)
    assert now.publish() == (2, True)
    back = [row | {"p1": row["p2"], "p2": row["p1"]} for row in exchanged + late]
    assert refused(world, [back[0] | {"p1": 5}, *back[1:]])["reason"] == "few_changed"
    world.load(back)
    assert world.publish() == (3, True)


@pytest.mark.parametrize(
    ("was", "rule"),
    [
        ({"p1": ["a", "b"]}, "was_several"),
        ({"practice": ["a"]}, "was_several"),
        ({"pre": ["a", "b"]}, "was_several"),
        ({"p1": "p2"}, "was_twice"),
        ({"p1": "a", "p2": "a"}, "was_twice"),
        ({"pre": "post"}, "was_twice"),
    ],
)
def test_answers_to_two_are_never_the_answers_to_one(
    make_world: MakeWorld, was: dict[str, object], rule: str
) -> None:
    with pytest.raises(SourceError) as refused:
        replace(make_world(waves={"pre": "pre", "post": "post"}), was=was).load(ROWS)
    assert {fault.rule for fault in refused.value.faults} == {rule}


def test_two_questionnaires_were_not_the_same(make_world: MakeWorld) -> None:
    world = make_world().write()
    with pytest.raises(SourceError, match="was_twice"):
        replace(world, asked="z", was={"z": "practice"}).load(ROWS)


@pytest.mark.parametrize("late", [0, 1, 4, 5, 12])
def test_answers_published_as_another_wave_are_recognised(make_world: MakeWorld, late: int) -> None:
    """Loaded under the wrong wave and published, then under the right one too, with some who came late."""
    world = make_world(items=ITEMS, waves={"pre": "pre", "post": "post"})
    pre = staff(1, [14, 14, 0, 0, 0, 0])
    world.show(pre)
    chance = random.Random(2)
    new = [newcomer(chance, 500 + at, CELLS[0]) | {"wave": "post"} for at in range(late)]
    world.load(pre + renamed(pre, "wave", {"pre": "post"}) + new)
    with pytest.raises(Refused, match="known_elsewhere"):
        world.publish()


def test_an_id_nothing_was_published_under_is_told(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", "en")
    make_world().show(ROWS)
    now = make_world(
        places={"nord": ["z", "b"], "sor": ["c"]}, was={"z": "a", "c": "misspelt", "leader": "leaders"}
    )
    now.load(renamed(ROWS, "site", {"a": "z"}))
    result = run(now, "publish", "small", "--dry-run")
    assert result.exit_code == 0
    told = [line for line in result.stderr.splitlines() if "nothing was published under" in line]
    assert [line.split("“")[1].split("”")[0] for line in told] == ["leaders", "misspelt"]
