"""What every step of a release is given: the warehouse, the programme, its definitions and names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

from etl.release.engine import Engine
from etl.release.groups import Node
from etl.release.labels import Labels
from publication.definitions.background import Background
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument, Population
from publication.definitions.link import Link
from publication.definitions.programme import Programme

# A row of a publication's table.
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ReleaseContext:
    """The warehouse, who counts, and what defines a programme.

    `instruments` are those answered in it, or printed;
    `trees`: by population, what its cells merge in.
    """

    con: duckdb.DuckDBPyConnection
    engine: Engine
    programme: Programme
    instruments: Mapping[str, Instrument]
    background: Mapping[str, Background]
    indicators: Mapping[str, Indicator]
    labels: Labels
    trees: Mapping[Population, Node]
    links: Collection[Link]

    def asked_as(self, *occasions: str) -> list[Instrument]:
        """Return the instruments that are asked on any of some occasions."""
        every = self.instruments.values()
        return [instrument for instrument in every if not set(occasions).isdisjoint(instrument.asked_as)]
