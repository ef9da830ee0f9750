"""The gate: what of a wave's counts may leave, for which groups, item by item."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from etl.definitions.instrument import Instrument, Item
from etl.definitions.programme import Programme, Wave
from etl.faults import Refused
from etl.publish.changes import (
    PEOPLE,
    Earlier,
    FewChanged,
    changes_of_answers,
    changes_of_background,
    changes_of_members,
    refuse_few,
    refuse_few_stayed,
    refuse_scored_otherwise,
    within,
)
from etl.publish.content import Said, answers_said, gather_background
from etl.publish.counting import (
    Axis,
    Counts,
    count_answers,
    gather_answers,
    gather_members,
    members_per_cell,
)
from etl.publish.groups import (
    Block,
    Cell,
    Node,
    Partition,
    blocks_within,
    finer_than,
    in_order,
    is_union,
)
from etl.publish.partitions import Limits, held_by, wave_partition, whole
from etl.publish.scores import (
    Score,
    Scores,
    count_scores,
    scores_asked,
    sums_of_scores,
)
from etl.write.keep import BACKGROUND

FEWEST_FOR_SCORE_COUNTS = 10


@dataclass(frozen=True, slots=True)
class CountedInstrument:
    """One instrument in one wave, counted by the wave's groups, and the groups each item or score allows.

    `answered` are the items that anyone gave an answer on the scale to (and the scores that anyone has).
    """

    instrument: Instrument
    items: list[Item]
    axis: Axis
    counts: Counts
    scored: list[dict[str, Scores]]
    partitions: dict[str, Partition]
    answered: set[str] = field(default_factory=set)

    def scores(self, name: str) -> list[Scores]:
        """Return each group's scores of a name."""
        return [group[name] for group in self.scored]

    def on_scale(self, at: int) -> list[int]:
        """Return how many of each group gave item number `at` an answer on the scale."""
        return [sum(held[: len(self.axis.answers)]) for held in self.counts[at]]


@dataclass(frozen=True, slots=True)
class CountedWave:
    """A closed wave: its members by cell, its groups, and its instruments counted by them.

    `said` is what its members answered, by instrument (and their background), as digests; `background` which
    categories (question, category) stand together, by question.
    """

    wave: Wave
    members: Counter[Cell]
    partition: Partition
    instruments: dict[str, CountedInstrument] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    background: Mapping[str, Partition] = field(default_factory=dict)

    @property
    def scope(self) -> Block:
        """All cells that have members."""
        return frozenset(self.members)

    def groups_in(self, cells: Block) -> Sequence[int]:
        """Return the numbers of the wave's groups that make up a selection."""
        return blocks_within(cells, self.partition)


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


def _partitions(counted: CountedInstrument, limits: Limits, occasion: str) -> dict[str, Partition]:
    """Return the groups of every item and score, as far as the wave has members."""
    instrument = counted.instrument
    found = {item.id: limits.item(item.id, counted.on_scale(at)) for at, item in enumerate(counted.items)}

    def of_items(score: Score) -> list[Partition]:
        return [found[item.id] for item in score.items if item.id in counted.answered]

    def sizes(score: Score) -> list[int]:
        return [one.n for one in counted.scores(score.name)]

    for score in scores_asked(instrument, occasion):
        found[score.name] = limits.score(score.name, of_items(score), sizes(score))
    return found


def _count_instrument(
    con: duckdb.DuckDBPyConnection, wave: CountedWave, instrument: Instrument, limits: Limits
) -> CountedInstrument:
    occasion, groups = wave.wave.asked_as, len(wave.partition)
    items = instrument.items_asked(occasion)
    counts = count_answers(con, instrument, items, groups)
    scored = count_scores(con, instrument, occasion, groups)
    counted = CountedInstrument(instrument, items, Axis.of(instrument), counts, scored, {})
    counted.answered.update(item.id for at, item in enumerate(items) if any(counted.on_scale(at)))
    counted.answered.update(name for group in scored for name, one in group.items() if one.n)
    counted.partitions.update(
        (name, in_order(within(partition, wave.scope)))
        for name, partition in _partitions(counted, limits, occasion).items()
    )
    return counted


@dataclass(frozen=True, slots=True)
class Asked:
    """Which wave is to be counted, of which programme, and as which publications showed it before."""

    programme: Programme
    tree: Node
    wave: Wave
    instruments: Mapping[str, Instrument]
    earlier: Sequence[Earlier] = ()

    @property
    def asked(self) -> list[Instrument]:
        """The instruments with items that were asked in the wave."""
        return [one for one in self.instruments.values() if one.items_asked(self.wave.asked_as)]


