"""Small worlds, with what may and may not be seen worked out by hand from the rules of docs/privacy.md.

Everything goes through the command line: the files are loaded, published and asked for with `show`. A cell is
written as a letter for the role and one for the site: Pa is the practitioners at site a. Sites a and b lie in
nord, c in sor; the tree is role > municipality > site unless said otherwise.
"""

import re
from collections.abc import Callable
from itertools import product

import pytest
from click.testing import Result

from tests.dashboards import WITHHELD, run, show
from tests.release.test_publish_sessions import at, described, ids, marks
from tests.release.test_publish_words import comment, release, words, write_words
from tests.worlds import World, cells_of, people, text

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]
Shown = dict[str, int]

ROLES = {"P": "practitioner", "L": "leader", "E": "peer", "O": "other"}
TWO_WAVES = {"pre": "pre", "post": "post"}


def cell(short: str) -> tuple[str, str]:
    return ROLES[short[0]], short[1]


def crowd(wave: str = "pre", first: int = 0, **sizes: int) -> Rows:
    """So many people per cell, who answer 3 to the first question and 4 to the second."""
    return people({cell(short): n for short, n in sizes.items()}, wave=wave, first=first)


def answering(rows: Rows, short: str, n: int, **answers: object) -> Rows:
    """The same rows, with the first n of a cell answering otherwise."""
    there = [at for at, row in enumerate(rows) if (row["role"], row["site"]) == cell(short)][:n]
    assert len(there) == n
    return [row | answers if at in there else row for at, row in enumerate(rows)]


def command(world: World, *said: str) -> Result:
    return run(world.at.var, world.at.data, *said)


def publish(world: World, rows: Rows) -> Result:
    """Load and publish as a person does."""
    loaded = command(world, "load", str(world.write().file(rows)), "--programme", "small")
    assert loaded.exit_code == 0, loaded.stderr
    return command(world, "publish", "small")


def published(world: World, rows: Rows) -> World:
    result = publish(world, rows)
    assert result.exit_code == 0, result.stderr
    return world


def short(world: World, group: str, rows: Rows, wave: str) -> str:
    """The cells of a group that have members, in letters: 'Pa Pb'."""
    letter = {role: one for one, role in ROLES.items()}
    there = {(row["role"], row["site"]) for row in rows if row["wave"] == wave}
    return " ".join(letter[role] + site for role, site in sorted(cells_of(world, group) & there, key=_order))


def _order(one: tuple[str, str]) -> tuple[int, str]:
    return [*ROLES.values()].index(one[0]), one[1]


def formed(world: World, rows: Rows, wave: str = "pre") -> Shown:
    """The groups `show groups` names, with their members."""
    said = show(world, "groups", "--wave", wave)
    return {short(world, row["group"], rows, wave): int(row["members"]) for row in said}


def seen(world: World, rows: Rows, item: str, wave: str = "pre") -> Shown:
    """The finest groups an item is shown for, with how many answered it; all else must be a union of them."""
    said = show(world, "answers", "--wave", wave, "--instrument", "practice")
    rows_of = [row for row in said if row["item"] == item]
    for row in rows_of:
        assert (row["n"] != "") == (row["status"] == "shown"), row
    found = {
        frozenset(short(world, row["group"], rows, wave).split()): int(row["n"])
        for row in rows_of
        if row["status"] == "shown"
    }
    finest = {one: n for one, n in found.items() if not any(other < one for other in found)}
    for one, n in found.items():
        inside = {other: m for other, m in finest.items() if other <= one}
        assert (frozenset().union(*inside), sum(inside.values())) == (one, n)
    return {" ".join(sorted(one, key=lambda each: _order(cell(each)))): n for one, n in finest.items()}


CELLS = [role + site for role, site in product("PL", "abc")]
FIVES = people({cell(one): 5 for one in CELLS})


@pytest.mark.parametrize("tree", ["role > municipality > site", "municipality > site > role"])
def test_cells_of_five_are_groups_where_groups_form_at_five(make_world: MakeWorld, tree: str) -> None:
    world = published(make_world(form_at=5, tree=tree), FIVES)
    assert formed(world, FIVES) == dict.fromkeys(CELLS, 5)
    for item in ("p1", "p2", "overall"):
        assert seen(world, FIVES, item) == dict.fromkeys(CELLS, 5)


@pytest.mark.parametrize(
    ("tree", "merged"),
    [("role > municipality > site", "Pa Pb"), ("municipality > site > role", "Pa La")],
)
@pytest.mark.parametrize("answer", ["", 8, 9])
def test_one_of_five_without_an_answer_merges_that_question_and_the_score(
    make_world: MakeWorld, tree: str, merged: str, answer: object
) -> None:
    """Whatever stands in the place of the answer; the other question keeps its groups."""
    rows = answering(FIVES, "Pa", 1, p1=answer)
    world = published(make_world(form_at=5, tree=tree), rows)
    alone = {one: 5 for one in CELLS if one not in merged.split()}
    assert seen(world, rows, "p1") == {merged: 9, **alone}
    assert seen(world, rows, "p2") == dict.fromkeys(CELLS, 5)
    # One answer of two is half of them: everybody has a score, but only in groups that suit both questions.
    assert seen(world, rows, "overall") == {merged: 10, **alone}


