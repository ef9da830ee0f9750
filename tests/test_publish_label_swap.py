import random
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.faults import Refused
from tests.test_publish_gate import answering, trees
from tests.worlds import World, cells_of, people

Rows = list[dict[str, object]]


def group_of(world: World) -> Callable[[dict[str, object]], str]:
    """Return who belongs to which membership group, read off the publication."""
    groups = {
        (row["wave"], row["group_id"]): cells_of(world, row["group_id"]) for row in world.rows("groups")
    }

    def find(row: dict[str, object]) -> str:
        cell = str(row["role"]), str(row["site"])
        return next(
            (group for (wave, group), cells in groups.items() if wave == row["wave"] and cell in cells), ""
        )

    return find


def swapped(rows: Rows, group: Callable[[dict[str, object]], str], chance: random.Random) -> Rows:
    """Permute role and site among the members of each group; everything else of a record stays."""
    found: Rows = []

    def told(row: dict[str, object]) -> tuple[str, str]:
        return str(row["wave"]), group(row)

    for _, members in groupby(sorted(rows, key=told), key=told):
        held = list(members)
        labels = [(row["role"], row["site"]) for row in held]
        chance.shuffle(labels)
        found += [row | {"role": role, "site": site} for row, (role, site) in zip(held, labels, strict=True)]
    return found


def published(
    rows: Rows, **said: Any
) -> tuple[dict[str, list[tuple[Any, ...]]], Callable[[dict[str, object]], str]]:
    """Build a world of its own, publish, and return everything it says, with who belongs where."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder), items=("p1", "p2", "p3"), background={"gender": ["w", "m"]}, **said)
        world.show(rows)
        return world.everything(), group_of(world)


def swapping_shows(rows: Rows, seed: int, **said: Any) -> bool:
    """Say whether anything published changes when labels are swapped within groups."""
    before, group = published(rows, **said)
    after, _ = published(swapped(rows, group, random.Random(seed)), **said)
    return before != after


@settings(max_examples=15, deadline=None)
@given(answering(), trees, st.integers(5, 9), st.integers(0, 99))
def test_labels_swapped_within_groups_change_nothing(rows: Rows, tree: str, form_at: int, seed: int) -> None:
    try:
        assert not swapping_shows(rows, seed, tree=tree, form_at=form_at)
    except Refused:
        assert len(rows) < 5


@settings(max_examples=6, deadline=None)
@given(answering(20), answering(20), st.integers(0, 99))
def test_labels_swapped_in_two_waves_change_nothing(first: Rows, last: Rows, seed: int) -> None:
    rows = first + [row | {"wave": "post"} for row in last]
    if max(len(first), len(last)) >= 5:
        assert not swapping_shows(rows, seed, waves={"pre": "pre", "post": "post"})


def test_labels_swapped_between_groups_do_show() -> None:
    rows = [
        row | {"p3": 1, "gender": "w"}
        for row in people({("leader", "a"): 8, ("practitioner", "b"): 8}, {"p1": 1, "p2": 2})
    ]
    for row in rows[:8]:
        row["p1"] = 5
    other = [row | {"role": "leader", "site": "a"} for row in rows[4:12]]
    other += [row | {"role": "practitioner", "site": "b"} for row in rows[:4] + rows[12:]]
    assert published(rows)[0] != published(other)[0]


@pytest.mark.parametrize("reverse", [False, True])
def test_the_order_of_rows_changes_nothing(reverse: bool) -> None:
    rows = people(
        {("leader", "a"): 8, ("practitioner", "b"): 5, ("practitioner", "c"): 3}, {"p1": 1, "p2": 2, "p3": 8}
    )
    shuffled = rows[::-1] if reverse else rows[5:] + rows[:5]
    assert (
        published([row | {"gender": "w"} for row in rows])[0]
        == published([row | {"gender": "w"} for row in shuffled])[0]
    )
