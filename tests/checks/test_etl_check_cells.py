from collections.abc import Callable

import pytest

from publication.faults import Fault, Refused, SourceError
from tests.worlds import World, person, text, write_toml

MakeWorld = Callable[..., World]


def faults(world: World, rows: list[dict[str, object]], **said: str) -> list[Fault]:
    with pytest.raises(SourceError) as refused:
        world.load_files(world.file(rows), **said)  # type: ignore[arg-type]
    return refused.value.faults


def found(world: World, rows: list[dict[str, object]], **said: str) -> list[tuple[object, ...]]:
    return [(one.rule, one.line, one.column, one.value) for one in faults(world, rows, **said)]


def one(**changed: object) -> dict[str, object]:
    return person(1, "leader", "a", p1=3, p2=4) | changed


def stored(world: World, cell: object) -> int | None:
    world.load([one(p1=cell)])
    kept: int | None = world.stored("answers_practice")[0][4]
    return kept


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("4", 4),
        (" 4 ", 4),
        ("4,0", 4),
        ("4.00", 4),
        ("8", -1),
        ("9", -2),
        ("", None),
        ("\u00a05\t", 5),
        (" ", None),
    ],
)
def test_a_cell_that_is_an_answer_is_taken(world: World, cell: str, kept: int | None) -> None:
    assert stored(world, cell) == kept


@pytest.mark.parametrize("cell", ["0", "6", "4.5", "4,5", "-1", "44", "x", "04", "4.000", "N/R"])
def test_a_cell_that_is_no_answer_is_refused_with_its_place(world: World, cell: str) -> None:
    (fault,) = faults(world, [one(), one(id="r2", p2=cell)])
    assert (fault.file, fault.rule, fault.line, fault.column, fault.value) == (
        "staff.csv",
        "not_accepted",
        3,
        "p2",
        cell,
    )
    assert fault.details["accepted"] == "1 … 5, 8, 9"


def test_all_faults_of_all_files_are_told_at_once(world: World) -> None:
    first = world.file([one(p1=7, p2="x"), one(id="r2", site="nowhere")], "first.csv")
    second = world.file([one(id="r3", role="")], "second.csv")
    third = world.folder / "third.csv"
    third.write_text("id;wave;site;role;p1;p2\nr4;pre;a;leader;1\nr5;pre;a;leader;1;7\n", "utf-8")
    with pytest.raises(SourceError) as refused:
        world.load_files(first, second, third)
    assert [(f.file, f.rule, f.line, f.column, f.value) for f in refused.value.faults] == [
        ("first.csv", "not_accepted", 2, "p1", "7"),
        ("first.csv", "not_accepted", 2, "p2", "x"),
        ("first.csv", "not_accepted", 3, "site", "nowhere"),
        ("second.csv", "missing_value", 2, "role", None),
        ("third.csv", "too_few_cells", 2, None, None),
        ("third.csv", "not_accepted", 3, "p2", "7"),
    ]


def test_the_nearest_value_is_named_as_people_write_it(make_world: MakeWorld) -> None:
    world = make_world(mapping={"values": {"site": {"Solsiden bofellesskap": "a"}}})
    (fault,) = faults(world, [one(site="solsiden bofelesskap")])
    assert fault.details["nearest"] == "Solsiden bofellesskap"


def test_a_place_is_known_by_id_name_or_the_mappings_value_in_any_case(make_world: MakeWorld) -> None:
    world = make_world(mapping={"values": {"site": {"The green house": "b"}}})
    sites = ["a", "SITE A", "site b", " the Green house "]
    world.load([one(id=f"r{at}", site=site) for at, site in enumerate(sites)])
    assert [row[5] for row in world.stored("members")] == ["a", "a", "b", "b"]


def test_a_name_two_sites_share_stands_for_neither(make_world: MakeWorld) -> None:
    world = make_world()
    programme = world.programme()
    for place in programme["municipalities"]:  # type: ignore[attr-defined]
        place["sites"][0]["name"] = "The house"
    write_toml(world.at.data / "programmes/small.toml", programme)
    assert found(world, [one(site="The house")]) == [("not_accepted", 2, "site", "The house")]


def test_a_missing_role_is_refused_unless_the_mapping_allows_unknown(make_world: MakeWorld) -> None:
    assert found(make_world(), [one(role="")]) == [("missing_value", 2, "role", None)]
    world = make_world(mapping={"unknown": ["role"]})
    world.load([one(role="")])
    assert world.stored("members")[0][4:] == ("unknown", "a")
    assert found(world, [one(site="")]) == [("missing_value", 2, "site", None)]
    assert found(world, [one(role="boss")]) == [("not_accepted", 2, "role", "boss")]


