"""In which groups a wave, an item or a score may be shown: large enough, and never finer than before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.publish.changes import SCORE, Change, Earlier, never_finer
from etl.publish.groups import Block, Cell, Node, Partition, coarsen, common_coarsening, finer_than, in_order


def wave_partition(
    programme: Programme, tree: Node, wave: str, members: Counter[Cell], earlier: Sequence[Earlier]
) -> Partition:
    """Return the groups of a wave, each with the cells that had members in earlier publications only.

    Raises Refused where the programme now wants finer groups of the same members than were shown before.
    """
    cells: Partition = tuple(frozenset({cell}) for cell in sorted(members))
    wanted = coarsen(tree, cells, lambda block: sum(members[cell] for cell in block), programme.form_at)
    wanted = wanted or (frozenset(members),)
    for one in earlier:
        if one.members == members and finer_than(wanted, one.partition):
            raise Refused("finer_groups", wave=wave, publication=str(one.publication))
    return held_by(members, never_finer(wanted, (one.partition for one in earlier)))


def whole(members: Counter[Cell], earlier: Sequence[Earlier]) -> Partition:
    """Return everyone of now and before as one group."""
    return (frozenset(members).union(*(one.members for one in earlier)),)


def held_by(members: Counter[Cell], partition: Partition) -> Partition:
    """Return the blocks that have members, in the order of those."""
    scope = frozenset(members)
    return tuple(
        sorted((block for block in partition if block & scope), key=lambda block: min(block & scope))
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What an instrument's groups are held to: the wave's own, what was shown before, what changed since.

    `unchanged` are the publications since which nobody came, went or answered this instrument otherwise.
    """

    tree: Node
    k: int
    base: Partition
    wave: str
    instrument: str
    earlier: Sequence[Earlier] = ()
    changes: Sequence[Change] = ()
    unchanged: Sequence[Earlier] = ()

    def item(self, name: str, sizes: Sequence[int]) -> Partition:
        """Return the groups an item may be shown in; `sizes` are the answers on the scale of each base group.

        Raises Refused where the limits now allow finer groups of the same answers than were shown before.
        """
        return self._coarsened(name, self.base, sizes)

    def score(self, items: Sequence[Partition], sizes: Sequence[int]) -> Partition:
        """Return the groups a score may be shown in: none finer than any of its items'."""
        if not all(items):
            return ()
        return self._coarsened(SCORE, common_coarsening([self.base, *items]), sizes)

    def _coarsened(self, name: str, start: Partition, sizes: Sequence[int]) -> Partition:
        answered = self._answered(sizes)
        wanted = coarsen(self.tree, start, answered, self.k)
        for one in self._showing(name, self.unchanged):
            if finer_than(wanted, one.partition_of(self.instrument, name)):
                raise Refused("finer_groups", wave=self.wave, publication=str(one.publication))
        before = [one.partition_of(self.instrument, name) for one in self._showing(name, self.earlier)]
        return coarsen(self.tree, self._held(never_finer(start, before)), self._moved(name, answered), self.k)

    def _showing(self, name: str, publications: Sequence[Earlier]) -> list[Earlier]:
        return [one for one in publications if one.showed(self.instrument, name)]

    def _held(self, partition: Partition) -> Partition:
        everyone: Block = frozenset().union(*self.base)
        return in_order(block for block in partition if block & everyone)

    def _answered(self, sizes: Sequence[int]) -> Callable[[Block], int]:
        held = dict(zip(self.base, sizes, strict=True))

        def answered(block: Block) -> int:
            return held[block] if block in held else sum(n for cells, n in held.items() if cells <= block)

        return answered

    def _moved(self, name: str, answered: Callable[[Block], int]) -> Callable[[Block], int]:
        """Return how few answers a block's numbers rest on, alone or held against earlier ones."""

        def fewest(block: Block) -> int:
            return min([answered(block), *(n for change in self.changes for n in change.sizes(name, block))])

        return fewest
