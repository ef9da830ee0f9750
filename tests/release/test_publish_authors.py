"""Ten possible authors are ten different people who answered the form that asked the question (rule 8)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from etl.kinds.definitions import read_definitions
from publication.faults import SourceError
from tests.checks.test_people_twice import kor
from tests.release.test_publish_sessions import at, described, ids
from tests.release.test_publish_words import comment, release, story, withdraw, words, write_words
from tests.worlds import World, people, text, write_toml

MakeWorld = Callable[..., World]
Row = dict[str, object]
TWELVE = {("practitioner", "a"): 8, ("leader", "a"): 4}


def asking(
    world: World, name: str, items: Mapping[str, str], instrument: str = "other", *, ids: bool = True
) -> str:
    """Describe one more form of the wave, by default with a question of its own."""
    other = {"id": "other", "name": text("Other"), "items": [{"id": "o1", "label": text("o1")}]}
    write_toml(world.at.data / "instruments/other.toml", world.instrument() | other)
    columns = {"wave": "wave", "site": "site", "role": "role"} | ({"respondent": "id"} if ids else {})
    unused = [one for one in ("p1", "p2") if one not in items.values()]
    mapping = {"form": name, "columns": columns, "answers": {instrument: items}, "drop": unused}
    write_toml(world.at.data / f"mappings/{name}.toml", world.questionnaire() | mapping)
    return name


def load(world: World, name: str, rows: Sequence[Row], *, ids: bool = True) -> None:
    held = rows if ids else [{key: row[key] for key in row if key != "id"} for row in rows]
    world.load_files(world.file(held, f"{name}.csv"), mapping=name)


def said(world: World, **asked_of: Sequence[str]) -> list[object]:
    """Load one comment by a form of comments, release it, and return what is published of it."""
    columns = {"text": "text", "question": "question", "wave": "wave"}
    mapping = {"form": "words", "kind": "comments", "programme": "small", "columns": columns}
    write_toml(world.at.data / "mappings/words.toml", mapping | ({"asked_of": asked_of} if asked_of else {}))
    rows = [{"wave": "pre", "question": "And?", "text": "Coffee."}]
    world.load_files(world.file(rows, "words.csv"), mapping="words")
    release(world, comment("Coffee."))
    world.publish()
    return [row[4] for row in words(world)]


@pytest.mark.parametrize(("silent", "shown"), [(2, ["Coffee."]), (3, [])])
def test_who_answered_nothing_is_no_possible_author(world: World, silent: int, shown: list[str]) -> None:
    rows = people(TWELVE)
    world.load([row | ({"p1": "", "p2": ""} if at < silent else {}) for at, row in enumerate(rows)])
    assert said(world) == shown


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("many", "shown"), [(6, []), (9, []), (10, ["Coffee."])])
def test_the_same_people_by_two_forms_are_not_twice_as_many(
    world: World, named: bool, many: int, shown: list[str]
) -> None:
    held = people({("practitioner", "a"): many})
    asking(world, "second", {"o1": "p1"}, ids=named)
    world.load_files(world.file(held), mapping="staff")
    load(world, "second", held, ids=named)
    assert said(world) == shown


@pytest.mark.parametrize(
    ("asked_of", "shown"),
    [
        ({}, []),
        ({"forms": ["staff"]}, ["Coffee."]),
        ({"forms": ["second"]}, []),
        ({"forms": ["staff", "second"]}, ["Coffee."]),
        ({"forms": ["staff"], "roles": ["practitioner"]}, []),
        ({"forms": ["staff"], "sites": ["a"]}, ["Coffee."]),
        ({"forms": ["staff"], "sites": ["b", "c"]}, []),
    ],
)
def test_who_never_saw_the_question_is_no_possible_author(
    world: World, asked_of: dict[str, list[str]], shown: list[str]
) -> None:
    """Twelve answered one form and four of them another; the question may have stood in either."""
    world.load_files(world.file(people(TWELVE)), mapping="staff")
    load(world, asking(world, "second", {"o1": "o1"}), people({("practitioner", "a"): 4}, {"o1": 2}))
    assert said(world, **asked_of) == shown


def test_two_forms_of_one_questionnaire_have_the_authors_of_both(world: World) -> None:
    asking(world, "second", {"p1": "p1", "p2": "p2"}, "practice")
    world.load_files(world.file(people({("practitioner", "a"): 6})), mapping="staff")
    load(world, "second", people({("practitioner", "a"): 6}, first=50))
    assert said(world) == ["Coffee."]


@pytest.mark.parametrize(("wrote", "shown"), [(4, []), (10, ["Coffee."])])
def test_at_a_session_only_those_whose_form_had_room_for_words(
    world: World, wrote: int, shown: list[str]
) -> None:
    """Twelve marked one form without a comment; of another, which had one, there are fewer."""
    described(world, "theme_day-1")
    other = world.instrument() | {"id": "wish", "asked_as": ["session"], "name": text("wish")}
    write_toml(world.at.data / "instruments/wish.toml", other)
    kor(world, "one", {"b1": "b1", "b2": "b2"})
    world.load_files(world.file(at("theme_day-1", ids(0, 12), [1] * 12), "one.csv"), mapping="one")
    kor(world, "two", {"p1": "b1"}, "wish")
    path = world.at.data / "mappings/two.toml"
    path.write_text(
        path.read_text("utf-8").replace('"respondent"', '"comment" = "comment", "respondent"'), "utf-8"
    )
    rows = [row | {"comment": "Coffee."} for row in at("theme_day-1", ids(0, wrote), [1] * wrote)]
    world.load_files(world.file(rows, "two.csv"), mapping="two")
    release(world, comment("Coffee.", "", "session:theme_day-1"))
    world.publish()
    assert [row[4] for row in words(world)] == shown


def test_a_limit_raised_later_holds_back_what_was_released(world: World) -> None:
    world.load(people(TWELVE))
    assert said(world) == ["Coffee."]
    world.k = world.form_at = 13
    world.waves = {"pre": "pre", "post": "post"}
    world.load([*people(TWELVE), *people({("practitioner", "a"): 13}, wave="post", first=50)])
    world.publish()
    assert words(world) == []


def test_where_authors_withdraw_the_words_go_with_the_next_publication(world: World) -> None:
    sixteen = {("practitioner", "a"): 16}
    world.load(people(sixteen))
    assert said(world) == ["Coffee."]
    world.load(people({("practitioner", "a"): 9}))
    world.publish()
    assert words(world) == []
    assert withdraw(world, comment("Coffee.")) is None


def test_stories_need_ten_people_who_answered_on_one_occasion(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    nine = {("practitioner", "a"): 9}
    world.load([*people(nine), *people(nine, wave="post", first=50)])
    write_words(world, [], ["Slowly."])
    release(world, story("Slowly."))
    world.publish()
    assert words(world) == []


@pytest.mark.parametrize(
    ("asked_of", "place"),
    [({"forms": ["nothing"]}, "forms"), ({"roles": ["nobody"]}, "roles"), ({"sites": ["nowhere"]}, "sites")],
)
def test_who_was_asked_must_be_there(world: World, asked_of: Any, place: str) -> None:
    mapping = {"form": "words", "kind": "comments", "programme": "small", "columns": {"text": "text"}}
    write_toml(world.at.data / "mappings/words.toml", mapping | {"asked_of": asked_of})
    with pytest.raises(SourceError) as refused:
        read_definitions(world.at.data, "small")
    assert [(one.rule, one.column) for one in refused.value.faults] == [("id_unknown", f"asked_of.{place}")]
