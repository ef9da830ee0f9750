"""Every selection that may be asked for of one wave or two, and where a merged item is to be found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from etl.release.counted import CountedInstrument, CountedWave
from etl.release.groups import (
    Block,
    Group,
    Node,
    Partition,
    common_coarsening,
    containing,
    groups_offered,
    is_union,
)
from etl.release.scores.composite import score_of_steps
from publication.ids import is_subscale

_ItemPartition = tuple[str, str, Partition]


@dataclass(frozen=True, slots=True)
class Offer:
    """The selections of one wave (from = to) or of two waves compared."""

    waves: tuple[CountedWave, ...]
    partition: Partition
    groups: list[Group]
    merged: list[tuple[str, str, str, str]]

    @property
    def from_wave(self) -> str:
        """The id of the earlier wave."""
        return self.waves[0].wave.id

    @property
    def to_wave(self) -> str:
        """The id of the later wave."""
        return self.waves[-1].wave.id


def _item_partitions(waves: tuple[CountedWave, ...]) -> Iterator[_ItemPartition]:
    """Yield instrument, item and the groups in which an item can be compared over the waves."""
    for instrument, first in waves[0].instruments.items():
        counted: list[CountedInstrument] = [
            w.instruments[instrument] for w in waves if instrument in w.instruments
        ]
        for item in first.partitions:
            partitions = [held.partitions.get(item, ()) for held in counted]
            if len(counted) == len(waves) and all(partitions) and not score_of_steps(item):
                yield instrument, item, common_coarsening(partitions)


def _wider(groups: Sequence[Group], by_item: Sequence[_ItemPartition]) -> dict[tuple[str, str, str], Block]:
    """Return, by instrument, group and item, the larger selection an item's merged group makes of a group."""
    return {
        (instrument, group.id, item): wider
        for instrument, item, blocks in by_item
        for group in groups
        if not is_union(group.cells, blocks) and (wider := containing(group.cells, blocks))
    }


def _around(
    groups: Sequence[Group], by_subscale: Sequence[_ItemPartition]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield instrument, group, subscale and the nearest selection offered anyway that shows its score."""
    cells = {group.id: group.cells for group in groups}
    for instrument, subscale, blocks in by_subscale:
        for group in (group for group in groups if not is_union(group.cells, blocks)):
            wider = next(
                (ancestor for ancestor in group.ancestors if is_union(cells[ancestor], blocks)), None
            )
            if wider is not None:
                yield instrument, group.id, subscale, wider


def offer(tree: Node, waves: tuple[CountedWave, ...]) -> Offer:
    """Return the selections of the waves: whole groups, their unions by tree node, merged items' groups.

    A tree node whose groups reach beyond it is offered with all of them: 'Leaders and peer workers'. What a
    subscale merges is not: subscales are off until someone asks for them.
    """
    partition = common_coarsening(wave.partition for wave in waves)
    every = list(_item_partitions(waves))
    by_item = [held for held in every if not is_subscale(held[1])]
    by_subscale = [held for held in every if is_subscale(held[1])]
    scope: Block = frozenset().union(*partition)
    also = {block for _, _, blocks in by_item for block in blocks}
    also |= {containing(node.cells, partition) for node in tree.walk() if node.cells & scope}
    while True:
        groups = groups_offered(tree, partition, also)
        by_cells, wider = {group.cells: group.id for group in groups}, _wider(groups, by_item)
        if not (missing := set(wider.values()) - set(by_cells)):
            break
        also |= missing
    merged = [
        (instrument, group, item, by_cells[cells]) for (instrument, group, item), cells in wider.items()
    ]
    merged += _around(groups, by_subscale)
    return Offer(waves, partition, groups, merged)


def offers(tree: Node, waves: list[CountedWave]) -> list[Offer]:
    """Return the offers of every wave by itself and of every two, the earlier first."""
    return [offer(tree, together) for together in [*((wave,) for wave in waves), *combinations(waves, 2)]]
