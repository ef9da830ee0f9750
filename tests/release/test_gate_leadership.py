"""Leadership assessments over publications: whoever keeps them all learns nothing of a hidden group (rule 9).

The leaders of a group that did not agree are shown with others only; by hand: a pool of six whose numbers are
known, less a group of three that is shown alone, is the other three.
"""

import random
import re
from pathlib import Path

import duckdb
import pytest

from publication.file import current_number
from tests.dashboards import FullWorld, leaders, run, show
from tests.worlds import write_toml

Rows = list[dict[str, object]]

THREE, OTHER_THREE = ((1, 2), (2, 3), (5, 9)), ((3, 3), (4, 2), (4, 4))
POOLED = leaders("a", "r1", "no", *THREE) + leaders("b", "r1", "no", *OTHER_THREE)


@pytest.fixture
def world(tmp_path: Path) -> FullWorld:
    places = {"nord": ["a", "b"], "sor": ["c", "d"]}
    return FullWorld(tmp_path, places=places, waves={}, rounds=["r1"]).write()


def publish(world: FullWorld, rows: Rows) -> tuple[int, str]:
    """Load assessments and publish by the commands; return the exit status and what was said."""
    path = str(world.file(rows, "leaders.csv"))
    run(world.at.var, world.at.data, "load", path, "--programme", "small")
    result = run(world.at.var, world.at.data, "publish", "small")
    return result.exit_code, result.stdout if result.exit_code == 0 else result.stderr


def shown(world: FullWorld) -> set[tuple[str, int, float]]:
    """The columns shown of the first question: the sites, how many answered, the middle answer."""
    rows = world.rows("assessments", item="l1", status="shown")
    return {(row["sites"], row["n"], row["middle"]) for row in rows}


def test_publishing_says_which_leadership_groups_will_be_seen(world: FullWorld) -> None:
    said = publish(world, [*POOLED, *leaders("c", "r1", "yes", *THREE)])
    assert said == (0, "r1  c  Site c: 3 leaders\nr1  a~b  2 groups in Nord: 6 leaders\n")
    assert shown(world) == {("a|b", 6, 3.5), ("c", 3, 2.0)}


OTHERWISE = {
    "one is parted, and both are large": [
        *leaders("a", "r1", "yes", *THREE),
        *leaders("b", "r1", "no", *OTHER_THREE, (1, 1), (1, 1)),
    ],
    "a leader comes": leaders("a", "r1", "no", *THREE, (4, 4)) + leaders("b", "r1", "no", *OTHER_THREE),
    "a leader goes": leaders("a", "r1", "no", *THREE[1:]) + leaders("b", "r1", "no", *OTHER_THREE),
    "one answers otherwise": [
        *leaders("a", "r1", "no", (4, 2), *THREE[1:]),
        *leaders("b", "r1", "no", *OTHER_THREE),
    ],
    "the same leaders are at other sites, and one answers otherwise": [
        *leaders("c", "r1", "no", *THREE),
        *leaders("d", "r1", "no", (1, 3), *OTHER_THREE[1:]),
    ],
    "one group is at another site": [
        *leaders("c", "r1", "no", *THREE),
        *leaders("b", "r1", "no", (1, 3), *OTHER_THREE[1:]),
    ],
    "nobody is there any more": leaders("c", "r1", "yes", *THREE),
    "two more join the pool": POOLED + leaders("c", "r1", "no", (1, 1), (2, 2)),
}


@pytest.mark.parametrize("after", OTHERWISE.values(), ids=OTHERWISE)
def test_a_pool_is_never_shown_otherwise(world: FullWorld, after: Rows) -> None:
    assert publish(world, POOLED)[0] == 0
    status, said = publish(world, after)
    assert (status, current_number(world.publications)) == (1, 1)
    assert "“r1” was published before" in said
    assert not re.search(r"\d", said.replace("r1", "")), "no number of anyone"
    assert shown(world) == {("a|b", 6, 3.5)}


def renamed(world: FullWorld, was: dict[str, str]) -> None:
    """Give sites other ids in the programme's file."""
    new = {old: now for now, old in was.items()}
    world.places = {place: [new.get(site, site) for site in sites] for place, sites in world.places.items()}
    world.was = was
    world.write()


