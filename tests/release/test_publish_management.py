"""Management figures in a publication: outside the gate, but for figures about staff; worked by hand."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from etl.kinds.definitions import read_definitions
from publication.definitions.files import read_programme
from publication.definitions.text import LANGUAGES
from publication.faults import Refused, SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import WORDS, World, write_toml

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


def since(**numbers: int) -> list[dict[str, Any]]:
    """Numbers of staff, each from a month on: since(m2025_02=24)."""
    return [{"from": month[1:].replace("_", "-"), "number": number} for month, number in numbers.items()]


def of_staff(world: World) -> list[tuple[Any, ...]]:
    return [row[:4] for row in figures(world) if row[0] in ("absence", "staffing")]


HOURS = ["a;Arbeidede timer;300;310", "b;På venteliste;1;2"]


@pytest.mark.parametrize(("staff", "shown"), [({}, []), ({"a": 4}, []), ({"a": 5}, [300.0, 310.0])])
def test_hours_worked_are_a_figure_about_staff(
    make_world: MakeWorld, staff: dict[str, int], shown: list[float]
) -> None:
    """Where four work they are those four people's hours."""
    world = serviced(make_world, *HOURS, staff=staff)
    assert [row[3] for row in of_staff(world)] == shown


def test_no_other_figure_tells_the_hours_of_a_small_site(make_world: MakeWorld) -> None:
    """Episodes per hour, with their hours beside them, would."""
    lines = [
        f"{site};{what}" for site in "ab" for what in ("Arbeidede timer;300;310", "Episoder med vold;2;3")
    ]
    world = serviced(make_world, *lines, staff={"a": 4, "b": 5})
    path = world.at.data / "indicators/violence.toml"
    path.write_text(path.read_text("utf-8").replace('"occupied_days"', '"worked_hours"', 1), "utf-8")
    assert {row[:2] for row in figures(world)} == {("staffing", "b"), ("violence", "b")}


RAISED: dict[str, int | list[dict[str, Any]]] = {
    "a later number": 40,
    "a number from the first month on": since(m2020_01=40),
    "a number from before and one later": since(m2020_01=6, m2025_02=7),
}


@pytest.mark.parametrize("staff", RAISED.values(), ids=RAISED)
@pytest.mark.parametrize("lost", ["nothing", "the publication", "the warehouse"])
def test_a_month_that_was_withheld_stays_withheld(make_world: MakeWorld, staff: Any, lost: str) -> None:
    world = serviced(make_world, "a;Sykefravær;7.5;8", *HOURS, staff={"a": 4})
    assert of_staff(world) == []
    if lost == "the publication":
        (world.publications / "0001.duckdb").unlink()
    if lost == "the warehouse":
        world.at.warehouse.unlink()
    world.staff = {"a": staff}
    (world.folder / "figures.csv").write_text(
        "Tilbud;Nøkkeltall;jan 2025;feb 2025;mar 2025\n"
        "a;Sykefravær;7.5;8;9\na;Arbeidede timer;300;310;320\nb;På venteliste;1;2;3\n",
        "utf-8",
    )
    world.write().load_files(world.folder / "figures.csv", mapping="figures")
    march = dt.date(2025, 3, 1)
    shown = [("absence", "a", march, 9.0), ("staffing", "a", march, 320.0)]
    assert of_staff(world) == shown
    assert of_staff(world) == shown, "nor in the publication after that"


def test_a_month_that_was_shown_and_then_withheld_stays_withheld(make_world: MakeWorld) -> None:
    world = serviced(make_world, *HOURS, staff={"a": 5})
    assert len(of_staff(world)) == 2
    for staff in (4, 5):
        world.staff = {"a": staff}
        world.write()
        assert of_staff(world) == []


def test_a_site_with_months_withheld_does_not_come_back_under_another_id(make_world: MakeWorld) -> None:
    world = serviced(make_world, *HOURS, staff={"a": 4})
    figures(world)
    world.places, world.staff = {"nord": ["x", "b"]}, {"x": 40}
    path = world.folder / "figures.csv"
    path.write_text("\n".join([HEADER, HOURS[0].replace("a;", "x;", 1), HOURS[1]]) + "\n", "utf-8")
    world.write().load_files(path, mapping="figures")
    with pytest.raises(Refused, match="withheld_site_gone"):
        figures(world)


def test_a_figure_made_of_the_same_months_under_another_name_stays_withheld_too(
    make_world: MakeWorld,
) -> None:
    world = serviced(make_world, *HOURS, staff={"a": 4})
    figures(world)
    path = world.at.data / "indicators/staffing.toml"
    said = path.read_text("utf-8").replace('id = "staffing"', 'id = "hours"')
    path.with_name("hours.toml").write_text(said.replace("about_staff = true", ""), "utf-8")
    path.unlink()
    world.staff = {"a": 40}
    world.write()
    assert {row[0] for row in figures(world)} == {"waiting"}