def _count_in(
    con: duckdb.DuckDBPyConnection, asked: Asked, members: Counter[Cell], base: Partition
) -> CountedWave:
    """Count a wave in the given groups. Raises FewChanged where they would tell few people apart."""
    programme, wave, earlier = asked.programme, asked.wave, asked.earlier
    counted = CountedWave(wave, members, within(base, frozenset(members)))
    gather_members(con, programme.id, wave.id, counted.partition)
    counted.said[BACKGROUND] = gather_background(con, programme.id, wave.id)
    refuse_few(base, changes_of_members(earlier, members).sizes, programme.k)
    told = changes_of_background(con, wave, counted.said[BACKGROUND], earlier, members, base)
    refuse_few(base, told.moved, programme.k)
    refuse_few_stayed(told, programme.k)
    for instrument in asked.asked:
        gather_answers(con, instrument, programme.id, wave.id)
        said = answers_said(con, instrument, wave)
        changes = changes_of_answers(con, instrument, wave, said, earlier, base)
        refuse_few(base, changes.moved, programme.k)
        refuse_few_stayed(changes, programme.k)
        limits = Limits(asked.tree, programme.k, base, changes)
        counted.instruments[instrument.id] = _count_instrument(con, counted, instrument, limits)
        counted.said[instrument.id] = said
    return counted


def _partitions_of(wave: CountedWave) -> Iterator[tuple[str, str, Partition]]:
    yield "", "", wave.partition
    for instrument, counted in wave.instruments.items():
        for item, partition in counted.partitions.items():
            if item in counted.answered:
                yield instrument, item, partition


def _refuse_otherwise(wave: CountedWave, earlier: Sequence[Earlier]) -> None:
    """Raise Refused where the same answers are now wanted in finer groups, or scored over other items."""
    for instrument, said in wave.said.items():
        refuse_scored_otherwise(instrument, wave.wave, said, earlier)
    for one in earlier:
        for instrument, item, partition in _partitions_of(wave):
            if finer_than(partition, one.partition_of(instrument, item)):
                raise Refused("finer_groups", wave=wave.wave.id, publication=str(one.publication))


def _groups_again(asked: Asked, members: Counter[Cell]) -> Partition:
    """Return the groups of a wave published before: those between which people moved are taken together.

    Raises FewChanged where fewer than k people came to one or went from it.
    """
    base = wave_partition(asked.programme, asked.tree, members, asked.earlier)
    people = changes_of_members(asked.earlier, members)
    refuse_few(base, people.sizes, asked.programme.k)
    return held_by(members, people.taken_together(PEOPLE, base))


def _count_again(con: duckdb.DuckDBPyConnection, asked: Asked, members: Counter[Cell]) -> CountedWave:
    """Count a wave that was published before and has changed, in groups that tell nobody apart.

    Where its groups would tell few people apart, it is counted as one group if every publication that showed
    it in more was withdrawn. Raises FewChanged where that would too, or one was not withdrawn.
    """
    try:
        return _count_in(con, asked, members, _groups_again(asked, members))
    except FewChanged:
        if not all(one.withdrawn or len(one.partition) == 1 for one in asked.earlier):
            raise
        return _count_in(con, asked, members, whole(members, asked.earlier))


def count_wave(con: duckdb.DuckDBPyConnection, asked: Asked) -> CountedWave | None:
    """Group and count a closed wave; None where it has fewer than k members and is hidden.

    Raises FewChanged where it was published before and fewer than k people of a group changed since, Refused
    where nothing changed but the groups the programme wants are finer.
    """
    members = members_per_cell(con, asked.programme.id, asked.wave.id)
    if members.total() < asked.programme.k:
        return None
    base = wave_partition(asked.programme, asked.tree, members, ())
    counted = _count_in(con, replace(asked, earlier=()), members, base)
    if all(one.rests_on(members, counted.said) for one in asked.earlier):
        _refuse_otherwise(counted, asked.earlier)
        return counted
    return _count_again(con, asked, members)


def _withheld_or_empty(counted: CountedInstrument, item: str, cells: Block) -> str | None:
    if item not in counted.answered:
        return "no_answers"
    return None if is_union(cells, counted.partitions[item]) else "withheld"


def _item_answers(counted: CountedInstrument, at: int, groups: Sequence[int]) -> Answers:
    counts = [sum(held) for held in zip(*(counted.counts[at][group] for group in groups), strict=True)]
    steps = len(counted.axis.answers)
    on_scale = counts[:steps]
    special = {name: counts[steps + place] for place, name in enumerate(counted.axis.special)}
    return Answers("shown", sum(on_scale), on_scale, special, counts[-1])


def _score_answers(counted: CountedInstrument, name: str, groups: Sequence[int]) -> Answers:
    together = [counted.scored[number][name] for number in groups]
    n, (total, total_of_squares) = sum(one.n for one in together), sums_of_scores(together)
    tenths = [one.tenths(counted.axis.answers[0], counted.axis.answers[-1]) for one in together]
    counts = [sum(held) for held in zip(*tenths, strict=True)] if n >= FEWEST_FOR_SCORE_COUNTS else None
    return Answers("shown", n, counts, total=total, total_of_squares=total_of_squares)


def answers_of(wave: CountedWave, instrument: Instrument, item: str, cells: Block) -> Answers:
    """Return what may leave for an item (or a score) of a selection of cells in one wave.

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
    items = [one.id for one in counted.items]
    if item in items:
        return _item_answers(counted, items.index(item), groups)
    return _score_answers(counted, item, groups)
