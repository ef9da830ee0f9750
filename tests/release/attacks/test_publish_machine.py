"""Waves in any order of events, watched by one who keeps every number and one who solves for the answers.

Both know who is in which group, who came, who went and whose record changed, but no answer. Checked against
linear algebra and scipy's integer programming.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from scipy.optimize import Bounds, LinearConstraint, milp

from etl.release import gate
from etl.release.prior.change import Changes
from etl.release.withdraw import withdraw_publication
from publication.faults import Refused
from publication.file import current_number, published_numbers
from tests.seeds import few_and_many
from tests.worlds import Row, World, cells_of, person, singled_out

MakeWorld = Callable[..., World]
Rows = list[Row]
Record = tuple[object, ...]

LEAST_K = 5
ITEMS = ("p1", "p2")
CELLS = [(role, site) for role in ("practitioner", "leader") for site in "ab"]
OFF_SCALE = {"8": "not_applicable", "9": "dont_know", "": "blank"}
ALLOWED = {"few_changed", "few_stayed", "nothing_to_publish", "finer_groups", "withdrawn"}

cells, waves = st.sampled_from(CELLS), st.sampled_from(["pre", "post"])
some, seeds = st.sampled_from([1, 4, 5, 5, 6, 8]), st.integers(0, 99)


def newcomer(chance: random.Random, number: int, cell: tuple[str, str], wave: str) -> dict[str, object]:
    answers = {item: chance.choice([1, 2, 3, 4, 5, 5, 8, 9, ""]) for item in ITEMS}
    # Without a single answer nobody is a member.
    return {**person(number, *cell, wave), **answers, **({} if any(answers.values()) else {"p1": 9})}


def records(rows: Iterable[Row], wave: str) -> list[Record]:
    """What each person said in a wave, without ids: alike ones are numbered, the least that can differ."""
    seen: Counter[Record] = Counter()
    found = []
    for row in rows:
        if row["wave"] == wave:
            record = row["role"], row["site"], *(str(row[item]) for item in ITEMS)
            seen[record] += 1
            found.append((*record, seen[record]))
    return found


def answered(record: Record, item: str) -> bool:
    """Say whether a person gave an answer on the scale, or has a score (half of two items)."""
    on_scale = [answer not in OFF_SCALE for answer in record[2:4]]
    return any(on_scale) if item == "overall" else on_scale[ITEMS.index(item)]


class Publications(RuleBasedStateMachine):
    """People come, go and correct in two waves; publications come and go, k rises; someone subtracts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(
            Path(self.folder.name),
            places={"nord": ["a", "b"]},
            waves={"pre": "pre", "post": "post"},
            form_at=5,
        )
        self.rows: Rows = []
        self.numbers = iter(range(10_000))
        self.waiting = 0
        self.shown: dict[int, tuple[Rows, int]] = {}
        self.withdrawn: set[int] = set()
        self.kept: dict[tuple[str, str], set[frozenset[Record]]] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(sizes=st.lists(st.sampled_from([0, 3, 6, 12]), min_size=8, max_size=8), seed=seeds)
    def begin(self, sizes: Sequence[int], seed: int) -> None:
        chance = random.Random(seed)
        for at, n in enumerate([12, *sizes[1:4], 12, *sizes[5:]]):
            self.rows += self.newcomers(chance, n, CELLS[at % 4], "pre" if at < 4 else "post")
        self.world.load(self.rows)
        self.publish()

    def newcomers(self, chance: random.Random, n: int, cell: tuple[str, str], wave: str) -> Rows:
        return [newcomer(chance, next(self.numbers), cell, wave) for _ in range(n)]

    def picked(self, chance: random.Random, n: int, cell: tuple[str, str], wave: str) -> set[int]:
        there = [at for at, row in enumerate(self.rows) if (row["role"], row["site"]) == cell]
        there = [at for at in there if self.rows[at]["wave"] == wave]
        assume(len(there) > n)
        return set(chance.sample(there, n))

    def loaded(self, rows: Rows) -> None:
        self.rows, self.waiting = rows, self.waiting + 1
        self.world.load(rows)

    @precondition(lambda self: self.waiting < 2)
    @rule(n=some, cell=cells, wave=waves, seed=seeds)
    def come(self, n: int, cell: tuple[str, str], wave: str, seed: int) -> None:
        self.loaded(self.rows + self.newcomers(random.Random(seed), n, cell, wave))

    @precondition(lambda self: self.waiting < 2)
    @rule(n=some, cell=cells, wave=waves, seed=seeds)
    def go(self, n: int, cell: tuple[str, str], wave: str, seed: int) -> None:
        gone = self.picked(random.Random(seed), n, cell, wave)
        self.loaded([row for at, row in enumerate(self.rows) if at not in gone])

    @precondition(lambda self: self.waiting < 2)
    @rule(n=some, cell=cells, wave=waves, seed=seeds)
    def correct(self, n: int, cell: tuple[str, str], wave: str, seed: int) -> None:
        chance = random.Random(seed)
        mended = self.picked(chance, n, cell, wave)
        other = [newcomer(chance, 0, cell, wave) | {"id": row["id"]} for row in self.rows]
        self.loaded([other[at] if at in mended else row for at, row in enumerate(self.rows)])

    @precondition(lambda self: self.waiting < 2)
    @rule()
    def close_or_open_the_second_wave(self) -> None:
        self.world.still_open = () if self.world.still_open else ("post",)
        self.waiting += 1

    @precondition(lambda self: self.waiting < 2 and self.world.k < 7)
    @rule()
    def raise_k(self) -> None:
        self.world.k += 1
        self.world.form_at += 1
        self.waiting += 1

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.shown)))
        with self.world.warehouse() as con:
            left = withdraw_publication(con, self.world.publications, "small", number)
        self.withdrawn.add(number)
        assert left == current_number(self.world.publications)

    @rule(again=st.booleans())
    def publish(self, again: bool = False) -> None:
        self.waiting, before = 0, self.everything()
        try:
            number, _ = self.world.write().publish(again=again)
        except Refused as refused:
            assert refused.reason in ALLOWED - ({"withdrawn"} if again else set())
            assert self.everything() == before
        else:
            assert number == current_number(self.world.publications)
            self.shown.setdefault(number, (self.rows, self.world.k))
            self.ask()

    def everything(self) -> Mapping[str, object]:
        return {} if current_number(self.world.publications) is None else self.world.everything()

    @precondition(lambda self: current_number(self.world.publications) is not None)
    @rule()
    def ask(self) -> None:
        """Read every row as an export would, and keep who is behind each number."""
        number = current_number(self.world.publications)
        assert number is not None
        rows, k = self.shown[number]
        said = {wave: records(rows, wave) for wave in self.world.waves}
        for row in self.world.rows("answers"):
            inside = [one for one in said[row["wave"]] if one[:2] in cells_of(self.world, row["group_id"])]
            assert row["members"] == len(inside)
            assert len(inside) not in range(1, k)  # nobody: a group of the wave compared with
            self.keep(row["wave"], "members", inside)
            if row["status"] == "shown":
                behind = [one for one in inside if answered(one, row["item"])]
                # Of a score where the true number would tell: as few as its items' counts allow.
                fewest = max(sum(answered(one, item) for one in inside) for item in self.world.items)
                assert row["n"] == len(behind) >= k or k <= fewest <= row["n"] < len(behind)
                assert row["n"] == len(behind) or row["item"] not in self.world.items
                self.keep(row["wave"], row["item"], behind)
            else:
                assert row["n"] is None

    def keep(self, wave: str, item: str, behind: Iterable[Record]) -> None:
        self.kept.setdefault((wave, item), set()).add(frozenset(behind))

    @invariant()
    def nothing_withdrawn_is_shown(self) -> None:
        assert current_number(self.world.publications) not in self.withdrawn
        assert set(published_numbers(self.world.publications)) == set(self.shown)

    @invariant()
    def nobody_is_singled_out(self) -> None:
        for name, behind in self.kept.items():
            everybody: dict[Any, int] = dict.fromkeys(frozenset().union(*behind), 1)
            assert singled_out(map(set[Any], behind), everybody, LEAST_K) == set(), (
                name,
                [len(b) for b in behind],
            )


