"""Whom a subscale's score tells apart beside what is shown with it.

A score is a sum of parts: an answer counts one part in as many as its respondent answered. The sums of the
items, each in parts of one number, take away all who answered that many, and what is left rests on the others
alone. With the overall score beside it, its parts and theirs together can take away others. So a subscale's
score leaves only where k or more are left whatever is taken, or where all answered equally many of its items:
then it says nothing that these do not say.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.definitions.instrument import Instrument
from etl.publish.changes import PEOPLE, Change, Changes, FewChanged, Parts
from etl.publish.groups import Block, Cell, Partition
from etl.publish.scores import Answered, Held, Score, parts_asked, subscales_asked


@dataclass(frozen=True, slots=True)
class Beside:
    """A subscale's score, and how many items anybody answered of it and of each part of the questionnaire.

    Without an overall score there is nothing that goes over several parts, and `parts` is empty.
    """

    score: Score
    answered: int
    parts: Mapping[str, int]

    def left(self, unit: Answered) -> int:
        """Return how few of people whose items are known by themselves are left, whatever is taken away.

        Never more than are really left. If two people together answered more items than anybody did, both
        answered one of them, and its sum takes away both only if it counts in equal parts for both: without
        the overall score if they answered equally many of the subscale's items; with it, if they answered
        equally many of the part, only if they did of the whole, too.
        """
        return min([self._left_of_score(unit[self.score.name]), *self._left_of_parts(unit)])

    def _left_of_score(self, held: Held) -> int:
        each: Counter[int] = Counter()
        for (items, _), n in held.items():
            each[items] += n
        scored = {items: n for items, n in each.items() if self.score.enough(items)}
        everyone = sum(scored.values())

        too_few = {items: n for items, n in each.items() if items not in scored}

        def left(taken: int) -> int:
            sharing = (n for items, n in too_few.items() if items + taken > self.answered)
            return everyone - scored[taken] + sum(sharing)

        return min([everyone, *map(left, scored)])

    def _left_of_parts(self, unit: Answered) -> list[int]:
        left = [_left_of_equals(unit[part], answered) for part, answered in self.parts.items()]
        return [max(left)] if left else []

    def told(self, units: Sequence[Answered]) -> int | None:
        """Return how few people are left of several units; None where all answered equally many items."""
        if len({items for unit in units for items, _ in unit[self.score.name]}) <= 1:
            return None
        return sum(map(self.left, units))


def _left_of_equals(held: Held, answered: int) -> int:
    """Return how many are left if of those who answered equally many of a part one number in all is taken."""
    by_items: dict[int, list[int]] = {}
    for (items, _), n in held.items():
        if 2 * items > answered:
            by_items.setdefault(items, []).append(n)
    return sum(sum(each) - max(each) for each in by_items.values())


def subscales_beside(instrument: Instrument, occasion: str, answered: Collection[str]) -> list[Beside]:
    """Return the subscales asked on an occasion; `answered`: the items anybody answered."""

    def number(part: Score) -> int:
        return sum(item.id in answered for item in part.items)

    parts = {part.name: number(part) for part in parts_asked(instrument, occasion)}
    across = parts if instrument.overall else {}
    return [Beside(one, number(one), across) for one in subscales_asked(instrument, occasion)]


def told_over_time(changes: Changes, beside: Beside, base: Partition, block: Block) -> Iterator[int]:
    """Yield how few could be left over in a block held against each earlier publication of the wave.

    Those who stayed, came and went are known by themselves, and so are the cells that no earlier score says
    alone.
    """
    name = beside.score.name
    unknown = block - changes.known(name, block)
    found = [beside.told(_held(changes.parts, beside, _units(changes, base, unknown)))]
    units = _units(changes, base, block)
    for change in changes.since:
        came, went = (_held(moved, beside, units) for moved in (change.came, change.went))
        found.append(beside.told([*_stayed(changes, change, beside, units), *came]))
        if change.earlier.showed(changes.instrument, name):
            found.append(beside.told([*came, *went]))
    yield from (few for few in found if few is not None)


def refuse_told(changes: Changes, beside: Beside, base: Partition, k: int) -> None:
    """Raise FewChanged where a score shown before, held against items shown now, would tell few apart.

    Those who went and those who stayed are then known by themselves.
    """
    for change in changes.since:
        if change.earlier.showed(changes.instrument, beside.score.name):
            for block in change.earlier.partition_of(changes.instrument, beside.score.name):
                units = _units(changes, base, block)
                left = beside.told(
                    [*_stayed(changes, change, beside, units), *_held(change.went, beside, units)]
                )
                if change.moved(PEOPLE, block)[1] and left is not None and left < k:
                    raise FewChanged(block)


def answered_otherwise(changes: Changes) -> bool:
    """Say whether an item was answered for the first time: who stayed then counts otherwise than before."""
    return any(set(changes.items) - {*one.earlier.said[changes.instrument].items} for one in changes.since)


def _units(changes: Changes, base: Partition, cells: Block) -> list[Block]:
    """Return the finest groups within cells that the wave was or is shown in."""
    partitions = [base, *(one.earlier.partition for one in changes.since)]
    held: dict[tuple[Block, ...], set[Cell]] = {}
    for cell in cells:
        around = (block for partition in partitions for block in partition if cell in block)
        held.setdefault(tuple(around), set()).add(cell)
    return [frozenset(unit) for unit in held.values()]


def _held(records: Parts, beside: Beside, units: Sequence[Block]) -> list[Answered]:
    """Return of each unit how many of its records answer how many items, by part."""
    names = {beside.score.name, *beside.parts}
    return [
        {
            name: sum((parts[name] for cell, parts in records.items() if cell in unit), Counter())
            for name in names
        }
        for unit in units
    ]


def _stayed(changes: Changes, change: Change, beside: Beside, units: Sequence[Block]) -> list[Answered]:
    now = _held(change.there or changes.parts, beside, units)
    came = _held(change.came, beside, units)
    return [
        {name: all_now[name] - new[name] for name in all_now} for all_now, new in zip(now, came, strict=True)
    ]
