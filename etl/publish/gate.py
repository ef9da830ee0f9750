"""The gate: what of a wave's counts may leave, for which groups, item by item."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from etl.definitions.instrument import Instrument, Item
from etl.definitions.programme import Programme, Wave
from etl.publish.counting import (
    Axis,
    Counts,
    Scores,
    assign_groups,
    count_answers,
    count_scores,
    members_per_cell,
)
from etl.publish.groups import Block, Cell, Node, Partition, coarsen, common_coarsening, is_union

OVERALL = "overall"
FEWEST_FOR_SCORE_COUNTS = 10


@dataclass(frozen=True, slots=True)
class CountedInstrument:
    """One instrument in one wave, counted by the wave's groups, and the groups each item or score allows.

    `answered` are the items that anyone gave an answer on the scale to (and the score that anyone has).
    """

    instrument: Instrument
    items: list[Item]
    axis: Axis
    counts: Counts
    scores: list[Scores] | None
    partitions: dict[str, Partition]
    answered: set[str] = field(default_factory=set)

    def on_scale(self, at: int) -> list[int]:
        """Return how many of each group gave item number `at` an answer on the scale."""
        return [int(n) for n in self.counts[at, :, : len(self.axis.answers)].sum(axis=1)]


@dataclass(frozen=True, slots=True)
class CountedWave:
    """A closed wave: its members by cell, its groups, and its instruments counted by them."""

    wave: Wave
    members: Counter[Cell]
    partition: Partition
    instruments: dict[str, CountedInstrument] = field(default_factory=dict)

    @property
    def scope(self) -> Block:
        """All cells that have members."""
        return frozenset(self.members)

    def groups_in(self, cells: Block) -> list[int]:
        """Return the numbers of the wave's groups that make up a selection."""
        return [number for number, block in enumerate(self.partition) if block <= cells]


@dataclass(frozen=True, slots=True)
class Answers:
    """What leaves of one item in one group: counts on the scale and apart from it, or a status only."""

    status: str
    n: int | None = None
    counts: list[int] | None = None
    special: dict[str, int] = field(default_factory=dict)
    blank: int | None = None
    total: float | None = None
    total_of_squares: float | None = None


def _coarsen_by(tree: Node, start: Partition, base: Partition, sizes: Sequence[int], k: int) -> Partition:
    """Merge a partition until each block has at least k, counted over the base groups it is made of."""
    held = dict(zip(base, sizes, strict=True))

    def size(block: Block) -> int:
        return held[block] if block in held else sum(n for cells, n in held.items() if cells <= block)

    return coarsen(tree, start, size, k)


def _score_partition(
    tree: Node, base: Partition, items: Sequence[Partition], scores: Sequence[Scores], k: int
) -> Partition:
    """Return the groups a score allows: none finer than any of its items, each with at least k scores."""
    if any(not partition for partition in items):
        return ()
    return _coarsen_by(tree, common_coarsening([base, *items]), base, [one.n for one in scores], k)


def _partitions(
    tree: Node, base: Partition, items: Sequence[Item], answered: Sequence[Sequence[int]], k: int
) -> dict[str, Partition]:
    return {
        item.id: _coarsen_by(tree, base, base, sizes, k) for item, sizes in zip(items, answered, strict=True)
    }


def _count_instrument(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    tree: Node,
    wave: CountedWave,
    instrument: Instrument,
) -> CountedInstrument:
    items = instrument.items_asked(wave.wave.asked_as)
    asked = (con, instrument, items, programme.id, wave.wave.id, len(wave.partition))
    counts, scores = count_answers(*asked), count_scores(*asked) if instrument.overall else None
    counted = CountedInstrument(instrument, items, Axis.of(instrument), counts, scores, {})
    sizes = [counted.on_scale(at) for at in range(len(items))]
    counted.answered.update(item.id for item, held in zip(items, sizes, strict=True) if any(held))
    counted.partitions.update(_partitions(tree, wave.partition, items, sizes, programme.k))
    if scores is not None:
        by_item = [counted.partitions[item.id] for item in items if item.id in counted.answered]
        counted.partitions[OVERALL] = _score_partition(tree, wave.partition, by_item, scores, programme.k)
        counted.answered.update([OVERALL] if any(one.n for one in scores) else [])
    return counted


def count_wave(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    tree: Node,
    wave: Wave,
    instruments: Mapping[str, Instrument],
) -> CountedWave | None:
    """Group and count a closed wave; None where it has fewer than k members and is hidden."""
    members = members_per_cell(con, programme.id, wave.id)
    if members.total() < programme.k:
        return None
    cells: Partition = tuple(frozenset({cell}) for cell in sorted(members))
    partition = coarsen(tree, cells, lambda block: sum(members[cell] for cell in block), programme.form_at)
    counted = CountedWave(wave, members, partition or (frozenset(members),))
    assign_groups(con, programme.id, wave.id, counted.partition)
    for instrument in instruments.values():
        if instrument.items_asked(wave.asked_as):
            counted.instruments[instrument.id] = _count_instrument(con, programme, tree, counted, instrument)
    return counted


def _withheld_or_empty(counted: CountedInstrument, item: str, cells: Block) -> str | None:
    if item not in counted.answered:
        return "no_answers"
    return None if is_union(cells, counted.partitions[item]) else "withheld"


def _item_answers(counted: CountedInstrument, at: int, groups: list[int]) -> Answers:
    counts = counted.counts[at, groups].sum(axis=0)
    steps = len(counted.axis.answers)
    on_scale = [int(n) for n in counts[:steps]]
    special = {name: int(counts[steps + place]) for place, name in enumerate(counted.axis.special)}
    return Answers("shown", sum(on_scale), on_scale, special, int(counts[-1]))


def _score_answers(counted: CountedInstrument, groups: list[int]) -> Answers:
    together = sum(((counted.scores or [])[number] for number in groups), Scores(Counter()))
    total, total_of_squares = together.sums()
    tenths = together.tenths(counted.axis.answers[0], counted.axis.answers[-1])
    counts = tenths if together.n >= FEWEST_FOR_SCORE_COUNTS else None
    return Answers("shown", together.n, counts, total=total, total_of_squares=total_of_squares)


def answers_of(wave: CountedWave, instrument: Instrument, item: str, cells: Block) -> Answers:
    """Return what may leave for an item (or 'overall') of a selection of cells in one wave.

    'shown' only where the selection is made of whole groups of that item; else 'withheld', 'no_answers' where
    not one member answered on the scale, or 'not_asked'.
    """
    counted = wave.instruments.get(instrument.id)
    if counted is None or item not in counted.partitions:
        return Answers("not_asked")
    cells &= wave.scope
    if hidden := _withheld_or_empty(counted, item, cells):
        return Answers(hidden)
    groups = wave.groups_in(cells)
    if item == OVERALL:
        return _score_answers(counted, groups)
    return _item_answers(counted, [one.id for one in counted.items].index(item), groups)
