"""Before a publication is frozen it is said what was shown until now and would be no longer."""

from collections.abc import Callable

import pytest

from etl.release.hidden_now import hidden_now
from publication.definitions.files import read_programme
from tests.test_etl_cli import run
from tests.worlds import World, people

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]

ROWS = people({("leader", "a"): 20}, {"p1": 3, "p2": 4})
# Six came late; two of them gave p1 no answer on the scale.
LATE = people({("leader", "a"): 4}, {"p1": 5, "p2": 1}, first=50)
LATE += people({("leader", "a"): 2}, {"p1": 9, "p2": 1}, first=60)


@pytest.fixture
def late(world: World) -> World:
    world.overall = False
    world.show(ROWS)
    world.load(ROWS + LATE)
    return world


def found(world: World) -> list[tuple[str, str, int]]:
    with world.warehouse() as con:
        ready = world.ready(con)
    programme = read_programme(world.at.data, "small")
    hidden = hidden_now(world.publications, programme, ready.instruments, ready.rows["answers"])
    return [(one.wave, one.group, one.questions) for one in hidden]


def test_a_question_that_has_to_be_hidden_is_told(late: World) -> None:
    assert found(late) == [("pre", "all", 1)]
    late.publish()
    assert [row["status"] for row in late.rows("answers", group_id="all")] == ["withheld", "shown"]
    assert found(late) == []


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "pre  all  Everyone: questions and scores shown until now, and hidden by this publication: 1"),
        ("nb", "pre  all  Alle: spørsmål og skårer som er vist til nå, og som denne utgivelsen skjuler: 1"),
        ("da", "pre  all  Alle: spørgsmål og scorer, der er vist hidtil, og som denne udgivelse skjuler: 1"),
    ],
)
def test_both_commands_say_it(
    late: World, monkeypatch: pytest.MonkeyPatch, language: str, said: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REJSESPOR_LANGUAGE", language)
    lines = run(late, "publish", "small", *arguments).stderr.splitlines()
    assert said in lines[:-1]


def test_what_goes_by_another_id_is_not_hidden(world: World) -> None:
    world.show(ROWS)
    world.items, world.waves = ("q1", "q2"), {"first": "pre"}
    world.was = {"q1": "p1", "q2": "p2", "first": "pre"}
    named = [
        {name.replace("p1", "q1").replace("p2", "q2"): told for name, told in row.items()} for row in ROWS
    ]
    world.load([row | {"wave": "first"} for row in named])
    assert found(world) == []


def test_a_wave_left_out_is_told_group_by_group(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    world.show(ROWS + [row | {"wave": "post"} for row in ROWS])
    world.still_open = ["post"]
    world.write()
    assert ("post", "all", 3) in found(world)
