"""`rejsespor show`: columns, forms, filters, statuses and exit status, as the contract says them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from publication.places import DEFAULT_DATA
from tests.dashboards import FullWorld, answered, leaders, run, show
from tests.release.test_publish_sessions import at, ids
from tests.worlds import people

CELLS = {("practitioner", "a"): 9, ("practitioner", "b"): 9, ("leader", "c"): 8}
ANSWERS = {"p1": 3, "p2": 4, "i1": 2, "i2": 5}
COLUMNS = {
    "groups": "programme,wave,group,group_label,roles,sites,members",
    "answers": "programme,instrument,wave,group,group_label,item,label,members,n,mean,sd,se,"
    "count_1,count_2,count_3,count_4,count_5,not_applicable,dont_know,not_relevant,blank,status",
    "subscales": "programme,instrument,wave,group,group_label,subscale,label,items,members,n,mean,sd,se,"
    "status",
    "change": "programme,instrument,from,to,group,group_label,item,label,n_from,mean_from,n_to,mean_to,"
    "difference,difference_low,difference_high,theta,theta_low,theta_high,p_higher,p_equal,p_lower,claim,status",
    "sites": "programme,instrument,wave,group,group_label,site_count,n,score,low,high,status",
    "principles": "programme,round,group,group_label,groups,item,label,leaders,n,middle,range,"
    "dont_know,status",
    "published": "programme,instrument,wave,item,printed_mean,printed_sd,respondents,not_applicable,"
    "dont_know,n_inferred,mean,sd,sets_that_fit,status",
    "participants": "programme,wave,variable,category,label,n,share,status",
    "sessions": "programme,instrument,session,group,group_label,kind,date,item,label,n,mean,count_0,count_1,"
    "count_2,count_3,count_4,count_5,count_6,count_7,count_8,count_9,count_10,q1,median,q3,status,printed",
}
WHATS = ("groups", "answers", "subscales", "change", "sites", "principles", "participants", "sessions")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    """Four waves (the last too small to be shown), two rounds, an item asked once, one nobody answered."""
    world = FullWorld(
        tmp_path_factory.mktemp("world"),
        waves={"pre": "pre", "mid": "post", "post": "post", "last": "post"},
        items=("p1", "p2", "p3", "p4"),
        asked_as={"p3": ["post"]},
        subscales={"choice": ["p1", "p2"], "rest": ["p3"]},
        rounds=["r1", "r2"],
        sessions=["theme_day-1", "theme_day-2"],
    )
    said = ANSWERS | {"p4": 8}
    rows = people(CELLS, said)
    for place, wave in enumerate(("mid", "post")):
        rows += people(CELLS, said | {"p3": 2}, wave, first=100 * (place + 1))
    rows += people({("leader", "c"): 4}, said | {"p3": 2}, "last", first=900)
    world.load(rows)
    world.assess(
        leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 9))
        + leaders("b", "r1", "no", (1, 2), (3, 4), (5, 5))
        + leaders("c", "r1", "no", (1, 2), (2, 2))
        + leaders("a", "r2", "yes", (2, 2), (4, 4), (5, 9))
    )
    nine = at("theme_day-1", ids(0, 9), [5] * 9, [6] * 4)
    world.meet([*nine, *at("theme_day-2", ids(20, 10), [7] * 10, [8] * 3)])
    world.publish()
    return world


def asked(world: FullWorld, *arguments: str, language: str = "en") -> tuple[int, str, str]:
    result = run(world.at.var, world.at.data, "show", *arguments, "--programme", "small", language=language)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("what", WHATS)
def test_columns_are_those_of_the_contract_in_every_form(world: FullWorld, what: str) -> None:
    code, text, said = asked(world, what, "--format", "csv")
    assert (code, said) == (0, "")
    lines = list(csv.reader(io.StringIO(text)))
    assert ",".join(lines[0]) == COLUMNS[what]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert "\r" not in text
    rows = json.loads(asked(world, what, "--format", "json")[1])
    assert [",".join(row) for row in rows] == [COLUMNS[what]] * (len(lines) - 1)
    for row, line in zip(rows, lines[1:], strict=True):
        for cell, value in zip(line, row.values(), strict=True):
            if value is None:
                assert cell == ""
            elif isinstance(value, str):
                assert cell == value
            else:
                assert float(cell) == value
    table = asked(world, what)[1].splitlines()
    assert table[0].split() == lines[0]
    assert len(table) == len(lines)


def test_published_has_the_columns_of_the_contract(example: Path) -> None:
    said = "show", "published", "--programme", "recoverydannelse-2017"
    text = run(example, DEFAULT_DATA, *said, "--format", "csv").stdout
    assert text.splitlines()[0] == COLUMNS["published"]
    rows = json.loads(run(example, DEFAULT_DATA, *said, "--format", "json").stdout)
    assert all(",".join(row) == COLUMNS["published"] for row in rows)
    assert [list(row.values()) for row in csv.DictReader(io.StringIO(text))] == [
        ["" if value is None else str(value) for value in row.values()] for row in rows
    ]


def test_the_real_command_writes_utf8_and_full_precision(tmp_path: Path) -> None:
    world = FullWorld(tmp_path).write()
    programme = world.at.data / "programmes/small.toml"
    programme.write_text(programme.read_text("utf-8").replace('"Practitioner"', '"Øyfolk"'), "utf-8")
    rows = people({("practitioner", "a"): 9, ("leader", "c"): 9}, ANSWERS)
    rows[0]["p1"] = 4
    world.load_files(world.file(rows))
    world.publish()
    said = ["show", "answers", "--programme", "small", "--format", "csv", "--data", str(world.at.data)]
    result = subprocess.run(
        [str(Path(sys.executable).with_name("rejsespor")), *said, "--var", str(world.at.var)],
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "REJSESPOR_LANGUAGE": "en", "LC_ALL": "C"},
    )
    assert result.stderr == b""
    text = result.stdout.decode("utf-8")
    assert "Øyfolk at Site a" in text
    # Nine people: eight 3 and one 4; mean 28/9, variance (88 - 784/9)/8 = 1/9.
    rows_of = {(row["group"], row["item"]): row for row in csv.DictReader(io.StringIO(text))}
    assert float(rows_of["practitioner.nord.a", "p1"]["mean"]) == 28 / 9
    assert float(rows_of["practitioner.nord.a", "p1"]["sd"]) == pytest.approx(1 / 3, rel=1e-15)


def test_subscales_are_shown_when_asked_for_and_nowhere_else(world: FullWorld) -> None:
    rows = show(world, "subscales", "--instrument", "practice", "--group", "all")
    assert [(row["wave"], row["subscale"], row["items"], row["n"], row["status"]) for row in rows[:4]] == [
        ("pre", "choice", "p1|p2", "26", "shown"),
        ("pre", "rest", "", "", "not_asked"),
        ("mid", "choice", "p1|p2", "26", "shown"),
        ("mid", "rest", "p3", "26", "shown"),
    ]
    assert (float(rows[0]["mean"]), rows[0]["sd"], float(rows[0]["se"])) == (3.5, "", 0.0)
    assert (rows[0]["label"], rows[0]["members"]) == ("Choice", "26")
    for what in ("answers", "change"):
        shown = {row["item"] for row in show(world, what, "--instrument", "practice")}
        assert shown == {"overall", "p1", "p2", "p3", "p4"}


def test_every_wave_that_may_be_shown_has_everyone(world: FullWorld) -> None:
    rows = show(world, "answers")
    for instrument, items in (("practice", ["p1", "p2", "p3", "p4"]), ("involvement", ["i1", "i2"])):
        for wave in ("pre", "mid", "post"):
            found = [
                row["item"]
                for row in rows
                if (row["instrument"], row["wave"], row["group"]) == (instrument, wave, "all")
            ]
            assert found == ["overall", *items]
    assert {row["wave"] for row in rows} == {"pre", "mid", "post"}
    assert {row["members"] for row in rows if row["group"] == "all"} == {"26"}


def test_what_was_not_asked_or_answered_is_said_and_empty(world: FullWorld) -> None:
    rows = {(row["wave"], row["item"]): row for row in show(world, "answers", "--group", "all")}
    numbers = [
        "n",
        "mean",
        "sd",
        *(f"count_{one}" for one in range(1, 6)),
        "not_applicable",
        "dont_know",
        "blank",
    ]
    for key, status in ((("pre", "p3"), "not_asked"), (("pre", "p4"), "no_answers")):
        assert rows[key]["status"] == status
        assert [rows[key][name] for name in numbers] == [""] * len(numbers)
    assert {row["status"] for row in rows.values()} == {"shown", "not_asked", "no_answers"}
    change = {row["item"]: row for row in show(world, "change", "--group", "all", "--instrument", "practice")}
    assert (change["p3"]["status"], change["p3"]["n_from"], change["p3"]["n_to"]) == ("not_asked", "", "26")
    assert (change["p4"]["status"], change["p4"]["claim"], change["p4"]["theta"]) == (
        "no_answers",
        "none",
        "",
    )


def test_change_goes_from_the_first_to_the_last_wave_unless_told(world: FullWorld) -> None:
    assert {(row["from"], row["to"]) for row in show(world, "change")} == {("pre", "post")}
    assert {(row["from"], row["to"]) for row in show(world, "change", "--from", "mid")} == {("mid", "post")}
    assert {(row["from"], row["to"]) for row in show(world, "change", "--to", "mid")} == {("pre", "mid")}


@pytest.mark.parametrize("what", ["answers", "change", "sites"])
def test_instrument_filters(world: FullWorld, what: str) -> None:
    rows = show(world, what, "--instrument", "practice")
    assert {row["instrument"] for row in rows} == {"practice"}


@pytest.mark.parametrize("what", ["groups", "answers", "sites"])
def test_wave_filters(world: FullWorld, what: str) -> None:
    every, some = show(world, what), show(world, what, "--wave", "mid")
    assert some == [row for row in every if row["wave"] == "mid"] != every


@pytest.mark.parametrize("what", [what for what in WHATS if what != "participants"])
def test_group_filters(world: FullWorld, what: str) -> None:
    every = show(world, what)
    group = every[-1]["group"]
    assert show(world, what, "--group", group) == [row for row in every if row["group"] == group] != every


def test_who_answered_is_never_told_of_a_group(world: FullWorld) -> None:
    assert show(world, "participants", "--group", "all") == show(world, "participants")
    code, text, _ = asked(world, "participants", "--group", "practitioner.nord.a")
    assert (code, text) == (1, "")


def test_sites_within_a_group(world: FullWorld) -> None:
    rows = show(world, "sites", "--group", "practitioner.nord", "--wave", "pre")
    assert [row["group"] for row in rows] == ["practitioner.nord.a", "practitioner.nord.b"]
    assert {row["instrument"] for row in rows} == {"involvement"}


def test_groups_say_their_cells(world: FullWorld) -> None:
    rows = show(world, "groups", "--wave", "pre")
    assert [(r["group"], r["group_label"], r["roles"], r["sites"], r["members"]) for r in rows] == [
        ("practitioner.nord.a", "Practitioner at Site a", "practitioner", "a", "9"),
        ("practitioner.nord.b", "Practitioner at Site b", "practitioner", "b", "9"),
        ("leader.sor", "Leader in Sor", "leader", "c", "8"),
    ]


def test_principles_by_round_and_group(world: FullWorld) -> None:
    rows = show(world, "principles", "--wave", "r1")
    assert [
        (r["group"], r["groups"], r["item"], r["leaders"], r["n"], r["middle"], r["range"]) for r in rows
    ] == [
        ("a", "1", "l1", "3", "3", "3", "4"),
        ("a", "1", "l2", "3", "", "", ""),  # two answered, one does not know
        ("b~c", "2", "l1", "5", "5", "2", ""),
        ("b~c", "2", "l2", "5", "5", "2", ""),
    ]
    assert [row["status"] for row in rows] == ["shown", "withheld", "shown", "shown"]
    assert [row["round"] for row in show(world, "principles", "--group", "a")] == ["r1", "r1", "r2", "r2"]


HIDDEN = [
    *([what, "--group", "nobody"] for what in (*WHATS, "explore")),
    ["answers", "--group", "leader.sor.c"],
    ["answers", "--group", "../all"],
    ["answers", "--wave", "last"],
    ["change", "--from", "last"],
    ["change", "--from", "post", "--to", "pre"],
    ["change", "--from", "pre", "--to", "pre"],
    ["principles", "--group", "b"],
]


@pytest.mark.parametrize("arguments", HIDDEN, ids=" ".join)
def test_who_is_hidden_and_who_is_made_up_have_the_one_sentence(
    world: FullWorld, arguments: list[str]
) -> None:
    """The same bytes, whatever the reason."""
    sentence = "Not shown for this choice: there are too few people, or the combination does not exist.\n"
    assert asked(world, *arguments) == (1, "", sentence)


ASKED = "involvement, practice"
WAVES = "pre, mid, post, last"
NOT_THERE = [
    (["published"], "Small has no figures printed in a report."),
    (["management"], "Small has no monthly figures."),
    (["answers", "--instrument", "nope"], f"“nope” cannot be shown here. These can: {ASKED}."),
    (
        ["answers", "--instrument", "principles"],
        f"“principles” cannot be shown here. These can: {ASKED}.",
    ),
    (["subscales", "--instrument", "nope"], "“nope” cannot be shown here. These can: practice."),
    (["change", "--instrument", "nope"], f"“nope” cannot be shown here. These can: {ASKED}."),
    (["explore", "--instrument", "nope"], f"“nope” cannot be shown here. These can: {ASKED}."),
    (["sites", "--instrument", "nope"], f"“nope” cannot be shown here. These can: {ASKED}."),
    (["principles", "--instrument", "nope"], "“nope” cannot be shown here. These can: principles."),
    (["participants", "--instrument", "nope"], "“nope” cannot be shown here. These can: role."),
    (["sessions", "--instrument", "nope"], "“nope” cannot be shown here. These can: benefit."),
    (["answers", "--wave", "never"], f"There is no round called “never”. There are: {WAVES}."),
    (["groups", "--wave", "never"], f"There is no round called “never”. There are: {WAVES}."),
    (["change", "--from", "never"], f"There is no round called “never”. There are: {WAVES}."),
    (["explore", "--to", "never"], f"There is no round called “never”. There are: {WAVES}."),
    (["principles", "--wave", "r9"], "There is no round called “r9”. There are: r1, r2."),
    (
        ["sessions", "--wave", "pre"],
        "There is no round called “pre”. There are: theme_day-1, theme_day-2.",
    ),
]


@pytest.mark.parametrize(("arguments", "sentence"), NOT_THERE)
def test_what_is_not_there_is_said_with_what_is(
    world: FullWorld, arguments: list[str], sentence: str
) -> None:
    assert asked(world, *arguments) == (1, "", f"{sentence}\n")


PRINTED = "recoverydannelse-2017"
LACKING = [
    ("fjordby", "published", "Fjordby and neighbours (invented) has no figures printed in a report."),
    (PRINTED, "groups", "has no answers that are counted in groups."),
    (PRINTED, "answers", "has no counted answers."),
    (PRINTED, "subscales", "has no questionnaire with subscales."),
    (PRINTED, "sites", "has no answers about involvement by site."),
    (PRINTED, "principles", "has no leadership assessments."),
    (PRINTED, "management", "has no monthly figures."),
]


@pytest.mark.parametrize(("programme", "what", "sentence"), LACKING)
def test_a_programme_that_lacks_a_kind_is_said_to_lack_it(
    example: Path, programme: str, what: str, sentence: str
) -> None:
    result = run(example, DEFAULT_DATA, "show", what, "--programme", programme)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith(f"{sentence}\n")


@pytest.mark.parametrize(("option", "there"), [("--indicator", "violence"), ("--site", "solsiden")])
def test_a_figure_or_site_that_is_not_there_is_said_with_those_that_are(
    example: Path, option: str, there: str
) -> None:
    result = run(example, DEFAULT_DATA, "show", "management", "--programme", "fjordby", option, "nope")
    assert result.exit_code == 1
    assert re.search(rf"called “nope”. There are: .*\b{there}\b", result.stderr)


def test_it_speaks_the_terminals_language(world: FullWorld) -> None:
    said = [asked(world, "answers", "--group", "nobody", language=code)[2] for code in ("nb", "da", "en")]
    assert len(set(said)) == 3
    labels = [asked(world, "answers", "--group", "all", language=code)[1] for code in ("nb", "da")]
    assert "Samlet skår" in labels[0] and "Samlet score" in labels[1]


KNOWN = "fjordby, recoverydannelse-2017"


@pytest.mark.parametrize("what", [*WHATS, "published", "explore", "management"])
def test_a_programme_that_is_not_there_is_said_with_those_that_are(tmp_path: Path, what: str) -> None:
    for programme in ("small", "../small", "", "Small"):
        result = run(tmp_path, DEFAULT_DATA, "show", what, "--programme", programme)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"There is no programme “{programme}”. Known: {KNOWN}.\n"


def test_a_programme_of_which_nothing_is_published_is_said_to_be_there(tmp_path: Path) -> None:
    result = run(tmp_path, DEFAULT_DATA, "show", "answers", "--programme", "fjordby")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Nothing of “fjordby” is published.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["show"],
        ["show", "answers"],
        ["show", "everything", "--programme", "small"],
        ["show", "answers", "--programme", "small", "--format", "xlsx"],
        ["show", "answers", "--programme", "small", "--item", "p1"],
    ],
)
def test_wrong_use_is_status_2(world: FullWorld, arguments: list[str]) -> None:
    result = run(world.at.var, world.at.data, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_programme_with_assessments_alone(tmp_path: Path) -> None:
    """No wave at all: change has nothing to show, and says so."""
    world = FullWorld(tmp_path, waves={}, rounds=["r1"]).write()
    world.assess(leaders("a", "r1", "yes", (1, 2), (3, 4), (5, 5)))
    world.publish()
    assert asked(world, "change")[0] == 1
    assert len(show(world, "principles")) == 2


def test_a_group_of_printed_figures_is_everyone_or_nothing(example: Path) -> None:
    said = "show", "change", "--programme", "recoverydannelse-2017", "--format", "csv"
    assert run(example, DEFAULT_DATA, *said, "--group", "leader").exit_code == 1
    assert run(example, DEFAULT_DATA, *said, "--from", "never").exit_code == 1
    whole = run(example, DEFAULT_DATA, *said, "--group", "all")
    assert whole.stdout == run(example, DEFAULT_DATA, *said).stdout != ""


def test_people_of_one_cell_are_as_they_answered() -> None:
    rows = answered("leader", "c", p1=[1, 2], p2=[3, ""])
    assert [(row["id"], row["p1"], row["p2"]) for row in rows] == [("r0", 1, 3), ("r1", 2, "")]
