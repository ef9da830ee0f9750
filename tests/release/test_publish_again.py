"""A wave published before, published again: late answers, corrections, withdrawn answers (rule 5)."""

from collections.abc import Callable
from typing import Any

import pytest

from etl.release.withdraw import withdraw_publication
from publication.faults import Refused
from publication.file import current_number
from tests.worlds import World, people, person

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]

ROWS: Rows = people({("practitioner", "a"): 9, ("leader", "b"): 9, ("leader", "c"): 9})


def late(n: int, role: str = "practitioner", site: str = "a", **answers: object) -> Rows:
    """So many more people of a cell, with ids of their own."""
    return people({(role, site): n}, answers or {"p1": 5, "p2": 1}, first=500)


def again(world: World, rows: Rows) -> tuple[int, bool]:
    world.load(rows)
    return world.publish()


def refused(world: World, rows: Rows, reason: str = "few_changed") -> dict[str, Any]:
    before = world.everything()
    with pytest.raises(Refused, match=reason) as said:
        again(world, rows)
    assert world.everything() == before
    return dict(said.value.details)


def shown(world: World, group: str, item: str = "p1") -> dict[str, Any]:
    """The answers of a group: everyone, a group's id, or the one group of a role."""
    of_role = [row["group_id"] for row in world.rows("selections", from_wave="pre") if group in ids_of(row)]
    (row,) = world.rows("answers", group_id=of_role[0] if of_role else group, item=item)
    return row


def ids_of(selection: dict[str, Any]) -> set[str]:
    """The id of a selection, and its role where it is one job alone."""
    roles = {path.split(".")[0] for path in selection["group_id"].split("~")}
    return {selection["group_id"], *(roles if len(roles) == 1 else ())}


@pytest.mark.parametrize("few", [1, 4])
def test_fewer_than_k_late_answers_wait(world: World, few: int) -> None:
    world.show(ROWS)
    said = refused(world, ROWS + late(few))
    assert (said["wave"], said["k"]) == ("pre", "5")
    assert "Practitioner" in said["group"]["en"]


def test_k_late_answers_are_shown(world: World) -> None:
    world.show(ROWS)
    assert again(world, ROWS + late(5)) == (2, True)
    assert shown(world, "practitioner")["counts"] == [0, 0, 9, 0, 5]


def test_late_answers_wait_in_every_group_they_touch(world: World) -> None:
    world.show(ROWS)
    refused(world, ROWS + late(5) + people({("leader", "b"): 4}, first=600))
    refused(world, ROWS + late(4) + people({("leader", "b"): 1}, first=600))
    assert again(world, ROWS + late(5) + people({("leader", "b"): 5}, first=600)) == (2, True)


@pytest.mark.parametrize(("lost", "allowed"), [(1, False), (4, False), (5, True)])
def test_withdrawn_answers_wait_likewise(make_world: MakeWorld, lost: int, allowed: bool) -> None:
    world = make_world()
    rows = people({("practitioner", "a"): 15, ("leader", "b"): 9})
    world.show(rows)
    if allowed:
        assert again(world, rows[lost:]) == (2, True)
        assert shown(world, "practitioner")["members"] == 10
    else:
        refused(world, rows[lost:])


def test_one_that_goes_and_one_that_comes_are_one_lost_and_one_gained(world: World) -> None:
    rows = [person(99, "practitioner", "a", p1=3, p2=4), *ROWS]
    world.show(rows)
    refused(world, rows[1:] + late(1))
    refused(world, rows[4:] + late(5))
    assert again(world, rows[5:] + late(5)) == (2, True)


@pytest.mark.parametrize("stay", [1, 4])
def test_fewer_than_k_who_stay_wait(world: World, stay: int) -> None:
    """Both counts of the group have only those few in common."""
    world.show(ROWS)
    refused(world, ROWS[9 - stay :] + late(9 - stay), "few_stayed")


