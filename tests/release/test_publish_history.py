import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl.release import publish as publishing
from publication import file as writer
from publication.faults import Refused
from publication.schema import SCHEMA
from tests.worlds import World, people, person, write_toml

MakeWorld = Callable[..., World]
ROWS = people({("practitioner", "a"): 9, ("leader", "b"): 9, ("leader", "c"): 9})


def pointer(world: World) -> str:
    return (world.publications / "CURRENT").read_text("ascii")


def test_a_publication_is_numbered_dated_and_frozen(world: World) -> None:
    world.load(ROWS)
    assert world.publish(dt.date(2025, 3, 2)) == (1, True)
    assert pointer(world) == "0001\n"
    path = world.publications / "0001.duckdb"
    assert oct(path.stat().st_mode & 0o777) == "0o444"
    (about,) = world.rows("meta")
    assert about.pop("identity")
    assert about.pop("schema") == SCHEMA
    assert about == {"programme": "small", "number": 1, "published_on": dt.date(2025, 3, 2)}
    assert sorted(one.name for one in world.publications.iterdir()) == ["0001.duckdb", "CURRENT"]


def test_unchanged_data_make_no_publication(world: World) -> None:
    world.show(ROWS)
    before = (world.publications / "0001.duckdb").read_bytes()
    assert world.publish(dt.date(2030, 1, 1)) == (1, False)
    world.load(ROWS, now=dt.datetime(2030, 1, 1))
    assert world.publish(dt.date(2030, 1, 1)) == (1, False)
    assert (world.publications / "0001.duckdb").read_bytes() == before


def test_the_old_number_stays_when_a_new_one_comes(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}).show(ROWS)
    before = (world.publications / "0001.duckdb").read_bytes()
    world.load(people({("leader", "b"): 9}, wave="post"), name="post.csv")
    assert world.publish() == (2, True)
    assert pointer(world) == "0002\n"
    assert (world.publications / "0001.duckdb").read_bytes() == before


def test_nothing_that_is_about_one_person_or_one_load_leaves(world: World) -> None:
    world.show(ROWS)
    told = repr(world.everything())
    assert "r0" not in told
    assert "12:00" not in told
    (digest,) = {row[5] for row in world.stored("files")}
    assert digest not in told
    assert world.rows("files") == [
        {"kind": "questionnaire", "wave": "pre", "name": "staff.csv", "loaded_on": dt.date(2025, 3, 1)}
    ]


@pytest.mark.parametrize(
    "changed",
    [
        [*ROWS, person(99, "leader", "c", p1=1, p2=1)],
        ROWS[:-1],
        [ROWS[0] | {"p1": 5}, *ROWS[1:]],
        [ROWS[0] | {"p1": ""}, *ROWS[1:]],
        [ROWS[0] | {"site": "b"}, *ROWS[1:]],
        [ROWS[0] | {"gender": "m"}, *ROWS[1:]],
    ],
)
def test_a_published_wave_that_changed_is_refused_and_the_pointer_stays(
    make_world: MakeWorld, changed: list[dict[str, object]]
) -> None:
    world = make_world(background={"gender": ["w", "m"]}).show([{"gender": "w"} | row for row in ROWS])
    world.load([{"gender": "w"} | row for row in changed])
    with pytest.raises(Refused, match="few_changed"):
        world.publish()
    assert pointer(world) == "0001\n"
    world.load([{"gender": "w"} | row for row in ROWS])
    assert world.publish() == (1, False)


def test_the_order_of_the_rows_and_their_ids_is_no_change(world: World) -> None:
    world.show(ROWS)
    world.load([row | {"id": f"x{row['id']}"} for row in reversed(ROWS)])
    assert world.publish() == (1, False)


def test_a_new_instrument_or_item_in_a_later_wave_leaves_the_earlier_as_it_was(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}).show(ROWS)
    later = make_world(
        waves={"pre": "pre", "post": "post"}, items=["p1", "p2", "p3"], asked_as={"p3": ["post"]}
    )
    later.load(people({("leader", "a"): 9}, {"p1": 1, "p2": 2, "p3": 3}, wave="post"), name="post.csv")
    assert later.publish() == (2, True)
    assert {row["n"] for row in world.rows("answers", item="p3", wave="post", group_id="all")} == {9}


def test_a_score_over_other_items_is_a_change(make_world: MakeWorld) -> None:
    make_world().show(ROWS)
    with pytest.raises(Refused, match="scored_otherwise"):
        make_world(items=["p1", "p2", "p3"]).publish()


def test_a_wave_not_closed_is_not_published(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}, still_open=["post"])
    world.show(ROWS + people({("leader", "b"): 9}, wave="post"))
    assert [row["wave"] for row in world.rows("waves")] == ["pre"]
    assert {
        row["wave"] for table in ("answers", "groups", "blocks", "files") for row in world.rows(table)
    } == {"pre"}
    world.still_open = []
    assert world.write().publish() == (2, True)


@pytest.mark.parametrize("said", [{"k": 9, "form_at": 9}, {"form_at": 19}, {"k": 10, "form_at": 10}])
def test_limits_may_be_raised_and_not_lowered_again(make_world: MakeWorld, said: dict[str, int]) -> None:
    rows = [row | ({"p1": 8} if at in (0, 1, 2, 9) else {}) for at, row in enumerate(ROWS)]
    world = make_world().show(rows)
    assert world.publish() == (1, False)
    raised = make_world(**said)
    assert raised.publish() == (2, True)
    before = pointer(world)
    with pytest.raises(Refused, match="finer_groups"):
        make_world().publish()
    assert pointer(world) == before == "0002\n"


