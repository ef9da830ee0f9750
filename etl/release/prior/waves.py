"""Waves over time: in which groups each is shown, what is remembered of it, what the warehouse forgot."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.counted import CountedWave
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Partition
from etl.release.prior.origins import Origins
from etl.release.prior.record import PriorWave, WaveBlock
from etl.release.prior.remember import Memory
from etl.release.prior.said import columns_said
from publication.attached import attached_to_read
from publication.definitions.programme import Wave
from publication.faults import Refused
from publication.file import file_of
from publication.schema import TABLES, columns_of

# The tables that say something of a wave's people, and which of their rows do.
_OF_PEOPLE = {"answers": "status = 'shown'", "background": "true"}


def partitions_of(wave: CountedWave) -> dict[tuple[str, str], Partition]:
    """Return the partitions a wave is shown in, by instrument and item; ('', '') is the wave's own.

    Items shown in the wave's own groups are left out; one that is hidden has no blocks. Of the background, by
    question, which categories stand together.
    """
    by_item = {
        (instrument, item): partition
        for instrument, counted in wave.instruments.items()
        for item, partition in counted.partitions.items()
        if partition != wave.partition
    }
    background = {
        (BACKGROUND, variable): tuple(
            frozenset((variable, category) for category in together.ids) for together in categories
        )
        for variable, categories in wave.background.items()
    }
    return {("", ""): wave.partition, **by_item, **background}


def blocks_of(wave: CountedWave) -> Iterator[WaveBlock]:
    """Yield every block a wave is shown in; a hidden item has one without cells."""
    for (instrument, item), partition in partitions_of(wave).items():
        for block in partition or [frozenset()]:
            cells = [f"{role}@{site}" for role, site in sorted(block)]
            yield WaveBlock(wave.wave.id, instrument, item, cells)


def memory_of_waves(waves: Sequence[CountedWave]) -> Memory:
    """Return what is noted of waves: what each said, of whom and in which groups."""
    return {
        "published_members": [
            (wave.wave.origin, role, site, n)
            for wave in waves
            for (role, site), n in sorted(wave.members.items())
        ],
        "published_said": [
            _remembered(wave.wave, name, answered)
            for wave in waves
            for name, answered in wave.fingerprints.items()
        ],
        "published_blocks": [_origins(wave).block(block) for wave in waves for block in blocks_of(wave)],
    }


def _origins(wave: CountedWave) -> Origins:
    return Origins.of([wave.wave], [counted.instrument for counted in wave.instruments.values()])


def _remembered(wave: Wave, instrument: str, answered: AnswerFingerprint) -> tuple[object, ...]:
    """Return a fingerprint as it is remembered, by first ids, and what those are called now."""
    first = answered.called(answered.origins, answered.origin)
    called = {"wave": wave.id, "instrument": instrument, "items": first.origins}
    scored = first.scored, json.dumps(first.subscales)
    origin = answered.origin or instrument
    return wave.origin, origin, answered.digest, list(first.items), *scored, json.dumps(called)


def refuse_forgotten(
    folder: Path, prior: Mapping[str, Sequence[PriorWave]], rows: Mapping[str, Sequence[Sequence[object]]]
) -> None:
    """Raise Refused where a wave was published, the warehouse has forgotten from what, and it has changed.

    `rows` are those about to be published, by table.
    """
    for wave, publications in prior.items():
        for shown in publications:
            if not shown.members and _is_changed(folder, shown, rows):
                raise Refused("history_forgotten", wave=wave, publication=str(shown.publication))


def _is_changed(folder: Path, prior: PriorWave, rows: Mapping[str, Sequence[Sequence[object]]]) -> bool:
    """Say whether a publication says something of a wave's people, whatever its id, that is said no more."""
    with attached_to_read(file_of(folder, prior.publication)) as con:
        origins = Origins.in_publication(con)
        waves = [wave for wave in origins.waves if origins.wave(wave) == prior.origin]
        return any(_says_otherwise(con, table, waves, rows[table]) for table in _OF_PEOPLE)


def _says_otherwise(
    con: duckdb.DuckDBPyConnection, table: str, waves: Sequence[str], rows: Sequence[Sequence[object]]
) -> bool:
    """Say whether a table shows rows of some waves that are not ready as they are.

    What it has no column for may have changed: of nine people whose answers were shown as a sum, two may
    have exchanged theirs since, and the sum is as it was.
    """
    sql = f"FROM {table} WHERE list_contains(?, wave) AND {_OF_PEOPLE[table]}"
    found = con.execute(sql, [waves])
    there = [column for column, *_ in found.description or ()]
    names = columns_said(table, columns_of(TABLES[table]))
    if set(names) - set(there):
        return found.fetchone() is not None
    at = [there.index(name) for name in names]
    shown = Counter(tuple(repr(row[place]) for place in at) for row in found.fetchall())
    return bool(shown - Counter(tuple(repr(getattr(row, name)) for name in names) for row in rows))