def eight_of_whom_five_were_replaced(make_world: MakeWorld) -> tuple[World, Rows, Rows]:
    """The second wave as it was published, and as it is now: three stayed, five went, six came."""
    world = make_world(waves={"pre": "pre", "post": "post"})
    cell, first = ("leader", "c"), people({("leader", "c"): 8}, {"p1": 1, "p2": 2})
    then = people({cell: 8}, {"p1": 3, "p2": 4}, "post", 20)
    world.show(first + then)
    now = then[:3] + people({cell: 6}, {"p1": 5, "p2": 1}, "post", 40)
    said = refused(world, first + now, "few_stayed")
    assert said["group"]["en"] == "Everyone"
    return world, first, now


def test_waiting_and_withdrawing_do_not_help_where_few_stayed(make_world: MakeWorld) -> None:
    world, first, now = eight_of_whom_five_were_replaced(make_world)
    more = people({("leader", "c"): 6}, {"p1": 2, "p2": 2}, "post", 60)
    refused(world, first + now + more, "few_stayed")
    withdraw(world, 1)
    for rows in (now, now + more):
        world.load(first + rows)
        with pytest.raises(Refused, match="few_stayed"):
            world.publish(again=True)


def test_the_few_who_stayed_can_be_taken_out(make_world: MakeWorld) -> None:
    """Six in place of eight wait as any change does: for two more, or for so many that five have come."""
    world, first, now = eight_of_whom_five_were_replaced(make_world)
    refused(world, first + now[3:], "few_changed")
    more = people({("leader", "c"): 2}, {"p1": 2, "p2": 2}, "post", 60)
    assert again(world, first + now[3:] + more) == (2, True)
    assert [row["n"] for row in world.rows("answers", wave="post", group_id="all", item="p1")] == [8]


def test_a_wave_of_which_few_stayed_can_be_left_out(make_world: MakeWorld) -> None:
    world, first, now = eight_of_whom_five_were_replaced(make_world)
    world.still_open = ["post"]
    assert again(world, first + now) == (2, True)
    assert {row["wave"] for row in world.rows("answers")} == {"pre"}


@pytest.mark.parametrize("stay", [0, 5])
def test_nobody_or_k_may_stay(world: World, stay: int) -> None:
    rows = ROWS + late(1, p1=3, p2=4)
    world.show(rows)
    assert again(world, [row for row in rows if row["role"] == "leader"] + rows[:stay] + late(10 - stay)) == (
        2,
        True,
    )


@pytest.mark.parametrize("changed", [1, 4])
@pytest.mark.parametrize("answer", [{"p1": 5}, {"p1": ""}, {"p1": 8}, {"site": "c"}])
def test_fewer_than_k_corrections_wait(world: World, changed: int, answer: dict[str, object]) -> None:
    world.show(ROWS)
    refused(world, [row | (answer if 9 <= at < 9 + changed else {}) for at, row in enumerate(ROWS)])


def test_k_corrections_are_shown(world: World) -> None:
    rows = ROWS + late(1, p1=3, p2=4)
    world.show(rows)
    assert again(world, [row | ({"p1": 5} if at < 5 else {}) for at, row in enumerate(rows)]) == (2, True)
    assert shown(world, "practitioner")["counts"] == [0, 0, 5, 0, 5]


def test_two_who_swap_their_answers_are_no_change(world: World) -> None:
    rows = [row | {"p1": 1 + at % 5} for at, row in enumerate(ROWS)]
    world.show(rows)
    rows[0]["p1"], rows[1]["p1"] = rows[1]["p1"], rows[0]["p1"]
    assert again(world, rows) == (1, False)


def test_every_earlier_publication_counts_not_the_last_alone(world: World) -> None:
    world.show(ROWS)
    more = ROWS + late(5)
    assert again(world, more) == (2, True)
    refused(world, more[:-4])
    refused(world, [*ROWS, person(900, "practitioner", "a", p1=2, p2=2)])
    assert again(world, ROWS) == (3, True)
    assert shown(world, "practitioner")["members"] == 9


