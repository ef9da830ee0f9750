"""Citizens are never among staff: in no group, total, number of people, score, table, choice or union."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.load.load import read_definitions
from etl.release.authors import most_authors
from publication.definitions.files import read_instruments, read_programme
from publication.faults import Fault, Refused, SourceError
from tests.citizens import ASKED, BothWorld, citizen, citizens
from tests.worlds import Row, people, person, singled_out, write_toml

STAFF = {("practitioner", "a"): 9, ("practitioner", "b"): 10, ("leader", "a"): 8, ("practitioner", "c"): 9}
TREES = ["role > municipality > site", "municipality > site > role"]
Rows = list[dict[str, object]]


@pytest.fixture
def both(tmp_path: Path) -> BothWorld:
    return BothWorld(tmp_path, of_citizens=("c1", "c2"), waves={"pre": "pre", "post": "post"})


def staff(wave: str = "pre", first: int = 0) -> Rows:
    chance = random.Random(f"{wave}{first}")
    return [
        row | {"p1": chance.randint(1, 5), "p2": chance.randint(1, 5)}
        for row in people(STAFF, wave=wave, first=first)
    ]


def refusals(world: BothWorld) -> list[tuple[str, str, str | None]]:
    with pytest.raises(SourceError) as refused:
        read_definitions(world.at.data, "small")
    return [(fault.file, fault.rule, fault.column) for fault in refused.value.faults]


def of_loading(load: Callable[[], object]) -> list[Fault]:
    with pytest.raises(SourceError) as refused:
        load()
    return refused.value.faults


def of_staff(world: BothWorld, table: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a table that are not of citizens' waves."""
    waves = {"c1", "c2"}
    for row in world.rows(table):
        if waves.isdisjoint({row.get("wave"), row.get("from_wave"), row.get("to_wave")}):
            yield row


TABLES = ("waves", "groups", "blocks", "selections", "answers", "merged", "background", "background_asked")


@pytest.mark.parametrize("tree", TREES)
def test_no_row_about_staff_is_another_for_citizens_having_answered(both: BothWorld, tree: str) -> None:
    """The same ids in both: nobody is joined with anybody, and no total holds them."""
    both.tree = tree
    both.show(staff() + staff("post"))
    alone = {table: list(of_staff(both, table)) for table in TABLES}
    both.load_citizens(citizens({"a": 12, "b": 9, "c": 11}) + citizens({"a": 9, "c": 12}, "c2"))
    both.publish()
    assert {table: list(of_staff(both, table)) for table in TABLES} == alone
    assert {row["wave"] for row in both.rows("answers", instrument="voice")} == {"c1", "c2"}