def histories(n: int) -> settings:
    """So many histories of eight steps, none of them made simpler: that takes too long."""
    return settings(
        max_examples=n,
        stateful_step_count=8,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


@pytest.mark.parametrize("n", few_and_many(3, 60))
def test_nobody_is_singled_out_whatever_happens(n: int) -> None:
    run_state_machine_as_test(Publications, settings=histories(n))


def test_the_machine_finds_one_late_answer_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "refuse_few", lambda *_: None)
    monkeypatch.setattr(gate, "changes_of_answers", lambda *_: Changes("practice"))
    machine = Publications()
    machine.begin([0] * 8, 1)
    machine.nobody_is_singled_out()
    machine.come(1, CELLS[0], "pre", 1)
    machine.publish()
    with pytest.raises(AssertionError, match="pre"):
        machine.nobody_is_singled_out()
    machine.teardown()


Version = tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """What is shown of one item in one selection: who is behind it, and how many gave each answer."""

    behind: frozenset[Version]
    counts: tuple[int, ...]

    @property
    def one_voice(self) -> bool:
        return sum(n > 0 for n in self.counts) == 1 and sum(self.counts) >= LEAST_K


def versions(rows: Iterable[Row]) -> dict[Version, Row]:
    """Each person with the record of the day: one who corrected is two."""
    return {tuple(str(row[name]) for name in ("id", "role", "site", *ITEMS)): row for row in rows}


