"""The numbers of `show` against hand-worked values, numpy and scipy."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.dashboards import FullWorld, answered, show
from tests.worlds import two_digits_up

# What two cells answered in two waves; 8 is 'not applicable', 9 'don't know', '' a blank.
PRE_A: dict[str, list[object]] = {
    "p1": [1, 2, 2, 3, 3, 4, 5, 8, 2, 1],
    "p2": [2, 3, 3, 4, 4, 5, 9, "", 1, 2],
    "p3": [5, 4, 4, 4, 2, 1, 3, 3, 2, 8],
    "i1": [1, 2, 3, 2, 1, 2, 8, 2, 1, 3],
    "i2": [2, 2, 3, 3, 1, 2, 8, "", 2, 5],
}
POST_A: dict[str, list[object]] = {
    "p1": [5, 5, 4, 5, 5, 5, 5, 4, 5, 5, 4],
    "p2": [2, 3, 8, 4, 1, 5, 2, 2, 1, 2, 3],
    "p3": [1, 1, 2, 4, 2, 1, 3, 3, 2, 8, 9],
    "i1": [1, 5, 3, 4, 4, 2, 8, 2, 4, 3, 5],
    "i2": [2, 5, 3, 3, 4, 2, 8, "", 4, 5, 5],
}
PRE_C: dict[str, list[object]] = {
    "p1": [3, 3, 2, 3, 4, 4, 5, 1, 2],
    "p2": [2, 3, 3, 4, 4, 5, 1, 1, 1],
    "p3": [5, 3, 3, 4, 2, 1, 3, 3, 2],
    "i1": [4, 4, 3, 5, 3, 4, 4, 2, 5],
    "i2": [4, 2, 3, 5, 5, 4, 4, "", 5],
}
POST_C: dict[str, list[object]] = {
    "p1": [3, 3, 2, 3, 4, 4, 5, 1, 3],
    "p2": [2, 3, 3, 4, 4, 5, 1, 1, 2],
    "p3": [5, 3, 3, 4, 2, 1, 3, 3, 3],
    "i1": [4, 4, 3, 4, 3, 4, 4, 2, 5],
    "i2": [4, 2, 3, 5, 5, 4, 3, "", 5],
}
GROUPS = {"practitioner.nord.a": (PRE_A, POST_A), "leader.sor": (PRE_C, POST_C)}
PRACTICE, INVOLVEMENT = ("p1", "p2", "p3"), ("i1", "i2")
REVERSE = "p3"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    world = FullWorld(
        tmp_path_factory.mktemp("world"),
        waves={"pre": "pre", "post": "post"},
        items=PRACTICE,
        reverse=[REVERSE],
    )
    world.show(
        answered("practitioner", "a", "pre", 0, **PRE_A)
        + answered("leader", "c", "pre", 100, **PRE_C)
        + answered("practitioner", "a", "post", 200, **POST_A)
        + answered("leader", "c", "post", 300, **POST_C)
    )
    return world


def said(group: str, wave: str, item: str) -> list[object]:
    """Return what a group's members wrote, cell by cell."""
    at = ("pre", "post").index(wave)
    chosen = GROUPS if group == "all" else {group: GROUPS[group]}
    return [one for waves in chosen.values() for one in waves[at][item]]


def on_scale(group: str, wave: str, item: str) -> np.ndarray:
    """Return the answers on the scale, the right way round, nan where there is none."""
    whole = [float(str(one)) if one not in (8, 9, "") else np.nan for one in said(group, wave, item)]
    return 6 - np.array(whole) if item == REVERSE else np.array(whole)


@dataclass(frozen=True)
class Score:
    """A score: the mean of its items' means and its standard error, from respondents one by one."""

    n: int
    mean: float
    error: float

    @classmethod
    def of(cls, group: str, wave: str, items: Sequence[str]) -> "Score":
        """Linearised over respondents (Woodruff 1971), rounded up to two digits."""
        answers = np.array([on_scale(group, wave, item) for item in items])
        means, answered = np.nanmean(answers, axis=1), (~np.isnan(answers)).sum(axis=1)
        n = int((~np.isnan(answers)).any(axis=0).sum())
        added = np.nan_to_num((answers - means[:, None]) / answered[:, None]).mean(axis=0)
        return cls(n, float(means.mean()), two_digits_up(float(np.sqrt(n / (n - 1) * (added**2).sum()))))


