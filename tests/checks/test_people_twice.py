"""The same people by two forms count once or are refused: leaders and participants, as respondents are."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from publication.definitions.text import LANGUAGES
from publication.faults import SourceError
from tests.release.test_publish_sessions import at, described, ids
from tests.worlds import WORDS, World, people, person, text, write_toml

MakeWorld = Callable[..., World]
Row = dict[str, object]
BY_ID = {"site": "site", "round": "round", "agreed": "agreed", "leader": "leader"}
UNNAMED = {"site": "site", "round": "round", "agreed": "agreed"}


@pytest.fixture
def led(make_world: MakeWorld) -> World:
    """Two leadership instruments and two forms, 'first' and 'second', of a programme of three sites."""
    world = make_world(rounds=["r1"])
    for name in ("principles", "plans"):
        said = {"id": name, "asked_as": ["assessment"], "name": text(name), "overall": False}
        write_toml(world.at.data / f"instruments/{name}.toml", world.instrument() | said)
    (world.at.data / "mappings/staff.toml").unlink()
    return world


def form(world: World, name: str, instrument: str = "principles", columns: Any = None) -> str:
    """Describe a form of leaders that gives one item of an instrument."""
    said = {"form": name, "kind": "leadership", "programme": "small", "columns": columns or BY_ID}
    answers = {instrument: {"p1": "l1"}}
    write_toml(world.at.data / f"mappings/{name}.toml", said | {"answers": answers})
    return name


def leaders(site: str, answers: Sequence[int], agreed: str = "yes", names: str = "abcdefgh") -> list[Row]:
    return [
        {"site": site, "round": "r1", "agreed": agreed, "leader": name, "l1": answer}
        for name, answer in zip(names, answers, strict=False)
    ]


def load(world: World, name: str, rows: Sequence[Row]) -> None:
    world.load_files(world.file(rows, f"{name}.csv"), mapping=name)


def refused(world: World, name: str, rows: Sequence[Row]) -> list[tuple[str, int | None]]:
    with pytest.raises(SourceError) as found:
        load(world, name, rows)
    for fault in found.value.faults:
        assert all(fault.sentence(WORDS, language) for language in LANGUAGES)
    return [(fault.rule, fault.line) for fault in found.value.faults]


def columns(world: World, instrument: str) -> list[tuple[Any, ...]]:
    rows = world.rows("assessments", instrument=instrument, item="p1")
    return [(row["sites"], row["leaders"], row["status"], row["n"]) for row in rows]


TWO = leaders("a", [1, 5])


@pytest.mark.parametrize("names", ["ab", "AB", "bx"], ids=["the same", "in capitals", "one of them the same"])
def test_leaders_of_another_form_are_refused(led: World, names: str) -> None:
    """Two leaders by two forms would be four: shown, with the distance between the two."""
    load(led, form(led, "first"), TWO)
    found = refused(led, form(led, "second"), leaders("a", [1, 5], names=names))
    assert {rule for rule, _ in found} == {"answered_in_other_form"}
    assert len(found) == sum(name.lower() in "ab" for name in names)


@pytest.mark.parametrize("columns", [(UNNAMED, UNNAMED), (BY_ID, UNNAMED), (UNNAMED, BY_ID)])
@pytest.mark.parametrize("together", [True, False])
def test_where_leaders_have_no_id_one_form_speaks_for_a_group(
    led: World, columns: Any, together: bool
) -> None:
    for name, held in zip(("first", "second"), columns, strict=True):
        form(led, name, columns=held)
    files = {
        name: [{key: row[key] for key in (*held.values(), "l1")} for row in TWO + leaders("b", [2])]
        for (name, held) in zip(("first", "second"), columns, strict=True)
    }
    paths = [led.file(rows, f"{name}.csv") for name, rows in files.items()]
    with pytest.raises(SourceError) as found:
        if together:  # of one content, which is refused as well, if both have the same columns
            led.load_files(paths[0], paths[1].rename(led.folder / "other.csv"))
        load(led, "first", files["first"])
        load(led, "second", files["second"])
    if not together:
        assert [(one.rule, one.line) for one in found.value.faults] == [("unnamed_in_other_form", 2)]


def test_another_group_or_a_form_loaded_again_is_taken(led: World) -> None:
    def without_id(site: str, *answers: int) -> list[Row]:
        return [{key: row[key] for key in (*UNNAMED, "l1")} for row in leaders(site, answers)]

    load(led, form(led, "first", columns=UNNAMED), without_id("a", 1, 2, 5))
    load(led, form(led, "second"), leaders("b", [1, 2, 4]))
    load(led, "first", without_id("a", 1, 2, 3, 4))
    led.publish()
    assert columns(led, "principles") == [("a", 4, "shown", 4), ("b", 3, "shown", 3)]


@pytest.mark.parametrize("held", [BY_ID, UNNAMED])
def test_leaders_whom_two_forms_ask_different_things_count_once(led: World, held: dict[str, str]) -> None:
    """Two leaders who answered two questionnaires are two, and three are three."""
    for name, instrument in (("first", "principles"), ("second", "plans")):
        rows = [*TWO, *leaders("b", [2, 3, 4])]
        load(
            led, form(led, name, instrument, held), [{key: row[key] for key in (*held, "l1")} for row in rows]
        )
    led.publish()
    for instrument in ("principles", "plans"):
        assert columns(led, instrument) == [("b", 3, "shown", 3)]


def kor(
    world: World, name: str, items: dict[str, str], instrument: str = "benefit", *, named: bool = True
) -> str:
    """Describe a form of sessions."""
    said = {"session": "session"} | ({"respondent": "who"} if named else {})
    mapping: dict[str, Any] = {"form": name, "kind": "sessions", "programme": "small", "columns": said}
    mapping |= {
        "answers": {instrument: items},
        "drop": [one for one in ("b1", "b2") if one not in items.values()],
    }
    write_toml(world.at.data / f"mappings/{name}.toml", mapping)
    return name


def sat(who: Sequence[str], *, named: bool = True) -> list[Row]:
    rows = at("theme_day-1", who, [1] * len(who), [5] * len(who))
    return rows if named else [{key: row[key] for key in row if key != "who"} for row in rows]


BOTH = {"b1": "b1", "b2": "b2"}


@pytest.mark.parametrize("who", [["p0", "p1", "p2"], ["P0", "x", "y"]])
def test_participants_of_another_form_are_refused(world: World, who: list[str]) -> None:
    described(world, "theme_day-1")
    load(world, kor(world, "one", BOTH), sat(ids(0, 3)))
    assert {rule for rule, _ in refused(world, kor(world, "two", BOTH), sat(who))} == {
        "answered_in_other_form"
    }


@pytest.mark.parametrize("named", [(False, False), (True, False), (False, True)])
def test_where_participants_have_no_id_one_form_speaks_for_a_session(
    world: World, named: tuple[bool, bool]
) -> None:
    described(world, "theme_day-1")
    load(world, kor(world, "one", BOTH, named=named[0]), sat(ids(0, 3), named=named[0]))
    found = refused(world, kor(world, "two", BOTH, named=named[1]), sat(ids(0, 3), named=named[1]))
    assert found == [("unnamed_in_other_form", 2)]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("many", "shown"), [(3, []), (4, []), (5, [("theme_day-1", 5)])])
def test_participants_whom_two_forms_ask_different_things_count_once(
    world: World, named: bool, many: int, shown: list[tuple[str, int]]
) -> None:
    described(world, "theme_day-1")
    other = world.instrument() | {"id": "wish", "asked_as": ["session"], "name": text("wish")}
    write_toml(world.at.data / "instruments/wish.toml", other)
    load(world, kor(world, "one", BOTH, named=named), sat(ids(0, many), named=named))
    load(world, kor(world, "two", {"p1": "b1"}, "wish", named=named), sat(ids(0, many), named=named))
    assert len(world.stored("participants")) == 2 * many
    if not shown:
        with pytest.raises(Exception, match="nothing_to_publish"):
            world.publish()
    else:
        world.publish()
        assert [(row["group_id"], row["participants"]) for row in world.rows("session_groups")] == shown


def second(world: World) -> None:
    """A second form of the wave, which asks something else."""
    other = {"id": "other", "name": text("Other"), "items": [{"id": "o1", "label": text("o1")}]}
    write_toml(world.at.data / "instruments/other.toml", world.instrument() | other)
    mapping = world.questionnaire() | {"form": "second", "answers": {"other": {"o1": "o1"}}}
    write_toml(world.at.data / "mappings/second.toml", mapping)


def test_an_id_in_capitals_is_no_second_member(world: World) -> None:
    second(world)
    world.load(people({("leader", "a"): 3}))
    rows = [row | {"id": str(row["id"]).upper()} for row in people({("leader", "a"): 3}, {"o1": 2})]
    assert refused(world, "second", rows) == [("spelled_in_other_form", line) for line in (2, 3, 4)]


def test_an_answer_by_an_id_in_capitals_is_given_twice(world: World) -> None:
    second(world)
    mapping = world.questionnaire() | {"form": "second", "answers": {"practice": {"p1": "o1"}}}
    write_toml(world.at.data / "mappings/second.toml", mapping)
    world.load([person(1, "leader", "a", p1=1, p2="")])
    rows = [person(1, "leader", "a", o1=1) | {"id": "R1"}]
    assert {rule for rule, _ in refused(world, "second", rows)} >= {"answered_in_other_form"}
