"""A mapping put right recodes everybody; answers that change in the same load must not be had by recoding."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.release.attacks.test_publish_differencing import Rows, Shown, again, few_seen, shown, unions
from tests.worlds import World, person

MakeWorld = Callable[..., World]
Recoding = Mapping[object, object]

ITEMS = ("p1", "p2", "p3", "p4")
NAMES = {8: "not_applicable", 9: "dont_know", "": "blank"}
TURNED: Recoding = {1: 5, 2: 4, 4: 2, 5: 1}
EXCHANGED: Recoding = {8: 9, 9: 8}
BLANKED: Recoding = {8: "", "": 8}
GROUPS = (("leader", "a"), ("leader", "c"), ("practitioner", "b"))


def staff(chance: random.Random, n: int, special: int) -> Rows:
    """So many people, who often answer high; of eleven answers so many are special ones."""
    answers = [4, 4, 5, 5, 4, 3, 2, 1][: 11 - special] + [8, 9, 9, "", 8][:special]
    return [
        person(at, *GROUPS[at % len(GROUPS)]) | {item: chance.choice(answers) for item in ITEMS}
        for at in range(n)
    ]


def recoded(rows: Rows, recoding: Recoding, items: tuple[str, ...] = ITEMS) -> Rows:
    return [row | {item: recoding.get(row[item], row[item]) for item in items} for row in rows]


def mirrored(before: Shown, recoding: Recoding, items: tuple[str, ...]) -> Shown:
    """What an observer makes of the counts once it is known how they were recoded."""
    names = {NAMES.get(a, str(a)): NAMES.get(b, str(b)) for a, b in recoding.items()}

    def of(item: str, held: Counter[str]) -> Counter[str]:
        return Counter({names.get(one, one) if item in items else one: n for one, n in held.items()})

    return {
        item: {cells: of(item, held) for cells, held in selections.items()}
        for item, selections in before.items()
    }


def corrected(chance: random.Random, rows: Rows, few: int) -> Rows:
    """A few people's answer to the first question is corrected."""
    picked = set(chance.sample(range(len(rows)), few))
    return [
        row
        | (
            {"p1": chance.choice([one for one in (1, 2, 3, 4, 5, 8) if one != row["p1"]])}
            if at in picked
            else {}
        )
        for at, row in enumerate(rows)
    ]


def late(chance: random.Random, rows: Rows, few: int) -> Rows:
    return rows + [
        row | {"id": f"late{at}", "site": "c", "role": "leader"}
        for at, row in enumerate(staff(chance, few, 0))
    ]


@pytest.mark.parametrize("change", [corrected, late])
@pytest.mark.parametrize("items", [ITEMS, ("p1",)])
@pytest.mark.parametrize(
    ("recoding", "special"),
    [(TURNED, 0), (TURNED, 2), (EXCHANGED, 4), (BLANKED, 5), ({**TURNED, **EXCHANGED}, 4)],
    ids=["turned", "turned with special", "exchanged", "blank", "both"],
)
def test_a_few_changes_are_not_had_beside_a_recoding(
    tmp_path: Any, recoding: Recoding, special: int, items: tuple[str, ...], change: Callable[..., Rows]
) -> None:
    for seed in range(2):
        chance, world = random.Random(seed), World(tmp_path / str(seed), items=ITEMS, form_at=5).write()
        rows = staff(chance, chance.choice([24, 36, 60]), special)
        before = shown(world.show(recoded(rows, recoding, items)))
        if again(world, change(chance, rows, chance.choice([1, 2, 4]))):
            assert [*few_seen(mirrored(before, recoding, items), shown(world), world.k)] == []


def test_a_site_recoded_by_itself_does_not_show_a_correction(make_world: MakeWorld) -> None:
    """Only one site's file had the scale turned."""
    world = make_world(items=ITEMS, form_at=5)
    rows = staff(random.Random(1), 60, 0)
    wrong = [one if row["site"] == "a" else row for row, one in zip(rows, recoded(rows, TURNED), strict=True)]
    before = shown(world.show(wrong))
    at_a = frozenset({GROUPS[0]})
    assert unions(before["p2"])[at_a]
    assert not again(world, [rows[0] | {"p1": 6 - int(str(rows[0]["p1"])) or 1}, *rows[1:]])


def put_right(folder: Path, people_late: int) -> Iterator[World]:
    """Yield those of five worlds in which the turned scale may be put right, some answering late."""
    for seed in range(5):
        chance, world = random.Random(seed), World(folder / str(seed), items=ITEMS, form_at=5).write()
        rows = staff(chance, 60, 0)
        world.show(recoded(rows, TURNED))
        if again(world, late(chance, rows, people_late)):
            yield world


def test_a_scale_that_was_turned_may_be_put_right(tmp_path: Path) -> None:
    """Everybody is recoded and nobody corrected anything: nothing is told."""
    assert sum(len(shown(world)) >= 3 for world in put_right(tmp_path, 0)) >= 3


def test_five_may_answer_late_while_the_scale_is_put_right(tmp_path: Path) -> None:
    assert len([*put_right(tmp_path, 5)]) >= 3


def test_the_observer_finds_one_correction_by_hand() -> None:
    cells = frozenset({GROUPS[0]})
    before = {"p1": {cells: Counter({"1": 2, "5": 8})}}
    after = {"p1": {cells: Counter({"1": 7, "5": 3})}}
    assert [*few_seen(before, after, 5)] == []
    assert [*few_seen(mirrored(before, TURNED, ("p1",)), after, 5)] == [
        f"p1 {sorted(cells)}: 1 came",
        f"p1 {sorted(cells)}: 1 went",
    ]