def welch(earlier: Score, later: Score) -> Any:
    """Welch's test of two scores, by scipy."""
    sds = [one.error * float(np.sqrt(one.n)) for one in (later, earlier)]
    return stats.ttest_ind_from_stats(
        later.mean, sds[0], later.n, earlier.mean, sds[1], earlier.n, equal_var=False
    )


def given(group: str, wave: str, item: str) -> np.ndarray:
    answers = on_scale(group, wave, item)
    return np.array(answers[~np.isnan(answers)])


def test_one_item_by_hand(world: FullWorld) -> None:
    # p1 at site a before: 1 1 2 2 2 3 3 4 5 on the scale and one 'not applicable'. Sum 23, squares 73:
    # mean 23/9, variance (73 - 529/9) / 8 = 128/72 = 16/9, SD 4/3.
    (row,) = [
        row
        for row in show(world, "answers", "--group", "practitioner.nord.a", "--wave", "pre")
        if row["item"] == "p1"
    ]
    assert float(row["mean"]) == 23 / 9
    assert float(row["sd"]) == pytest.approx(4 / 3, rel=1e-15)
    assert [row[f"count_{answer}"] for answer in range(1, 6)] == ["2", "3", "2", "1", "1"]
    specials = ("members", "n", "not_applicable", "dont_know", "not_relevant", "blank")
    assert [row[name] for name in specials] == ["10", "9", "1", "0", "", "0"]


def test_a_reverse_item_stands_the_right_way_round(world: FullWorld) -> None:
    # p3 at site a before: 5 4 4 4 2 1 3 3 2 becomes 1 2 2 2 4 5 3 3 4.
    (row,) = [
        row
        for row in show(world, "answers", "--group", "practitioner.nord.a", "--wave", "pre")
        if row["item"] == "p3"
    ]
    assert [row[f"count_{answer}"] for answer in range(1, 6)] == ["1", "3", "2", "2", "1"]
    assert row["label"] == "↺ p3"


def test_answers_against_numpy(world: FullWorld) -> None:
    rows = show(world, "answers", "--instrument", "practice")
    keys = [(row["wave"], row["item"], row["group"]) for row in rows]
    assert sorted(keys) == sorted(product(("pre", "post"), ("overall", *PRACTICE), ("all", *GROUPS)))
    for row in rows:
        assert row["status"] == "shown"
        group, wave, item = row["group"], row["wave"], row["item"]
        if item == "overall":
            score = Score.of(group, wave, PRACTICE)
            assert (int(row["n"]), row["sd"]) == (score.n, "")
            assert float(row["se"]) == pytest.approx(score.error)
            assert float(row["mean"]) == pytest.approx(score.mean, rel=1e-12)
            assert {row[f"count_{answer}"] for answer in range(1, 6)} == {""}
            continue
        values = given(group, wave, item)
        assert int(row["n"]) == len(values)
        assert float(row["mean"]) == pytest.approx(values.mean(), rel=1e-12)
        assert float(row["sd"]) == pytest.approx(values.std(ddof=1), rel=1e-9)
        assert float(row["se"]) == pytest.approx(stats.sem(values), rel=1e-9)
        assert [int(row[f"count_{answer}"]) for answer in range(1, 6)] == [
            int((values == answer).sum()) for answer in range(1, 6)
        ]
        raw = said(group, wave, item)
        assert [int(row[name]) for name in ("not_applicable", "dont_know", "blank")] == [
            raw.count(8),
            raw.count(9),
            raw.count(""),
        ]