PROGRAMME = [*crowd(Pa=11, La=5, Ea=3, Oa=3), *crowd("post", 100, Pa=10, La=5, Ea=1, Oa=5)]


def test_small_roles_stand_together_and_practitioners_are_compared_with_them(make_world: MakeWorld) -> None:
    world = make_world(roles=[*ROLES.values()], places={"nord": ["a"]}, waves=TWO_WAVES)
    published(world, PROGRAMME)
    others = "La Ea Oa"
    assert formed(world, PROGRAMME) == {"Pa": 11, others: 11}
    assert formed(world, PROGRAMME, "post") == {"Pa": 10, others: 11}
    compared = {
        (short(world, row["group"], PROGRAMME, "pre"), row["item"]): (row["n_from"], row["n_to"])
        for row in show(world, "change")
        if row["status"] == "shown" and row["group"] != "all"
    }
    items = ("p1", "p2", "overall")
    assert compared == {("Pa", item): ("11", "10") for item in items} | {
        (others, item): ("11", "11") for item in items
    }


def test_a_question_four_of_a_role_answered_is_compared_for_everyone(make_world: MakeWorld) -> None:
    """Eleven practitioners, of whom seven chose 'not applicable' before: four are left."""
    rows = answering(PROGRAMME, "Pa", 7, p1=8)
    world = make_world(roles=[*ROLES.values()], places={"nord": ["a"]}, waves=TWO_WAVES)
    published(world, rows)
    everyone = "Pa La Ea Oa"
    assert seen(world, rows, "p1") == {everyone: 15}
    assert seen(world, rows, "overall") == {everyone: 22}
    assert seen(world, rows, "p2") == {"Pa": 11, "La Ea Oa": 11}
    shown = {(row["item"], row["group"]) for row in show(world, "change") if row["status"] == "shown"}
    assert {group for item, group in shown if item in ("p1", "overall")} == {"all"}
    assert len({group for item, group in shown if item == "p2"}) == 3


def test_a_wave_of_four_is_nowhere(make_world: MakeWorld) -> None:
    rows = [*crowd(Pa=4), *crowd("post", 100, Pa=9)]
    world = make_world(waves=TWO_WAVES)
    said = publish(world, rows)
    assert said.stdout == "post  all  Everyone: 9 members\n"
    assert "small: the round pre has too few members and is hidden.\n" in said.stderr
    assert all("pre" not in repr(world.rows(table)) for table in ("waves", "groups", "answers", "files"))
    assert {row["wave"] for what in ("groups", "answers") for row in show(world, what)} == {"post"}
    for asked in (["change"], ["answers", "--wave", "pre"], ["groups", "--wave", "pre"]):
        result = command(world, "show", asked[0], "--programme", "small", *asked[1:])
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"{WITHHELD['en']}\n")


def test_a_wave_of_four_alone_is_nothing_to_publish(make_world: MakeWorld) -> None:
    result = publish(make_world(), crowd(Pa=4))
    assert (result.exit_code, result.stdout) == (1, "")
    assert not re.search(r"\d", result.stderr)


def test_a_wave_of_seven_is_one_group(make_world: MakeWorld) -> None:
    rows = answering(crowd(Pa=4, Lc=3), "Pa", 3, p1=8)
    world = published(make_world(), rows)
    assert formed(world, rows) == {"Pa Lc": 7}
    assert seen(world, rows, "p1") == {}  # four answered
    assert seen(world, rows, "p2") == {"Pa Lc": 7}


def test_a_role_of_one_stands_with_its_neighbour(make_world: MakeWorld) -> None:
    """The last joins the one before; a leader alone among practitioners makes everyone one group."""
    rows = crowd(Pa=9, La=8, Ea=1)
    world = published(make_world(roles=[*ROLES.values()][:3]), rows)
    assert formed(world, rows) == {"Pa": 9, "La Ea": 9}
    assert not [row for row in show(world, "groups") if row["roles"] == "peer"]


def test_a_leader_alone_makes_everyone_one_group(make_world: MakeWorld) -> None:
    rows = crowd(Pa=9, Lb=1)
    world = published(make_world(), rows)
    assert formed(world, rows) == {"Pa Lb": 10}
    assert seen(world, rows, "p1") == {"Pa Lb": 10}


