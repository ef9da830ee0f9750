from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from etl.definitions.instrument import Instrument
from etl.publish.scores import Scores, half_step_sql, overall_asked, sums_of_scores
from tests.worlds import World, people

MakeWorld = Callable[..., World]


def score(world: World) -> dict[str, object]:
    (row,) = world.rows("answers", item="overall", group_id="all")
    return row


def test_scores_by_hand(make_world: MakeWorld) -> None:
    """Ten people, three items: 4 4 4 | 1 2 - | - - - | seven of 2 3 3."""
    rows = people({("leader", "a"): 10}, {"p1": 2, "p2": 3, "p3": 3})
    rows[0] |= {"p1": 4, "p2": 4, "p3": 4}
    rows[1] |= {"p1": 1, "p2": 2, "p3": 8}
    rows[2] |= {"p1": 8, "p2": 9, "p3": ""}
    row = score(make_world(items=["p1", "p2", "p3"]).show(rows))
    # 4 + 1.5 + 7 x 8/3 and 16 + 2.25 + 7 x 64/9
    assert row["n"] == 9
    assert row["total"] == pytest.approx(24.166666666666668, abs=1e-12)
    assert row["total_of_squares"] == pytest.approx(68.02777777777777, abs=1e-12)
    assert row["counts"] is None


def test_any_item_is_enough(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 10}, {"p1": 8, "p2": 8, "p3": 8, "p4": 5})
    for row in rows[:5]:
        row |= {"p1": 2, "p2": 2, "p3": 2, "p4": 8}
    row = score(make_world(items=["p1", "p2", "p3", "p4"]).show(rows))
    assert (row["n"], row["total"]) == (10, 35.0)


def test_counts_at_one_decimal_from_ten_on(make_world: MakeWorld) -> None:
    """Means 2.5 (x 8), 4.0 and 1.0: the 16th, the 31st and the first of the steps from 1.0 to 5.0."""
    rows = people({("leader", "a"): 10}, {"p1": 2, "p2": 3})
    rows[0] |= {"p1": 4, "p2": 4}
    rows[1] |= {"p1": 1, "p2": 1}
    counts = score(make_world().show(rows))["counts"]
    assert isinstance(counts, list)
    assert len(counts) == 41
    assert {at: n for at, n in enumerate(counts) if n} == {0: 1, 15: 8, 30: 1}


@pytest.mark.parametrize(
    ("answered", "total", "tenth"),
    [(3, 8, 27), (4, 9, 23), (4, 13, 33), (20, 45, 23), (28, 28, 10), (28, 140, 50), (8, 17, 21)],
)
def test_one_decimal_is_rounded_half_up(answered: int, total: int, tenth: int) -> None:
    counts = Scores(Counter({(answered, total): 1})).tenths(1, 5)
    assert counts.index(1) == tenth - 10


def test_sums_are_exact_until_the_last_rounding() -> None:
    some, more = Scores(Counter({(3, 10): 3})), Scores(Counter({(7, 21): 1}))
    assert sums_of_scores([some, more]) == (13.0, 9 + 3 * 100 / 9)
    assert sums_of_scores([Scores(Counter())]) == (0.0, 0.0)


def test_a_scale_that_starts_at_nought(make_world: MakeWorld) -> None:
    rows = people({("leader", "a"): 10}, {"p1": 0, "p2": 1})
    row = score(make_world(low=0, high=1, reverse=["p2"], special=[]).show(rows))
    assert (row["n"], row["total"], row["counts"]) == (10, 0.0, [10, *[0] * 10])


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