def test_change_against_scipy_and_every_pair(world: FullWorld) -> None:
    rows = show(world, "change", "--instrument", "practice")
    assert len(rows) == 12
    for row in rows:
        group, item = row["group"], row["item"]
        if item == "overall":
            before, after = (Score.of(group, wave, PRACTICE) for wave in ("pre", "post"))
            assert (int(row["n_from"]), int(row["n_to"])) == (before.n, after.n)
            assert float(row["difference"]) == pytest.approx(after.mean - before.mean, abs=1e-12)
            # Of a score of three items no counts leave, so there are no pairs.
            assert row["theta"] == row["p_higher"] == row["theta_low"] == ""
            continue
        earlier, later = (given(group, wave, item) for wave in ("pre", "post"))
        assert (int(row["n_from"]), int(row["n_to"])) == (len(earlier), len(later))
        interval = stats.ttest_ind(later, earlier, equal_var=False).confidence_interval(0.95)
        assert float(row["difference"]) == pytest.approx(later.mean() - earlier.mean(), abs=1e-12)
        assert float(row["difference_low"]) == pytest.approx(interval.low, rel=1e-7)
        assert float(row["difference_high"]) == pytest.approx(interval.high, rel=1e-7)
        pairs = list(product(earlier, later))
        higher = sum(after > before for before, after in pairs) / len(pairs)
        equal = sum(after == before for before, after in pairs) / len(pairs)
        assert float(row["p_higher"]) == pytest.approx(higher, abs=1e-12)
        assert float(row["p_equal"]) == pytest.approx(equal, abs=1e-12)
        assert float(row["p_lower"]) == pytest.approx(1 - higher - equal, abs=1e-12)
        assert float(row["theta"]) == pytest.approx(higher + equal / 2, abs=1e-12)
        assert float(row["theta_low"]) < float(row["theta"]) < float(row["theta_high"])
        outside = not float(row["theta_low"]) <= 0.5 <= float(row["theta_high"])
        assert row["claim"] == "none" or outside


def delong(earlier: np.ndarray, later: np.ndarray) -> tuple[float, float, float, float]:
    """Return theta, its bounds and its p-value from the placements of every answer, pair by pair."""
    wins = np.array([[(after > before) + (after == before) / 2 for after in later] for before in earlier])
    theta = wins.mean()
    variance = wins.mean(axis=1).var(ddof=1) / len(earlier) + wins.mean(axis=0).var(ddof=1) / len(later)
    error = np.sqrt(variance) / (theta * (1 - theta))
    centre = np.log(theta / (1 - theta))
    low, high = (1 / (1 + np.exp(-(centre + sign * stats.norm.ppf(0.975) * error))) for sign in (-1, 1))
    return theta, low, high, 2 * stats.norm.sf(abs(centre) / error)


def test_intervals_and_claims_against_delong_and_benjamini_hochberg_written_out(world: FullWorld) -> None:
    every = show(world, "change", "--instrument", "practice")
    claimed = set()
    for group in ("all", *GROUPS):
        rows = {row["item"]: row for row in every if row["group"] == group}
        p_values = []
        for item in ("overall", *PRACTICE):
            if item == "overall":
                before, after = (Score.of(group, wave, PRACTICE) for wave in ("pre", "post"))
                p_values.append(welch(before, after).pvalue)
                continue
            earlier, later = (given(group, wave, item) for wave in ("pre", "post"))
            theta, low, high, p_value = delong(earlier, later)
            p_values.append(p_value)
            found = [float(rows[item][name]) for name in ("theta", "theta_low", "theta_high")]
            assert found == pytest.approx([theta, low, high], rel=1e-9)
        for (item, row), adjusted in zip(rows.items(), stats.false_discovery_control(p_values), strict=True):
            direction = "up" if float(row["difference"]) > 0 else "down"
            assert row["claim"] == (direction if adjusted <= 0.05 else "none"), (group, item)
            claimed.add(row["claim"])
    assert claimed == {"up", "none"}


def test_sites_against_scipy(world: FullWorld) -> None:
    rows = show(world, "sites")
    assert [(row["wave"], row["group"]) for row in rows] == list(product(("pre", "post"), GROUPS))
    errors = {
        (row["wave"], row["group"]): float(row["se"])
        for row in show(world, "answers", "--instrument", "involvement")
        if row["item"] == "overall"
    }
    for row in rows:
        score = Score.of(row["group"], row["wave"], INVOLVEMENT)
        # Where the error would tell somebody's other answer it is the largest their counts allow.
        error = errors[row["wave"], row["group"]]
        assert score.error <= error + 1e-9
        interval = stats.t.interval(0.95, score.n - 1, score.mean, error)
        assert (row["site_count"], int(row["n"]), row["status"]) == ("1", score.n, "shown")
        found = [float(row[name]) for name in ("score", "low", "high")]
        assert found == pytest.approx([score.mean, *interval], rel=1e-9)