def test_small_sites_merge_within_the_municipality_before_beyond_it(make_world: MakeWorld) -> None:
    rows = crowd(Pa=4, Pb=4, Pc=8, La=3, Lb=4, Lc=9)
    world = published(make_world(), rows)
    # Leaders: 3 + 4 in nord are seven, still too few: they join sor.
    assert formed(world, rows) == {"Pa Pb": 8, "Pc": 8, "La Lb Lc": 16}


def test_nine_of_ten_not_applicable(make_world: MakeWorld) -> None:
    """Two of twenty practitioners answered: for that question everyone stands together, 18 apart."""
    rows = answering(crowd(Pa=20, Lc=20), "Pa", 18, p1=8)
    world = published(make_world(), rows)
    assert seen(world, rows, "p1") == {"Pa Lc": 22}
    (row,) = [row for row in show(world, "answers") if row["item"] == "p1" and row["status"] == "shown"]
    assert (row["group"], row["members"], row["not_applicable"]) == ("all", "40", "18")


def test_a_question_four_of_forty_answered_is_hidden_with_all_its_numbers(make_world: MakeWorld) -> None:
    rows = answering(answering(crowd(Pa=20, Lc=20), "Pa", 18, p1=8), "Lc", 18, p1=8)
    world = published(make_world(), rows)
    assert seen(world, rows, "p1") == {}
    told = [row for row in show(world, "answers") if row["item"] == "p1"]
    assert {row["status"] for row in told} == {"withheld"}
    numbers = [
        "n",
        "mean",
        "sd",
        "not_applicable",
        "dont_know",
        "blank",
        *(f"count_{at}" for at in range(1, 6)),
    ]
    assert {row[name] for row in told for name in numbers} == {""}
    assert seen(world, rows, "p2") == {"Pa": 20, "Lc": 20}
    # Everybody's score less everybody's answer to the second question: the four's answers to the first.
    assert seen(world, rows, "overall") == {}


def test_a_row_without_an_answer_is_an_invitation_and_no_member(make_world: MakeWorld) -> None:
    rows = answering(crowd(Pa=9, Lc=8), "Pa", 1, p1="", p2="")
    world = published(make_world(), rows)
    assert formed(world, rows) == {"Pa": 8, "Lc": 8}
    assert seen(world, rows, "p1") == {"Pa": 8, "Lc": 8}
    assert seen(world, rows, "overall") == {"Pa": 8, "Lc": 8}
    blank = {
        short(world, row["group"], rows, "pre"): (row["members"], row["blank"])
        for row in show(world, "answers")
        if row["item"] == "p1"
    }
    assert blank == {"Pa": ("8", "0"), "Lc": ("8", "0"), "Pa Lc": ("16", "0")}


def test_waves_of_other_groups_are_compared_in_what_both_allow(make_world: MakeWorld) -> None:
    """Practitioners by site before; so few after that they are one group: the change is said for them all."""
    rows = [*crowd(Pa=9, Pb=9, Lc=9), *crowd("post", 100, Pa=4, Pb=5, Lc=9)]
    world = published(make_world(waves=TWO_WAVES), rows)
    assert formed(world, rows) == {"Pa": 9, "Pb": 9, "Lc": 9}
    assert formed(world, rows, "post") == {"Pa Pb": 9, "Lc": 9}
    compared = {
        short(world, row["group"], rows, "pre"): (row["n_from"], row["n_to"])
        for row in show(world, "change")
        if row["item"] == "p1" and row["status"] == "shown"
    }
    assert compared == {"Pa Pb": ("18", "9"), "Lc": ("9", "9"), "Pa Pb Lc": ("27", "18")}


@pytest.mark.parametrize(("late", "status"), [(1, 1), (4, 1), (5, 0)])
def test_late_answers_wait_for_the_fifth(make_world: MakeWorld, late: int, status: int) -> None:
    rows = crowd(Pa=9, Lc=9)
    world = published(make_world(), rows)
    result = publish(world, rows + crowd(first=500, Pa=late))
    assert result.exit_code == status
    if status == 1:
        assert set(re.findall(r"\d+", result.stderr)) == {"5"}, "k, and no number of anyone"
    assert seen(world, rows, "p1") == {"Pa": 14 if status == 0 else 9, "Lc": 9}


@pytest.mark.parametrize(("gone", "status"), [(1, 1), (4, 1), (5, 0)])
def test_withdrawals_wait_for_the_fifth(make_world: MakeWorld, gone: int, status: int) -> None:
    rows = crowd(Pa=14, Lc=9)
    world = published(make_world(), rows)
    assert publish(world, rows[gone:]).exit_code == status
    assert seen(world, rows, "p1") == {"Pa": 9 if status == 0 else 14, "Lc": 9}