@pytest.mark.parametrize("said", [{"unknown": True}, {"values": {"role": {"-": "unknown"}}}])
def test_unknown_may_be_allowed_for_all_or_by_a_value(make_world: MakeWorld, said: dict[str, object]) -> None:
    world = make_world(mapping=said)
    world.load([one(role="" if said.get("unknown") else "-")])
    assert world.stored("members")[0][4] == "unknown"


def test_a_respondent_twice_in_one_file_is_refused(world: World) -> None:
    assert found(world, [one(), one(id="r2"), one()]) == [
        ("doubled", 2, "id", "r1"),
        ("doubled", 4, "id", "r1"),
    ]


def test_a_respondent_in_two_files_of_one_form_is_refused_beside_other_faults(world: World) -> None:
    first, second = world.file([one(p1=7)], "first.csv"), world.file([one()], "second.csv")
    with pytest.raises(SourceError) as refused:
        world.load_files(first, second)
    assert [(f.file, f.rule, f.line) for f in refused.value.faults] == [
        ("first.csv", "not_accepted", 2),
        ("first.csv", "doubled", 2),
        ("second.csv", "doubled", 2),
    ]


def test_the_same_respondent_in_two_waves_is_two_rows(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    assert world.load([one(), one(wave="post")])


def test_a_missing_id_is_refused(world: World) -> None:
    assert found(world, [one(id=""), one(id="\u00a0")]) == [
        ("missing_id", 2, "id", None),
        ("missing_id", 3, "id", "\u00a0"),
    ]


def test_what_was_not_asked_may_not_be_answered(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}, asked_as={"p2": ["post"]})
    assert found(world, [one(), one(id="r2", wave="post"), one(id="r3", p2="")]) == [
        ("not_asked", 2, "p2", "4")
    ]


def test_what_is_asked_in_no_wave_may_not_be_answered(make_world: MakeWorld) -> None:
    world = make_world()
    instrument = world.instrument() | {"asked_as": ["pre", "post"]}
    instrument["items"][1]["asked_as"] = ["post"]  # type: ignore[index]
    write_toml(world.at.data / "instruments/practice.toml", instrument)
    assert found(world, [one()]) == [("not_asked", 2, "p2", "4")]


