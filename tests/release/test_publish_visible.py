"""How much stays visible: a gate that hides more than it must fails here."""

import random
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest

from tests.seeds import seeds
from tests.worlds import World, cells_of, people, person

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]

ROLES = ("practitioner", "leader", "peer", "other")
BEFORE, AFTER = (11, 5, 3, 3), (10, 5, 1, 5)
ITEMS = [f"p{at + 1}" for at in range(28)]
WAVES = {"pre": "pre", "post": "post"}
SHARE_BLANK = SHARE_NOT_APPLICABLE = 0.05


def answer(chance: random.Random) -> object:
    """One in twenty blank, one in twenty 'not applicable' (8), the rest on the scale."""
    drawn = chance.random()
    if drawn < SHARE_BLANK:
        return ""
    return 8 if drawn < SHARE_BLANK + SHARE_NOT_APPLICABLE else chance.randint(1, 5)


def respondents(chance: random.Random, wave: str, sizes: Sequence[int], sites: str) -> Rows:
    """So many of each role, each at one of the sites."""
    roles = [role for role, n in zip(ROLES, sizes, strict=True) for _ in range(n)]
    return [
        person(at, role, chance.choice(sites), wave, **{item: answer(chance) for item in ITEMS})
        for at, role in enumerate(roles)
    ]


def programme(make_world: MakeWorld, seed: int, sites: str, **said: Any) -> World:
    """Publish 22 respondents before and 21 after, all of one municipality."""
    chance = random.Random(seed)
    rows = [
        row
        for wave, sizes in zip(WAVES, (BEFORE, AFTER), strict=True)
        for row in respondents(chance, wave, sizes, sites)
    ]
    return make_world(roles=ROLES, places={"nord": [*sites]}, waves=WAVES, items=ITEMS, **said).show(rows)


def compared(world: World, roles: set[str]) -> set[str]:
    """Return the items shown in both waves for a group that is offered for the pair and is these roles'."""
    everyone = cells_of(world, "all")
    wanted = {cell for cell in everyone if cell[0] in roles}
    named = {cell for cell in everyone if cell[0] in ROLES and cell[1] != "unknown"}
    offered = {
        row["group_id"]
        for row in world.rows("selections", from_wave="pre", to_wave="post")
        if cells_of(world, row["group_id"]) & named == wanted & named
    }
    shown = {(row["wave"], row["group_id"], row["item"]) for row in world.rows("answers", status="shown")}
    return {
        item
        for group in offered
        for item in [*ITEMS, "overall"]
        if {("pre", group, item), ("post", group, item)} <= shown
    }


@pytest.mark.parametrize("sites", ["a", "abc"])
@pytest.mark.parametrize("seed", seeds(4, few=1))
def test_practitioners_and_all_others_are_compared(make_world: MakeWorld, seed: int, sites: str) -> None:
    world = programme(make_world, seed, sites)
    for roles in ({"practitioner"}, set(ROLES[1:])):
        found = compared(world, roles)
        assert len(found & {*ITEMS}) >= 0.9 * len(ITEMS)
        assert "overall" in found
    assert compared(world, {*ROLES}) == {*ITEMS, "overall"}


@pytest.mark.parametrize("tree", ["role > municipality > site", "municipality > site > role"])
def test_cells_of_five_are_shown_where_groups_form_at_five(make_world: MakeWorld, tree: str) -> None:
    cells = list(product(("practitioner", "leader"), "abc"))
    world = make_world(tree=tree, form_at=5).show(people(dict.fromkeys(cells, 5)))
    for item in ("p1", "p2", "overall"):
        shown = {
            frozenset(cells_of(world, row["group_id"])): row["n"]
            for row in world.rows("answers", item=item, status="shown")
        }
        assert {cell: shown.get(frozenset({cell})) for cell in cells} == dict.fromkeys(cells, 5)