@pytest.mark.parametrize(
    ("staff", "shown"),
    [
        (since(m2025_02=5), [FEB]),
        (since(m2025_02=5, m2024_01=4), [FEB]),  # in any order
        (since(m2024_01=24, m2025_02=4), [JAN]),
        ([{"from": dt.date(2025, 1, 1), "number": 5}], [JAN, FEB]),
        ([{"from": "2025-01-01", "number": 5}], [JAN, FEB]),
        ([{"from": dt.date(2025, 1, 2), "number": 5}], [FEB]),  # of the first of January nothing is known
        ([*since(m2024_01=5), {"from": dt.date(2025, 1, 31), "number": 4}], []),
        ([*since(m2024_01=4), {"from": dt.date(2025, 1, 31), "number": 5}], [FEB]),
        (since(m2025_03=24), []),
        (since(m2024_01=0), []),
    ],
)
def test_as_many_work_at_a_site_as_the_newest_number_before_a_month_says(
    make_world: MakeWorld, staff: Any, shown: list[dt.date]
) -> None:
    """A month counts as its smallest day; before the first number nothing is known."""
    world = serviced(make_world, *HOURS, staff={"a": staff})
    assert [row[2] for row in of_staff(world)] == shown


@pytest.mark.parametrize(
    ("staff", "rule", "at"),
    [
        (since(m2025_13=5), "staff_from", "staff[1].from"),
        ([{"from": 2025, "number": 5}], "staff_from", "staff[1].from"),
        ([{"from": 0, "number": 5}], "staff_from", "staff[1].from"),
        ([{"from": "2025", "number": 5}], "staff_from", "staff[1].from"),
        ([{"from": "March", "number": 5}], "staff_from", "staff[1].from"),
        ([{"from": dt.date(2025, 1, 1), "number": 5}, *since(m2025_01=6)], "staff_twice", "staff"),
        ([{"number": 5}], "key_missing", "staff[1].from"),
        ([{"from": "2025-01"}], "key_missing", "staff[1].number"),
        ([{"from": "2025-01", "number": -1}], "key_out_of_range", "staff[1].number"),
        ([{"from": "2025-01", "number": "many"}], "key_whole_number", "staff[1].number"),
        ([{"from": "2025-01", "people": 5, "number": 5}], "key_unknown", "staff[1].people"),
        ([], "key_too_short", "staff"),
        (-1, "key_out_of_range", "staff"),
        ("many", "key_whole_number", "staff"),
        ({"from": "2025-01", "number": 5}, "key_whole_number", "staff"),
    ],
)
def test_numbers_of_staff_that_cannot_be_are_refused(
    make_world: MakeWorld, staff: Any, rule: str, at: str
) -> None:
    world = make_world(staff={"a": staff})
    with pytest.raises(SourceError) as refused:
        read_programme(world.at.data, "small")
    (fault,) = refused.value.faults
    assert (fault.rule, fault.column) == (rule, f"municipalities[1].sites[1].{at}")
    for language in LANGUAGES:
        assert fault.sentence(WORDS, language)


def test_a_withheld_month_does_not_come_back_under_another_series(make_world: MakeWorld) -> None:
    """Four work at a, so absence is withheld; renamed, and with forty said to work there, it still is."""
    world = serviced(make_world, "a;Sykefravær i prosent;7.5;8.0", "a;På venteliste;4;0", staff={"a": 4})
    assert {row[0] for row in figures(world)} == {"waiting"}
    path = world.at.data / "indicators/absence.toml"
    said = path.read_text("utf-8").replace('numerator = "absence"', 'numerator = "illness"')
    path.write_text(said.replace('[[series]]\nid = "absence"', '[[series]]\nid = "illness"'), "utf-8")
    renamed = replace(world, staff={"a": 40}).write()
    renamed.load_files(world.folder / "figures.csv", mapping="figures")
    assert {row[0] for row in figures(renamed)} == {"waiting"}


def test_a_withheld_month_does_not_come_back_as_one_more_series(make_world: MakeWorld) -> None:
    """As above, with the old indicator left where it is."""
    world = serviced(make_world, "a;Sykefravær i prosent;7.5;8.0", "a;På venteliste;4;0", staff={"a": 4})
    assert {row[0] for row in figures(world)} == {"waiting"}
    said = (world.at.data / "indicators/absence.toml").read_text("utf-8").replace('"absence"', '"illness"')
    said = said.replace("Sykefravær", "Sykemeldte").replace("Sygefravær", "Sygemeldte").replace("Sick", "Ill")
    (world.at.data / "indicators/illness.toml").write_text(said, "utf-8")
    more = replace(world, staff={"a": 40}).write()
    path = world.folder / "figures.csv"
    path.write_text(path.read_text("utf-8").replace("Sykefravær", "Sykemeldte"), "utf-8")
    more.load_files(path, mapping="figures")
    assert {row[0] for row in figures(more)} == {"waiting"}
