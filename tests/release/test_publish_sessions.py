"""Sessions through the gate. Means, counts and quartiles are worked by hand; quartiles also against numpy."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.release.sessions import distinct_people
from publication.faults import Refused
from publication.file import file_of
from tests.kinds.test_etl_sessions import benefit, mapping, means
from tests.seeds import seeds
from tests.worlds import World, text, write_toml

MakeWorld = Callable[..., World]
Row = dict[str, object]
KINDS = [{"id": one, "name": text(one.replace("_", " ").title())} for one in ("opening", "theme_day")]


def described(world: World, *ids: str, closed: Sequence[str] | None = None, **programme: object) -> World:
    """A programme without waves, with sessions 'kind-number'; all closed unless said otherwise."""
    sessions = [
        {
            "kind": one.rsplit("-", 1)[0],
            "number": int(one.rsplit("-", 1)[1]),
            "closed": closed is None or one in closed,
        }
        for one in ids
    ]
    said = world.programme() | {"session_kinds": KINDS, "sessions": sessions, **programme}
    write_toml(world.at.data / "programmes/small.toml", said)
    write_toml(world.at.data / "instruments/benefit.toml", benefit())
    columns = {"respondent": "who", "session": "session"}
    write_toml(world.at.data / "mappings/kor.toml", mapping(columns=columns))
    return world


def at(session: str, who: Sequence[str], b1: Sequence[object] = (), b2: Sequence[object] = ()) -> list[Row]:
    """Rows of a session: a mark for each of those who came, blank where the marks run out."""
    marks = [[*given, *[""] * len(who)] for given in (b1, b2)]
    return [
        {"who": one, "session": session, "b1": marks[0][place], "b2": marks[1][place]}
        for place, one in enumerate(who)
    ]


def ids(first: int, n: int) -> list[str]:
    return [f"p{number}" for number in range(first, first + n)]


def load(world: World, *rows: Row) -> World:
    world.load_files(world.file(rows, "kor.csv"), mapping="kor")
    return world


def show(world: World, *rows: Row) -> World:
    load(world, *rows).publish()
    return world


def marks(world: World, item: str = "b1") -> dict[str, tuple[object, object]]:
    """Return by group the status and n of an item."""
    return {row["group_id"]: (row["status"], row["n"]) for row in world.rows("marks", item=item)}


def groups(world: World) -> dict[str, int]:
    return {row["group_id"]: row["participants"] for row in world.rows("session_groups")}


def test_five_marks_leave_as_n_and_mean_and_ten_as_counts_and_quartiles(world: World) -> None:
    ten = ["0,4", "0,5", "1", "1,4", "2", "7,5", "8,4", "8,5", "9,5", "10"]
    described(world, "theme_day-1", "theme_day-2")
    show(
        world,
        *at("theme_day-1", ids(0, 10), ten, [3] * 5),
        *at("theme_day-2", ids(10, 9), [1, 2, 3, "4,5", 7]),
    )
    first, second = world.rows("marks", item="b1")
    # 0.4 + 0.5 + 1 + 1.4 + 2 + 7.5 + 8.4 + 8.5 + 9.5 + 10 = 49.2
    assert (first["status"], first["n"], first["mean"]) == ("shown", 10, pytest.approx(4.92))
    # halves up: 0.4 -> 0; 0.5, 1, 1.4 -> 1; 2; 7.5, 8.4 -> 8; 8.5 -> 9; 9.5, 10 -> 10
    assert first["counts"] == [1, 3, 1, 0, 0, 0, 0, 0, 2, 1, 2]
    # between the 3rd and 4th, the 5th and 6th, the 7th and 8th mark: 1 + 0.1, 4.75, 8.4 + 0.075
    assert first["quartiles"] == pytest.approx([1.1, 4.75, 8.475])
    numbers = [float(one.replace(",", ".")) for one in ten]
    assert first["quartiles"] == pytest.approx(list(np.quantile(numbers, [0.25, 0.5, 0.75])))
    assert (second["status"], second["n"], second["mean"]) == ("shown", 5, pytest.approx(3.5))
    assert (second["counts"], second["quartiles"]) == (None, None)


def test_sessions_say_what_they_were(world: World) -> None:
    said = {"topic": text("Hope")}
    described(world, "theme_day-1")
    session = {"kind": "theme_day", "number": 1, "closed": True, **said}
    write_toml(
        world.at.data / "programmes/small.toml",
        world.programme() | {"session_kinds": KINDS, "sessions": [session]},
    )
    show(world, *at("theme_day-1", ids(0, 6), [5] * 6))
    (row,) = world.rows("sessions")
    assert (row["session"], row["kind"], row["kind_en"], row["number"], row["date"], row["topic_da"]) == (
        "theme_day-1",
        "theme_day",
        "Theme Day",
        1,
        None,
        "Hope",
    )
    assert world.rows("files") == [
        {
            "kind": "sessions",
            "wave": "theme_day-1",
            "name": "kor.csv",
            "loaded_on": world.rows("files")[0]["loaded_on"],
        }
    ]
    assert [row["id"] for row in world.rows("definitions")] == ["small", "benefit"]


def test_a_small_session_merges_with_the_next_of_its_kind_by_number(world: World) -> None:
    described(world, "theme_day-3", "theme_day-1", "opening-1", "theme_day-2")
    show(
        world,
        *at("theme_day-1", ids(0, 3), [1] * 3),
        *at("theme_day-2", ids(3, 6), [4] * 6),
        *at("theme_day-3", ids(9, 4), [7] * 4),
        *at("opening-1", ids(0, 4), [9] * 4),
    )
    merged = "theme_day-1~theme_day-2~theme_day-3"
    assert sorted("~".join(sorted(group.split("~"))) for group in groups(world)) == [merged]
    (row,) = world.rows("marks", item="b1")
    # 3 x 1 + 6 x 4 + 4 x 7 = 55 over 13
    assert (row["n"], row["mean"], row["counts"][1]) == (13, pytest.approx(55 / 13), 3)
    assert "opening-1" not in repr({k: v for k, v in world.everything().items() if k != "definitions"})


def test_a_label_lists_the_numbers(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2")
    show(world, *at("theme_day-1", ids(0, 3), [1] * 3), *at("theme_day-2", ids(3, 6), [4] * 6))
    (row,) = world.rows("session_groups")
    assert (row["label_en"], row["label_nb"], row["sessions"]) == (
        "Theme Day 1 and 2",
        "Theme Day 1 og 2",
        ["theme_day-1", "theme_day-2"],
    )


def test_the_same_three_people_twice_are_not_six(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2", "opening-1")
    load(
        world,
        *at("theme_day-1", ids(0, 3), [1] * 3),
        *at("theme_day-2", ids(0, 3), [4] * 3),
        *at("opening-1", ids(0, 6), [4] * 6),
    )
    world.publish()
    assert groups(world) == {"opening-1": 6}


@pytest.mark.parametrize(
    ("sessions", "least"),
    [
        ([["a", "b"], ["b", "c"]], 3),
        ([["", ""], ["", "", ""]], 3),
        ([["a", ""], ["b", ""]], 2),
        ([["a", "b", "c"], ["", ""]], 3),
        ([["a", "a"], []], 1),
        ([], 0),
    ],
)
def test_someone_without_an_id_can_be_anybody_at_another_session(
    sessions: list[list[str]], least: int
) -> None:
    assert distinct_people(sessions) == least


def test_without_ids_small_sessions_are_hidden_and_not_added_up(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2", "opening-1")
    write_toml(world.at.data / "mappings/kor.toml", mapping(columns={"session": "session"}, drop=["who"]))
    rows = [
        *at("theme_day-1", [""] * 4, [1] * 4),
        *at("theme_day-2", [""] * 4, [1] * 4),
        *at("opening-1", [""] * 5, [6] * 5),
    ]
    assert groups(show(world, *rows)) == {"opening-1": 5}


def test_an_item_few_marked_merges_further_or_is_withheld(world: World) -> None:
    described(world, "opening-1", "theme_day-1", "theme_day-2")
    show(
        world,
        *at("theme_day-1", ids(0, 6), [3] * 6, [5] * 4),
        *at("theme_day-2", ids(6, 6), [3] * 6, [5] * 3),
        *at("opening-1", ids(0, 6), [3] * 6, [5] * 4),
    )
    assert marks(world, "b1") == {
        "opening-1": ("shown", 6),
        "theme_day-1": ("shown", 6),
        "theme_day-2": ("shown", 6),
    }
    assert marks(world, "b2") == {
        "opening-1": ("withheld", None),
        "theme_day-1": ("withheld", None),
        "theme_day-2": ("withheld", None),
        "theme_day-1~theme_day-2": ("shown", 7),
    }


def test_withheld_is_one_status_whatever_the_reason(world: World) -> None:
    described(world, "opening-1", "theme_day-1")
    nobody, four = at("opening-1", ids(0, 6), [3] * 6), at("opening-1", ids(0, 6), [3] * 6, [5] * 4)
    others = at("theme_day-1", ids(0, 6), [3] * 6, [4] * 6)
    first = show(world, *nobody, *others).rows("marks", group_id="opening-1", item="b2")
    again = described(renewed(world), "opening-1", "theme_day-1")
    assert show(again, *four, *others).rows("marks", group_id="opening-1", item="b2") == first
    assert first[0]["status"] == "withheld"


def renewed(world: World) -> World:
    folder = world.folder / "again"
    folder.mkdir()
    return World(folder, **{one: getattr(world, one) for one in ("k", "form_at", "waves")}).write()


def test_an_item_nobody_marked_says_so(world: World) -> None:
    described(world, "theme_day-1")
    assert marks(show(world, *at("theme_day-1", ids(0, 6), [3] * 6)), "b2") == {
        "theme_day-1": ("no_answers", None)
    }


def test_only_closed_sessions_are_published(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2", closed=["theme_day-1"])
    show(world, *at("theme_day-1", ids(0, 6), [3] * 6), *at("theme_day-2", ids(6, 6), [4] * 6))
    assert groups(world) == {"theme_day-1": 6}
    assert {row["wave"] for row in world.rows("files")} == {"theme_day-1"}
    described(world, "theme_day-1", "theme_day-2")
    assert world.publish() == (2, True)
    assert groups(world) == {"theme_day-1": 6, "theme_day-2": 6}


def test_an_open_session_alone_is_nothing_to_publish(world: World) -> None:
    described(world, "theme_day-1", closed=[])
    load(world, *at("theme_day-1", ids(0, 6), [3] * 6))
    with pytest.raises(Refused, match="nothing_to_publish"):
        world.publish()


def test_neither_ids_nor_the_order_of_the_rows_change_anything(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2", "theme_day-3")
    chance = random.Random(4)
    rows = [
        *at("theme_day-1", ids(0, 12), [chance.randint(0, 100) / 10 for _ in range(12)], [4] * 3),
        *at("theme_day-2", ids(4, 3), [chance.randint(0, 100) / 10 for _ in range(3)], [4] * 3),
        *at("theme_day-3", ids(6, 8), [chance.randint(0, 100) / 10 for _ in range(8)], [4] * 3),
    ]
    before = show(world, *rows).everything()
    others = [row | {"who": f"x{hash(row['who']) % 10**9}"} for row in rows]
    chance.shuffle(others)
    load(world, *others)
    assert world.publish() == (1, False)
    assert world.everything() == before


@pytest.mark.parametrize(
    "changed",
    [
        lambda rows: [*rows, *at("theme_day-1", ["late"], [5])],
        lambda rows: rows[1:],
        lambda rows: [rows[0] | {"b1": 4}, *rows[1:]],
        lambda rows: [rows[0] | {"b1": ""}, *rows[1:]],
        lambda rows: [row for row in rows if row["session"] != "theme_day-1"],
    ],
)
def test_a_published_session_that_changed_is_refused(
    world: World, changed: Callable[[list[Row]], list[Row]]
) -> None:
    described(world, "theme_day-1", "theme_day-2")
    rows = [*at("theme_day-1", ids(0, 6), [3] * 6), *at("theme_day-2", ids(6, 6), [4] * 6)]
    show(world, *rows)
    with world.warehouse() as con:
        con.execute("DELETE FROM participants")
        con.execute("DELETE FROM answers_benefit")
    load(world, *changed(rows))
    with pytest.raises(Refused, match="session_changed"):
        world.publish()
    load(world, *rows)
    assert world.publish() == (1, False)


def test_a_session_published_before_may_not_be_opened_again(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2")
    show(world, *at("theme_day-1", ids(0, 6), [3] * 6), *at("theme_day-2", ids(6, 3), [4] * 3))
    described(world, "theme_day-1", "theme_day-2", closed=["theme_day-1"])
    with pytest.raises(Refused, match="session_changed"):
        world.publish()


def test_a_later_session_of_few_is_not_the_difference_of_two_publications(world: World) -> None:
    rows = [*at("theme_day-1", ids(0, 6), [3] * 6), *at("theme_day-2", ids(6, 3), [4] * 3)]
    described(world, "theme_day-1", "theme_day-2", "theme_day-3", closed=["theme_day-1"])
    show(world, *rows)
    described(world, "theme_day-1", "theme_day-2", "theme_day-3", closed=["theme_day-1", "theme_day-2"])
    world.publish()
    assert groups(world) == {"theme_day-1": 6}
    described(world, "theme_day-1", "theme_day-2", "theme_day-3")
    load(world, *rows, *at("theme_day-3", ids(9, 3), [9] * 3))
    world.publish()
    assert groups(world) == {"theme_day-1": 6, "theme_day-2~theme_day-3": 6}


def test_limits_raised_and_lowered_again_never_part_sessions(world: World) -> None:
    rows = [*at("theme_day-1", ids(0, 12), [3] * 12), *at("theme_day-2", ids(12, 6), [4] * 6)]
    described(world, "theme_day-1", "theme_day-2")
    show(world, *rows)
    described(world, "theme_day-1", "theme_day-2", k=8)
    assert world.publish() == (2, True)
    assert groups(world) == {"theme_day-1~theme_day-2": 18}
    # Counts of all eighteen would show those of the six, whose counts were never shown.
    (row,) = world.rows("marks", item="b1")
    assert (row["status"], row["n"], row["counts"], row["quartiles"]) == ("shown", 18, None, None)
    described(world, "theme_day-1", "theme_day-2")
    world.publish()
    assert groups(world) == {"theme_day-1~theme_day-2": 18}


@pytest.mark.parametrize("lost", [False, True])
def test_what_was_shown_is_known_from_the_publications_too(world: World, lost: bool) -> None:
    rows = [*at("theme_day-1", ids(0, 6), [3] * 6), *at("theme_day-2", ids(6, 3), [4] * 3)]
    described(world, "theme_day-1", "theme_day-2", closed=["theme_day-1"])
    show(world, *rows)
    if lost:
        world.at.warehouse.unlink()
        load(world, *rows)
    described(world, "theme_day-1", "theme_day-2")
    world.publish()
    assert groups(world) == {"theme_day-1": 6}


def seen(world: World) -> list[tuple[frozenset[str], str, dict[str, Any]]]:
    """Return every group of sessions, item and row that any publication of the world shows."""
    found = []
    for path in sorted(world.publications.glob("*.duckdb")):
        (world.publications / "CURRENT").write_text(f"{path.stem}\n")
        found += [(frozenset(row["group_id"].split("~")), row["item"], row) for row in world.rows("marks")]
    return found


@pytest.mark.parametrize("seed", seeds(12))
def test_an_attacker_finds_no_mark_of_fewer_than_five(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"theme_day-{n}" for n in range(1, 6)]
    rows = [
        row
        for name in names
        for row in at(
            name,
            chance.sample(ids(0, 14), chance.randint(1, 9)),
            [chance.choice([3, "4,5", ""]) for _ in range(9)],
            [chance.choice([3, 9]) for _ in range(9)],
        )
    ]
    world = World(tmp_path).write()
    for upto in (2, 4, 5):
        described(world, *names, closed=names[:upto])
        load(world, *rows)
        if any(sum(row["session"] == name for row in rows) >= 5 for name in names[:upto]):
            world.publish()
    shown = seen(world)
    for group, item, row in shown:
        who = {one["who"] for one in rows if one["session"] in group and one[item] != ""}
        if row["status"] == "shown":
            assert len(who) >= 5
            assert row["n"] == sum(one["session"] in group and one[item] != "" for one in rows)
            assert (row["counts"] is None) == (row["quartiles"] is None)
            assert row["counts"] is None or len(who) >= 10
        else:
            assert [row[one] for one in ("n", "mean", "counts", "quartiles")] == [None] * 4
    for item in ("b1", "b2"):
        known = {group for group, of, row in shown if of == item and row["status"] == "shown"}
        for one in known:
            assert not any(one & other and one != other for other in known)


def test_no_smallest_or_largest_mark_leaves(world: World) -> None:
    described(world, "theme_day-1")
    show(world, *at("theme_day-1", ids(0, 12), ["0,3", *[5] * 10, "9,8"]))
    (row,) = world.rows("marks", item="b1")
    assert 0.3 not in row["quartiles"]
    assert 9.8 not in row["quartiles"]


def test_a_wave_of_the_same_id_is_another_thing(make_world: MakeWorld) -> None:
    world = make_world(waves={"theme_day-1": "pre"}, still_open=["theme_day-1"])
    described(world, "theme_day-1")
    show(world, *at("theme_day-1", ids(0, 6), [3] * 6))
    assert world.rows("waves") == []
    assert groups(world) == {"theme_day-1": 6}
    described(world, "theme_day-1", waves=[])
    assert world.publish() == (2, True)


def test_printed_means_leave_as_printed(world: World) -> None:
    described(world, "theme_day-1", "theme_day-2", closed=["theme_day-1"])
    columns = {"session": "session", "instrument": "form", "item": "line", "mean": "mean", "min": "lo"}
    write_toml(world.at.data / "mappings/kor.toml", means(columns=columns))
    rows = [
        {"session": one, "form": "benefit", "line": "b1", "mean": "8.50", "lo": "3"}
        for one in ("theme_day-1", "theme_day-2")
    ]
    world.load_files(world.file(rows, "printed.csv"), mapping="kor")
    assert world.publish() == (1, True)
    assert world.rows("published_sessions") == [
        {
            "instrument": "benefit",
            "session": "theme_day-1",
            "item": "b1",
            "position": 0,
            "participants": None,
            "printed_mean": "8.50",
            "printed_min": "3",
            "printed_max": None,
        }
    ]
    assert [row["session"] for row in world.rows("sessions")] == ["theme_day-1"]
    assert world.rows("marks") == []


def test_a_killed_publication_of_sessions_is_forgotten(world: World) -> None:
    described(world, "theme_day-1")
    load(world, *at("theme_day-1", ids(0, 6), [3] * 6))
    world.publish()
    path = file_of(world.publications, 1)
    path.rename(path.with_suffix(".new"))
    (world.publications / "CURRENT").unlink()
    with world.warehouse() as con:
        assert con.execute("FROM published_marks").fetchall() == []
        assert con.execute("FROM published_session_blocks").fetchall() == []


@pytest.mark.parametrize(("others", "known"), [(0, True), (1, True), (4, True), (5, False)])
def test_marks_published_as_another_session_are_recognised(world: World, others: int, known: bool) -> None:
    chance = random.Random(1)
    b1, b2 = ([chance.randrange(11) for _ in range(17)] for _ in range(2))
    described(world, "theme_day-1", "theme_day-2")
    first = at("theme_day-1", ids(0, 12), b1, b2)
    show(world, *first)
    again = at("theme_day-2", ids(20, 12), [*b1[others:12], *b1[12 : 12 + others]], b2[others : 12 + others])
    load(world, *first, *again)
    if known:
        with pytest.raises(Refused, match="occasion_known_elsewhere"):
            world.publish()
    else:
        assert world.publish() == (2, True)


def test_a_mark_under_another_id_is_followed_where_the_file_says_so(world: World) -> None:
    described(world, "theme_day-1")
    rows = at("theme_day-1", ids(0, 10), range(10), [3] * 10)
    show(world, *rows)
    before: Any = benefit()
    items = [one | ({"id": "z", "was": "b1"} if one["id"] == "b1" else {}) for one in before["items"]]
    write_toml(world.at.data / "instruments/benefit.toml", before | {"items": items})
    said = mapping(columns={"respondent": "who", "session": "session"})
    said["answers"] = {"benefit": {"z": "b1", "b2": "b2"}}
    write_toml(world.at.data / "mappings/kor.toml", said)
    load(world, *at("theme_day-1", ids(0, 10), [5, *range(1, 10)], [3] * 10))
    with pytest.raises(Refused, match="session_changed"):
        world.publish()
    show(world, *rows)
    assert marks(world, "z") == {"theme_day-1": ("shown", 10)}
