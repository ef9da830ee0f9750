"""Nothing that was withdrawn comes back under another name, beside something new, or where memory is lost."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.release.withdraw import withdraw_publication
from publication.faults import Refused
from publication.file import current_number, file_of
from tests.dashboards import FullWorld, leaders
from tests.kinds.test_etl_published_counts import COUNTED, PRINTED, TICKED, counts, write
from tests.release.test_publish_management import serviced
from tests.worlds import World, people, person

MakeWorld = Callable[..., World]
Row = dict[str, Any]
CELLS = {("practitioner", "a"): 9, ("practitioner", "b"): 9, ("leader", "c"): 9}
ROWS = people(CELLS)
MEANS = {
    **{"form": "means", "kind": "published", "programme": "small", "instrument": "practice"},
    "columns": {name: name for name in ("wave", "item", "respondents", "mean", "sd")}
    | {"not_applicable": "na", "dont_know": "dk"},
}


def withdraw(world: World, number: int = 1) -> World:
    with world.warehouse() as con:
        withdraw_publication(con, world.publications, "small", number)
    return world


def refused(world: World, reason: str = "withdrawn") -> None:
    shown = current_number(world.publications)
    with pytest.raises(Refused, match=reason):
        world.publish()
    assert current_number(world.publications) == shown


def alter(world: World, *statements: str) -> None:
    path = file_of(world.publications, 1)
    path.chmod(0o644)
    with duckdb.connect(path) as con:
        for sql in statements:
            con.execute(sql)


def called(rows: list[Row], column: str, names: dict[str, str]) -> list[Row]:
    return [row | {column: names.get(row[column], row[column])} for row in rows]


def test_columns_that_a_publication_lacks_may_hide_an_exchange(make_world: MakeWorld) -> None:
    """Nine people shown by the sum of their answers, which stays as it is where two exchange theirs."""
    rows = [person(at, "practitioner", "a", p1=1 + at % 5, p2=1 + 2 * at % 5) for at in range(9)]
    world = make_world().show(rows)
    renames = ("mean TO total", "se TO total_of_squares")
    alter(world, *(f"ALTER TABLE answers RENAME COLUMN {names}" for names in renames))
    world.at.warehouse.unlink()
    world.load(
        [rows[0] | {"p1": rows[1]["p1"]}, rows[1] | {"p1": rows[0]["p1"]}, *rows[2:]],
    )
    refused(world, "history_forgotten")


@pytest.mark.parametrize("lacks_categories", [False, True])
def test_columns_that_a_publication_lacks_may_hide_a_correction(
    make_world: MakeWorld, lacks_categories: bool
) -> None:
    world = make_world(background={"gender": ["w", "m"]})
    rows = people({("practitioner", "a"): 11}, {"p1": 3, "p2": 4})
    rows = [row | {"gender": "w" if at < 6 else "m"} for at, row in enumerate(rows)]
    world.show(rows)
    if lacks_categories:
        alter(world, "ALTER TABLE background DROP COLUMN categories")
    world.at.warehouse.unlink()
    world.load([rows[0] | {"gender": "m"}, *rows[1:]])
    refused(world, "history_forgotten")


def test_ids_that_were_exchanged_bring_no_wave_back(make_world: MakeWorld) -> None:
    world = withdraw(make_world().show(ROWS))
    sites = {"a": "b", "b": "a"}
    swapped = replace(world, was=sites)
    swapped.load(called(ROWS, "site", sites))
    refused(swapped)
    roles = {"leader": "practitioner", "practitioner": "leader"}
    swapped = replace(world, was=roles)
    swapped.load(called(ROWS, "role", roles))
    refused(swapped)


def test_a_site_that_was_split_brings_no_wave_back(make_world: MakeWorld) -> None:
    places = {"nord": ["a"], "sor": ["c"]}
    world = make_world(places=places).show(people({("practitioner", "a"): 18, ("leader", "c"): 9}))
    split = replace(withdraw(world), places={"nord": ["a", "z"], "sor": ["c"]}, was={"z": "a"})
    split.load(people({("practitioner", "a"): 9, ("practitioner", "z"): 9, ("leader", "c"): 9}))
    refused(split)


def test_where_everybody_answered_anew_it_is_another_publication(make_world: MakeWorld) -> None:
    world = withdraw(make_world().show(ROWS))
    world.load([row | {"p1": 5} for row in ROWS])
    assert world.publish() == (2, True)


AGREED, ALONE = ((1, 2), (3, 4), (5, 5)), ((1, 1), (1, 1), (2, 2))


def given(last: tuple[tuple[int, int], ...] = AGREED, **names: str) -> list[Row]:
    """Leaders of a and b, who do not agree to be shown alone, and of c and d, who do."""
    return [
        row
        for site, said, answers in (
            ("a", "no", AGREED),
            ("b", "no", AGREED),
            ("c", "yes", ALONE),
            ("d", "yes", last),
        )
        for row in leaders(names.get(site, site), "r1", said, *answers)
    ]


@pytest.fixture(scope="module")
def taken_back(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    places = {"nord": ["a", "b"], "sor": ["c", "d"]}
    world = FullWorld(tmp_path_factory.mktemp("round"), rounds=["r1"], places=places)
    world.write()
    world.assess(given())
    world.publish()
    withdraw(world)
    return world


@pytest.fixture
def assessed(taken_back: FullWorld, tmp_path: Path) -> FullWorld:
    return taken_back.copy(tmp_path)


def sites_exchanged(world: FullWorld) -> FullWorld:
    swapped = replace(world, was={"c": "d", "d": "c"})
    swapped.write()
    swapped.assess(given(c="d", d="c"))
    return swapped


def site_split(world: FullWorld) -> FullWorld:
    split = replace(world, places={"nord": ["a", "b"], "sor": ["c", "z", "d"]}, was={"z": "c"})
    split.write()
    split.assess(given(c="z"))
    return split


def one_group_corrected(world: FullWorld) -> FullWorld:
    world.assess(given(last=((1, 2), (3, 4), (4, 5))))
    return world


def file_deleted(world: FullWorld) -> FullWorld:
    file_of(world.publications, 1).unlink()
    return world


@pytest.mark.parametrize("changed", [sites_exchanged, site_split, one_group_corrected, file_deleted])
def test_no_group_of_leaders_comes_back(
    assessed: FullWorld, changed: Callable[[FullWorld], FullWorld]
) -> None:
    refused(changed(assessed))


def without_definitions(world: FullWorld) -> None:
    alter(world, "DROP TABLE definitions")


def cut_short(world: FullWorld) -> None:
    path = file_of(world.publications, 1)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damaged", [without_definitions, cut_short])
def test_damage_to_a_file_brings_no_group_back(tmp_path: Path, damaged: Callable[[FullWorld], None]) -> None:
    world = FullWorld(tmp_path, rounds=["r1"])
    world.write()
    world.load(people(CELLS, {"p1": 3, "p2": 4, "i1": 2, "i2": 3}))
    world.assess(leaders("a", "r1", "yes", *AGREED))
    world.publish()
    withdraw(world)
    damaged(world)
    still_open = replace(world, still_open=["pre"])
    still_open.write()
    refused(still_open)


def test_a_number_is_given_once_although_its_file_is_gone(assessed: FullWorld) -> None:
    file_deleted(assessed)
    assert assessed.publish(again=True) == (2, True)


def test_a_round_under_another_id_does_not_come_back(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, rounds=["r1"])
    world.write()
    world.assess(leaders("a", "r1", "yes", *AGREED))
    world.publish()
    renamed = replace(withdraw(world), rounds=["rx"])
    renamed.write()
    renamed.load_files(renamed.file(leaders("a", "rx", "yes", *AGREED), "leaders.csv"))
    refused(renamed)


MONTHS = "a;På venteliste;4;0", "b;På venteliste;1;2"


def load_months(world: World, *lines: str, header: str = "jan 2025;feb 2025") -> World:
    path = world.folder / "figures.csv"
    path.write_text("\n".join([f"Tilbud;Nøkkeltall;{header}", *lines]) + "\n", "utf-8")
    world.load_files(path, mapping="figures")
    return world


@pytest.fixture
def counted(make_world: MakeWorld) -> World:
    world = serviced(make_world, *MONTHS)
    world.publish()
    return world


def one_month_more(world: World) -> World:
    more = [f"{line};{at}" for at, line in enumerate(MONTHS)]
    return load_months(world, *more, header="jan 2025;feb 2025;mar 2025")


def one_site_more(world: World) -> World:
    return load_months(world, *MONTHS, "c;På venteliste;1;2")


def one_month_corrected(world: World) -> World:
    return load_months(world, "a;På venteliste;5;0", MONTHS[1])


def called_otherwise(world: World) -> World:
    places = {"nord": ["q", "b"], "sor": ["c"]}
    return load_months(
        replace(world, places=places, was={"q": "a"}).write(), "q;På venteliste;4;0", MONTHS[1]
    )


def called_otherwise_and_not_said(world: World) -> World:
    places = {"nord": ["q", "b"], "sor": ["c"]}
    return load_months(replace(world, places=places).write(), "q;På venteliste;4;0", "b;På venteliste;7;7")


def exchanged(world: World) -> World:
    lines = "b;På venteliste;4;0", "a;På venteliste;1;2"
    return load_months(replace(world, was={"a": "b", "b": "a"}).write(), *lines)


@pytest.mark.parametrize(
    "changed",
    [
        *(one_month_more, one_site_more, one_month_corrected),
        *(called_otherwise, called_otherwise_and_not_said, exchanged),
    ],
)
def test_no_month_comes_back(counted: World, changed: Callable[[World], World]) -> None:
    withdraw(counted)
    refused(changed(counted))


def test_months_that_are_all_otherwise_are_another_publication(counted: World) -> None:
    withdraw(counted)
    assert load_months(counted, "a;På venteliste;5;1", "b;På venteliste;2;3").publish() == (2, True)


def test_what_an_earlier_publication_still_shows_may_be_shown(counted: World) -> None:
    one_month_more(counted).publish()
    withdraw(counted, 2)
    assert current_number(counted.publications) == 1
    changed = [f"{line};{9 - at}" for at, line in enumerate(MONTHS)]
    load_months(counted, *changed, header="jan 2025;feb 2025;mar 2025")
    assert counted.publish() == (3, True)


RARER = {"item": "p2", "n": 3, "percent": "13.6"}


@pytest.fixture
def ticked(make_world: MakeWorld) -> World:
    world = write(make_world(), counts(instrument="practice", columns={name: name for name in TICKED}))
    world.load_files(world.file([TICKED, TICKED | RARER], "table.csv"))
    world.publish()
    return withdraw(world)


def test_a_questionnaire_under_another_id_brings_no_counts_back(ticked: World) -> None:
    for path in ("instruments/practice.toml", "mappings/staff.toml"):
        (ticked.at.data / path).unlink()
    renamed = replace(ticked, asked="praxis", was={"praxis": "practice"}).write()
    write(renamed, counts(instrument="praxis", columns={name: name for name in TICKED}))
    renamed.load_files(renamed.file([TICKED, TICKED | RARER], "table.csv"))
    refused(renamed)


def test_a_question_under_another_id_brings_no_counts_back(ticked: World) -> None:
    renamed = replace(ticked, items=("q1", "p2"), was={"q1": "p1"}).write()
    write(renamed, counts(instrument="practice", columns={name: name for name in TICKED}))
    renamed.load_files(renamed.file([TICKED | {"item": "q1"}, TICKED | RARER], "table.csv"))
    refused(renamed)


def test_a_category_under_another_id_brings_no_counts_back(make_world: MakeWorld) -> None:
    world = write(make_world(background={"gender": ["woman", "man"]}), counts())
    man = COUNTED | {"category": "man", "n": 7, "percent": "31.8"}
    world.load_files(world.file([COUNTED, man], "table.csv"))
    world.publish()
    renamed = replace(withdraw(world), background={"gender": ["female", "man"]}).write()
    write(renamed, counts())
    renamed.load_files(renamed.file([COUNTED | {"category": "female"}, man], "table.csv"))
    refused(renamed)


def test_printed_figures_of_a_question_called_otherwise_are_to_be_loaded_again(make_world: MakeWorld) -> None:
    world = write(make_world(), MEANS)
    world.load_files(world.file([PRINTED], "table.csv"))
    world.publish()
    renamed = write(replace(world, items=("q1", "p2"), was={"q1": "p1"}).write(), MEANS)
    refused(renamed, "printed_not_in_instrument")
    renamed.load_files(renamed.file([PRINTED | {"item": "q1"}], "table.csv"))
    assert renamed.publish() == (2, True)


def questions_turned(world: World) -> None:
    replace(world, items=("p2", "p1")).write()


def role_under_another_id(world: World) -> None:
    renamed = replace(world, roles=("practitioner", "boss"), was={"boss": "leader"})
    renamed.load(called([row | {"p1": 5} for row in ROWS], "role", {"leader": "boss"}))


@pytest.mark.parametrize(
    ("changed", "reason"), [(questions_turned, "history_forgotten"), (role_under_another_id, "withdrawn")]
)
def test_other_answers_of_the_same_people_are_no_cover(
    make_world: MakeWorld, changed: Callable[[World], None], reason: str
) -> None:
    """The first publication shows what all answered first, the second, withdrawn, what they did since."""
    world = make_world().show(ROWS)
    world.load([row | {"p1": 5} for row in ROWS])
    assert world.publish() == (2, True)
    withdraw(world, 2)
    refused(world)
    changed(world)
    refused(world, reason)


def test_what_may_be_another_site_is_no_cover(counted: World) -> None:
    """b's 4 was withdrawn; that a's 4 is still shown says nothing of it, where both are one site now."""
    load_months(counted, MONTHS[0], "b;På venteliste;4;0")
    counted.publish()
    withdraw(counted, 2)
    joined = replace(counted, places={"nord": ["b"], "sor": ["c"]}, was={"b": ["b", "a"]}).write()
    refused(load_months(joined, "b;På venteliste;4;0"))


def test_an_older_publication_said_more_of_groups_shown_together(assessed: FullWorld) -> None:
    alter(assessed, "UPDATE assessments SET range = 3, dont_know = 0 WHERE contains(sites, '|')")
    assessed.assess([row for row in given() if row["site"] in ("a", "b")])
    refused(assessed)


def test_an_indicator_under_another_id_brings_no_month_back(counted: World) -> None:
    withdraw(counted)
    path = counted.at.data / "indicators/waiting.toml"
    said = path.read_text("utf-8").replace('id = "waiting"', 'id = "queue"', 1)
    path.rename(path.with_name("queue.toml")).write_text(said, "utf-8")
    refused(counted)


@pytest.mark.parametrize("other", ["waiting", "later"])
def test_indicators_that_exchange_or_pass_on_their_ids_bring_no_month_back(
    make_world: MakeWorld, other: str
) -> None:
    world = serviced(make_world, "a;På venteliste;4;3", "a;Kommet videre;1;2")
    world.publish()
    withdraw(world)
    folder = world.at.data / "indicators"
    queue, moved = ((folder / f"{name}.toml").read_text("utf-8") for name in ("waiting", "moved_on"))
    (folder / "waiting.toml").unlink()
    (folder / "moved_on.toml").write_text(queue.replace('"waiting"', '"moved_on"', 1), "utf-8")
    (folder / f"{other}.toml").write_text(moved.replace('"moved_on"', f'"{other}"', 1), "utf-8")
    refused(world)


def test_a_background_that_was_withdrawn_is_not_covered_by_answers_alone(make_world: MakeWorld) -> None:
    """The first publication shows the same answers, and nothing of gender."""
    world = replace(make_world().show(ROWS), background={"gender": ["w", "m"]})
    world.load([row | {"gender": "wm"[at % 2]} for at, row in enumerate(ROWS)])
    assert world.publish() == (2, True)
    withdraw(world, 2)
    refused(world)
    without = replace(world, background={})
    without.load(ROWS)
    assert without.publish()[0] == 1
