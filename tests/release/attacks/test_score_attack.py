"""Scores tell no single person's other answers: integer programming over everything served of a group."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.release import suppression
from tests.score_attack import Few, Score, Shown, told
from tests.seeds import seeds
from tests.worlds import World, person, two_digits_up

MakeWorld = Callable[..., World]
Row = Mapping[str, Any]


def shown_of(world: World, *groups: str) -> Shown:
    """Everything served of groups that are shown by themselves, and of everyone together."""
    rows = {(row["group_id"], row["item"]): row for row in world.rows("answers", status="shown")}
    items = [item for item in world.items if all((group, item) in rows for group in groups)]
    served = [[rows[group, item] for item in items] for group in groups]
    counts = [[[row["members"] - row["n"], *row["counts"]] for row in held] for held in served]
    behind = {"overall": items, **{f"subscale:{name}": held for name, held in world.subscales.items()}}
    selections = {group: [at] for at, group in enumerate(groups)} | {"all": list(range(len(groups)))}
    return Shown(
        counts,
        [
            Score(held, [items.index(one) for one in behind[name]], row)
            for group, held in selections.items()
            for name in behind
            if (row := rows.get((group, name)))
        ],
    )


def anyone(chance: random.Random, number: int, items: Sequence[str]) -> dict[str, object]:
    """Few who answers much as everybody does: few answers, and single ones that stand out."""
    common = chance.choice([3, 4])
    answers = {item: chance.choice([common] * 5 + [common + 1, 1, 5, 8]) for item in items}
    return {**person(number, "leader", "c"), **answers}


@pytest.mark.parametrize("seed", seeds(24))
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
    monkeypatch.setattr(suppression, "suppressed", lambda *_: set())
    open_ = World(tmp_path / "open", form_at=5).write().show(rows)
    assert (Few(0, 0, 5), 1) in told(shown_of(open_, "all"))


def test_the_number_of_respondents_would_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine people, one blank to each question: eight of nine have a score where both are one person's."""
    rows = [person(at, "leader", "c", p1=3 + at % 2 if at else 9, p2=4 if at else 8) for at in range(9)]
    guarded = World(tmp_path, form_at=5).write().show(rows)
    assert list(told(shown_of(guarded, "all"))) == []
    monkeypatch.setattr(suppression, "suppressed", lambda *_: set())
    rows[1] |= {"p2": 8}
    rows[0] |= {"p2": 4}
    open_ = World(tmp_path / "open", form_at=5).write().show(rows)
    assert (Few(0, 0, 0), 1) in told(shown_of(open_, "all"))


def answers_to_all(chance: random.Random, number: int, items: Sequence[str]) -> dict[str, object]:
    """Few without a blank: of fewer than five late answers a question would hide."""
    return person(number, "leader", "c") | {item: chance.choice([3, 3, 3, 4, 1, 5]) for item in items}


def late_five(world: World, chance: random.Random, first: int) -> Shown:
    """A group published, and again with five more: what each shows, and the late ones' by subtraction."""
    people = [answers_to_all(chance, at, world.items) for at in range(first + 5)]
    world.write().show(people[:first])
    before = shown_of(world, "all")
    world.show(people)
    after = shown_of(world, "all")
    late = np.subtract(after.groups[0], before.groups[0]).tolist()
    both = [Score([0, 1], score.items, score.served) for score in after.scores]
    return Shown([before.groups[0], late], [*before.scores, *both])


