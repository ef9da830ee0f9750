"""What changed in a wave since one publication, and what an observer sees of it by differencing.

Records are compared as they are, without ids: who came, who went (an answer that changed is one lost and
one gained), who stayed. That is not enough, since those who move between groups cancel in every union of
them, and a record is not a question. So the counts an observer can subtract are compared, too:

    five people move from site a to site b, where a sixth answers late, and all six answer 4:
        answer 4 at site a: -5, at site b: +6 (each k or more); at both together: +1, the late answer.

Groups in which an answer changes in opposite directions are taken together. Where none are left that do,
what came to and went from any union of groups is the sum of what came to and went from each of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from etl.release.groups import Block, Partition, in_order
from etl.release.prior.recoding import Answer, Counts
from etl.release.prior.record import PEOPLE, PriorWave

Moved = Mapping[Block, Counter[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """What came, what went and who stayed since one publication.

    `gained` and `lost` are records by group: people, answers to each item, scores. `net` is what the counts
    of each item (or of the people) differ by, by cell and answer. `stayed` is how many records of each
    earlier group are still in it.
    """

    prior: PriorWave
    gained: Moved = field(default_factory=dict)
    lost: Moved = field(default_factory=dict)
    net: Mapping[str, Counts] = field(default_factory=dict)
    stayed: Mapping[Block, int] = field(default_factory=dict)

    def moved(self, name: str, cells: Block) -> tuple[int, int]:
        """Return how many records came to and went from a union of groups."""
        return _sum(self.gained, name, cells), _sum(self.lost, name, cells)

    def difference(self, name: str, cells: Block) -> Counter[Answer]:
        """Return by how many the count of each answer of some cells differs; the same counts are left out."""
        found: Counter[Answer] = Counter()
        net = self.net.get(name, {})
        for cell in cells & net.keys():
            found.update(net[cell])
        return Counter({answer: n for answer, n in found.items() if n})

    def seen(self, name: str, cells: Block) -> Iterator[int]:
        """Yield the net number come and gone that an observer sees, of all and of those on the scale."""
        difference = self.difference(name, cells)
        for held in (difference, _on_scale(difference)):
            yield sum(n for n in held.values() if n > 0)
            yield -sum(n for n in held.values() if n < 0)

    def beside(self, plain: "Change") -> "Change":
        """Return the change since recoded answers; of counts alone unless fewer records differ then."""
        return self if self.gone < plain.gone else Change(self.prior, net=self.net)

    @property
    def gone(self) -> int:
        """How many records went."""
        return sum(held[PEOPLE] for held in self.lost.values())

    def opposed(self, name: str, blocks: Iterable[Block]) -> tuple[Block, Block] | None:
        """Return two groups of which one gave an answer more often and the other less often, if any."""
        seen: dict[tuple[Answer, bool], Block] = {}
        for block in blocks:
            for answer, n in self.difference(name, block).items():
                if other := seen.get((answer, n < 0)):
                    return other, block
                seen[answer, n > 0] = block
        return None


@dataclass(frozen=True, slots=True)
class Changes:
    """What there is of an instrument now (of the members: ''), and what changed since each publication."""

    instrument: str = ""
    now: Mapping[str, Counts] = field(default_factory=dict)
    since: Sequence[Change] = ()

    def moved(self, name: str, cells: Block) -> list[int]:
        """Return how many came and how many went in a block since each publication, where any did."""
        return [n for change in self.since for n in change.moved(name, cells) if n]

    @property
    def cells(self) -> Block:
        """The cells of all groups to which records came or from which they went."""
        moved = (held for change in self.since for held in (change.gained, change.lost))
        return frozenset().union(*(block for held in moved for block, n in held.items() if any(n.values())))

    def sizes(self, name: str, cells: Block) -> list[int]:
        """Return on how many people rests what can be told of a block by differencing, where anything can."""
        left = self._answered(name, cells - self.known(name, cells)) if self.since else 0
        seen = (n for change in self.since for n in change.seen(name, cells))
        return [n for n in (*self.moved(name, cells), *seen, left) if n]

    def _answered(self, name: str, cells: Block) -> int:
        counts = (held for cell, held in self.now.get(name, {}).items() if cell in cells)
        return sum(sum(_on_scale(held).values()) for held in counts)

    def known(self, name: str, cells: Block) -> Block:
        """Return the groups within a block that were shown and answer as before: anyone can subtract them."""
        return frozenset().union(
            *(
                block
                for change in self.since
                if change.prior.showed(self.instrument, name)
                for block in change.prior.partition_of(self.instrument, name)
                if block <= cells and not _on_scale(change.difference(name, block))
            )
        )

    def taken_together(self, name: str, partition: Partition) -> Partition:
        """Return the partition with groups taken together until no two cancel one another in any answer."""
        blocks = list(partition)
        while pair := next(filter(None, (change.opposed(name, blocks) for change in self.since)), None):
            blocks = [block for block in blocks if block not in pair] + [pair[0] | pair[1]]
        return in_order(blocks)


def _on_scale(counts: Mapping[Answer, int]) -> dict[Answer, int]:
    return {answer: n for answer, n in counts.items() if answer[0]}


def _sum(moved: Moved, name: str, cells: Block) -> int:
    return sum(held[name] for block, held in moved.items() if block <= cells)


class FewChanged(Exception):
    """Fewer than k people of a group came or went since the wave was published."""

    reason = "few_changed"

    def __init__(self, cells: Block) -> None:
        """Keep the cells of the group."""
        super().__init__("fewer than k people of a group came or went")
        self.cells = cells


class FewStayed(FewChanged):
    """Some of those a publication showed in a group are still there as they were, but fewer than k."""

    reason = "few_stayed"


def refuse_few(partition: Partition, sizes: Callable[[str, Block], Sequence[int]], k: int) -> None:
    """Raise FewChanged for the first group of which fewer than k people (and some) could be told apart."""
    for block in partition:
        if any(n < k for n in sizes(PEOPLE, block)):
            raise FewChanged(block)


def refuse_few_stayed(changes: Changes, k: int) -> None:
    """Raise FewStayed where some of an earlier group, but fewer than k, are still there.

    Both counts of the group then have only those few in common.
    """
    for change in changes.since:
        for block, stayed in change.stayed.items():
            if 0 < stayed < k:
                raise FewStayed(block)
