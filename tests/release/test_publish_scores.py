"""Scores: the mean of the items' means, its standard error, counts in half steps."""

from collections.abc import Callable, Mapping
from itertools import product
from math import sqrt
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from etl.release.scores.composite import half_step_sql, overall_asked
from etl.release.scores.standard_error import next_below
from publication.definitions.instrument import Instrument
from publication.scores import rounded_up
from tests.worlds import World, people, two_digits_up

MakeWorld = Callable[..., World]
SIX = ["p1", "p2", "p3", "p4", "p5", "p6"]


def score(world: World) -> dict[str, object]:
    (row,) = world.rows("answers", item="overall", group_id="all")
    return row


def test_scores_by_hand(make_world: MakeWorld) -> None:
    """Eighteen people, three items: five of 4 4 4 | five of 1 2 - | one of - - - | seven of 2 3 3.

    The items' means are 39/17, 51/17 and 41/12. Each adds the distance of its answers from them, over the
    number who answered, by three.
    """
    rows = people({("leader", "a"): 18}, {"p1": 2, "p2": 3, "p3": 3})
    for row in rows[:5]:
        row |= {"p1": 4, "p2": 4, "p3": 4}
    for row in rows[5:10]:
        row |= {"p1": 1, "p2": 2, "p3": 8}
    rows[10] |= {"p1": 8, "p2": 9, "p3": ""}
    row = score(make_world(items=["p1", "p2", "p3"]).show(rows))
    high, low, most = (29 / 289 + 1 / 17 + 7 / 144) / 3, (-22 / 289 - 1 / 17) / 3, (-5 / 289 - 5 / 144) / 3
    squares = 5 * high**2 + 5 * low**2 + 7 * most**2
    assert (row["n"], row["counts"]) == (17, None)
    assert row["mean"] == pytest.approx((39 / 17 + 3 + 41 / 12) / 3, abs=1e-12)
    assert row["se"] == pytest.approx(two_digits_up(sqrt(17 / 16 * squares)))


def test_where_everyone_answered_everything_it_is_the_standard_error_of_peoples_means(
    make_world: MakeWorld,
) -> None:
    chance = np.random.default_rng(3)
    answers = chance.integers(1, 6, size=(40, 6))
    rows = people({("leader", "a"): 40}, dict.fromkeys(SIX, 3))
    for row, given_answers in zip(rows, answers.tolist(), strict=True):
        row |= dict(zip(SIX, given_answers, strict=True))
    shown = score(make_world(items=SIX).show(rows))
    means = answers.mean(axis=1)
    assert shown["mean"] == pytest.approx(means.mean(), abs=1e-12)
    assert shown["se"] == pytest.approx(two_digits_up(float(stats.sem(means))))
    halves = np.floor(2 * means + 0.5).astype(int) - 2
    assert shown["counts"] == np.bincount(halves, minlength=9).tolist()


def test_any_item_is_enough(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 10}, {"p1": 8, "p2": 8, "p3": 8, "p4": 5})
    for row in rows[:5]:
        row |= {"p1": 2, "p2": 2, "p3": 2, "p4": 8}
    row = score(make_world(items=["p1", "p2", "p3", "p4"]).show(rows))
    assert (row["n"], row["mean"], row["se"]) == (10, (3 * 2 + 5) / 4, 0.0)


@pytest.mark.parametrize(
    ("number", "items", "counted"), [(10, 6, True), (9, 6, False), (10, 5, False), (12, 7, True)]
)
def test_counts_leave_from_ten_people_and_six_items_on(
    make_world: MakeWorld, number: int, items: int, counted: bool
) -> None:
    names = [f"p{at}" for at in range(items)]
    world = make_world(items=names).show(people({("leader", "a"): number}, dict.fromkeys(names, 3)))
    expected = [0, 0, 0, 0, number, 0, 0, 0, 0]
    assert score(world)["counts"] == (expected if counted else None)


def test_six_items_of_which_one_is_answered_by_nobody_are_five(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 12}, dict.fromkeys(SIX, 3) | {"p6": 8})
    assert score(make_world(items=SIX).show(rows))["counts"] is None


def test_a_scale_that_starts_at_nought(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 10}, {"p1": 0, "p2": 1})
    row = score(make_world(low=0, high=1, reverse=["p2"], special=[]).show(rows))
    assert (row["n"], row["mean"], row["se"]) == (10, 0.0, 0.0)


@pytest.mark.parametrize(
    ("answers", "half_step"),
    [
        ({"p1": 4, "p2": 2, "p3": 3}, 7),  # 4, 4 (turned round) and 3: 11/3 is nearest to 3.5
        ({"p1": 2, "p2": 3}, 5),
        ({"p1": 2, "p2": 3, "p3": 2}, 5),  # 7/3
        ({"p1": 1, "p2": 5, "p3": 1, "p4": 2}, 3),  # 5/4 lies between 1 and 1.5: up
        ({"p1": 5, "p2": 1, "p3": 5, "p4": 5}, 10),
        ({"p1": None, "p2": 8, "p3": 5}, 10),
        ({"p1": 8, "p2": 9}, None),
    ],
)
def test_a_half_step_by_hand(
    tmp_path: Path, answers: Mapping[str, int | None], half_step: int | None
) -> None:
    world = World(tmp_path, items=["p1", "p2", "p3", "p4"], reverse=["p2"])
    instrument = Instrument.model_validate(world.instrument())
    (overall,) = overall_asked(instrument, "pre")
    stored = ", ".join(f'CAST({answers.get(one) or "NULL"} AS TINYINT) AS "{one}"' for one in world.items)
    sql = half_step_sql(overall, instrument)
    assert duckdb.execute(f"SELECT {sql} FROM (SELECT {stored})").fetchone() == (half_step,)


@given(st.floats(1e-4, 99))
def test_an_error_is_rounded_up_to_two_digits(error: float) -> None:
    shown = rounded_up(error)
    digits = f"{shown:.9e}".split("e")[0].rstrip("0")
    assert len(digits.replace(".", "")) <= 2
    assert next_below(shown) < error <= shown * (1 + 1e-6)


def test_neighbours_of_two_digits_follow_one_another() -> None:
    every = [round(digits * 10.0**power, 6) for power, digits in product(range(-4, 2), range(10, 100))]
    assert [next_below(after) for after in every[1:]] == pytest.approx(every[:-1])
    assert rounded_up(0.0) == 0.0