@pytest.mark.parametrize("was", [{"z": "a"}, {"y": "a", "z": "b"}, {"a": "b", "b": "a"}])
def test_groups_shown_together_are_followed_where_the_file_says_what_a_site_was(
    world: FullWorld, was: dict[str, str]
) -> None:
    assert publish(world, POOLED)[0] == 0
    renamed(world, was)
    new = {old: now for now, old in was.items()}
    here = [row | {"site": new.get(str(row["site"]), row["site"])} for row in POOLED]
    assert publish(world, [*here[:-1], here[-1] | {"l1": 1}])[0] == 1
    assert publish(world, here)[0] == 0
    assert {(n, middle) for _, n, middle in shown(world)} == {(6, 3.5)}


def test_a_group_that_spoke_for_itself_is_not_hidden_at_another_site(world: FullWorld) -> None:
    """Whoever knows its numbers would know those of the other."""
    assert publish(world, leaders("a", "r1", "yes", *THREE))[0] == 0
    after = leaders("c", "r1", "no", *THREE) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, after)[0] == 1


def test_a_question_of_leaders_under_another_id_is_followed(world: FullWorld) -> None:
    assert publish(world, POOLED)[0] == 0
    path = world.at.data / "instruments/principles.toml"
    definition = path.read_text("utf-8")
    path.write_text(definition.replace('"id" = "l1"', '"id" = "l9", "was" = "l1"'), "utf-8")
    mapping, (link,) = world.at.data / "mappings/leaders.toml", (world.at.data / "links").iterdir()
    mapping.write_text(mapping.read_text("utf-8").replace('"l1" = "l1"', '"l9" = "l1"'), "utf-8")
    link.write_text(link.read_text("utf-8").replace('"l1" =', '"l9" ='), "utf-8")
    assert publish(world, [POOLED[0] | {"l1": 5}, *POOLED[1:]])[0] == 1
    assert publish(world, POOLED)[0] == 0
    assert {row["n"] for row in world.rows("assessments", item="l9", status="shown")} == {6}


def test_a_group_parted_from_its_pool_is_refused(world: FullWorld) -> None:
    """Six together and three alone are, to whoever kept both, the other three."""
    assert publish(world, POOLED)[0] == 0
    after = leaders("a", "r1", "yes", *THREE) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, after + leaders("c", "r1", "yes", *THREE))[0] == 1


def test_a_group_that_agrees_no_longer_is_not_hidden_among_others_who_would_follow(world: FullWorld) -> None:
    before = leaders("a", "r1", "yes", *THREE) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, before)[0] == 0
    assert shown(world) == {("a", 3, 2.0)}
    assert publish(world, POOLED)[0] == 1
    assert shown(world) == {("a", 3, 2.0)}


def test_a_group_that_speaks_for_itself_may_correct_itself(world: FullWorld) -> None:
    assert publish(world, leaders("a", "r1", "yes", *THREE))[0] == 0
    assert publish(world, leaders("a", "r1", "yes", *THREE[:2], (4, 4)))[0] == 0
    assert shown(world) == {("a", 3, 2.0)}
    assert publish(world, leaders("a", "r1", "yes", *OTHER_THREE))[0] == 0
    assert shown(world) == {("a", 3, 4.0)}


def test_what_was_never_shown_may_be_shown(world: FullWorld) -> None:
    """Three who did not agree were hidden; later they agree, and others come who stand together."""
    alone = leaders("c", "r1", "yes", *THREE)
    assert publish(world, alone + leaders("a", "r1", "no", *THREE))[0] == 0
    assert publish(world, alone + leaders("a", "r1", "yes", *THREE))[0] == 0
    assert shown(world) == {("a", 3, 2.0), ("c", 3, 2.0)}


def test_it_binds_although_the_file_is_gone(world: FullWorld) -> None:
    assert publish(world, POOLED)[0] == 0
    (world.publications / "0001.duckdb").unlink()
    after = leaders("a", "r1", "no", *THREE, (4, 4)) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, after)[0] == 1


def test_it_binds_although_the_warehouse_is_made_anew(world: FullWorld) -> None:
    assert publish(world, POOLED)[0] == 0
    world.at.warehouse.unlink()
    after = leaders("a", "r1", "no", *THREE, (4, 4)) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, after)[0] == 1