def test_changes_add_up_over_publications(world: World) -> None:
    world.show(ROWS)
    second = ROWS + late(5)
    again(world, second)
    third = second[:9] + second[9:] + people({("practitioner", "a"): 6}, {"p1": 2, "p2": 2}, first=700)
    assert again(world, third) == (3, True)
    refused(world, ROWS + people({("practitioner", "a"): 6}, {"p1": 2, "p2": 2}, first=700) + late(2))


def test_an_item_that_too_few_of_the_late_ones_answered_is_not_shown_there_again(world: World) -> None:
    world.show(ROWS)
    five = [row | ({"p1": ""} if at > 1 else {}) for at, row in enumerate(late(5, p1=5, p2=1))]
    assert again(world, [*ROWS, *five]) == (2, True)
    assert shown(world, "practitioner", "p2")["n"] == 14
    assert shown(world, "practitioner", "p1")["status"] == "withheld"
    assert shown(world, "all", "p1")["status"] == "withheld"


def test_an_item_late_answers_leave_alone_stays(world: World) -> None:
    world.show(ROWS)
    assert again(world, ROWS + late(6, p1=8, p2=1)) == (2, True)
    assert shown(world, "practitioner", "p1")["n"] == 9
    assert shown(world, "practitioner", "p1")["not_applicable"] == 6


@pytest.mark.parametrize("corrected", [0, 5])
def test_an_item_whose_old_group_stays_as_it_was_tells_nobody_of_those_who_joined_it(
    make_world: MakeWorld, corrected: int
) -> None:
    """Who comes to and leaves site a gives p2 no answer; four are new at site b: theirs would be left over.

    So too where five of site a correct p1 and say the same to p2.
    """
    world = make_world(form_at=5)
    silent = people({("practitioner", "a"): 5}, {"p1": 3, "p2": ""})
    silent += people({("practitioner", "a"): 1}, {"p1": 2, "p2": ""}, first=5)
    site_a, site_b = (people({("practitioner", site): 12}, first=at) for site, at in (("a", 20), ("b", 40)))
    new = people({("practitioner", "b"): 4}, {"p1": 2, "p2": 5}, first=500)
    leaders = people({("leader", "c"): 12}, first=60)
    world.show([*silent[:5], *site_a, *site_b, *leaders])
    mended = [row | {"p1": 5} if at < corrected else row for at, row in enumerate(site_a)]
    again(world, [*silent[4:], *mended, *new, *leaders])
    assert shown(world, "practitioner", "p1")["n"] == 18
    assert shown(world, "practitioner", "p2")["status"] == "withheld"


def test_groups_never_split_again_however_many_come(make_world: MakeWorld) -> None:
    world = make_world()
    rows = people({("practitioner", "a"): 5, ("practitioner", "b"): 5, ("leader", "c"): 9})
    world.show(rows)
    assert sorted(row["roles"] for row in world.rows("groups")) == ["leader", "practitioner"]
    more = people({("practitioner", "a"): 20, ("practitioner", "b"): 20}, first=500)
    assert again(world, rows + more) == (2, True)
    assert sorted(row["roles"] for row in world.rows("groups")) == ["leader", "practitioner"]


def test_an_items_groups_never_split_again(make_world: MakeWorld) -> None:
    world = make_world()
    cells = {("practitioner", "a"): 9, ("practitioner", "b"): 9, ("leader", "c"): 9}
    rows = [row | ({"p1": 8} if at < 6 else {}) for at, row in enumerate(people(cells))]
    world.show(rows)
    assert shown(world, "practitioner.nord.a", "p1")["status"] == "withheld"
    assert again(world, rows + late(9)) == (2, True)
    assert shown(world, "practitioner.nord.a", "p1")["status"] == "withheld"
    assert shown(world, "practitioner.nord.a", "p2")["n"] == 18
    assert shown(world, "practitioner", "p1")["n"] == 21