@pytest.mark.parametrize("tree", TREES)
def test_nothing_is_offered_of_both(both: BothWorld, tree: str) -> None:
    both.tree = tree
    both.show_both(staff() + staff("post"), citizens({"a": 12, "b": 9, "c": 11}) + citizens({"a": 9}, "c2"))
    pairs = {(row["from_wave"], row["to_wave"]) for row in both.rows("selections")}
    assert pairs == {
        *(("pre", "pre"), ("post", "post"), ("pre", "post")),
        *(("c1", "c1"), ("c2", "c2"), ("c1", "c2")),
    }
    totals = {row["wave"]: row["members"] for row in both.rows("answers", group_id="all", item="overall")}
    assert totals == {"pre": 36, "post": 36, "c1": 32, "c2": 9}
    assert {row["wave"]: row["members"] for row in both.rows("waves")} == totals
    roles = {row["wave"]: row["roles"] for row in both.rows("groups")}
    assert roles["c1"] == roles["c2"] == "citizens"
    assert not {"citizens"} & {role for wave in ("pre", "post") for role in roles[wave].split("|")}


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_singled_out_among_citizens(both: BothWorld, tree: str, seed: int) -> None:
    """By linear algebra over every number of citizens shown, the wave's two rounds together."""
    chance = random.Random(seed)
    sizes = [{site: chance.randint(0, 13) for site in "abc"} | {"a": 9} for _ in range(2)]
    rows = [
        row | {f"q_{item}": chance.choice(["", 9, 1, 2, 3, 4]) for item in ASKED}
        for wave, held in zip(("c1", "c2"), sizes, strict=True)
        for row in citizens(held, wave)
    ]
    both.tree = tree
    both.show_both(staff(), rows)
    answered = [row for row in rows if any(str(row[f"q_{item}"]) != "" for item in ASKED)]
    by_group = {(row["wave"], row["group_id"]): row["sites"].split("|") for row in both.rows("groups")}
    for wave in ("c1", "c2"):
        assert all(len(group) for group in by_group)
        for item in ASKED:
            truth: dict[tuple[str, str], int] = {}
            for row in answered:
                if row["when"] == wave and str(row[f"q_{item}"]) in "1234" and row[f"q_{item}"] != "":
                    cell = "citizens", str(row["place"])
                    truth[cell] = truth.get(cell, 0) + 1
            shown = [
                (sites_of(row["group_id"], tree), row["n"])
                for row in both.rows("answers", instrument="voice", wave=wave, item=item, status="shown")
            ]
            for sites, n in shown:
                assert n == sum(truth.get(("citizens", site), 0) for site in sites) >= both.k
            selections = [{("citizens", site) for site in sites} for sites, _ in shown]
            assert not singled_out(selections, truth, both.k)


def sites_of(group: str, tree: str) -> set[str]:
    """Read off a group's id which sites it is of."""
    places = {"nord": {"a", "b"}, "sor": {"c"}, "unknown": {"unknown"}}
    found: set[str] = set()
    for node in group.split("~"):
        parts = [part for part in node.split(".") if part not in ("all", "citizens")]
        found |= {parts[1]} if len(parts) > 1 else places[parts[0]] if parts else {*"abc", "unknown"}
    return found


def test_citizens_too_few_are_merged_with_their_neighbours_and_never_with_staff(both: BothWorld) -> None:
    both.show_both(staff(), citizens({"a": 3, "b": 9, "c": 10}))
    groups = {row["group_id"]: row["members"] for row in both.rows("groups", wave="c1")}
    assert groups == {"citizens.nord": 12, "citizens.sor": 10}


def test_fewer_than_k_citizens_are_hidden(both: BothWorld) -> None:
    both.show_both(staff(), citizens({"a": 4}))
    assert not both.rows("answers", wave="c1")
    assert "c1" not in {row["wave"] for row in both.rows("files")}


def test_labels_say_whose_answers_they_are(both: BothWorld) -> None:
    for tree in TREES:
        world = replace(both, tree=tree, folder=both.folder / tree[:4])
        world.show_both(staff(), citizens({"a": 9, "b": 9, "c": 10}))
        labels = {row["label_en"] for row in world.rows("selections", to_wave="c1")}
        assert labels == {
            *("All service users", "Service users in Nord", "Service users in Sor"),
            *("Service users at Site a", "Service users at Site b"),
        }


def test_a_role_cannot_be_called_what_citizens_are(both: BothWorld) -> None:
    both.roles = ("practitioner", "citizens")
    both.write()
    with pytest.raises(SourceError) as refused:
        read_programme(both.at.data, "small")
    assert [fault.rule for fault in refused.value.faults] == ["ids_kept"]


@pytest.mark.parametrize(
    "places", [{"citizens": ["a", "b"]}, {"nord": ["citizens", "b"]}], ids=["municipality", "site"]
)
def test_a_place_cannot_be_called_what_citizens_are(both: BothWorld, places: dict[str, list[str]]) -> None:
    both.places = places
    both.write()
    with pytest.raises(SourceError) as refused:
        read_programme(both.at.data, "small")
    assert [fault.rule for fault in refused.value.faults] == ["ids_kept"]