def test_another_tree_is_refused_where_it_parts_groups(make_world: MakeWorld) -> None:
    make_world().show(
        people({("practitioner", "a"): 5, ("practitioner", "b"): 5, ("leader", "a"): 5, ("leader", "b"): 5})
    )
    with pytest.raises(Refused, match="finer_groups"):
        make_world(tree="municipality > site > role").publish()


def test_a_publication_that_fails_leaves_the_last_one_shown(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}).show(ROWS)
    world.load(people({("leader", "b"): 9}, wave="post"), name="post.csv")
    with monkeypatch.context() as broken:
        broken.setattr(writer, "point_to", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.publish()
    assert pointer(world) == "0001\n"
    assert world.publish() == (2, True)  # it was finished, so it is the one that is shown now


def test_what_a_killed_build_left_behind_does_no_harm(world: World) -> None:
    world.publications.mkdir(parents=True)
    for name in ("0001.new", "0001.new.wal", "CURRENT.new"):
        (world.publications / name).write_bytes(b"half")
    assert world.show(ROWS).rows("waves")[0]["members"] == 27


def test_what_is_shown_is_remembered_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.load(ROWS)
    freeze = writer.freeze

    def killed(folder: Path, number: int) -> None:
        freeze(folder, number)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "freeze", killed)
        with pytest.raises(KeyboardInterrupt):
            world.publish()
    world.load(ROWS[1:])
    with pytest.raises(Refused, match="few_changed"):
        world.publish()


def test_an_older_publication_of_another_shape_is_followed_by_a_new_one(world: World) -> None:
    world.show(ROWS)
    path = world.publications / "0001.duckdb"
    os.chmod(path, 0o644)
    with duckdb.connect(path) as con:
        con.execute("ALTER TABLE waves ADD COLUMN colour VARCHAR")
    assert world.publish() == (2, True)


def test_programmes_lie_apart(world: World) -> None:
    write_toml(world.at.data / "programmes/other.toml", world.programme() | {"id": "other"})
    world.show(ROWS)
    assert [one.name for one in world.publications.parent.iterdir()] == ["small"]


def test_the_same_data_say_the_same_in_every_process(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom tests.worlds import World, people\n"
        "rows = people({(r, s): 9 for r in ('practitioner', 'leader') for s in 'abc'})\n"
        "for at in range(5): rows[at]['p1'] = 8\n"
        "world = World(Path(sys.argv[1])).show(rows)\nprint(world.everything())\n"
    )
    said = set()
    for seed in ("1", "2", "3"):
        (tmp_path / seed).mkdir()
        command = [sys.executable, "-c", script, str(tmp_path / seed)]
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        said.add(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)
    assert len(said) == 1


def with_a_question_more(rows: list[dict[str, object]], wave: str) -> list[dict[str, object]]:
    return [{**row, "wave": wave, "p3": 1 + at % 5} for at, row in enumerate(rows)]


def test_a_question_that_came_later_can_say_when_it_was_asked(make_world: MakeWorld) -> None:
    """Where no published wave was asked as the new one is."""
    world, rows = make_world(), people({("practitioner", "a"): 9, ("leader", "c"): 9})
    world.show(rows)
    world.waves, world.items = {"pre": "pre", "post": "post"}, ("p1", "p2", "p3")
    world.load(rows + with_a_question_more(people({("leader", "c"): 9}, first=50), "post"))
    with pytest.raises(Refused, match="scored_otherwise"):
        world.publish()
    world.asked_as = {"p3": ["post"]}
    world.write()
    assert world.publish() == (2, True)
    assert [row["n"] for row in world.rows("answers", group_id="all", item="p3", status="shown")] == [9]


@pytest.mark.parametrize("asked", [{}, {"p3": ["post"]}])
def test_a_question_that_came_later_is_shown_in_a_questionnaire_of_its_own(
    make_world: MakeWorld, asked: dict[str, list[str]]
) -> None:
    """Where two waves are asked alike, and one of them is out, nothing in the same file can."""
    world = make_world(waves={"pre": "pre", "post": "post"})
    rows = people({("practitioner", "a"): 9, ("leader", "c"): 9})
    out = rows + [row | {"wave": "post", "p1": 5} for row in rows]
    world.show(out)
    world.waves = {**world.waves, "third": "post"}
    third = with_a_question_more(people({("leader", "c"): 9}, {"p1": 2, "p2": 1}, first=50), "third")
    world.items, world.asked_as = ("p1", "p2", "p3"), asked
    world.load(out + third)
    with pytest.raises(Refused, match="scored_otherwise"):
        world.publish()
    own = replace(world, asked="later", items=("p3",), asked_as={})
    write_toml(world.at.data / "instruments/later.toml", own.instrument())
    world.items, world.asked_as = ("p1", "p2"), {}
    world.mapping = {"answers": {"practice": {"p1": "p1", "p2": "p2"}, "later": {"p3": "p3"}}}
    world.load(out + third)
    assert world.publish() == (2, True)
    shown = world.rows("answers", group_id="all", item="p3", status="shown")
    assert [(row["wave"], row["instrument"], row["n"]) for row in shown] == [("third", "later", 9)]
