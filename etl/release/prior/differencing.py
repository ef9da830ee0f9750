"""Differencing: what is about to be released of a wave is held against every publication of it.

    six of a site were shown, one of them answers otherwise now: both counts have five in common, and taking
    one from the other gives the sixth's two answers. One came, one went: fewer than k, so it is refused.

Where earlier answers are nearer to those of now once they are recoded, as when a scale that was turned has
been put right, they are compared recoded, too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import duckdb

from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Cell, Partition
from etl.release.prior.change import Change, Changes, Moved
from etl.release.prior.kept import is_kept
from etl.release.prior.recoding import Counts, recode, recodings, recodings_seen
from etl.release.prior.record import PEOPLE, PriorWave
from etl.release.prior.records import (
    NOW,
    THEN,
    Columns,
    bring_back,
    came_and_went,
    count_by_cell,
    net_counts,
    questions_sql,
    stayed,
)
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Wave
from publication.faults import Refused


def changes_of_members(prior: Sequence[PriorWave], members: Counter[Cell]) -> Changes:
    """Return who came and who went, as far as the number of members of each cell tells."""

    def people(some: Mapping[Cell, int]) -> Counts:
        return {cell: Counter({(True, None): n}) for cell, n in some.items()}

    def change(shown: PriorWave) -> Change:
        gained, lost = (_by_each(moved) for moved in (members - shown.members, shown.members - members))
        net = Counter(members)
        net.subtract(shown.members)
        return Change(shown, gained, lost, {PEOPLE: people(net)})

    return Changes("", {PEOPLE: people(members)}, [change(shown) for shown in prior])


def _by_each(people: Counter[Cell]) -> Moved:
    return {frozenset({cell}): Counter({PEOPLE: n}) for cell, n in people.items()}


def changes_of_answers(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    wave: Wave,
    fingerprint: AnswerFingerprint,
    prior: Sequence[PriorWave],
    base: Partition,
) -> Changes:
    """Return what changed in the answers gathered last since each publication that showed any.

    Records are compared in the items anybody had answered then: one that is new changes none of the others.
    Raises Refused where a score is now taken over other items, or nobody knows any more what was answered.
    """
    refuse_scored_otherwise(instrument.id, wave, fingerprint, prior)
    released = [shown for shown in prior if shown.fingerprint(instrument.id).digest]
    if not released:
        return Changes(instrument.id)
    now = count_by_cell(con, NOW, questions_sql(instrument, [item.id for item in instrument.items], wave))
    found: list[Change] = []
    for shown in released:
        before = shown.fingerprints[instrument.id]
        if before.digest == fingerprint.digest:
            found.append(Change(shown))
        elif is_kept(con, before.origin, before.digest):
            found.extend(_compared(con, instrument, wave, shown, now, base))
        else:
            raise Refused("history_forgotten", wave=wave.id, publication=str(shown.publication))
    return Changes(instrument.id, now, found)


def _compared(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    wave: Wave,
    shown: PriorWave,
    now: Mapping[str, Counts],
    base: Partition,
) -> Iterator[Change]:
    """Yield what changed since a publication; and once more where its answers are nearer if recoded."""
    answered = shown.fingerprints[instrument.id]
    items, questions = answered.items, questions_sql(instrument, answered.items, wave)
    columns = Columns.of(items, questions)

    def change(then: Mapping[str, Counts]) -> Change:
        moved = came_and_went(con, shown, columns, base)
        return replace(moved, net=net_counts(now, then), stayed=stayed(con, columns, shown.partition))

    bring_back(con, instrument.id, shown, {item: answered.origins[item] for item in items})
    then = count_by_cell(con, THEN, questions)
    yield (plain := change(then))
    ways = recodings(instrument)
    seen = {item: recodings_seen(now[item], then[item], base, ways) for item in items}
    if any(seen.values()):
        for item in filter(seen.get, items):
            recode(con, item, seen[item])
        yield change(count_by_cell(con, THEN, questions)).beside(plain)


def refuse_scored_otherwise(
    instrument: str, wave: Wave, fingerprint: AnswerFingerprint, prior: Sequence[PriorWave]
) -> None:
    """Raise Refused where a score is now taken over other items: two of the same people tell too much."""
    for before in (shown.fingerprint(instrument) for shown in prior):
        if fingerprint.digest and before.digest and not fingerprint.scored_as(before):
            raise Refused("scored_otherwise", wave=wave.id, instrument=instrument)
