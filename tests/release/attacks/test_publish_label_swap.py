import random
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.faults import Refused
from tests.release.test_publish_gate import trees
from tests.seeds import few_and_many
from tests.worlds import World, cells_of, people, person

Rows = list[dict[str, object]]
ROLES = ("practitioner", "leader", "peer", "other")
SITES = "abcdef"


@st.composite
def answering(draw: st.DrawFn, wave: str, sites: str, most: int) -> Rows:
    """One to so many people of a wave, some roles held by one alone, up to nine in ten 'not applicable'."""
    alone = draw(st.lists(st.sampled_from(ROLES[1:]), unique=True))
    shared = st.sampled_from([role for role in ROLES if role not in alone])
    apart = draw(st.integers(0, 9))
    answer = st.sampled_from([8] * apart + [1, 2, 3, 4, 5, 9, ""][: 10 - apart])
    n = draw(st.integers(1, most))
    roles = [*alone, *draw(st.lists(shared, min_size=n, max_size=n))][:n]
    said = {"p1": answer, "p2": answer, "p3": answer, "gender": st.sampled_from("wm")}
    return [
        person(at, role, draw(st.sampled_from(sites)), wave, **{one: draw(said[one]) for one in said})
        for at, role in enumerate(roles)
    ]


@st.composite
def worlds(draw: st.DrawFn, *waves: str, most: int = 40) -> tuple[Rows, dict[str, Any]]:
    """People at one to six sites of one municipality or two, and what the world they belong to is like."""
    sites = SITES[: draw(st.integers(1, len(SITES)))]
    border = draw(st.integers(1, len(sites)))
    rows = [row for wave in waves for row in draw(answering(wave, sites, most))]
    return rows, {
        "roles": ROLES,
        "places": {
            name: [*held] for name, held in (("nord", sites[:border]), ("sor", sites[border:])) if held
        },
        "waves": {wave: wave for wave in waves},
        "tree": draw(trees),
        "form_at": draw(st.integers(5, 9)),
    }


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


def swapping_shows_unless_too_few(rows: Rows, seed: int, **said: Any) -> bool:
    """Say whether swapping shows; where no wave has the five people it takes, nothing is published."""
    try:
        return swapping_shows(rows, seed, **said)
    except Refused:
        return max(Counter(row["wave"] for row in rows).values()) >= 5


def one_wave(world: tuple[Rows, dict[str, Any]], seed: int) -> None:
    rows, said = world
    assert not swapping_shows_unless_too_few(rows, seed, **said)


def two_waves(world: tuple[Rows, dict[str, Any]], seed: int) -> None:
    rows, said = world
    assert not swapping_shows_unless_too_few(rows, seed, **said)


@pytest.mark.parametrize("examples", few_and_many(5, 60))
def test_labels_swapped_within_groups_change_nothing(examples: int) -> None:
    settings(max_examples=examples)(given(worlds("pre"), st.integers(0, 99))(one_wave))()


@pytest.mark.parametrize("examples", few_and_many(3, 30))
def test_labels_swapped_in_two_waves_change_nothing(examples: int) -> None:
    settings(max_examples=examples)(given(worlds("pre", "post", most=20), st.integers(0, 99))(two_waves))()


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


# Three sites side by side, two too small: who merges with whom is for the programme's file alone to say.
SIDE_BY_SIDE = people(
    {("practitioner", "a"): 5, ("practitioner", "b"): 5, ("practitioner", "d"): 8, ("leader", "c"): 8},
    {"p1": 1, "p2": 2, "p3": 8, "gender": "w"},
)


def reordering_shows(rows: Rows, reordered: Rows) -> bool:
    """Say whether anything published changes with the order of the rows; sites a, b and d are one place's."""
    places = {"nord": ["a", "b", "d"], "sor": ["c"]}
    return published(rows, places=places)[0] != published(reordered, places=places)[0]


@pytest.mark.parametrize("reordered", [SIDE_BY_SIDE[::-1], SIDE_BY_SIDE[5:] + SIDE_BY_SIDE[:5]])
def test_the_order_of_rows_changes_nothing(reordered: Rows) -> None:
    assert not reordering_shows(SIDE_BY_SIDE, reordered)
