"""Scores tell no single person's other answers: integer programming over everything served of a group."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from etl.publish import gate
from tests.score_attack import Shown, told
from tests.worlds import World, person

MakeWorld = Callable[..., World]
Row = Mapping[str, Any]


def shown_of(world: World, group: str) -> Shown:
    """Everything served of a group's items and scores."""
    rows = {row["item"]: row for row in world.rows("answers", group_id=group, status="shown")}
    items = [item for item in world.items if item in rows]
    counts = [[rows[item]["members"] - rows[item]["n"], *rows[item]["counts"]] for item in items]
    behind = {"overall": items, **{f"subscale:{name}": held for name, held in world.subscales.items()}}
    scores = [
        ([items.index(one) for one in held], rows[name]) for name, held in behind.items() if name in rows
    ]
    return Shown(counts, scores)


def anyone(chance: random.Random, number: int, items: Sequence[str]) -> dict[str, object]:
    """Somebody who answers much as everybody does: few answers, and single ones that stand out."""
    common = chance.choice([3, 4])
    answers = {item: chance.choice([common] * 5 + [common + 1, 1, 5, 8]) for item in items}
    return {**person(number, "leader", "c"), **answers}


@pytest.mark.parametrize("seed", range(24))
def test_nobodys_other_answers_are_told(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    items = ["p1", "p2", "p3"][: 2 + seed % 2]
    world = World(tmp_path, items=items, subscales={"some": items[:2]}, special=["not_applicable"], form_at=5)
    world.write().show([anyone(chance, at, items) for at in range(chance.randint(5, 11))])
    assert list(told(shown_of(world, "all"))) == []


def test_the_standard_error_would_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """5 4 4 4 4 and 1 3 3 3 3: without the guard the attacker learns that who answered 5 answered 1."""
    rows = [person(at, "leader", "c", p1=5 if not at else 4, p2=1 if not at else 3) for at in range(5)]
    guarded = World(tmp_path, form_at=5).write().show(rows)
    assert list(told(shown_of(guarded, "all"))) == []
    monkeypatch.setattr(gate, "withheld", lambda *_: set())
    open_ = World(tmp_path / "open", form_at=5).write().show(rows)
    assert ((0, 5), 1) in told(shown_of(open_, "all"))


def test_half_steps_would_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten people, six items: nine answer 1 throughout, and 5 was answered once to every item."""
    items = [f"p{at}" for at in range(6)]
    rows = [person(at, "leader", "c") | dict.fromkeys(items, 1 if at else 5) for at in range(10)]
    guarded = World(tmp_path, items=items).write().show(rows)
    assert list(told(shown_of(guarded, "all"))) == []
    monkeypatch.setattr(gate, "withheld", lambda *_: set())
    assert list(told(shown_of(World(tmp_path / "open", items=items).write().show(rows), "all")))


def test_two_who_answered_alike_hide_one_another(make_world: MakeWorld) -> None:
    """Nothing is withheld where no answer stands alone."""
    rows = [person(at, "leader", "c", p1=5 if at < 2 else 4, p2=1 if at < 2 else 3) for at in range(10)]
    world = make_world().show(rows)
    (score,) = world.rows("answers", item="overall", group_id="all")
    # both differ by 2/10 of (1, -2) from the rest: -(1 - 2)/2 * 0.8 twice, 0.2 eight times, over 10
    assert score["se"] == pytest.approx(0.067)
