"""What an observer sees by taking one publication from another, over every union of groups (rule 5).

The one who looks knows nothing but the counts: every selection shown in both, and every union of them.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import pytest

from publication.faults import Refused
from tests.seeds import seeds
from tests.worlds import World, cells_of, person

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]
Cells = frozenset[tuple[str, str]]
Counts = Counter[str]
Shown = Mapping[str, Mapping[Cells, Counts]]

ITEMS = ("p1", "p2", "p3")
CELLS = [(role, site) for role in ("practitioner", "leader") for site in "abc"]
APART = ("not_applicable", "dont_know", "blank")


def counts_of(row: Mapping[str, Any]) -> Counts:
    """What is shown of an item in a selection: how many gave each answer on and apart from the scale."""
    on_scale = {str(at): n for at, n in enumerate(row["counts"] or (), 1)}
    return Counter({**on_scale, **{name: row[name] or 0 for name in APART}})


def shown(world: World) -> dict[str, dict[Cells, Counts]]:
    """Return the counts of every selection, by item."""
    found: dict[str, dict[Cells, Counts]] = {}
    for row in world.rows("answers", status="shown"):
        if row["counts"] is not None:
            found.setdefault(row["item"], {})[frozenset(cells_of(world, row["group_id"]))] = counts_of(row)
    return found


def unions(held: Mapping[Cells, Counts]) -> dict[Cells, Counts]:
    """Return the counts of all unions of selections that do not overlap."""
    found = dict(held)
    for _ in held:
        more = {
            a | b: found[a] + found[b] for a, b in combinations(found, 2) if not a & b and a | b not in found
        }
        if not more:
            break
        found |= more
    return found


def few_seen(
    before: Mapping[str, Mapping[Cells, Counts]], after: Mapping[str, Mapping[Cells, Counts]], k: int
) -> Iterator[str]:
    """Yield each item and union of which fewer than k, and some, are seen to have come or gone."""
    for item in before.keys() & after.keys():
        then, now = unions(before[item]), unions(after[item])
        for cells in then.keys() & now.keys():
            for name, less in (("came", now[cells] - then[cells]), ("went", then[cells] - now[cells])):
                if 0 < less.total() < k:
                    yield f"{item} {sorted(cells)}: {less.total()} {name}"


def newcomer(chance: random.Random, number: int, cell: tuple[str, str]) -> dict[str, object]:
    answers = {item: chance.choice([1, 2, 3, 4, 5, 8, 9, ""]) for item in ITEMS}
    return {**person(number, *cell), **answers, **({} if any(answers.values()) else {"p1": 9})}


def again(world: World, rows: Rows) -> bool:
    """Load and publish; say whether it was not refused."""
    world.load(rows)
    try:
        world.publish()
    except Refused as refused:
        assert refused.reason in ("few_changed", "few_stayed")
        return False
    return True


def seen_after(world: World, first: Rows, second: Rows) -> list[str]:
    world.show(first)
    before = shown(world)
    again(world, second)
    return [*few_seen(before, shown(world), world.k)]


def staff(seed: int = 1, sizes: Sequence[int] = (14, 14, 14, 12, 12, 12)) -> Rows:
    chance = random.Random(seed)
    cells = [cell for cell, n in zip(CELLS, sizes, strict=True) for _ in range(n)]
    return [newcomer(chance, at, cell) for at, cell in enumerate(cells)]


def moved(rows: Rows, n: int, begin: int = 0) -> Rows:
    """The practitioners numbered so move from site a to site b."""
    return [row | ({"site": "b"} if begin <= at < begin + n else {}) for at, row in enumerate(rows)]


@pytest.mark.parametrize("late", range(1, 5))
def test_late_answers_are_not_had_beside_people_who_moved(make_world: MakeWorld, late: int) -> None:
    """Five or more have their site corrected, and a few answer late: everyone would differ by those few."""
    world, chance = make_world(items=ITEMS), random.Random(2)
    late_rows = [newcomer(chance, 500 + at, ("practitioner", "b")) for at in range(late)]
    assert seen_after(world, staff(), moved(staff(), 6) + late_rows) == []


@pytest.mark.parametrize("answer", [5, 8, ""])
def test_a_sixth_who_corrects_another_question_is_not_seen(make_world: MakeWorld, answer: object) -> None:
    rows = [row | {"p1": 2, "p2": 3} for row in staff()]
    after = [
        row | ({"p1": 4} if at < 5 else {"p2": answer} if at == 5 else {}) for at, row in enumerate(rows)
    ]
    world = make_world(items=ITEMS)
    assert seen_after(world, rows, after) == []


def test_corrections_that_cancel_between_groups_are_not_seen_in_their_union(make_world: MakeWorld) -> None:
    """At site a six go from 2 to 4; at site b five go from 4 to 2: together one is seen to change."""
    rows = [row | {"p1": 2 if row["site"] == "a" else 4} for row in staff()]
    after = [
        row | ({"p1": 4} if at < 6 else {"p1": 2} if 14 <= at < 19 else {}) for at, row in enumerate(rows)
    ]
    world = make_world(items=ITEMS)
    assert seen_after(world, rows, after) == []
    assert shown(world)["p2"]


def test_those_who_move_are_shown_where_both_groups_stand_together(make_world: MakeWorld) -> None:
    world = make_world(items=ITEMS)
    world.show(staff())
    assert again(world, moved(staff(), 6))
    assert frozenset({CELLS[0], CELLS[1]}) in shown(world)["p1"]
    assert frozenset({CELLS[2]}) in shown(world)["p1"]


@pytest.mark.parametrize("after", ["one goes", "one comes", "one corrects"])
def test_a_group_that_everyone_left_still_counts(make_world: MakeWorld, after: str) -> None:
    """All of site a are at site b now: together they differ by one."""
    world, rows = make_world(items=ITEMS), staff()
    all_moved = moved(rows, 14)
    changed_rows = {
        "one goes": all_moved[1:],
        "one comes": [*all_moved, newcomer(random.Random(3), 500, CELLS[1])],
        "one corrects": [all_moved[0] | {"p1": 8 if all_moved[0]["p1"] != 8 else 1}, *all_moved[1:]],
    }[after]
    assert seen_after(world, rows, changed_rows) == []
    assert world.rows("meta")[0]["number"] == 1


def changed(chance: random.Random, rows: Rows, first: int) -> Rows:
    """Some of a cell come, go, correct, or have their site corrected, often about as many as the limit."""
    cell, few = chance.choice(CELLS), chance.choice([1, 4, 5, 5, 6, 8])
    there = [at for at, row in enumerate(rows) if (row["role"], row["site"]) == cell]
    picked = set(chance.sample(there, min(few, len(there))))
    match chance.choice(["come", "go", "correct", "move", "one question"]):
        case "come":
            return rows + [newcomer(chance, first + at, cell) for at in range(few)]
        case "go":
            return [row for at, row in enumerate(rows) if at not in picked]
        case "move":
            site = chance.choice("abc")
            return [row | ({"site": site} if at in picked else {}) for at, row in enumerate(rows)]
        case "correct":
            return [
                newcomer(chance, 0, cell) | {"id": row["id"]} if at in picked else row
                for at, row in enumerate(rows)
            ]
        case _:
            item = chance.choice(ITEMS)
            return [
                row | ({item: chance.choice([1, 3, 5, 8])} if at in picked else {})
                for at, row in enumerate(rows)
            ]


@pytest.mark.parametrize("seed", seeds(12))
def test_no_union_of_groups_tells_of_few_in_any_pair_of_publications(
    make_world: MakeWorld, seed: int
) -> None:
    chance, world = random.Random(seed), make_world(items=ITEMS)
    rows = staff(seed, [chance.choice([0, 6, 9, 14]) for _ in CELLS[:-1]] + [14])
    kept = [shown(world.show(rows))]
    for step in range(5):
        for _ in range(chance.choice([1, 1, 2])):
            rows = changed(chance, rows, 1000 * (step + 1) + chance.randrange(100) * 9)
        if again(world, rows):
            kept.append(shown(world))
    for before, after in combinations(kept, 2):
        assert [*few_seen(before, after, world.k)] == []


def test_late_groups_of_five_do_come_through(make_world: MakeWorld, tmp_path: Any) -> None:
    accepted = 0
    for seed in range(3):
        chance, world = random.Random(seed), World(tmp_path / str(seed), items=ITEMS).write()
        world.show(staff(seed))
        cell = chance.choice(CELLS)
        accepted += again(world, staff(seed) + [newcomer(chance, 900 + at, cell) for at in range(5)])
    assert accepted == 3


def test_the_attack_finds_one_late_answer_by_hand() -> None:
    """At a two fewer, at b three more: the union tells of one."""
    a, b = frozenset({CELLS[0]}), frozenset({CELLS[1]})
    before = {"p1": {a: Counter({"2": 7}), b: Counter({"2": 7})}}
    after = {"p1": {a: Counter({"2": 2}), b: Counter({"2": 13})}}
    assert [*few_seen(before, after, 5)] == [f"p1 {sorted(a | b)}: 1 came"]


def test_roles_described_later_do_not_show_one_late_answer(make_world: MakeWorld) -> None:
    """All were of unknown role; now their roles are told, and one answers late."""
    rows = [newcomer(random.Random(at), at, ("practitioner", "ab"[at % 2])) for at in range(24)]
    columns = {"respondent": "id", "wave": "wave", "site": "site"}
    world = make_world(items=ITEMS, roles=(), mapping={"columns": columns})
    world.show([{name: told for name, told in row.items() if name != "role"} for row in rows])
    world.roles, world.mapping = ("practitioner", "leader"), {}
    assert not again(world, [*rows, newcomer(random.Random(99), 900, CELLS[1])])


SIX = tuple(f"q{at}" for at in range(6))


def of_six(seed: int, n: int = 40) -> Rows:
    """Leaders and practitioners of two sites who answer six items around a level of their own."""
    chance = random.Random(seed)
    rows = []
    for at in range(n):
        level = chance.choice([2, 3, 4])
        answers = {item: min(5, max(1, level + chance.choice([-1, 0, 0, 1]))) for item in SIX}
        rows.append({**person(at, *CELLS[at % 2 * 3 + at // 2 % 2]), **answers})
    return rows


@pytest.mark.parametrize("seed", seeds(8))
def test_half_steps_of_a_score_are_not_had_from_corrections(make_world: MakeWorld, seed: int) -> None:
    """Six people correct an item: the scores of only some of them move by half a step."""
    world, rows, chance = make_world(items=SIX), of_six(seed), random.Random(seed)
    after = [
        row | ({"q1": chance.choice([1, 5])} if at < 12 and at % 2 else {}) for at, row in enumerate(rows)
    ]
    assert seen_after(world, rows, after) == []


def test_after_a_late_group_half_steps_are_shown_no_longer(make_world: MakeWorld) -> None:
    """The six late ones' would follow by subtraction, though half steps are counted from ten people on."""
    world, rows = make_world(items=SIX), [*of_six(1), *(row | {"id": f"b{row['id']}"} for row in of_six(1))]
    late = [row | {"id": f"late{at}", "role": "leader", "site": "a"} for at, row in enumerate(rows[:3] * 2)]
    assert seen_after(world, rows, rows + late) == []
    (whole,) = world.rows("answers", item="overall", group_id="all")
    assert (whole["counts"], whole["n"]) == (None, 86)
