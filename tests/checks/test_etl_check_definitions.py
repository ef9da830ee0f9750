from collections.abc import Callable
from typing import Any

import pytest

from etl.kinds.definitions import read_mappings
from publication.definitions.files import read_instruments, read_programme
from publication.faults import SourceError
from tests.worlds import WORDS, World, people, write_toml

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
        ("practice.toml", "key_missing", "items[1].label.da"),
        ("practice.toml", "key_unknown", "colour"),
        ("practice.toml", "key_unknown", "items[2].lable"),
        ("second.toml", "key_unknown", "scal"),
    ]


def test_a_mapping_is_told_the_place_of_its_faults(world: World) -> None:
    broken = world.questionnaire() | {
        "columns": {"respondent": "id", "rolle": "x"},
        "codes": {"dontknow": ["9"]},
    }
    write_toml(world.at.data / "mappings/staff.toml", broken)
    assert sorted(found(lambda: read_mappings(world.at.data, "small"))) == [
        ("staff.toml", "key_unknown", "codes.dontknow"),
        ("staff.toml", "key_unknown", "columns.rolle"),
    ]


@pytest.mark.parametrize(
    ("said", "rule", "place"),
    [
        ({"k": 4}, "key_out_of_range", "k"),
        ({"k": 9, "form_at": 8}, "form_at_below_k", "(file)"),
        ({"tree": "site > role"}, "key_not_among", "tree"),
        ({"colour": 1}, "key_unknown", "colour"),
        ({"form_at": True}, "key_whole_number", "form_at"),
        ({"k": "5"}, "key_whole_number", "k"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(
    world: World, said: dict[str, object], rule: str, place: str
) -> None:
    write_toml(world.at.data / "programmes/small.toml", world.programme() | said)
    assert found(lambda: read_programme(world.at.data, "small")) == [("small.toml", rule, place)]


@pytest.mark.parametrize("key", ["staff", "places"])
def test_true_is_no_number_of_people(world: World, key: str) -> None:
    place = {"id": "nord", "name": "Nord", "sites": [{"id": "a", "name": "A", key: True}]}
    write_toml(world.at.data / "programmes/small.toml", world.programme() | {"municipalities": [place]})
    assert found(lambda: read_programme(world.at.data, "small")) == [
        ("small.toml", "key_whole_number", f"municipalities[1].sites[1].{key}")
    ]


@pytest.mark.parametrize("taken", ["all", "unknown"])
def test_names_kept_for_the_programmes_own_use_are_refused(make_world: MakeWorld, taken: str) -> None:
    world = make_world(roles=[taken, "leader"])
    assert found(lambda: read_programme(world.at.data, "small")) == [("small.toml", "ids_kept", "(file)")]


def test_the_id_is_the_files_name(world: World) -> None:
    write_toml(world.at.data / "programmes/other.toml", world.programme())
    assert found(lambda: read_programme(world.at.data, "other")) == [
        ("other.toml", "id_is_not_file_name", "id")
    ]


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        (b"id = ", "not_toml", 1),
        (b'id = "small"\n\nname = "x\n', "not_toml", 3),
        (b'id = "small"\nk = 5\nk = 6\n', "toml_twice", 3),
        (b'id = "small"\n[a]\nb = 1\n[a]\n', "toml_twice", 4),
        (b'id = "small"\n# H\xe5p\n', "not_utf8", 2),
        (b"\n\nid = [\n", "not_toml", 3),
        (b"id = 'small'\nstaff = [{ from = 2024-01, number = 24 }]\n", "toml_month", 2),
        (b"from = 2024-01\nid = 'small'\n", "toml_month", 1),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(world: World, content: bytes, rule: str, line: int) -> None:
    (world.at.data / "programmes/small.toml").write_bytes(content)
    with pytest.raises(SourceError) as refused:
        read_programme(world.at.data, "small")
    assert [(one.rule, one.line) for one in refused.value.faults] == [(rule, line)]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"id": 3}, "key “id”: found “3”.", "Write a text in quotation marks here."),
    ({"k": "six"}, "key “k”: found “six”.", "Write a whole number without quotation marks here."),
    ({"k": 6.5}, "key “k”: found “6.5”.", "Write a whole number without quotation marks here."),
    ({"k": 4}, "key “k”: found “4”.", "Accepted: ≥ 5. Correct the number."),
    ({"invented": "maybe"}, "key “invented”: found “maybe”.", "Write true or false here"),
    ({"roles": "leader"}, "key “roles”: found “leader”.", "Write a list in square brackets here"),
    ({"name": "Small"}, "key “name”: found “Small”.", "Write a table here"),
    ({"tree": "site"}, "key “tree”: found “site”.", "Accepted: role > municipality > site, municipality > s"),
    ({"formt_at": 9}, "key “formt_at”:", "There is no such key here."),
    ({"formt_at": 9}, "key “formt_at”:", "Nearest: form_at."),
    ({"municipalities": [{"id": "a", "name": "A", "sites": []}]}, "key “municipalities[1].sites”", "Fill it"),
    (
        {"rounds": [{"id": "r1", "date": "2025-13-01"}]},
        "key “rounds[1].date”: found",
        "Write a date that exists",
    ),
    ({"rounds": [{"id": "R 1", "date": "2025-03-01"}]}, "key “rounds[1].id”: found “R 1”", "cannot be an id"),
    ({"rounds": [{"date": "2025-03-01"}]}, "key “rounds[1].id”:", "This key is missing. Add it."),
]