def numbers_shown(world: World, rows: Rows, item: str) -> Iterator[Number]:
    """Yield the counts of the publication: the scale first, then each answer apart from it, then blank."""
    apart = [OFF_SCALE[code] for code in OFF_SCALE if OFF_SCALE[code] in (*world.special, "blank")]
    for row in world.rows("answers", item=item, status="shown"):
        inside = cells_of(world, row["group_id"])
        behind = frozenset(v for v, one in versions(rows).items() if (one["role"], one["site"]) in inside)
        yield Number(behind, (*row["counts"], *(row[name] for name in apart)))


def solved(numbers: Sequence[Number], goal: np.ndarray[Any, Any], people: Sequence[Version]) -> Any:
    """Return the 0/1 answers (person by answer) that fit every number and make the goal least."""
    steps = len(numbers[0].counts)
    one_each = np.kron(np.eye(len(people)), np.ones(steps))
    behind = np.array([[person in number.behind for person in people] for number in numbers], dtype=float)
    fits = np.vstack([one_each, np.kron(behind, np.eye(steps))])
    held = np.concatenate([np.ones(len(people)), *(number.counts for number in numbers)])
    found = milp(
        goal,
        integrality=np.ones(goal.size, dtype=int),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(fits, held, held),
    )
    assert found.success, found.message
    return np.rint(found.x).astype(int).reshape(len(people), steps)


def exposed(numbers: Sequence[Number]) -> set[Version]:
    """Return whose answer is the same in every solution, but for groups that were shown to speak as one."""
    people = sorted(frozenset().union(*(number.behind for number in numbers)))
    size = len(people), len(numbers[0].counts)
    one = solved(numbers, np.zeros(size).ravel(), people)
    found = set()
    for at, version in enumerate(people):
        goal = np.zeros(size)
        goal[at] = one[at]
        if (solved(numbers, goal.ravel(), people)[at] == one[at]).all():
            found.add(version)
    return found - frozenset().union(*(number.behind for number in numbers if number.one_voice))


def answering(cell: tuple[str, str], p1: Sequence[object], p2: Sequence[object], first: int = 0) -> Rows:
    return [
        person(first + at, *cell, p1=one, p2=two) for at, (one, two) in enumerate(zip(p1, p2, strict=True))
    ]