def test_the_way_out_is_to_leave_the_round_out(world: FullWorld) -> None:
    assert publish(world, POOLED)[0] == 0
    world.rounds = ["r1", "r2"]
    rounds = [dict(one, closed=one["id"] == "r2") for one in world.programme()["rounds"]]  # type: ignore[attr-defined]
    write_toml(world.at.data / "programmes/small.toml", world.programme() | {"rounds": rounds})
    after = [*OTHERWISE["a leader comes"], *leaders("c", "r2", "yes", *THREE)]
    assert publish(world, after)[0] == 0
    assert shown(world) == {("c", 3, 2.0)}


def test_a_leader_who_answers_nothing_on_the_scale_does_not_join_a_pool_unseen(world: FullWorld) -> None:
    """Seven leaders, six answers and the same middle as before: the seventh said 'don't know' twice."""
    assert publish(world, POOLED)[0] == 0
    after = leaders("a", "r1", "no", *THREE, (9, 9)) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, after)[0] == 1


def test_a_publication_that_holds_more_is_cut_down_when_it_is_served(world: FullWorld) -> None:
    """One made when groups shown together had a distance and don't-knows."""
    assert publish(world, [*POOLED, *leaders("c", "r1", "yes", *THREE)])[0] == 0
    path = world.publications / "0001.duckdb"
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        con.execute("UPDATE assessments SET range = 4, dont_know = 1 WHERE groups > 1 AND status = 'shown'")
    told = {
        (row["group"], row["item"]): (row["n"], row["range"], row["dont_know"])
        for row in show(world, "principles")
    }
    assert told["a~b", "l1"] == ("6", "", "")
    assert told["c", "l1"] == ("3", "4", "0")


def test_what_was_remembered_before_binds_and_allows_the_same_again(world: FullWorld) -> None:
    """A warehouse from before: the distance stands there, how many leaders does not."""
    assert publish(world, POOLED)[0] == 0
    with world.warehouse() as con:
        con.execute("UPDATE published_assessments SET leaders = NULL, range = 4, dont_know = 1")
    (world.publications / "0001.duckdb").unlink()
    assert publish(world, [*POOLED, *leaders("c", "r1", "yes", *THREE)])[0] == 0
    after = leaders("a", "r1", "no", *THREE[1:]) + leaders("b", "r1", "no", *OTHER_THREE)
    assert publish(world, [*after, *leaders("c", "r1", "yes", *THREE)])[0] == 1


@pytest.mark.parametrize("renamed", ["site", "round"])
def test_a_pool_is_not_shown_otherwise_under_another_name(world: FullWorld, renamed: str) -> None:
    """The six of before, of whom three now agree, at a site or in a round that is called otherwise."""
    assert publish(world, POOLED)[0] == 0
    site, round_id = ("x", "r1") if renamed == "site" else ("a", "r9")
    world.places, world.rounds = {"nord": [site, "b"], "sor": ["c", "d"]}, [round_id]
    world.write()
    after = leaders(site, round_id, "yes", *THREE) + leaders("b", round_id, "no", *OTHER_THREE)
    status, said = publish(world, after)
    assert (status, current_number(world.publications)) == (1, 1)
    assert "no longer knows" in said


@pytest.mark.parametrize("moved", [False, True])
def test_leaders_published_in_another_round_are_recognised(world: FullWorld, moved: bool) -> None:
    """Also where the round they were published in is left out, or says something else by then."""
    chance = random.Random(1)
    given = [[(chance.randint(1, 5), chance.randint(1, 5)) for _ in range(20)] for _ in range(3)]
    assert publish(world, leaders("a", "r1", "no", *given[0]) + leaders("b", "r1", "no", *given[1]))[0] == 0
    world.rounds = ["r1", "r2"]
    rounds = [dict(one, closed=one["id"] == "r2" or not moved) for one in world.programme()["rounds"]]  # type: ignore[attr-defined]
    write_toml(world.at.data / "programmes/small.toml", world.programme() | {"rounds": rounds})
    first = leaders("a", "r1", "no", *given[0]) + leaders("b", "r1", "no", *given[1])
    corrected = [(5, 1), *given[1][1:]]
    second = leaders("a", "r2", "no", *given[0]) + leaders("b", "r2", "no", *corrected)
    status, said = publish(world, ([] if moved else first) + second)
    assert (status, "another session or assessment" in said) == (1, True)
    other = leaders("a", "r2", "no", *given[2]) + leaders("b", "r2", "no", *given[1][::-1])
    assert publish(world, ([] if moved else first) + other)[0] == 0
