"""Waves of staff stay staff's, and waves of citizens citizens': neither takes what the other's was."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from etl.release.counting import members_per_cell
from etl.release.groups import Cell
from etl.release.prior.record import PriorWave
from publication.definitions.programme import Programme
from publication.faults import Refused
from publication.ids import CITIZENS


def refuse_exchanged(
    con: duckdb.DuckDBPyConnection, programme: Programme, prior: Mapping[str, Sequence[PriorWave]]
) -> None:
    """Raise Refused where a wave has, or was published with, people of another population than it asks.

    In one tree with them no cell of theirs would have a place; under one id the wave would hold both.
    """
    for wave in programme.waves:
        held = [*members_per_cell(con, programme.id, wave.id), *_shown(prior.get(wave.id, ()))]
        if any((role == CITIZENS) != (wave.population == CITIZENS) for role, _ in held):
            raise Refused("population_exchanged", wave=wave.id)


def _shown(prior: Sequence[PriorWave]) -> Iterator[Cell]:
    for shown in prior:
        yield from shown.members
        yield from (cell for block in shown.partition for cell in block)
