"""Ids that are names in the product's own tables: published like any other, or refused in a sentence."""

import random
import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

import etl.kinds
import etl.release
from publication.definitions.files import read_instruments
from publication.faults import Refused, SourceError
from tests.worlds import World, person

MakeWorld = Callable[..., World]

_NAMED = re.compile(r'\b(?:AS|FROM|JOIN|INTO|TABLE) \(?"?([a-z]\w*[a-z])\b')
_COLUMNS = """
SELECT DISTINCT lower(column_name) FROM duckdb_columns()
WHERE NOT internal AND schema_name = 'main' ORDER BY ALL
"""


def sheets(items: list[str], n: int, first: int = 0) -> list[dict[str, object]]:
    """So many people with answers of their own, and a gender."""
    chance = random.Random(first)
    return [
        person(at, "leader", "c", gender="w") | {f"q{i}": chance.randint(1, 5) for i in range(len(items))}
        for at in range(first, first + n)
    ]


def publish_three_times(world: World) -> None:
    """Late answers twice, so that every table that publishing makes is made."""
    rows = [*sheets([*world.items], 9), *sheets([*world.items], 9, 10), *sheets([*world.items], 9, 20)]
    for n in (9, 18, 27):
        world.load(rows[:n])
        assert world.publish()[1]


def names_in_statements() -> set[str]:
    """Every name a statement gives a column or table."""
    folders = [Path(package.__path__[0]) for package in (etl.kinds, etl.release)]
    files = chain.from_iterable(folder.rglob(f"*.{ending}") for folder in folders for ending in ("py", "sql"))
    return {name for path in files for name in _NAMED.findall(path.read_text("utf-8"))}


def names_of_columns(world: World) -> set[str]:
    """Every column of every table, temporary ones too, once all is ready to be published a fourth time."""
    publish_three_times(world)
    world.load([*sheets([*world.items], 27), *sheets([*world.items], 9, 40)])
    with world.warehouse() as con:
        world.ready(con)
        return {name for (name,) in con.execute(_COLUMNS).fetchall()}


def asking(make_world: MakeWorld, items: list[str]) -> World:
    columns = {item: f"q{at}" for at, item in enumerate(items)}
    return make_world(
        items=items,
        overall=False,
        background={"gender": ["w", "m"]},
        mapping={"answers": {"practice": columns}},
    )


def kept(world: World) -> set[str]:
    """Which ids of questions are refused."""
    world.write()
    try:
        read_instruments(world.at.data)
    except SourceError as refused:
        (fault,) = refused.faults
        assert fault.rule == "ids_kept"
        return set(fault.details["ids"].split(", "))
    return set()


def test_every_name_of_a_column_is_an_id_of_a_question_or_is_kept(
    make_world: MakeWorld, tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns = names_of_columns(asking(make_world, ["p1", "p2", "p3"]))
    names = sorted({*columns, *names_in_statements()} - {"p1", "p2", "p3"})
    assert {"role", "block", "vector", "new_role", "respondents"} <= {*names}
    taken = kept(asking(make_world, names))
    assert {"role", "site", "cell", "block", "said", "responded", "wave"} <= taken
    free = [name for name in names if name not in taken]
    assert len(free) > 100
    world = asking(make_world, free)
    world.folder = tmp_path_factory.mktemp("free")
    publish_three_times(world.write())
    shown = {row["item"] for row in world.rows("answers", group_id="all", status="shown")}
    assert shown == {*free}


IDS = ["role", "site", "wave", "cell", "block", "said", "given", "answers", "all-of-it", "respondent"]


def test_roles_sites_waves_and_background_may_have_such_ids(make_world: MakeWorld) -> None:
    world = make_world(
        roles=IDS,
        places={"municipality": IDS},
        waves={"wave": "pre"},
        background={one: ["role", "site"] for one in IDS[1:]},
        mapping={"background": {one: f"asked {one}" for one in IDS[1:]}},
    )
    rows = [
        person(at, IDS[at // 10 % 10], IDS[at // 10 % 10], "wave", p1=1 + at % 5, p2=3)
        | {f"asked {one}": "site" for one in IDS[1:]}
        for at in range(300)
    ]
    for n in (100, 200, 300):
        world.load(rows[:n])
        assert world.publish()[1]
    assert {row["variable"] for row in world.rows("background_asked")} == {*IDS}


@pytest.mark.parametrize("asked", ["background", "practice", "given", "said"])
def test_a_questionnaire_is_not_called_background(make_world: MakeWorld, asked: str) -> None:
    """What everybody says of themselves is kept and compared under that name."""
    assert (asked == "background") == bool(kept(make_world(asked=asked)))


def test_a_question_published_under_a_name_that_is_kept_now_goes_on_under_another(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publication.definitions.instrument._TAKEN", set())
    world = asking(make_world, ["block", "said", "p3"])
    rows = sheets([*world.items], 27)
    world.show(rows[:9])
    monkeypatch.undo()
    world.items, world.was = ["group", "told", "p3"], {"group": "block", "told": "said"}
    world.mapping = asking(make_world, [*world.items]).mapping
    for n in (18, 27):
        world.load(rows[:n])
        assert world.publish()[1]
    with pytest.raises(Refused, match="few_changed"):
        world.show([rows[0] | {"q1": 6 - int(str(rows[0]["q1"])) or 1}, *rows[1:]])