def test_an_item_hidden_once_stays_hidden(world: World) -> None:
    rows: Rows = [row | ({"p1": 8} if at > 3 else {}) for at, row in enumerate(ROWS)]
    world.show(rows)
    assert shown(world, "all", "p1")["status"] == "withheld"
    assert again(world, rows + late(20)) == (2, True)
    assert shown(world, "all", "p1")["status"] == "withheld"


def test_an_item_answered_for_the_first_time_is_no_change_of_the_others(world: World) -> None:
    world.show([row | {"p2": ""} for row in ROWS])
    assert shown(world, "all", "p2")["status"] == "no_answers"
    some = [row | ({"p2": ""} if at == 0 else {}) for at, row in enumerate(ROWS)]
    assert again(world, some) == (2, True)
    assert shown(world, "practitioner", "p1")["n"] == 9
    assert shown(world, "practitioner", "p2")["n"] == 8


def test_a_new_cell_of_k_people_makes_a_group_of_its_own(world: World) -> None:
    world.show(ROWS)
    assert again(world, ROWS + people({("practitioner", "c"): 9}, first=500)) == (2, True)
    (group,) = (row for row in world.rows("groups") if (row["roles"], row["sites"]) == ("practitioner", "c"))
    assert shown(world, group["group_id"])["n"] == 9


def test_background_counts_as_answers(make_world: MakeWorld) -> None:
    world = make_world(background={"gender": ["w", "m"]})
    rows: Rows = [{"gender": "w" if at < 18 else "m"} | row for at, row in enumerate(ROWS)]
    world.show(rows)
    refused(world, [row | ({"gender": "m"} if at < 4 else {}) for at, row in enumerate(rows)])
    assert again(world, [row | ({"gender": "m"} if at < 5 else {}) for at, row in enumerate(rows)]) == (
        2,
        True,
    )
    assert [row["n"] for row in world.rows("background", variable="gender")] == [13, 14]


def test_a_raised_k_counts_from_then_on(make_world: MakeWorld) -> None:
    make_world().show(ROWS)
    world = make_world(k=6, form_at=8)
    refused(world, ROWS + late(5))
    assert again(world, ROWS + late(6))[1]


def withdraw(world: World, number: int) -> int | None:
    with world.warehouse() as con:
        return withdraw_publication(con, world.publications, "small", number)


def test_a_withdrawn_publication_is_not_served_and_stays_on_disk(world: World) -> None:
    world.show(ROWS)
    again(world, ROWS + late(5))
    assert withdraw(world, 2) == 1
    assert current_number(world.publications) == 1
    assert (world.publications / "0002.duckdb").is_file()
    assert withdraw(world, 1) is None
    assert current_number(world.publications) is None


def test_what_was_withdrawn_is_not_forgotten(world: World) -> None:
    world.show(ROWS)
    withdraw(world, 1)
    with pytest.raises(Refused, match="few_changed"):
        again(world, ROWS + late(4))
    assert current_number(world.publications) is None


def test_after_withdrawing_the_whole_wave_can_be_one_group(world: World) -> None:
    world.show(ROWS)
    rows = ROWS + late(3) + people({("leader", "b"): 3}, first=600)
    refused(world, rows)
    withdraw(world, 1)
    assert again(world, rows) == (2, True)
    assert {row["group_id"] for row in world.rows("answers", status="shown")} == {"all"}
    assert shown(world, "all")["n"] == 33
    assert again(world, rows) == (2, False)


def test_the_same_data_after_withdrawing_are_shown_as_they_were_once_a_person_says_so(world: World) -> None:
    world.show(ROWS)
    before = world.rows("answers")
    withdraw(world, 1)
    with pytest.raises(Refused, match="withdrawn"):
        again(world, ROWS)
    assert world.publish(again=True) == (2, True)
    assert world.rows("answers") == before


def test_after_withdrawing_fewer_than_k_in_all_still_wait(world: World) -> None:
    world.show(ROWS)
    withdraw(world, 1)
    with pytest.raises(Refused, match="few_changed"):
        again(world, ROWS + late(2) + people({("leader", "b"): 2}, first=600))
