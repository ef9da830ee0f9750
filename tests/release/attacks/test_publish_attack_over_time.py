"""An attacker who keeps every publication of a wave and subtracts: nobody few is told apart."""

import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from publication.faults import Refused
from tests.seeds import seeds
from tests.worlds import World, cells_of, person, singled_out

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]
Shown = dict[str, list[set[Any]]]

ITEMS = ("p1", "p2")
CELLS = [(role, site) for role in ("practitioner", "leader") for site in "abc"]


def newcomer(chance: random.Random, number: int, cell: tuple[str, str]) -> dict[str, object]:
    answers = {item: chance.choice([1, 2, 3, 4, 5, 5, 8, 9, ""]) for item in ITEMS}
    return {**person(number, *cell), **answers}


def changed(chance: random.Random, rows: Rows, first: int) -> Rows:
    """Some come, some go, some answer otherwise, all of one cell; often about as many as the limit."""
    cell, few = chance.choice(CELLS), chance.choice([1, 3, 4, 5, 5, 6, 8])
    there = [at for at, row in enumerate(rows) if (row["role"], row["site"]) == cell]
    picked = set(chance.sample(there, min(few, len(there))))
    come = [newcomer(chance, first + at, cell) for at in range(few)]
    match chance.choice(["come", "go", "correct", "exchange"]):
        case "come":
            return rows + come
        case "go":
            return [row for at, row in enumerate(rows) if at not in picked]
        case "correct":
            other = [newcomer(chance, 0, cell) | {"id": row["id"]} for row in rows]
            return [other[at] if at in picked else row for at, row in enumerate(rows)]
        case _:
            return [row for at, row in enumerate(rows) if at not in picked] + come


def answered(row: dict[str, object], item: str) -> bool:
    """Say whether a person gave an answer on the scale, or has a score."""
    on_scale = [str(row[one]) in "12345" and row[one] != "" for one in ITEMS]
    return any(on_scale) if item == "overall" else on_scale[ITEMS.index(item)]


def see(world: World, rows: Iterable[dict[str, object]], kept: Shown) -> None:
    """Add to what the attacker keeps: behind each number shown, the people with what they answered then."""
    for shown in world.rows("answers", status="shown"):
        cells = cells_of(world, shown["group_id"])
        people = {
            tuple(sorted(row.items(), key=str))
            for row in rows
            if (row["role"], row["site"]) in cells and answered(row, shown["item"])
        }
        assert shown["n"] == len(people)
        kept.setdefault(shown["item"], []).append(people)


@pytest.mark.parametrize("seed", seeds(20))
def test_nobody_is_told_apart_over_publications(make_world: MakeWorld, seed: int) -> None:
    chance = random.Random(seed)
    world = make_world()
    cells = {cell: chance.choice([0, 3, 5, 9, 12]) for cell in CELLS} | {CELLS[0]: 9}
    numbers = iter(range(1000))
    rows: Rows = [newcomer(chance, next(numbers), cell) for cell, n in cells.items() for _ in range(n)]
    kept: Shown = {}
    for step in range(6):
        world.load(rows)
        try:
            world.publish()
        except Refused as refused:
            assert refused.reason in ("few_changed", "few_stayed")
        else:
            see(world, rows, kept)
        rows = changed(chance, rows, 2000 + 100 * step)
    for item, selections in kept.items():
        everybody = {one: 1 for people in selections for one in people}
        assert singled_out(selections, everybody, world.k) == set(), item


def test_many_more_do_come_through(make_world: MakeWorld) -> None:
    chance, world = random.Random(1), make_world()
    rows = [newcomer(chance, at, CELLS[0]) for at in range(12)]
    assert world.show(rows).publish() == (1, False)
    world.load([*rows, *(newcomer(chance, 5000 + at, CELLS[0]) for at in range(20))])
    assert world.publish() == (2, True)
    assert {row["status"] for row in world.rows("answers", item="p1")} == {"shown"}
