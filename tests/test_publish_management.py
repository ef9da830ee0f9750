"""Management figures in a publication: outside the gate, but for staff absence; figures worked by hand."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from etl.contents import read_definitions
from etl.definitions.files import read_programme
from etl.faults import SourceError
from etl.places import DEFAULT_DATA
from tests.worlds import World, write_toml

MakeWorld = Callable[..., World]
JAN, FEB = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
HEADER = "Tilbud;Nøkkeltall;jan 2025;feb 2025"
REASON = {"nb": "Flyttet", "da": "Flyttede", "en": "Moved"}


def serviced(make_world: MakeWorld, *lines: str, **programme: Any) -> World:
    """A world with figures of its sites, loaded."""
    world = make_world(**programme)
    shutil.copytree(DEFAULT_DATA / "indicators", world.at.data / "indicators")
    columns = {"site": "Tilbud", "indicator": "Nøkkeltall"}
    mapping = {"form": "figures", "kind": "management", "programme": "small", "columns": columns}
    write_toml(world.at.data / "mappings/figures.toml", mapping)
    path = world.folder / "figures.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    world.load_files(path, mapping="figures")
    return world


def figures(world: World) -> list[tuple[Any, ...]]:
    world.publish()
    with world.publication() as con:
        return con.execute("FROM management ORDER BY ALL").fetchall()


def test_an_indicator_leaves_with_what_it_is_made_of(make_world: MakeWorld) -> None:
    world = serviced(
        make_world, "a;Episoder med vold;2;3", "a;Belagte plassdøgn;280;", "a;Tilgjengelige plassdøgn;310;280"
    )
    assert figures(world) == [
        ("occupancy", "a", JAN, 280.0, 310.0),
        ("violence", "a", JAN, 2.0, 280.0),
        ("violence", "a", FEB, 3.0, None),
    ]


def test_a_publication_of_management_figures_alone_names_its_file_and_indicators(
    make_world: MakeWorld,
) -> None:
    world = serviced(make_world, "a;På venteliste;4;0", "b;På venteliste;1;2")
    assert figures(world) == [
        ("waiting", "a", JAN, 4.0, None),
        ("waiting", "a", FEB, 0.0, None),
        ("waiting", "b", JAN, 1.0, None),
        ("waiting", "b", FEB, 2.0, None),
    ]
    with world.publication() as con:
        files = con.execute("SELECT kind, wave, name FROM files").fetchall()
        defined = con.execute("SELECT id, definition FROM definitions WHERE kind = 'indicator'").fetchall()
    assert files == [("management", "2025-01/2025-02", "figures.csv")]
    assert [(name, json.loads(said)["chart"]) for name, said in defined] == [("waiting", "run")]


@pytest.mark.parametrize(("staff", "shown"), [(None, False), (0, False), (4, False), (5, True), (40, True)])
def test_staff_absence_is_shown_only_of_sites_that_are_said_to_have_five_staff(
    make_world: MakeWorld, staff: int | None, shown: bool
) -> None:
    said = {} if staff is None else {"a": staff}
    world = serviced(make_world, "a;Sykefravær;7.5;8", "b;På venteliste;1;2", staff=said)
    assert [row[:4] for row in figures(world) if row[0] == "absence"] == (
        [("absence", "a", JAN, 7.5), ("absence", "a", FEB, 8.0)] if shown else []
    )


def test_a_programme_that_raised_k_raises_it_for_staff_absence_too(make_world: MakeWorld) -> None:
    lines = ["a;Sykefravær;7.5;8", "a;På venteliste;1;2"]
    world = serviced(make_world, *lines, staff={"a": 7}, k=8)
    assert {row[0] for row in figures(world)} == {"waiting"}


def test_publishing_the_same_figures_again_makes_no_new_publication(make_world: MakeWorld) -> None:
    world = serviced(make_world, "a;På venteliste;4;0")
    assert world.publish() == (1, True)
    assert world.publish() == (1, False)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"events": [{"month": "2025-13", "reason": REASON}]}, "key_no_month"),
        ({"events": [{"month": "2025-02", "reason": REASON, "site": "nowhere"}]}, "event_site_unknown"),
        ({"targets": [{"indicator": "waiting", "value": 2, "site": "nowhere"}]}, "event_site_unknown"),
        ({"events": [{"month": "2025-02", "reason": REASON, "indicator": "calm"}]}, "indicator_unknown"),
        ({"targets": [{"indicator": "calm", "value": 2}]}, "indicator_unknown"),
    ],
)
def test_an_event_that_cannot_be_is_refused(make_world: MakeWorld, said: Any, rule: str) -> None:
    world = make_world(**said)
    shutil.copytree(DEFAULT_DATA / "indicators", world.at.data / "indicators")
    with pytest.raises(SourceError) as refused:
        read_definitions(world.at.data, "small")
    assert [fault.rule for fault in refused.value.faults] == [rule]


def test_an_event_leaves_with_the_programme(make_world: MakeWorld) -> None:
    event = {"month": "2025-02", "reason": REASON, "site": "a", "indicator": "waiting", "limits": "anew"}
    world = serviced(make_world, "a;På venteliste;4;0", events=[event])
    figures(world)
    with world.publication() as con:
        (said,) = con.execute("SELECT definition FROM definitions WHERE kind = 'programme'").fetchall()
    assert json.loads(said[0])["events"] == [event]
    assert read_programme(world.at.data, "small").events[0].limits == "anew"
