"""A dashboard that runs while publications come and go, and one who keeps everything it ever served.

The one who keeps it knows who is in which group, who came, went and corrected, but no answer. What the
numbers tell together is asked by rank over a prime field and, where worlds are small, by scipy's integer
programming.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from etl.release import gate
from etl.release.prior.change import Changes
from etl.release.withdraw import withdraw_publication
from publication.faults import Refused
from publication.file import current_number
from tests.attacker import Number, RunningDashboard, few_told_apart, process_of_its_own, rank
from tests.dashboards import INVOLVED, FullWorld, served
from tests.release.attacks.test_publish_machine import LEAST_K, exposed
from tests.release.attacks.test_publish_machine import Number as Known
from tests.release.test_publish_words import comment, release, withdraw, write_words
from tests.seeds import seeds
from tests.worlds import Row, cells_of, person

Rows = list[dict[str, object]]
Record = tuple[object, ...]
Kept = dict[tuple[str, str, str], set[frozenset[Record]]]

ITEMS = {"practice": ("p1", "p2"), "involvement": INVOLVED}
GIVEN = [1, 2, 3, 4, 5, 5, 8, ""]


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessPoolExecutor]:
    with process_of_its_own() as pool:
        yield pool


def newcomer(chance: random.Random, number: int, cell: tuple[str, str], wave: str) -> dict[str, object]:
    answers = {item: chance.choice(GIVEN) for items in ITEMS.values() for item in items}
    return {**person(number, *cell, wave), **answers}


def records(rows: Iterable[Row], wave: str, instrument: str) -> list[Record]:
    """What each said to an instrument, without ids: alike ones are numbered, the least that can differ."""
    seen: Counter[Record] = Counter()
    found = []
    for row in rows:
        if row["wave"] == wave:
            record = row["role"], row["site"], *(str(row[item]) for item in ITEMS[instrument])
            seen[record] += 1
            found.append((*record, seen[record]))
    return found


def answered(record: Record, instrument: str, item: str) -> bool:
    """Say whether somebody answered on the scale, or has a score (half of two questions)."""
    on_scale = [answer not in ("8", "") for answer in record[2:4]]
    return any(on_scale) if item == "overall" else on_scale[ITEMS[instrument].index(item)]


def programme(folder: Path, sites: str = "ab", waves: Sequence[str] = ("pre", "post")) -> FullWorld:
    return FullWorld(folder, places={"nord": [*sites]}, waves={one: one for one in waves}, form_at=5)


class History:
    """A programme over the years: people come, go, correct; words are released and taken back; k rises."""

    def __init__(self, world: FullWorld, process: ProcessPoolExecutor, seed: int) -> None:
        self.chance, self.world = random.Random(seed), world
        self.cells = [(role, site) for role in world.roles for site in world.places["nord"]]
        self.dashboard = RunningDashboard(process, self.world.at.data, self.world.at.var)
        self.numbers = iter(range(10_000))
        self.texts = [f"Text {at}." for at in range(9)]
        self.released: list[str] = []
        self.shown: dict[int, tuple[Rows, int]] = {}
        self.rows = [row for wave in self.world.waves for row in self._people(wave)]
        self.kept: Kept = {}

    def _people(self, wave: str) -> Rows:
        sizes = {cell: self.chance.choice([0, 3, 6, 9]) for cell in self.cells}
        sizes |= {self.cells[0]: 12, self.cells[-1]: 9}
        return [self._new(cell, wave) for cell, n in sizes.items() for _ in range(n)]

    def _new(self, cell: tuple[str, str], wave: str) -> dict[str, object]:
        return newcomer(self.chance, next(self.numbers), cell, wave)

    def event(self) -> None:
        events = [self.come, self.go, self.correct, self.exchange, self.say, self.take_back]
        self.chance.choice([*events, self.raise_k, self.withdraw])()

    def _somewhere(self) -> tuple[tuple[str, str], str, int, set[int]]:
        cell, wave = self.chance.choice(self.cells), self.chance.choice([*self.world.waves])
        there = [
            at for at, row in enumerate(self.rows) if (row["role"], row["site"], row["wave"]) == (*cell, wave)
        ]
        n = self.chance.choice([1, 4, 5, 5, 6])
        return cell, wave, n, set(self.chance.sample(there, min(n, len(there))))

    def come(self) -> None:
        cell, wave, n, _ = self._somewhere()
        self.rows = self.rows + [self._new(cell, wave) for _ in range(n)]

    def go(self) -> None:
        *_, gone = self._somewhere()
        self.rows = [row for at, row in enumerate(self.rows) if at not in gone]

    def correct(self) -> None:
        cell, wave, _, mended = self._somewhere()
        self.rows = [
            self._new(cell, wave) | {"id": row["id"]} if at in mended else row
            for at, row in enumerate(self.rows)
        ]

    def exchange(self) -> None:
        cell, wave, _, gone = self._somewhere()
        self.rows = [row for at, row in enumerate(self.rows) if at not in gone]
        self.rows += [self._new(cell, wave) for _ in gone]

    def say(self) -> None:
        write_words(self.world, [("pre", "And?", text) for text in self.texts])
        text = self.chance.choice(self.texts)
        release(self.world, comment(text))
        self.released.append(text)

    def take_back(self) -> None:
        if self.released:
            number = withdraw(self.world, comment(self.released.pop()))
            if number is not None:
                self.shown[number] = self.shown[number - 1]
                self.ask()

    def raise_k(self) -> None:
        self.world.k = min(self.world.k + 1, 7)
        self.world.form_at = max(self.world.form_at, self.world.k)

    def withdraw(self) -> None:
        number = current_number(self.world.publications)
        if number is not None and number > 1:
            with self.world.warehouse() as con:
                withdraw_publication(con, self.world.publications, "small", number)
            self.ask()

    def publish(self) -> None:
        self.world.load(self.rows)
        try:
            number, _ = self.world.publish(again=self.chance.random() < 0.5)
        except Refused as refused:
            assert refused.reason in ("few_changed", "few_stayed", "finer_groups", "withdrawn")
        else:
            self.shown.setdefault(number, (self.rows, self.world.k))
            self.ask()

    def ask(self) -> None:
        """Ask for everything, and keep who is behind each number: k or more, as they answered that day."""
        number = current_number(self.world.publications)
        assert number is not None
        found = self.dashboard.numbers()
        assert found
        rows, k = self.shown[number]
        for one in found:
            inside = cells_of(self.world, one.group)
            behind = frozenset(
                record
                for record in records(rows, one.wave, one.instrument)
                if record[:2] in inside and answered(record, one.instrument, one.item)
            )
            # Of a score as few as its items' counts allow, where the true number would tell.
            is_score = one.item == "overall" or one.item.startswith("subscale:")
            assert one.n in (0, len(behind)) or (is_score and one.n < len(behind)), one
            if one.n:
                assert one.n >= k, one
                self.kept.setdefault((one.instrument, one.wave, one.item), set()).add(behind)


@pytest.mark.parametrize("seed", seeds(12, few=1))
def test_nobody_is_told_apart_by_all_that_was_ever_served(
    tmp_path: Path, process: ProcessPoolExecutor, seed: int
) -> None:
    history = History(programme(tmp_path), process, seed)
    history.publish()
    assert len(history.kept) == 2 * 2 * 3
    for _ in range(4):
        history.event()
        history.publish()
    for name, sets in history.kept.items():
        assert few_told_apart(sets, LEAST_K) == frozenset(), name


def test_one_late_answer_let_through_is_found(
    tmp_path: Path, process: ProcessPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "refuse_few", lambda *_: None)
    monkeypatch.setattr(gate, "changes_of_answers", lambda *_: Changes("practice"))
    history = History(programme(tmp_path), process, 1)
    history.publish()
    late = history._new(history.cells[0], "pre") | {"p1": 5}
    history.rows = [*history.rows, late]
    history.publish()
    assert few_told_apart(history.kept["practice", "pre", "p1"], LEAST_K)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([[1, 1, 0], [0, 1, 1], [1, 0, -1]], 2),
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 3),
        ([[0, 0], [0, 0]], 0),
        ([[2, 4], [1, 2]], 1),
    ],
)
def test_rank_by_hand(rows: list[list[int]], expected: int) -> None:
    assert rank(rows) == expected


def test_who_is_told_apart_by_hand() -> None:
    """Nine less seven are two; three overlapping pairs of fives give each five, and nobody fewer."""
    nine = frozenset(range(9))
    assert few_told_apart([nine, nine - {0, 1}], 5) == {0, 1}
    assert few_told_apart([nine], 5) == frozenset()
    fives = [frozenset(range(at, at + 5)) for at in (0, 5, 10)]
    pairs = [fives[0] | fives[1], fives[1] | fives[2], fives[0] | fives[2]]
    assert few_told_apart(pairs, 5) == frozenset()
    assert few_told_apart(pairs, 6) in fives


def small(folder: Path, process: ProcessPoolExecutor) -> tuple[FullWorld, RunningDashboard]:
    world = FullWorld(folder, form_at=5, special=["not_applicable"], overall=False)
    return world, RunningDashboard(process, world.at.data, world.at.var)


def voices(first: int, answers: str) -> Rows:
    """Practitioners at site a, each with one digit of the text as the answer to the first question."""
    return [
        person(first + at, "practitioner", "a", p1=one, p2=3, i1=3, i2=3) for at, one in enumerate(answers)
    ]


def known(numbers: Iterable[Number], rows: Rows) -> Iterator[Known]:
    """The served counts of the first question, with who is behind them; blanks do not occur."""
    for one in numbers:
        if one.item == "p1" and one.counts:
            yield Known(
                frozenset((str(row["id"]), str(row["p1"])) for row in rows), tuple(n for _, n in one.counts)
            )


NINE = voices(0, "112233448")
AFTER = {
    "five come": NINE + voices(100, "55555"),
    "five go": voices(0, "1122334481188")[5:],
    "four come": NINE + voices(100, "5555"),
    "five correct": voices(0, "55555") + NINE[5:],
    "one corrects": voices(0, "5") + NINE[1:],
}


@pytest.mark.parametrize("after", AFTER.values(), ids=AFTER)
def test_no_answer_is_solved_for(tmp_path: Path, process: ProcessPoolExecutor, after: Rows) -> None:
    world, dashboard = small(tmp_path, process)
    world.show(NINE)
    numbers = list(known(dashboard.numbers(), NINE))
    assert numbers
    world.load(after)
    try:
        world.publish()
    except Refused as refused:
        assert refused.reason in ("few_changed", "few_stayed")
    else:
        numbers += known(dashboard.numbers(), after)
    assert len(exposed(numbers)) not in range(1, LEAST_K)


def test_what_runs_serves_what_one_started_now_would_serve(
    tmp_path: Path, process: ProcessPoolExecutor
) -> None:
    """After late answers, words released and taken back and a raised k, nothing of before is served."""
    history = History(programme(tmp_path, "a", ["pre"]), process, 7)
    history.publish()
    before = history.dashboard.numbers()
    for step in (history.say, history.publish, history.raise_k, history.publish, history.take_back):
        step()
    history.rows += [history._new(history.cells[0], "pre") for _ in range(12)]
    history.publish()
    after = history.dashboard.everything(["da"])
    fresh = history.dashboard.everything(["da"], fresh=True)
    assert [one for one in {**after, **fresh} if after.get(one) != fresh.get(one)] == []
    changed = {one for one in before if one.group in ("all", "practitioner")}
    assert changed
    assert changed.isdisjoint(history.dashboard.numbers())


def test_nothing_is_served_once_all_is_withdrawn(tmp_path: Path) -> None:
    world = FullWorld(tmp_path, form_at=5).show(voices(0, "112233448"))
    dashboard, query = served(world), {"programme": "small", "lang": "en", "view": "answers"}
    assert json.loads(dashboard.card("change", query))["response"]["change-graph"]["figure"]["data"]
    with world.warehouse() as con:
        assert withdraw_publication(con, world.publications, "small", 1) is None
    for served_now in (dashboard.card("change", query), dashboard.table("change", query)):
        assert b"<h1" in served_now
        assert b"p1" not in served_now
    assert dashboard.client.get("/files/change.csv", query_string=query).status_code == 404
    assert b"p1" not in dashboard.file("change", query, "comma")