def test_citizens_are_asked_in_waves_alone(both: BothWorld) -> None:
    both.write()
    write_toml(both.at.data / "instruments/voice.toml", both.voice() | {"asked_as": ["pre", "session"]})
    with pytest.raises(SourceError) as refused:
        read_instruments(both.at.data)
    assert [(fault.file, fault.rule) for fault in refused.value.faults] == [
        ("voice.toml", "citizens_in_waves")
    ]


def test_a_form_of_both_is_refused(both: BothWorld) -> None:
    both.mapping = {"answers": {"practice": {"p1": "p1", "p2": "p2"}, "voice": {"e1": "q_e1"}}}
    both.write()
    assert refusals(both) == [("staff.toml", "form_of_both", "answers.voice")]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"columns": {"wave": "when", "site": "place", "role": "job"}}, "columns.role"),
        ({"values": {"role": {"Bruker": "unknown"}}}, "values.role"),
        ({"unknown": ["role"]}, "unknown"),
    ],
)
def test_citizens_have_no_role(both: BothWorld, said: dict[str, object], place: str) -> None:
    both.form_of_citizens = said
    both.write()
    assert refusals(both) == [("citizens.toml", "citizens_have_no_role", place)]


def test_a_wave_of_staff_in_citizens_file_is_refused_by_file_and_line(both: BothWorld) -> None:
    rows = [*citizens({"a": 9}), citizen(50, "a", "pre")]
    (fault,) = of_loading(lambda: both.load_citizens(rows))
    assert (fault.file, fault.line, fault.column) == ("citizens.csv", 11, "when")
    assert (fault.rule, fault.value, fault.details["accepted"]) == ("wave_of_others", "pre", "c1, c2")


def test_a_wave_of_citizens_in_staffs_file_is_refused_by_file_and_line(both: BothWorld) -> None:
    (fault,) = of_loading(lambda: both.load([*staff(), person(90, "leader", "a", "c1", p1=1, p2=1)]))
    assert (fault.file, fault.line, fault.rule) == ("staff.csv", 38, "wave_of_others")


@pytest.mark.parametrize(("form", "wave"), [("citizens", "pre"), ("staff", "c1")])
def test_the_command_cannot_name_others_wave(both: BothWorld, form: str, wave: str) -> None:
    both.form_of_citizens = {"columns": {"respondent": "no", "site": "place"}}
    both.mapping = {"columns": {"respondent": "id", "site": "site", "role": "role"}}
    both.write()
    rows = citizens({"a": 9}) if form == "citizens" else staff()
    without = [{name: told for name, told in row.items() if name not in ("when", "wave")} for row in rows]
    path = both.file(without, f"{form}.csv")
    faults = of_loading(lambda: both.load_files(path, mapping=form, wave=wave))
    assert [(fault.file, fault.rule, fault.value) for fault in faults] == [
        (path.name, "wave_of_others", wave)
    ]


def test_a_wave_that_becomes_citizens_keeps_no_staff(both: BothWorld) -> None:
    """The file changed after staff's answers were loaded: neither loaded beside them nor published."""
    both.load(staff())
    both.population = {"pre": "citizens"}
    faults = of_loading(lambda: both.load_citizens(citizens({"a": 9}, "pre", 500)))
    assert [(fault.file, fault.rule, fault.details["form"]) for fault in faults] == [
        ("citizens.csv", "both_in_wave", "staff")
    ]
    with pytest.raises(Refused, match="population_exchanged"):
        both.publish()


@pytest.mark.parametrize("was", [False, True])
def test_a_wave_of_citizens_cannot_take_the_id_of_one_of_staff_that_was_published(
    both: BothWorld, was: bool
) -> None:
    both.show(staff() + staff("post"))
    both.load(staff("post"))
    both.file([], "staff.csv")
    with both.warehouse() as con:
        for table in ("members", "answers_practice"):
            con.execute(f"DELETE FROM {table} WHERE wave = 'pre'")
    if was:
        both.waves, both.of_citizens, both.was = {"post": "post"}, ("c1",), {"c1": "pre"}
    else:
        both.waves, both.of_citizens = {"post": "post"}, ("pre",)
    both.load_citizens(citizens({"a": 9, "b": 12}, both.of_citizens[0]))
    with pytest.raises(Refused, match="population_exchanged"):
        both.publish()


