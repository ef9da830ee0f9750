"""The background of a wave published again: never finer than before, nor about a few who came or went."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from publication.faults import Refused
from tests.worlds import World, people

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]


def of(sizes: Mapping[str, int], first: int = 0) -> Rows:
    """So many leaders of one site per answer; '' for none."""
    given = [value for value, n in sizes.items() for _ in range(n)]
    rows = people({("leader", "a"): len(given)}, first=first)
    return [row | {"letter": value} for row, value in zip(rows, given, strict=True)]


def told(world: World) -> dict[str, int]:
    """Return how many stand in each category; what stands together as 'a|b', without the unanswered."""
    rows = world.rows("background", variable="letter")
    return {"|".join(one for one in row["categories"] if one != "unanswered"): row["n"] for row in rows}


def again(world: World, rows: Rows) -> dict[str, int]:
    world.load(rows)
    world.publish()
    return told(world)


def asked(make_world: MakeWorld, letters: Sequence[str] = ("a", "b", "c")) -> World:
    return make_world(background={"letter": letters})


def test_categories_that_stood_together_stay_together(make_world: MakeWorld) -> None:
    """a, 4 people, stood with b. Five more answer a: 9 and 6 are enough now, but the 4 would be left over."""
    world, first = asked(make_world), of({"a": 4, "b": 6, "c": 12})
    assert again(world, first) == {"a|b": 10, "c": 12}
    assert again(world, first + of({"a": 5}, 500)) == {"a|b": 15, "c": 12}


def test_a_question_that_was_hidden_stays_hidden(make_world: MakeWorld) -> None:
    world, first = asked(make_world, "ab"), of({"a": 4, "b": 12})
    assert again(world, first) == {}
    assert again(world, first + of({"a": 5, "b": 5}, 500)) == {}


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ({"a": 5}, {"a": 13, "b": 8, "c": 9, "": 7}),
        ({"a": 5, "c": 6}, {"a": 13, "b": 8, "c": 15, "": 7}),
        ({"a": 4, "b": 1}, {"a|b": 21, "c": 9, "": 7}),
        ({"a": 5, "b": 5, "": 5}, {"a": 13, "b": 13, "c": 9, "": 12}),
        ({"a": 5, "": 1}, {}),
        ({"a": 1, "b": 1, "c": 3}, {}),
    ],
    ids=str,
)
def test_fewer_than_five_of_those_who_came_are_in_no_category_of_their_own(
    make_world: MakeWorld, came: dict[str, int], expected: dict[str, int]
) -> None:
    """Who came late is known; two publications beside each other are a table of them alone."""
    world, first = asked(make_world), of({"a": 8, "b": 8, "c": 9, "": 7})
    assert again(world, first) == {"a": 8, "b": 8, "c": 9, "": 7}
    assert again(world, first + of(came, 500)) == expected


def test_of_those_who_went_likewise(make_world: MakeWorld) -> None:
    world = asked(make_world)
    assert again(world, of({"a": 15, "b": 12, "c": 13})) == {"a": 15, "b": 12, "c": 13}
    assert again(world, of({"a": 10, "b": 12, "c": 13})) == {"a": 10, "b": 12, "c": 13}
    assert again(world, of({"a": 10, "b": 11, "c": 9})) == {"a": 10, "b|c": 20}


def test_nobody_is_left_over_beside_a_category_that_did_not_change(make_world: MakeWorld) -> None:
    """Of b six go and one stays; a, shown as 9 before, would leave that one over from a and b together."""
    world = asked(make_world)
    assert again(world, of({"a": 9, "b": 7, "c": 9})) == {"a": 9, "b": 7, "c": 9}
    assert again(world, of({"a": 9, "b": 1, "c": 9})) == {}


def test_a_category_is_as_well_known_where_its_people_changed_what_else_they_told(
    make_world: MakeWorld,
) -> None:
    """Five of c now tell another colour; c is 9 as before, and of b and c together b would be over."""
    world = make_world(background={"letter": ["a", "b", "c"], "colour": ["red", "blue"]})
    before, after = of({"a": 9, "b": 7, "c": 9}), of({"a": 9, "b": 1, "c": 9})
    assert again(world, [row | {"colour": "red"} for row in before]) == {"a": 9, "b": 7, "c": 9}
    assert (
        again(world, [row | {"colour": "blue" if at >= 14 else "red"} for at, row in enumerate(after)]) == {}
    )


def test_the_order_of_categories_is_no_way_round(make_world: MakeWorld) -> None:
    """a, b and c are 5, 3 and 5: b merged with c, and then with a, would be the 3 that are left of 13."""
    world = asked(make_world)
    assert again(world, of({"a": 5, "b": 3, "c": 5})) == {"a": 5, "b|c": 8}
    turned = replace(world, background={"letter": ["b", "a", "c"]}).write()
    turned.publish()
    assert told(turned) in ({}, {"a": 5, "b|c": 8})


def test_rare_texts_that_had_no_name_get_none_later(make_world: MakeWorld) -> None:
    world = make_world(mapping={"background": {"letter": "letter"}})
    first = of({"chess": 8, "football": 9, "go": 4, "golf": 4})
    assert again(world, first) == {"chess": 8, "football": 9, "other_answers": 8}
    later = again(world, first + of({"go": 5}, 500))
    assert later == {"chess": 8, "football": 9, "other_answers": 13}


def test_it_binds_although_the_publication_is_gone(make_world: MakeWorld) -> None:
    world, first = asked(make_world), of({"a": 4, "b": 6, "c": 12})
    again(world, first)
    (world.publications / "0001.duckdb").unlink()
    (world.publications / "CURRENT").unlink()
    assert again(world, first + of({"a": 5}, 500)) == {"a|b": 15, "c": 12}


def test_one_changed_background_is_refused_where_nobody_remembers_the_first(make_world: MakeWorld) -> None:
    """A warehouse made anew from the files holds nothing of what was published: only the publication does."""
    world, first = asked(make_world), of({"a": 8, "b": 8, "c": 12})
    again(world, first)
    world.at.warehouse.unlink()
    with pytest.raises(Refused, match="history_forgotten"):
        again(world, [first[0] | {"letter": "c"}, *first[1:]])
    assert again(world, first) == {"a": 8, "b": 8, "c": 12}


def test_another_label_is_no_change_where_nobody_remembers_the_first(make_world: MakeWorld) -> None:
    world, first = asked(make_world), of({"a": 8, "b": 8, "c": 12})
    again(world, first)
    world.at.warehouse.unlink()
    world.load(first)
    path = world.at.data / "background/letter.toml"
    path.write_text(path.read_text("utf-8").replace('"A"', '"Alpha"'), "utf-8")
    assert world.publish() == (2, True)
    assert world.rows("background", label_en="Alpha and Unanswered")
