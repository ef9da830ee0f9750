from collections.abc import Callable
from typing import Any

import pytest

from etl.definitions.files import read_instruments, read_mappings, read_programme
from etl.faults import SourceError
from tests.worlds import World, people, write_toml

MakeWorld = Callable[..., World]


def found(read: Callable[[], object]) -> list[tuple[str, str, str | None]]:
    with pytest.raises(SourceError) as refused:
        read()
    return [(one.file, one.rule, one.column) for one in refused.value.faults]


def test_every_unknown_key_is_refused_with_its_path_in_every_file(world: World) -> None:
    broken: dict[str, Any] = world.instrument()
    broken["colour"] = "red"
    broken["items"][1]["lable"] = "x"
    del broken["items"][0]["label"]["da"]
    write_toml(world.at.data / "instruments/practice.toml", broken)
    write_toml(world.at.data / "instruments/second.toml", world.instrument() | {"id": "second", "scal": 1})
    assert sorted(found(lambda: read_instruments(world.at.data))) == [
        ("practice.toml", "definition", "colour"),
        ("practice.toml", "definition", "items[1].label.da"),
        ("practice.toml", "definition", "items[2].lable"),
        ("second.toml", "definition", "scal"),
    ]


def test_a_mapping_is_told_the_place_of_its_faults(world: World) -> None:
    broken = world.questionnaire() | {
        "columns": {"respondent": "id", "rolle": "x"},
        "codes": {"dontknow": ["9"]},
    }
    write_toml(world.at.data / "mappings/staff.toml", broken)
    assert sorted(found(lambda: read_mappings(world.at.data, "small"))) == [
        ("staff.toml", "definition", "codes"),
        ("staff.toml", "definition", "columns.rolle"),
    ]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"k": 4}, "k"),
        ({"k": 9, "form_at": 8}, "(file)"),
        ({"tree": "site > role"}, "tree"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(world: World, said: dict[str, object], place: str) -> None:
    write_toml(world.at.data / "programmes/small.toml", world.programme() | said)
    assert found(lambda: read_programme(world.at.data, "small")) == [("small.toml", "definition", place)]


@pytest.mark.parametrize("taken", ["all", "unknown"])
def test_names_kept_for_the_programmes_own_use_are_refused(make_world: MakeWorld, taken: str) -> None:
    world = make_world(roles=[taken, "leader"])
    assert found(lambda: read_programme(world.at.data, "small")) == [("small.toml", "definition", "(file)")]


def test_the_id_is_the_files_name(world: World) -> None:
    write_toml(world.at.data / "programmes/other.toml", world.programme())
    assert found(lambda: read_programme(world.at.data, "other")) == [
        ("other.toml", "id_is_not_file_name", "id")
    ]


def test_what_is_no_toml_is_refused(world: World) -> None:
    (world.at.data / "programmes/small.toml").write_text("id = ", "utf-8")
    assert found(lambda: read_programme(world.at.data, "small")) == [("small.toml", "not_toml", None)]


@pytest.mark.parametrize(
    "said",
    [
        {"roles": ["practitioner"], "places": {"nord": ["a"]}},
        {
            "roles": [],
            "mapping": {"columns": {"respondent": "id", "wave": "wave", "site": "site"}, "drop": ["role"]},
        },
        {
            "places": {},
            "mapping": {"columns": {"respondent": "id", "wave": "wave", "role": "role"}, "drop": ["site"]},
        },
        {"roles": [], "places": {}, "mapping": {"columns": {"wave": "wave"}, "drop": ["id", "role", "site"]}},
        {
            "roles": ["practitioner"],
            "places": {"nord": ["a"]},
            "mapping": {"columns": {"respondent": "id", "wave": "wave"}, "drop": ["role", "site"]},
        },
    ],
)
def test_a_programme_needs_neither_roles_nor_sites(make_world: MakeWorld, said: dict[str, Any]) -> None:
    world = make_world(**said).show(people({("practitioner", "a"): 9}))
    assert [(row["group_id"], row["label_en"], row["members"]) for row in world.rows("groups")] == [
        ("all", "Everyone", 9)
    ]


def test_without_roles_sites_are_called_by_their_names(make_world: MakeWorld) -> None:
    columns = {"respondent": "id", "wave": "wave", "site": "site"}
    world = make_world(roles=[], mapping={"columns": columns, "drop": ["role"]})
    world.show(people({("", "a"): 8, ("", "b"): 8, ("", "c"): 8}))
    labels = {row["group_id"]: row["label_da"] for row in world.rows("selections")}
    assert sorted(labels.values()) == ["Alle", "Nord", "Site a", "Site b", "Sor"]


@pytest.mark.parametrize("scale", [(-2, 2), (3, 3), (5, 1), (1, 200)])
def test_a_scale_that_cannot_be_kept_is_refused(make_world: MakeWorld, scale: tuple[int, int]) -> None:
    world = make_world(low=scale[0], high=scale[1])
    assert found(lambda: read_instruments(world.at.data)) == [("practice.toml", "definition", "scale")]


@pytest.mark.parametrize("item", ["overall", "wave", "answer"])
def test_items_may_not_be_called_what_the_tables_use(make_world: MakeWorld, item: str) -> None:
    world = make_world(items=["p1", item])
    assert found(lambda: read_instruments(world.at.data)) == [("practice.toml", "definition", "(file)")]