def test_a_wave_of_staff_cannot_take_the_id_of_one_of_citizens_that_was_published(both: BothWorld) -> None:
    both.show_both(staff(), citizens({"a": 9, "b": 12}))
    with both.warehouse() as con:
        for table in ("members", "answers_voice"):
            con.execute(f"DELETE FROM {table} WHERE wave = 'c1'")
    both.of_citizens, both.waves = (), {"pre": "pre", "c1": "post"}
    both.load(staff() + staff("c1", 200))
    with pytest.raises(Refused, match="population_exchanged"):
        both.publish()


def sheets(n: int, seed: int, items: tuple[str, ...]) -> Iterator[Row]:
    chance = random.Random(seed)
    return ({item: chance.choices([1, 2, 3, 4], [1, 2, 4, 4])[0] for item in items} for _ in range(n))


def test_citizens_answers_published_again_as_another_wave_are_recognised(both: BothWorld) -> None:
    rows = [citizen(at, "ab"[at % 2], "c1", **given) for at, given in enumerate(sheets(30, 1, ASKED))]
    both.show_both(staff(), rows)
    both.load_citizens(rows + [row | {"when": "c2"} for row in rows] + [citizen(99, "a", "c2")])
    with pytest.raises(Refused, match="known_elsewhere"):
        both.publish()


def test_staffs_answers_published_again_as_citizens_are_recognised(both: BothWorld) -> None:
    both.items = ("p1", "p2", "p3")
    given = list(sheets(30, 1, tuple(both.items)))
    both.show([person(at, "practitioner", "ab"[at % 2], "pre", **told) for at, told in enumerate(given)])
    again = [
        citizen(at, "ab"[at % 2], "c1", **dict(zip(ASKED, told.values(), strict=True)))
        for at, told in enumerate(given)
    ]
    both.load_citizens(again)
    with pytest.raises(Refused, match="known_elsewhere"):
        both.publish()


@pytest.mark.parametrize("late", [1, 4, 5])
def test_citizens_who_came_since_are_not_had_by_subtraction(both: BothWorld, late: int) -> None:
    rows = citizens({"a": 9, "b": 12})
    both.show_both(staff(), rows)
    both.load_citizens(rows + citizens({"a": late}, first=500))
    if late < both.k:
        with pytest.raises(Refused, match="few_changed"):
            both.publish()
    else:
        assert both.publish() == (2, True)


def test_citizens_are_no_possible_authors_of_staffs_stories(both: BothWorld) -> None:
    """Nine of staff answered and thirty citizens: a story is by one of nine."""
    both.load(people({("practitioner", "a"): 9}))
    both.load_citizens(citizens({"a": 30}))
    with both.warehouse() as con:
        assert most_authors(con, read_programme(both.at.data, "small")) == 9


@pytest.mark.parametrize("tree", TREES)
def test_who_of_a_merged_group_is_at_which_site_changes_no_row(tmp_path: Path, tree: str) -> None:
    """Three at a and nine at b are one group: with their sites exchanged every row is as it was."""
    rows = citizens({"a": 3, "b": 9, "c": 10})
    sites = [row["place"] for row in rows[:12]]
    swapped = [row | {"place": site} for row, site in zip(rows, sites[3:] + sites[:3], strict=False)] + rows[
        12:
    ]
    first, second = (BothWorld(tmp_path / name, tree=tree) for name in ("first", "second"))
    for world, answers in ((first, rows), (second, swapped)):
        world.folder.mkdir()
        world.show_both(staff(), answers)
    assert first.everything() == second.everything()