def test_a_column_not_asked_in_the_files_wave_may_be_missing(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"}, asked_as={"p2": ["post"]})
    without = {name: value for name, value in one().items() if name != "p2"}
    assert world.load([without])
    assert found(world, [without | {"wave": "post"}]) == [("missing_column", 1, "p2", None)]


def test_the_wave_may_come_from_the_command_line(make_world: MakeWorld) -> None:
    columns = {"respondent": "id", "site": "site", "role": "role"}
    world = make_world(waves={"pre": "pre", "post": "post"}, mapping={"columns": columns})
    row = {name: value for name, value in one().items() if name != "wave"}
    path = world.file([row])
    with pytest.raises(Refused, match="wave_not_said"):
        world.load_files(path)
    with pytest.raises(Refused, match="no_wave"):
        world.load_files(path, wave="never")
    world.load_files(path, wave="post")
    assert world.stored("members")[0][2] == "post"


def test_a_wave_said_must_be_the_files(make_world: MakeWorld) -> None:
    world = make_world(waves={"pre": "pre", "post": "post"})
    assert found(world, [one()], wave="post") == [("not_accepted", 2, "wave", "pre")]


def test_codes_count_only_for_special_answers_the_instrument_has(make_world: MakeWorld) -> None:
    world = make_world(
        high=10, special=["not_applicable"], mapping={"codes": {"not_applicable": ["99"], "dont_know": ["9"]}}
    )
    assert stored(world, "9") == 9
    assert stored(world, "99") == -1


@pytest.mark.parametrize(
    "codes",
    [
        {"dont_know": ["5"]},
        {"dont_know": ["5,0"]},
        {"blank": ["1"]},
        {"dont_know": ["8"], "not_applicable": ["8"]},
    ],
)
def test_a_code_that_means_two_things_is_refused(make_world: MakeWorld, codes: dict[str, list[str]]) -> None:
    world = make_world(mapping={"codes": codes})
    with pytest.raises(SourceError, match=r"staff.toml: code_(on_scale|for_two)"):
        world.load([one()])


def test_blank_codes_hold_for_every_column(make_world: MakeWorld) -> None:
    world = make_world(mapping={"codes": {"blank": ["-"]}, "background": {"hobby": "hobby"}})
    world.load([one(p1="-", hobby="-")])
    assert world.stored("answers_practice")[0][4] is None
    assert world.stored("background")[0][5] is None
    assert found(world, [one(id="-", hobby="x")]) == [("missing_id", 2, "id", "-")]


def test_a_described_background_variable_takes_its_categories_only(make_world: MakeWorld) -> None:
    world = make_world(background={"gender": ["woman", "man"]})
    world.load([one(gender="Woman"), one(id="r2", gender="")])
    assert [row[5] for row in world.stored("background")] == ["woman", None]
    assert found(world, [one(gender="unknown")]) == [("not_accepted", 2, "gender", "unknown")]


@pytest.mark.parametrize("column", ["wave", "site"])
def test_a_value_must_stand_for_something_that_is_there(make_world: MakeWorld, column: str) -> None:
    world = make_world(mapping={"values": {column: {"x": "nothing"}}})
    with pytest.raises(SourceError, match=r"^staff.toml: id_unknown$"):
        world.load([one()])


def test_an_item_or_instrument_that_is_not_there_is_refused(make_world: MakeWorld) -> None:
    for answers, reason in (
        ({"practice": {"p9": "p1"}}, "item_unknown"),
        ({"nothing": {"p1": "p1"}}, "instrument_unknown"),
    ):
        world = make_world(mapping={"answers": answers})
        with pytest.raises(SourceError, match=f"^staff.toml: {reason}$"):
            world.load([one()])


def leadership(world: World) -> None:
    write_toml(
        world.at.data / "instruments/principles.toml",
        world.instrument() | {"id": "principles", "asked_as": ["assessment"], "name": text("Principles")},
    )
    write_toml(
        world.at.data / "mappings/leaders.toml",
        {
            "form": "leaders",
            "kind": "leadership",
            "programme": "small",
            "columns": {"site": "site", "round": "round", "leader": "leader", "agreed": "agreed"},
            "answers": {"principles": {"p1": "l1", "p2": "l2"}},
            "codes": {"dont_know": ["9"]},
        },
    )


def test_a_leader_is_known_within_the_group_and_may_be_there_once(make_world: MakeWorld) -> None:
    world = make_world(rounds=["r1"])
    leadership(world)
    row = {"site": "a", "round": "r1", "leader": "1", "agreed": "ja", "l1": 3, "l2": 9}
    world.load_files(world.file([row, row | {"site": "b", "agreed": "no"}]))
    assert [tuple(one[3:6]) for one in world.stored("leaders")] == [("a/1", "a", True), ("b/1", "b", False)]
    assert found(world, [row, row]) == [("doubled", 2, "leader", "1"), ("doubled", 3, "leader", "1")]
    assert found(world, [row | {"agreed": "maybe"}]) == [("not_accepted", 2, "agreed", "maybe")]
    with pytest.raises(SourceError) as refused:
        world.load_files(world.file([row], "one.csv"), world.file([row | {"l1": 4}], "two.csv"))
    assert [(one.file, one.rule) for one in refused.value.faults] == [
        ("one.csv", "doubled"),
        ("two.csv", "doubled"),
    ]


def test_printed_figures_are_numbers_once_per_wave_and_item(make_world: MakeWorld) -> None:
    world = make_world()
    write_toml(
        world.at.data / "mappings/printed.toml",
        {
            "form": "printed",
            "kind": "published",
            "programme": "small",
            "instrument": "practice",
            "columns": {name: name for name in ("wave", "item", "respondents", "mean", "sd")},
        },
    )
    row: dict[str, object] = {"wave": "pre", "item": "p1", "respondents": 22, "mean": "4,25", "sd": "1.06"}
    world.load_files(world.file([row]))
    assert world.stored("printed_figures")[0][4:8] == ("p1", "4.25", "1.06", 22)
    bad = row | {"mean": "about 4", "respondents": "many"}
    assert found(world, [bad]) == [
        ("not_a_number", 2, "respondents", "many"),
        ("not_a_number", 2, "mean", "about 4"),
    ]
    assert [rule for rule, *_ in found(world, [row, row])] == ["doubled", "doubled"]
