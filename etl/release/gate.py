"""The gate: in which groups a closed wave, its items and scores may be shown, also beside prior releases.

Eight leaders and seven others at a site, form_at 8, k 5: seven are too few, so all fifteen are one group.
Published again when one more has come, both groups could stand alone; but fifteen now and fifteen then
differ by the one who came. So never finer than before, and refused until k have come or gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedInstrument, CountedWave
from etl.release.counting import (
    Axis,
    count_answers,
    gather_answers,
    gather_members,
    members_per_cell,
    refuse_miscounted,
)
from etl.release.engine import Engine
from etl.release.fingerprint import answers_fingerprint, background_fingerprint
from etl.release.groups import Cell, Node, Partition, finer_than, in_order, within
from etl.release.item_gate import ItemGate, held_by, wave_partition, whole
from etl.release.prior.background import background_changes
from etl.release.prior.change import Changes, FewChanged, refuse_few, refuse_few_stayed
from etl.release.prior.combinations import refuse_few_left_over
from etl.release.prior.differencing import (
    changes_of_answers,
    changes_of_members,
    refuse_scored_otherwise,
)
from etl.release.prior.record import PEOPLE, PriorWave
from etl.release.scores.composite import Score, scores_asked, steps_name
from etl.release.scores.patterns import gather_patterns
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Wave
from publication.faults import Refused
from publication.scores import FEWEST_ITEMS_FOR_COUNTS


def _partitions(counted: CountedInstrument, gate: ItemGate) -> dict[str, Partition]:
    """Return the groups of every item and score, as far as the wave has members."""
    found = {item.id: gate.item(item.id, counted.on_scale(at)) for at, item in enumerate(counted.items)}

    def of_items(score: Score) -> list[Partition]:
        return [found[item.id] for item in score.items if item.id in counted.answered]

    for name, score in counted.scores.items():
        sizes = [group.n(name) for group in counted.patterns]
        found[name] = gate.score(name, of_items(score), sizes)
        if len(of_items(score)) >= FEWEST_ITEMS_FOR_COUNTS:
            found[steps_name(name)] = gate.score(steps_name(name), [found[name]], sizes)
    return found


def _count_instrument(
    engine: Engine, wave: CountedWave, instrument: Instrument, gate: ItemGate
) -> CountedInstrument:
    occasion, groups = wave.wave.asked_as, len(wave.partition)
    items = instrument.items_asked(occasion)
    counts = count_answers(engine, instrument, items, groups)
    changed = {at for at, block in enumerate(wave.partition) if block & gate.changes.cells}
    patterns = gather_patterns(engine, instrument, occasion, groups)
    scores = {score.name: score for score in scores_asked(instrument, occasion)}
    counted = CountedInstrument(instrument, items, Axis.of(instrument), counts, patterns, scores, changed)
    counted.answered.update(item.id for at, item in enumerate(items) if any(counted.on_scale(at)))
    counted.answered.update(name for name in scores if any(group.n(name) for group in patterns))
    counted.partitions.update(
        (name, in_order(within(partition, wave.scope)))
        for name, partition in _partitions(counted, gate).items()
    )
    return counted


@dataclass(frozen=True, slots=True)
class WaveToCount:
    """Which wave is to be counted, by what, of which programme, and how publications showed it before."""

    engine: Engine
    programme: Programme
    tree: Node
    wave: Wave
    instruments: Mapping[str, Instrument]
    prior: Sequence[PriorWave] = ()

    @property
    def asked(self) -> list[Instrument]:
        """The instruments with items that were asked in the wave."""
        every = self.instruments.values()
        return [instrument for instrument in every if self.wave.asks(instrument)]


def _count_in(
    con: duckdb.DuckDBPyConnection, request: WaveToCount, members: Counter[Cell], base: Partition
) -> CountedWave:
    """Count a wave in the given groups. Raises FewChanged where they would tell few people apart."""
    programme, wave, prior = request.programme, request.wave, request.prior
    counted = CountedWave(wave, members, within(base, frozenset(members)))
    gather_members(con, request.engine, programme.id, wave.id, counted.partition)
    counted.fingerprints[BACKGROUND] = background_fingerprint(con, programme.id, wave.id)
    refuse_few(base, changes_of_members(prior, members).sizes, programme.k)
    background = background_changes(
        con, programme.id, wave.id, members, counted.fingerprints[BACKGROUND], prior
    )
    changes = Changes(BACKGROUND, since=[change.of_groups(base) for change in background])
    refuse_few(base, changes.moved, programme.k)
    refuse_few_stayed(changes, programme.k)
    for instrument in request.asked:
        gather_answers(con, request.engine, instrument, programme.id, wave.id)
        fingerprint = answers_fingerprint(con, instrument, wave)
        changes = changes_of_answers(con, instrument, wave, fingerprint, prior, base)
        refuse_few(base, changes.moved, programme.k)
        refuse_few_stayed(changes, programme.k)
        refuse_few_left_over(con, instrument, fingerprint, prior, base, programme.k)
        gate = ItemGate(request.tree, programme.k, base, changes)
        held = _count_instrument(request.engine, counted, instrument, gate)
        refuse_miscounted(con, instrument, wave.id, held.counts)
        counted.instruments[instrument.id] = held
        counted.fingerprints[instrument.id] = fingerprint
    return counted


def _partitions_of(wave: CountedWave) -> Iterator[tuple[str, str, Partition]]:
    yield "", "", wave.partition
    for instrument, counted in wave.instruments.items():
        for item, partition in counted.partitions.items():
            if item in counted.answered:
                yield instrument, item, partition


def _refuse_otherwise(wave: CountedWave, prior: Sequence[PriorWave]) -> None:
    """Raise Refused where the same answers are now wanted in finer groups, or scored over other items."""
    for instrument, fingerprint in wave.fingerprints.items():
        refuse_scored_otherwise(instrument, wave.wave, fingerprint, prior)
    for shown in prior:
        for instrument, item, partition in _partitions_of(wave):
            if finer_than(partition, shown.partition_of(instrument, item)):
                raise Refused("finer_groups", wave=wave.wave.id, publication=str(shown.publication))


def _groups_again(request: WaveToCount, members: Counter[Cell]) -> Partition:
    """Return the groups of a wave published before: those between which people moved are taken together.

    Raises FewChanged where fewer than k people came to one or went from it.
    """
    base = wave_partition(request.programme, request.tree, members, request.prior)
    people = changes_of_members(request.prior, members)
    refuse_few(base, people.sizes, request.programme.k)
    return held_by(members, people.taken_together(PEOPLE, base))


def _count_again(con: duckdb.DuckDBPyConnection, request: WaveToCount, members: Counter[Cell]) -> CountedWave:
    """Count a wave that was published before and has changed, in groups that tell nobody apart.

    Where its groups would tell few people apart, it is counted as one group if every publication that showed
    it in more was withdrawn. Raises FewChanged where that would too, or one was not withdrawn.
    """
    try:
        return _count_in(con, request, members, _groups_again(request, members))
    except FewChanged:
        if not all(shown.withdrawn or len(shown.partition) == 1 for shown in request.prior):
            raise
        return _count_in(con, request, members, whole(members, request.prior))


def _refuse_if_few_stayed(
    con: duckdb.DuckDBPyConnection, request: WaveToCount, members: Counter[Cell]
) -> None:
    """Raise FewStayed where few stayed: whoever else comes, it stays refused until they are gone, too."""
    programme, wave, base = request.programme, request.wave, whole(members, request.prior)
    gather_members(con, request.engine, programme.id, wave.id, within(base, frozenset(members)))
    for instrument in request.asked:
        gather_answers(con, request.engine, instrument, programme.id, wave.id)
        fingerprint = answers_fingerprint(con, instrument, wave)
        changes = changes_of_answers(con, instrument, wave, fingerprint, request.prior, base)
        refuse_few_stayed(changes, programme.k)


def count_wave(con: duckdb.DuckDBPyConnection, request: WaveToCount) -> CountedWave | None:
    """Group and count a closed wave; None where it has fewer than k members and is hidden.

    Raises FewChanged where it was published before and fewer than k of a group changed since or stayed;
    Refused where nothing changed but the groups the programme wants are finer.
    """
    members = members_per_cell(con, request.programme.id, request.wave.id)
    if members.total() < request.programme.k:
        return None
    base = wave_partition(request.programme, request.tree, members, ())
    counted = _count_in(con, replace(request, prior=()), members, base)
    if all(shown.rests_on(members, counted.fingerprints) for shown in request.prior):
        _refuse_otherwise(counted, request.prior)
        return counted
    try:
        return _count_again(con, request, members)
    except FewChanged:
        _refuse_if_few_stayed(con, request, members)
        raise