@pytest.mark.parametrize("seed", seeds(8))
def test_nobodys_other_answers_are_told_by_two_publications(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    world = World(tmp_path, items=["p1", "p2", "p3"][: 2 + seed % 2], form_at=5)
    assert list(told(late_five(world, chance, chance.randint(5, 9)))) == []


def test_what_changed_has_the_largest_error(tmp_path: Path) -> None:
    """5 4 4 4 4 and 1 3 3 3 3, and again by five more: .067 only where both who answered 5 answered 1."""
    world = World(tmp_path, form_at=5).write()
    rows = [person(at, "leader", "c", p1=4 if at % 5 else 5, p2=3 if at % 5 else 1) for at in range(10)]
    (first,) = world.show(rows[:5]).rows("answers", item="overall", group_id="all")
    (second,) = world.show(rows).rows("answers", item="overall", group_id="all")
    # both questions' standard deviations, .4 and .8, over the root of n, halved; n / (n - 1)
    assert first["se"] == pytest.approx(two_digits_up((0.4 + 0.8) / 2 / 5**0.5 * (5 / 4) ** 0.5))
    assert second["se"] == pytest.approx(two_digits_up((0.4 + 0.8) / 2 / 10**0.5 * (10 / 9) ** 0.5))
    assert second["counts"] is None


def test_half_steps_would_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten people, six items: nine answer 1 throughout, and 5 was answered once to every item."""
    items = [f"p{at}" for at in range(6)]
    rows = [person(at, "leader", "c") | dict.fromkeys(items, 1 if at else 5) for at in range(10)]
    guarded = World(tmp_path, items=items).write().show(rows)
    assert list(told(shown_of(guarded, "all"))) == []
    monkeypatch.setattr(suppression, "suppressed", lambda *_: set())
    assert list(told(shown_of(World(tmp_path / "open", items=items).write().show(rows), "all")))


@pytest.mark.parametrize("seed", seeds(8))
def test_nobodys_other_answers_are_told_by_groups_together(tmp_path: Path, seed: int) -> None:
    """Two sites and everyone: the half steps of one, of both and of everyone, and their errors."""
    chance = random.Random(seed)
    world = World(tmp_path, items=[f"p{at}" for at in range(6)], form_at=5).write()
    sizes = chance.choice([(10, 5), (10, 11), (6, 6)])
    world.show(two_sites(world.items, sizes, chance))
    shown = shown_of(world, "leader.nord.a", "leader.nord.b")
    assert [sum(held[0]) for held in shown.groups] == list(sizes)
    assert list(told(shown)) == []


def two_sites(items: Sequence[str], sizes: tuple[int, int], chance: random.Random) -> list[Mapping[str, Any]]:
    """People of two sites who answer 3 or, seldom, 5."""
    sites = [site for site, size in zip("ab", sizes, strict=True) for _ in range(size)]
    return [
        person(at, "leader", site) | {item: chance.choice([3] * 6 + [5]) for item in items}
        for at, site in enumerate(sites)
    ]


def test_few_who_answered_alike_do_not_hide_one_another(tmp_path: Path) -> None:
    """Two of eight answered 5 and two answered 1: the error is .082 where they are the same two."""
    rows = [person(at, "leader", "c", p1=5 if at < 2 else 4, p2=1 if at < 2 else 3) for at in range(8)]
    world = World(tmp_path, form_at=5).write().show(rows)
    assert list(told(shown_of(world, "all"))) == []
    (score,) = world.rows("answers", item="overall", group_id="all")
    # both questions' standard deviations, 1 and 2 times √(1/4 · 3/4), halved, over √8, times √(8/7)
    assert score["se"] == pytest.approx(two_digits_up(3 * (3 / 16) ** 0.5 / 2 / 7**0.5))


def test_five_who_answered_alike_hide_one_another(make_world: MakeWorld) -> None:
    """Nothing is withheld where no answer is of few."""
    rows = [person(at, "leader", "c", p1=5 if at < 5 else 4, p2=1 if at < 5 else 3) for at in range(10)]
    world = make_world().show(rows)
    (score,) = world.rows("answers", item="overall", group_id="all")
    # everybody differs by .5 and -1 (or the opposite) from the means, halved and over 10: .025 ten times
    assert score["se"] == pytest.approx(two_digits_up((10 / 9 * 10 * 0.025**2) ** 0.5))