def test_five_of_nine_gone_leave_too_few_for_a_group(make_world: MakeWorld) -> None:
    """Four practitioners are left: they may not be shown, nor follow from everyone less the leaders.

    The leaders' numbers are known from the first publication. So nothing may come of a second one.
    """
    rows = crowd(Pa=9, Lc=9)
    world = published(make_world(), rows)
    assert publish(world, rows[5:]).exit_code == 1
    assert seen(world, rows, "p1") == {"Pa": 9, "Lc": 9}


def test_a_raised_limit_hides_and_merges_and_is_never_lowered(make_world: MakeWorld) -> None:
    rows = answering(crowd(Pa=9, Lc=9), "Pa", 3, p1=8)
    world = published(make_world(), rows)
    assert seen(world, rows, "p1") == {"Pa": 6, "Lc": 9}
    raised = published(make_world(k=7), rows)
    assert formed(raised, rows) == {"Pa": 9, "Lc": 9}
    assert seen(raised, rows, "p1") == {"Pa Lc": 15}
    assert seen(raised, rows, "p2") == {"Pa": 9, "Lc": 9}
    assert publish(make_world(), rows).exit_code == 1
    assert seen(raised, rows, "p1") == {"Pa Lc": 15}


SESSION_KINDS = [
    {"id": one, "name": text(one.replace("_", " ").title())} for one in ("opening", "theme_day", "evening")
]


def test_sessions_of_four_nine_and_ten(world: World) -> None:
    """Four join the next of their kind; nine are shown by n and mean, ten by counts and quartiles as well."""
    described(
        world,
        "opening-1",
        "theme_day-1",
        "theme_day-2",
        "theme_day-3",
        "evening-1",
        session_kinds=SESSION_KINDS,
    )
    rows = [
        *at("opening-1", ids(100, 9), [5] * 9),
        *at("theme_day-1", ids(0, 4), [1, 2, 3, 4]),
        *at("theme_day-2", ids(10, 9), [6] * 9),
        *at("theme_day-3", ids(20, 10), [7] * 10),
        *at("evening-1", ids(0, 4), [8] * 4),
    ]
    path = str(world.file(rows, "kor.csv"))
    assert command(world, "load", path, "--programme", "small", "--mapping", "kor").exit_code == 0
    preview = command(world, "publish", "small", "--dry-run")
    assert not world.publications.exists()
    result = command(world, "publish", "small")
    assert result.stdout == preview.stdout
    assert result.stdout.splitlines() == [
        "opening-1  Opening 1: 9 attendances",
        "theme_day-1~theme_day-2  Theme Day 1 and 2: 13 attendances",
        "theme_day-3  Theme Day 3: 10 attendances",
    ]
    assert "evening-1" not in repr({k: v for k, v in world.everything().items() if k != "definitions"})
    shown = {row["group_id"]: row for row in world.rows("marks", item="b1")}
    assert marks(world) == {
        "opening-1": ("shown", 9),
        "theme_day-1~theme_day-2": ("shown", 13),
        "theme_day-3": ("shown", 10),
    }
    assert [shown[one]["counts"] is None for one in shown] == [True, False, False]
    assert shown["theme_day-1~theme_day-2"]["counts"] == [0, 1, 1, 1, 1, 0, 9, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("limits", "members", "shown"),
    [
        ({}, 9, []),
        ({}, 10, ["Coffee."]),
        ({"k": 12, "form_at": 12}, 11, []),
        ({"k": 12, "form_at": 12}, 12, ["Coffee."]),
    ],
)
def test_words_need_ten_authors_and_never_fewer_than_may_be_shown_together(
    make_world: MakeWorld, limits: dict[str, int], members: int, shown: list[str]
) -> None:
    world = make_world(waves=TWO_WAVES, **limits)
    command(
        world, "load", str(world.file(crowd(Pa=members) + crowd("post", 50, Pa=20))), "--programme", "small"
    )
    write_words(world, [("pre", "And?", "Coffee.")])
    release(world, comment("Coffee."))
    assert command(world, "publish", "small").exit_code == 0
    assert [row[4] for row in words(world)] == shown


def test_background_of_few_is_merged_or_hidden_for_the_whole_wave(make_world: MakeWorld) -> None:
    """Four of one kind join the next; of two kinds, four and nine, nothing is left to tell."""
    ages, genders = "aaaabbbbbbbbb" + "c" * 5, "w" * 4 + "m" * 14
    world = make_world(background={"age": ["a", "b", "c"], "gender": ["w", "m"]})
    rows = [
        row | {"age": age, "gender": gender}
        for row, age, gender in zip(crowd(Pa=9, Lc=9), ages, genders, strict=True)
    ]
    published(world, rows)
    shown = {(row["variable"], row["label_en"].lower()): row["n"] for row in world.rows("background")}
    assert shown == {
        ("age", "a and b"): 13,
        ("age", "c and unanswered"): 5,
        ("role", "practitioner"): 9,
        ("role", "leader"): 9,
    }