@pytest.mark.parametrize(("said", "where", "what"), WRONG)
def test_what_is_wrong_with_a_key_is_said_in_the_readers_language(
    world: World, said: dict[str, Any], where: str, what: str
) -> None:
    write_toml(world.at.data / "programmes/small.toml", world.programme() | said)
    with pytest.raises(SourceError) as refused:
        read_programme(world.at.data, "small")
    (fault,) = refused.value.faults
    sentence = fault.sentence(WORDS, "en")
    assert sentence.startswith(f"small.toml, {where}")
    assert what in sentence
    for translated, key in (
        (fault.sentence(WORDS, "nb"), "nøkkelen «"),
        (fault.sentence(WORDS, "da"), "nøglen »"),
    ):
        assert key in translated
        assert what not in translated


def test_a_kind_that_is_missing_or_misspelt_is_told(world: World) -> None:
    said = world.questionnaire()
    for kind, rule in (("questionaire", "key_not_among"), (None, "key_missing")):
        write_toml(
            world.at.data / "mappings/staff.toml", said | {"kind": kind} if kind else without(said, "kind")
        )
        assert found(lambda: read_mappings(world.at.data, "small")) == [("staff.toml", rule, "kind")]


def without(said: dict[str, Any], key: str) -> dict[str, Any]:
    return {one: value for one, value in said.items() if one != key}


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
    assert found(lambda: read_instruments(world.at.data)) == [("practice.toml", "scale_ends", "scale")]


@pytest.mark.parametrize("item", ["overall", "wave", "answer"])
def test_items_may_not_be_called_what_the_tables_use(make_world: MakeWorld, item: str) -> None:
    world = make_world(items=["p1", item])
    assert found(lambda: read_instruments(world.at.data)) == [("practice.toml", "ids_kept", "(file)")]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u0007", "\u001b", "\x85", "\ue000"])
def test_a_name_holds_no_sign_that_cannot_be_seen(world: World, sign: str) -> None:
    broken: dict[str, Any] = world.programme()
    broken["municipalities"][0]["sites"][0]["name"] = f"Sol{sign}siden"
    write_toml(world.at.data / "programmes/small.toml", broken)
    assert [rule for _, rule, _ in found(lambda: read_programme(world.at.data, "small"))] == ["hidden_sign"]


@pytest.mark.parametrize("name", ["Sol\u00adsiden", "می\u200cخواهم", "<b>x</b>", "№ 7 – “Sol”", "a\u00a0b"])
def test_a_name_may_hold_any_sign_that_can_be_seen(world: World, name: str) -> None:
    said: dict[str, Any] = world.programme()
    said["municipalities"][0]["sites"][0]["name"] = name
    write_toml(world.at.data / "programmes/small.toml", said)
    assert read_programme(world.at.data, "small").municipalities[0].sites[0].name == name


def test_a_subscale_nobody_describes_is_a_fault_of_the_instrument(world: World) -> None:
    path = world.at.data / "instruments/practice.toml"
    said: dict[str, Any] = world.instrument()
    said["items"][0]["subscale"] = "choise"
    del said["subscales"]
    write_toml(path, said)
    assert found(lambda: read_instruments(world.at.data)) == [("practice.toml", "subscales_unknown", "items")]
    said["items"][0]["subscale"] = "choice"
    write_toml(path, said)
    assert read_instruments(world.at.data)["practice"].items[0].subscale == "choice"
