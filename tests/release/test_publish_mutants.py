"""The checks of the gate must catch a gate that is broken: each mutant is found by at least one of them."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl.release import answer_rows, gate, item_gate, suppression
from etl.release.counted import CountedInstrument, CountedWave
from etl.release.groups import Block, Cell, Node, Partition, Size, coarsen
from etl.release.prior.change import Changes
from publication.definitions.instrument import Instrument
from publication.faults import Refused
from tests.release.attacks.test_publish_attack_over_time import Shown, see
from tests.release.attacks.test_publish_label_swap import SIDE_BY_SIDE, published, reordering_shows, swapped
from tests.worlds import World, leaks, people, singled_out

MakeWorld = Callable[..., World]
Rows = list[dict[str, object]]


def few_answers() -> Rows:
    """Three groups of eight; four answer p1 at site a, seven at b, all at c."""
    rows = people({("practitioner", "a"): 8, ("practitioner", "b"): 8, ("practitioner", "c"): 8})
    for row in rows[:4] + rows[8:9]:
        row["p1"] = 8
    return rows


def test_the_checks_find_nothing_wrong_with_the_gate(make_world: MakeWorld) -> None:
    rows = few_answers()
    assert leaks(make_world().show(rows), rows) == []


def test_a_limit_one_too_low_is_caught(make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def lower(tree: Node, partition: Partition, size: Size, least: int) -> Partition:
        return coarsen(tree, partition, size, least - 1)

    monkeypatch.setattr(item_gate, "coarsen", lower)
    rows = few_answers()
    assert leaks(make_world().show(rows), rows)


def test_a_limit_one_too_high_is_caught(make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def higher(tree: Node, partition: Partition, size: Size, least: int) -> Partition:
        return coarsen(tree, partition, lambda block: size(block) - 1, least)

    monkeypatch.setattr(item_gate, "coarsen", higher)
    rows = people({(role, site): 8 for role in ("practitioner", "leader") for site in "abc"})
    assert len(make_world().show(rows).rows("groups")) < 6


def test_groups_that_ask_who_answered_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_answers(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Counter[Cell]:
        found = con.execute(
            "SELECT role, site, count(*) FROM members"
            " JOIN answers_practice USING (programme, wave, respondent) WHERE p1 > 0 GROUP BY role, site"
        ).fetchall()
        return Counter({(role, site): n for role, site, n in found})

    answered = {"p1": 1, "p2": 2, "p3": 3, "gender": "w"}
    rows = people({("leader", "a"): 9, ("leader", "b"): 5, ("leader", "d"): 5}, answered)
    for row in rows[13:]:
        row["p1"] = 8
    places = {"nord": ["a", "b", "d"], "sor": ["c"]}
    _, group = published(rows, places=places)
    monkeypatch.setattr(gate, "members_per_cell", by_answers)
    other = swapped(rows, group, random.Random(1))
    assert published(rows, places=places)[0] != published(other, places=places)[0]


def test_groups_that_merge_in_the_order_of_loading_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: dict[Cell, int] = {}

    def as_loaded(con: duckdb.DuckDBPyConnection, programme: str, wave: str) -> Counter[Cell]:
        cells = con.execute("SELECT role, site FROM members ORDER BY rowid").fetchall()
        loaded.clear()
        loaded.update({cell: at for at, cell in enumerate(dict.fromkeys(cells))})
        return Counter(cells)

    def reordered(node: Node) -> Node:
        def first(child: Node) -> int:
            return min((loaded[cell] for cell in child.cells & loaded.keys()), default=len(loaded))

        return replace(node, children=tuple(sorted(map(reordered, node.children), key=first)))

    def by_dict(tree: Node, partition: Partition, size: Size, least: int) -> Partition:
        return coarsen(reordered(tree), partition, size, least)

    monkeypatch.setattr(gate, "members_per_cell", as_loaded)
    monkeypatch.setattr(item_gate, "coarsen", by_dict)
    assert reordering_shows(SIDE_BY_SIDE, SIDE_BY_SIDE[5:] + SIDE_BY_SIDE[:5])


def test_items_shown_in_the_waves_groups_are_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_gate.ItemGate, "item", lambda held, *_: held.base)
    rows = few_answers()
    assert leaks(make_world().show(rows), rows)


def test_a_score_shown_in_the_waves_groups_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_gate.ItemGate, "score", lambda held, *_: held.base)
    rows = few_answers()
    for row in rows[:4]:
        row["p2"] = 8
    assert leaks(make_world().show(rows), rows)


def test_a_subscale_shown_in_the_waves_groups_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_gate.ItemGate, "score", lambda held, *_: held.base)
    rows = few_answers()
    for row in rows[:4]:
        row["p2"] = 8
    assert leaks(make_world(subscales={"choice": ["p1", "p2"]}, overall=False).show(rows), rows)


@pytest.mark.parametrize("without_n", [False, True])
def test_an_export_past_the_gate_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch, without_n: bool
) -> None:
    """What leaves is called withheld and holds its numbers (or all but the first) all the same."""
    given = suppression.answers_of

    def past(wave: CountedWave, instrument: Instrument, item: str, cells: Block) -> suppression.Answers:
        honest = given(wave, instrument, item, cells)
        with monkeypatch.context() as gone:
            gone.setattr(suppression, "suppression_status", lambda *_: None)
            open_to_all = given(wave, instrument, item, cells)
        hidden = without_n and honest.status != "shown"
        return replace(open_to_all, status=honest.status, n=None if hidden else open_to_all.n)

    monkeypatch.setattr(answer_rows, "answers_of", past)
    rows = few_answers()
    found = leaks(make_world().show(rows), rows)
    assert "pre p1 practitioner.nord.a: withheld and yet a number" in found


def test_a_total_that_allows_subtraction_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hide_only_the_small(counted: CountedInstrument, item: str, cells: Block) -> str | None:
        at = next((at for at, one in enumerate(counted.items) if one.id == item), None)
        if at is None:
            return "withheld"
        groups = [number for number, block in enumerate(base) if block <= cells]
        return None if sum(counted.on_scale(at)[number] for number in groups) >= 5 else "withheld"

    base: list[Block] = [frozenset({("practitioner", site)}) for site in "abc"]
    monkeypatch.setattr(suppression, "suppression_status", hide_only_the_small)
    rows = few_answers()
    found = leaks(make_world().show(rows), rows)
    assert found == ["pre p1: [('practitioner', 'a')] singled out"]


def test_one_small_group_left_out_of_the_total_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dropped(held: item_gate.ItemGate, item: str, sizes: Sequence[int]) -> Partition:
        return tuple(block for block, n in zip(held.base, sizes, strict=True) if n >= held.k)

    monkeypatch.setattr(item_gate.ItemGate, "item", dropped)
    rows = few_answers()
    assert leaks(make_world().show(rows), rows)


def test_a_gate_that_hides_everything_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "suppression_status", lambda *_: "withheld")
    rows = few_answers()
    world = make_world().show(rows)
    assert leaks(world, rows) == []
    assert not world.rows("answers", status="shown")


def again(world: World, first: Rows, second: Rows) -> bool:
    """Publish twice; say whether the second is published."""
    world.show(first)
    world.load(second)
    try:
        return world.publish()[1]
    except Refused:
        return False


def test_one_person_more_in_a_second_publication_is_caught(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = people({("practitioner", "a"): 9, ("leader", "b"): 9})
    more = [*rows, *people({("leader", "b"): 1}, first=50)]
    assert not again(make_world(), rows, more)
    monkeypatch.setattr(gate, "refuse_few", lambda *_: None)
    assert again(make_world(), rows, more)


def told_apart(world: World, first: Rows, second: Rows) -> set[object]:
    """Publish twice, or as often as is allowed; return the few whom both publications together tell apart."""
    kept: Shown = {}
    world.show(first)
    see(world, first, kept)
    world.load(second)
    try:
        world.publish()
    except Refused:
        assert world.rows("meta")[0]["number"] == 1
    else:
        see(world, second, kept)
    everybody = {one: 1 for people in kept["p1"] for one in people}
    return singled_out(kept["p1"], everybody, world.k)


def test_one_changed_answer_in_a_second_publication_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = people({("practitioner", "a"): 9, ("leader", "b"): 9})
    other = [row | ({"p1": 5} if at == 0 else {}) for at, row in enumerate(rows)]
    assert not told_apart(World(tmp_path / "kept").write(), rows, other)
    monkeypatch.setattr(gate, "changes_of_answers", lambda *_: Changes("practice"))
    assert told_apart(World(tmp_path / "told").write(), rows, other)


def test_an_items_groups_that_split_again_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = few_answers()
    more = [*rows, *people({("practitioner", "a"): 9}, first=50)]

    def blocks_of_p1(world: World) -> set[tuple[str, ...]]:
        assert again(world.write(), rows, more)
        return {tuple(row["cells"]) for row in world.rows("blocks", item="p1")}

    merged = {("practitioner@a", "practitioner@b"), ("practitioner@c",)}
    assert blocks_of_p1(World(tmp_path / "kept")) == merged
    monkeypatch.setattr(item_gate, "never_finer", lambda partition, _: partition)
    assert blocks_of_p1(World(tmp_path / "split")) == set()
