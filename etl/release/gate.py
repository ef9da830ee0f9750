"""The gate: what of a wave's counts may leave, for which groups, item by item."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import duckdb
import numpy as np

from etl.release.attributes import Figure, Release, number_shown, withheld
from etl.release.combinations import refuse_few_left_over
from etl.release.counting import Axis, Counts, count_answers, gather_answers, gather_members, members_per_cell
from etl.release.differencing import (
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
from etl.release.fingerprint import Said, answers_said, gather_background
from etl.release.groups import Block, Cell, Node, Partition, blocks_within, finer_than, in_order, is_union
from etl.release.partitions import Limits, held_by, wave_partition, whole
from etl.release.scores import (
    FEWEST_ITEMS_FOR_COUNTS,
    FEWEST_PEOPLE_FOR_COUNTS,
    Flags,
    Linear,
    Score,
    Sheets,
    gather_sheets,
    mean_of_means,
    respondents,
    rounded_up,
    scores_asked,
    steps_name,
)
from etl.warehouse.keep import BACKGROUND
from publication.definitions.instrument import Instrument, Item
from publication.definitions.programme import Programme, Wave
from publication.faults import Refused


@dataclass(frozen=True, slots=True)
class CountedInstrument:
    """One instrument in one wave, counted by the wave's groups, and the groups each item or score allows.

    `answered` are the items that anyone gave an answer on the scale to (and the scores that anyone has);
    `changed` are groups whose answers were others in an earlier publication; `leaving` is what of scores may
    leave (see `release_scores`).
    """

    instrument: Instrument
    items: list[Item]
    axis: Axis
    counts: Counts
    sheets: list[Sheets]
    scores: dict[str, Score]
    changed: set[int]
    partitions: dict[str, Partition] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    leaving: set[Release] = field(default_factory=set)

    def behind(self, name: str) -> Flags:
        """Say of each item whether a score is taken over it."""
        return self.scores[name].over(self.items)

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
    mean: float | None = None
    se: float | None = None


def _partitions(counted: CountedInstrument, limits: Limits) -> dict[str, Partition]:
    """Return the groups of every item and score, as far as the wave has members."""
    found = {item.id: limits.item(item.id, counted.on_scale(at)) for at, item in enumerate(counted.items)}

    def of_items(score: Score) -> list[Partition]:
        return [found[item.id] for item in score.items if item.id in counted.answered]

    for name, score in counted.scores.items():
        sizes = [group.n(name) for group in counted.sheets]
        found[name] = limits.score(name, of_items(score), sizes)
        if len(of_items(score)) >= FEWEST_ITEMS_FOR_COUNTS:
            found[steps_name(name)] = limits.score(steps_name(name), [found[name]], sizes)
    return found


def _count_instrument(
    con: duckdb.DuckDBPyConnection, wave: CountedWave, instrument: Instrument, limits: Limits
) -> CountedInstrument:
    occasion, groups = wave.wave.asked_as, len(wave.partition)
    items = instrument.items_asked(occasion)
    counts = count_answers(con, instrument, items, groups)
    changed = {at for at, block in enumerate(wave.partition) if block & limits.changes.cells}
    sheets = gather_sheets(con, instrument, occasion, groups)
    scores = {score.name: score for score in scores_asked(instrument, occasion)}
    counted = CountedInstrument(instrument, items, Axis.of(instrument), counts, sheets, scores, changed)
    counted.answered.update(item.id for at, item in enumerate(items) if any(counted.on_scale(at)))
    counted.answered.update(name for name in scores if any(group.n(name) for group in sheets))
    counted.partitions.update(
        (name, in_order(within(partition, wave.scope)))
        for name, partition in _partitions(counted, limits).items()
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
        refuse_few_left_over(con, instrument, said, earlier, base, programme.k)
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


def _refuse_if_few_stayed(con: duckdb.DuckDBPyConnection, asked: Asked, members: Counter[Cell]) -> None:
    """Raise FewStayed where few stayed: whoever else comes, it stays refused until they are gone, too."""
    programme, wave, base = asked.programme, asked.wave, whole(members, asked.earlier)
    gather_members(con, programme.id, wave.id, within(base, frozenset(members)))
    for instrument in asked.asked:
        gather_answers(con, instrument, programme.id, wave.id)
        said = answers_said(con, instrument, wave)
        refuse_few_stayed(changes_of_answers(con, instrument, wave, said, asked.earlier, base), programme.k)


def count_wave(con: duckdb.DuckDBPyConnection, asked: Asked) -> CountedWave | None:
    """Group and count a closed wave; None where it has fewer than k members and is hidden.

    Raises FewChanged where it was published before and fewer than k of a group changed since or stayed;
    Refused where nothing changed but the groups the programme wants are finer.
    """
    members = members_per_cell(con, asked.programme.id, asked.wave.id)
    if members.total() < asked.programme.k:
        return None
    base = wave_partition(asked.programme, asked.tree, members, ())
    counted = _count_in(con, replace(asked, earlier=()), members, base)
    if all(one.rests_on(members, counted.said) for one in asked.earlier):
        _refuse_otherwise(counted, asked.earlier)
        return counted
    try:
        return _count_again(con, asked, members)
    except FewChanged:
        _refuse_if_few_stayed(con, asked, members)
        raise


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


def _score_answers(wave: CountedWave, counted: CountedInstrument, name: str, cells: Block) -> Answers:
    groups, items = wave.groups_in(cells), counted.behind(name)
    sheets = [counted.sheets[group] for group in groups]
    of_items = [_item_answers(counted, int(at), groups).counts or [] for at in np.flatnonzero(items)]
    cross, half_steps = (
        np.sum(held, axis=0)
        for held in ([one.cross for one in sheets], [one.half_steps[name] for one in sheets])
    )
    numbers = (Release(name, held, Figure.NUMBER) for held in _groups_of_score(wave, counted, name, cells))
    n = sum(number_shown(counted.sheets, items, one, counted.leaving) for one in numbers)
    linear, may_leave = Linear.of(cross, items, n), partial(_may_leave, counted, name, groups)
    squares = linear.squares(cross) if may_leave(Figure.ERROR) else linear.most_squares(cross)
    return Answers(
        "shown",
        linear.n,
        half_steps.tolist() if may_leave(Figure.COUNTS) else None,
        mean=mean_of_means(of_items, counted.axis.answers[0]),
        se=rounded_up(linear.standard_error(squares)),
    )


def _may_leave(counted: CountedInstrument, name: str, groups: Sequence[int], figure: Figure) -> bool:
    return Release(name, tuple(groups), figure) in counted.leaving


def _groups_of_score(
    wave: CountedWave, counted: CountedInstrument, name: str, cells: Block
) -> Iterator[tuple[int, ...]]:
    """Yield the wave's groups that stand together wherever a score is shown, those within some cells."""
    for block in counted.partitions[name]:
        if block <= cells:
            yield tuple(wave.groups_in(block))


