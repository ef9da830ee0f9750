"""Links between instruments: they name what there is, and a broken one is refused with its place."""

import json
from pathlib import Path

import pytest

from publication.definitions.files import read_instruments, read_links
from publication.faults import SourceError
from publication.places import DEFAULT_DATA
from tests.dashboards import FullWorld, answered, leaders
from tests.worlds import WORDS, World, write_toml

GOOD: dict[str, object] = {"id": "one", "leaders": "practice", "staff": "practice", "items": {"p1": ["p2"]}}


def test_every_principle_says_which_questions_belong_to_it_or_that_none_do() -> None:
    link, instruments = read_links(DEFAULT_DATA)["principles-practice"], read_instruments(DEFAULT_DATA)
    assert list(link.items) == [item.id for item in instruments["principles"].items]
    named = [item for belonging in link.items.values() for item in belonging]
    assert len(named) == len(set(named)), "a question belongs to one principle"
    assert set(named) <= {item.id for item in instruments["practice"].items}


@pytest.mark.parametrize(
    ("changed", "rule", "key"),
    [
        ({"colour": "red"}, "key_unknown", "colour"),
        ({"items": {}}, "key_too_short", "items"),
        ({"items": {"p1": ["p2", "p2"]}}, "ids_twice", None),
        ({"items": {"p9": ["p2"]}}, "item_unknown", "items"),
        ({"items": {"p1": ["p9"]}}, "item_unknown", "items.p1"),
        ({"leaders": "nothing"}, "instrument_unknown", "leaders"),
        ({"staff": "nothing"}, "instrument_unknown", "staff"),
        ({"id": "other"}, "id_is_not_file_name", "id"),
    ],
)
def test_a_broken_link_is_refused_with_its_place(
    tmp_path: Path, changed: dict[str, object], rule: str, key: str | None
) -> None:
    data = World(tmp_path).write().at.data
    write_toml(data / "links/one.toml", GOOD | changed)
    with pytest.raises(SourceError) as refused:
        read_links(data)
    (fault,) = refused.value.faults
    assert (fault.file, fault.rule) == ("one.toml", rule)
    assert key is None or fault.column == key
    assert all(fault.sentence(WORDS, language) for language in ("nb", "da", "en"))


def test_a_folder_without_links_has_none(tmp_path: Path) -> None:
    assert read_links(World(tmp_path).write().at.data) == {}


@pytest.mark.parametrize("rounds", [["r1"], []])
def test_a_link_is_published_where_both_instruments_are(tmp_path: Path, rounds: list[str]) -> None:
    world = FullWorld(tmp_path, rounds=rounds)
    five: list[object] = [1, 2, 3, 4, 5, 1, 2, 3]
    world.load(answered("practitioner", "a", p1=five, p2=five, i1=five, i2=five))
    if rounds:
        world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    found = [json.loads(row["definition"]) for row in world.rows("definitions", kind="link")]
    expected = {"id": "principles-practice", "leaders": "principles", "staff": "practice", "citizens": None}
    assert found == ([expected | {"items": {"l1": ["p1"], "l2": []}}] if rounds else [])
