"""In which groups a wave, an item or a score may be shown: large enough, and never finer than before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etl.release.groups import Block, Cell, Node, Partition, coarsen, common_coarsening, in_order, never_finer
from etl.release.prior.change import Changes
from etl.release.prior.record import PriorWave
from publication.definitions.programme import Programme


def wave_partition(
    programme: Programme, tree: Node, members: Counter[Cell], prior: Sequence[PriorWave]
) -> Partition:
    """Return the groups of a wave; those of earlier publications whose people are all gone are among them."""
    cells: Partition = tuple(frozenset({cell}) for cell in sorted(members))
    wanted = coarsen(tree, cells, lambda block: sum(members[cell] for cell in block), programme.form_at)
    return never_finer(wanted or (frozenset(members),), (before.partition for before in prior))


def whole(members: Counter[Cell], prior: Sequence[PriorWave]) -> Partition:
    """Return everyone of now and before as one group."""
    return (frozenset(members).union(*(shown.members for shown in prior)),)


def held_by(members: Counter[Cell], partition: Partition) -> Partition:
    """Return the blocks that have members, in the order of those."""
    scope = frozenset(members)
    return tuple(
        sorted((block for block in partition if block & scope), key=lambda block: min(block & scope))
    )


@dataclass(frozen=True, slots=True)
class ItemGate:
    """What an instrument's groups are held to: the wave's own, what was shown before, what changed since."""

    tree: Node
    k: int
    base: Partition
    changes: Changes

    def item(self, name: str, sizes: Sequence[int]) -> Partition:
        """Return the groups an item may be shown in; `sizes`: answers on the scale of each base group."""
        return self._coarsened(name, self.base, self._fewest(name, sizes))

    def score(self, name: str, items: Sequence[Partition], sizes: Sequence[int]) -> Partition:
        """Return the groups a score may be shown in: none finer than any of its items'."""
        if not all(items):
            return ()
        start = common_coarsening([self.base, *items])
        return self._coarsened(name, start, self._fewest(name, sizes))

    def _coarsened(self, name: str, start: Partition, fewest: Callable[[Block], int]) -> Partition:
        before = [
            change.prior.partition_of(self.changes.instrument, name)
            for change in self.changes.since
            if change.prior.showed(self.changes.instrument, name)
        ]
        held = self.changes.taken_together(name, never_finer(start, before))
        return coarsen(self.tree, self._held(held), fewest, self.k)

    def _held(self, partition: Partition) -> Partition:
        everyone: Block = frozenset().union(*self.base)
        return in_order(block for block in partition if block & everyone)

    def _answered(self, sizes: Sequence[int]) -> Callable[[Block], int]:
        held = dict(zip(self.base, sizes, strict=True))

        def answered(block: Block) -> int:
            return held[block] if block in held else sum(n for cells, n in held.items() if cells <= block)

        return answered

    def _fewest(self, name: str, sizes: Sequence[int]) -> Callable[[Block], int]:
        """Return how few answers a block's numbers rest on, alone or held against earlier ones."""
        answered = self._answered(sizes)

        def fewest(block: Block) -> int:
            return min([answered(block), *self.changes.sizes(name, block)])

        return fewest
