"""No figure is above what its site can have, wherever the ceiling is said. February 2025 has 28 days."""

from collections.abc import Callable
from pathlib import Path

import pytest

from publication.faults import SourceError
from tests.kinds.test_etl_management import describe, file
from tests.worlds import WORDS, World, write_toml

HEADER = "Tilbud;Nøkkeltall;feb 2025"


@pytest.fixture
def world_of_places(world: World) -> Callable[[object], World]:
    def made(places: object) -> World:
        said = world.programme()
        for municipality in said["municipalities"]:  # type: ignore[attr-defined]
            for site in municipality["sites"]:
                site |= {"places": places} if site["id"] == "a" else {}
        write_toml(world.at.data / f"programmes/{said['id']}.toml", said)
        return describe(describe(world, "wide"), "wide", form="others", drop=["Merknad"])

    return made


def rules(world: World, *paths: Path, mapping: str | None = "figures") -> list[tuple[str, str | None]]:
    with pytest.raises(SourceError) as refused:
        world.load_files(*paths, mapping=mapping)
    assert all(
        one.sentence(WORDS, language) for one in refused.value.faults for language in ("nb", "da", "en")
    )
    return [(one.rule, one.value) for one in refused.value.faults]


@pytest.mark.parametrize(
    ("row", "most"),
    [
        ("a;occupied_days;999", "336"),
        ("a;occupied_days;337", "336"),
        ("a;available_days;337", "336"),
        ("a;places_in_use;13", "12"),
        ("a;places;13", "12"),
    ],
)
def test_the_programme_s_places_are_a_ceiling(
    world_of_places: Callable[[object], World], row: str, most: str
) -> None:
    world = world_of_places(12)
    with pytest.raises(SourceError) as refused:
        world.load_files(file(world, [HEADER, row]), mapping="figures")
    (fault,) = refused.value.faults
    assert (fault.rule, fault.line, fault.column, fault.details) == (
        "over_places",
        2,
        "feb 2025",
        {"most": most},
    )


def test_what_the_places_allow_is_loaded(world_of_places: Callable[[object], World]) -> None:
    world = world_of_places(12)
    rows = ["a;occupied_days;336", "a;places_in_use;12", "b;occupied_days;999"]
    assert world.load_files(file(world, [HEADER, *rows]), mapping="figures")


@pytest.mark.parametrize(("days", "fits"), [(336, True), (337, False)])
def test_places_may_change_and_the_most_of_a_month_holds(
    world_of_places: Callable[[object], World], days: int, fits: bool
) -> None:
    world = world_of_places([{"from": "2025-01", "number": 10}, {"from": "2025-02-15", "number": 12}])
    path = file(world, [HEADER, f"a;occupied_days;{days}"])
    if fits:
        assert world.load_files(path, mapping="figures")
    else:
        assert rules(world, path) == [("over_places", "337")]


def test_months_before_any_number_of_places_have_no_ceiling(
    world_of_places: Callable[[object], World],
) -> None:
    world = world_of_places([{"from": "2025-03", "number": 12}])
    assert world.load_files(file(world, [HEADER, "a;occupied_days;999"]), mapping="figures")


def test_places_in_the_file_are_a_ceiling_of_days_in_use(world: World) -> None:
    describe(world, "wide")
    path = file(world, [HEADER, "a;places;12", "a;occupied_days;337"])
    assert rules(world, path) == [("over_ceiling", "337")]


def test_figures_another_form_loaded_before_are_a_ceiling(
    world_of_places: Callable[[object], World],
) -> None:
    world = world_of_places(99)
    assert world.load_files(file(world, [HEADER, "a;available_days;280"]), mapping="others")
    path = file(world, [HEADER, "a;occupied_days;281"], "later.csv")
    assert rules(world, path) == [("over_ceiling_of_form", "281")]
    assert world.load_files(file(world, [HEADER, "a;occupied_days;280"], "right.csv"), mapping="figures")


def test_a_ceiling_below_what_was_loaded_before_is_refused(
    world_of_places: Callable[[object], World],
) -> None:
    world = world_of_places(99)
    assert world.load_files(file(world, [HEADER, "a;occupied_days;281"]), mapping="others")
    assert rules(world, file(world, [HEADER, "a;available_days;280"], "later.csv")) == [
        ("ceiling_too_low", "280")
    ]
    assert rules(world, file(world, [HEADER, "a;places;10"], "places.csv")) == [("ceiling_too_low", "10")]
    assert world.load_files(file(world, [HEADER, "a;available_days;281"], "right.csv"), mapping="figures")


def test_a_form_may_put_its_own_figures_right(world_of_places: Callable[[object], World]) -> None:
    world = world_of_places(99)
    assert world.load_files(file(world, [HEADER, "a;occupied_days;281"]), mapping="figures")
    later = file(world, [HEADER, "a;occupied_days;280", "a;available_days;280"], "later.csv")
    assert world.load_files(later, mapping="figures")
