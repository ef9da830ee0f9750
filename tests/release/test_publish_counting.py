"""Answers counted for many items at once, by hand."""

from collections.abc import Callable

from tests.worlds import World, people

MakeWorld = Callable[..., World]


def test_every_item_has_its_own_counts_however_many_there_are(make_world: MakeWorld) -> None:
    """Item number n is answered n % 5 + 1 by the first person, special by the second, blank by the third.

    The third answers the last item: without a single answer they would be no member.
    """
    items = [f"p{number}" for number in range(130)]
    rows = people({("leader", "a"): 10}, dict.fromkeys([*items, "last"], 3))
    for number, item in enumerate(items):
        rows[0][item], rows[1][item], rows[2][item] = number % 5 + 1, 8, ""
    rows[2]["last"] = 3
    world = make_world(items=[*items, "last"], reverse=items[-1:]).show(rows)
    for number, item in enumerate(items):
        (row,) = world.rows("answers", item=item, group_id="all")
        expected = [0, 0, 7, 0, 0]
        expected[number % 5] += 1
        if item == items[-1]:
            expected.reverse()
        assert (row["counts"], row["not_applicable"], row["blank"]) == (expected, 1, 1), item