def release_scores(wave: CountedWave, selections: Collection[Block], k: int) -> None:
    """Note which figures of the scores of some selections may leave, so that nobody's other answers are told.

    None of a group whose answers were others in an earlier publication: what is shown of both would tell of
    the few who came or went.
    """
    for counted in wave.instruments.values():
        behind = {name: counted.behind(name) for name in counted.scores}
        every = dict.fromkeys(_every_release(wave, counted, selections))
        unchanged = [one for one in every if counted.changed.isdisjoint(one.groups)]
        counted.leaving.update({*unchanged} - withheld(counted.sheets, behind, unchanged, k))


def _every_release(
    wave: CountedWave, counted: CountedInstrument, selections: Collection[Block]
) -> Iterator[Release]:
    for name in counted.scores:
        for groups in _groups_of_score(wave, counted, name, wave.scope):
            yield Release(name, groups, Figure.NUMBER)
        for cells in (one & wave.scope for one in selections):
            if not _withheld_or_empty(counted, name, cells):
                groups = tuple(wave.groups_in(cells))
                yield Release(name, groups, Figure.ERROR)
                if _is_in_half_steps(counted, name, cells, groups):
                    yield Release(name, groups, Figure.COUNTS)


def _is_in_half_steps(counted: CountedInstrument, name: str, cells: Block, groups: Sequence[int]) -> bool:
    people = respondents([counted.sheets[group] for group in groups], name)
    return people >= FEWEST_PEOPLE_FOR_COUNTS and is_union(
        cells, counted.partitions.get(steps_name(name), ())
    )


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
    items = [one.id for one in counted.items]
    if item in items:
        return _item_answers(counted, items.index(item), wave.groups_in(cells))
    return _score_answers(wave, counted, item, cells)