P_A, L_B = CELLS[0], CELLS[3]
MIXED = [1, 2, 3, 1, 2, 3, 1, 2, 3]
NINE = answering(P_A, MIXED, [1, 1, 1, 1, 2, 2, 3, 3, 8])
TWO_FIVES = answering(P_A, [1, 1, 2, 3, 3], [1, 2, 8, 8, 8]) + answering(
    L_B, [2, 2, 2, 2, 2], [3, 3, 3, 1, 1], 50
)
NINE_MORE = answering(L_B, MIXED, MIXED, 50)
LATE = answering(P_A, [3, 3, 3, 3, 3], [1, 2, 3, 8, 8], 500)
OVER_TIME: dict[str, tuple[Rows, Rows]] = {
    "five of one voice come, and three of them answer the other": (NINE, NINE + LATE),
    "four come": (NINE, NINE + LATE[:4]),
    "five correct, and answer one as before": (
        NINE,
        [{**row, **({"p2": 3} if at < 5 else {})} for at, row in enumerate(NINE)],
    ),
    "two groups of five, one of one voice, of which one corrects": (
        TWO_FIVES,
        [{**row, **({"p1": 3} if row["id"] == "r0" else {})} for row in TWO_FIVES],
    ),
}


def seen(world: World, before: Rows, after: Rows, item: str) -> list[Number]:
    """Everything shown of an item over two publications; nothing new where the second is refused."""
    world.show(before)
    first = list(numbers_shown(world, before, item))
    world.load(after)
    try:
        world.publish()
    except Refused as refused:
        assert refused.reason in ("few_changed", "few_stayed")
        return first
    return [*first, *numbers_shown(world, after, item)]


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("name", OVER_TIME)
def test_nobodys_answer_is_solved_for(make_world: MakeWorld, name: str, item: str) -> None:
    world = make_world(high=3, special=["not_applicable"], form_at=5)
    numbers = seen(world, *OVER_TIME[name], item)
    assert numbers
    assert len(exposed(numbers)) not in range(1, LEAST_K)


def forged(before: Rows, after: Rows, item: str) -> list[Number]:
    """The counts of two sets of rows as a gate that stops nothing would show them."""
    codes = ["1", "2", "3", "8", ""]
    counts = [Counter(str(row[item]) for row in rows) for rows in (before, after)]
    return [
        Number(frozenset(versions(rows)), tuple(held[code] for code in codes))
        for rows, held in zip((before, after), counts, strict=True)
    ]


def test_one_person_more_is_solved_for() -> None:
    late = LATE[:1]
    assert exposed(forged(NINE, NINE, "p1")) == set()
    assert exposed(forged(NINE, NINE + late, "p1")) == set(versions(late))


STAYS = answering(P_A, [1], [1])
EXCHANGED = (
    STAYS + answering(P_A, [2, 2, 2, 3, 3], [2, 2, 2, 3, 3], 100),
    STAYS + answering(P_A, [4, 4, 4, 5, 5], [4, 4, 4, 5, 5], 200),
)


def test_the_one_who_stays_when_the_others_are_exchanged(make_world: MakeWorld) -> None:
    numbers = seen(make_world(form_at=5), *EXCHANGED, "p1")
    assert len(exposed(numbers)) not in range(1, LEAST_K)


@pytest.mark.parametrize("others", ["gone", "not applicable"])
def test_fewer_than_k_left_of_a_group(make_world: MakeWorld, others: str) -> None:
    world = make_world(form_at=5)
    before = NINE_MORE + NINE
    after = before[:-6] if others == "gone" else [*before[:-6], *({**row, "p1": 8} for row in before[-6:])]
    numbers = seen(world, before, after, "p1")
    # Nine leaders are the same as before: everyone's number now less theirs then is the three who are left.
    # A person who said 'not applicable' is behind no number on the scale.
    behind = [{one for one in number.behind if one[3] != "8"} for number in numbers]
    everybody: dict[Any, int] = dict.fromkeys(frozenset().union(*behind), 1)
    assert singled_out((set[Any](one) for one in behind), everybody, LEAST_K) == set()
