"""The wave of a row is said by its id or by the name the programme gives it, in any language."""

from collections.abc import Callable

import pytest

from publication.faults import Refused, SourceError
from tests.worlds import World, write_toml

NAMES = {
    "pre": {"nb": "Før", "da": "Førmåling", "en": "Before"},
    "post": {"nb": "Etter", "da": "Eftermåling", "en": "After"},
    "third": {"nb": "Eftermåling", "da": "Senere", "en": "Later"},
}


@pytest.fixture
def named(make_world: Callable[..., World]) -> World:
    world = make_world(waves={"pre": "pre", "post": "post", "third": "post"})
    said = world.programme()
    for wave in said["waves"]:  # type: ignore[attr-defined]
        wave["name"] = NAMES[wave["id"]]
    write_toml(world.at.data / "programmes" / f"{said['id']}.toml", said)
    return world


def waves(world: World, *rows: tuple[str, str], wave: str | None = None) -> list[object]:
    lines = ["id;wave;site;role;p1;p2", *(f"{one};{said};a;leader;1;2" for one, said in rows)]
    path = world.folder / "staff.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    world.load_files(path, wave=wave)
    return [row[2] for row in world.stored("answers_practice")]


def test_a_column_may_name_the_wave_in_any_language(named: World) -> None:
    rows = ("1", "Før"), ("2", " before "), ("3", "FØRMÅLING"), ("4", "pre"), ("5", "Etter"), ("6", "Later")
    assert waves(named, *rows) == ["post", *["pre"] * 4, "third"]


def test_the_command_line_may_name_it_too(named: World) -> None:
    assert waves(named, ("1", "Etter"), wave="after") == ["post"]


def test_a_name_that_two_waves_share_stands_for_neither(named: World) -> None:
    with pytest.raises(SourceError) as refused:
        waves(named, ("1", "Eftermåling"))
    (fault,) = refused.value.faults
    assert (fault.rule, fault.line, fault.column) == ("not_accepted", 2, "wave")
    with pytest.raises(Refused) as said:
        waves(named, ("1", "Etter"), wave="Eftermåling")
    assert (said.value.reason, said.value.details["known"]) == ("wave_of_several", "post, third")


def test_a_mapping_s_value_is_heard_before_a_name(make_world: Callable[..., World], named: World) -> None:
    world = make_world(
        waves={"pre": "pre", "post": "post", "third": "post"},
        mapping={"values": {"wave": {"Eftermåling": "third"}}},
    )
    said = world.programme()
    for wave in said["waves"]:  # type: ignore[attr-defined]
        wave["name"] = NAMES[wave["id"]]
    write_toml(world.at.data / "programmes" / f"{said['id']}.toml", said)
    assert waves(world, ("1", "Eftermåling")) == ["third"]


def test_rows_of_another_wave_than_the_named_are_refused(named: World) -> None:
    with pytest.raises(SourceError) as refused:
        waves(named, ("1", "Før"), wave="After")
    assert [(one.rule, one.line, one.value) for one in refused.value.faults] == [("not_accepted", 2, "Før")]
