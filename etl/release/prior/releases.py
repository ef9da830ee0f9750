"""Reading the record of prior releases: from the files as they are, and from what the warehouse remembers.

Either may have been lost, or restored from a backup; what one of them knows binds.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.release.fingerprint import AnswerFingerprint, Scored
from etl.release.groups import Cell, Partition
from etl.release.management import SiteMonth
from etl.release.prior.files import ReleasedFile, released_file
from etl.release.prior.record import (
    PriorColumn,
    PriorRelease,
    PriorReleases,
    PriorWave,
    SessionBlock,
    WaveBlock,
)
from publication.faults import Refused
from publication.file import REMEMBERED, file_of, published_numbers

BlocksByName = dict[tuple[str, str], Partition]
# By publication.
_Remembered = Mapping[int, Sequence[Sequence[Any]]]


def remembered_numbers(con: duckdb.DuckDBPyConnection, programme: str) -> set[int]:
    """Return the numbers of the publications that the warehouse remembers anything of."""
    tables = (*REMEMBERED, "withdrawn_publications")
    return set().union(*(_numbers(con, programme, table) for table in tables))


def withdrawn_numbers(con: duckdb.DuckDBPyConnection, programme: str) -> set[int]:
    """Return the numbers of the publications that were withdrawn."""
    return _numbers(con, programme, "withdrawn_publications")


def _numbers(con: duckdb.DuckDBPyConnection, programme: str, table: str) -> set[int]:
    sql = f"SELECT DISTINCT publication FROM {table} WHERE programme = ?"
    return {number for (number,) in con.execute(sql, [programme]).fetchall()}


def next_number(con: duckdb.DuckDBPyConnection, programme: str, folder: Path) -> int:
    """Return the number of the publication that comes next: none is ever given twice."""
    return max([*published_numbers(folder), *remembered_numbers(con, programme)], default=0) + 1


def prior_releases(con: duckdb.DuckDBPyConnection, programme: str, folder: Path) -> PriorReleases:
    """Return what every publication of a programme showed, and what is remembered of it.

    Raises Refused where a file is damaged and the warehouse does not remember what it showed.
    """
    memory = _Memory.of(con, programme)
    files = {number: released_file(file_of(folder, number)) for number in published_numbers(folder)}
    for number, file in files.items():
        if file.is_damaged and number not in memory.blocks:
            raise Refused("publication_damaged", file=file_of(folder, number).name, programme=programme)
    numbers = sorted({*files, *memory.blocks, *memory.session_blocks, *memory.columns})
    months = {month for file in files.values() for month in file.withheld_months or ()}
    return PriorReleases(
        [memory.release(number, files.get(number, ReleasedFile())) for number in numbers],
        memory.session_digests,
        months.union(memory.withheld_months),
    )


def _remembered(con: duckdb.DuckDBPyConnection, programme: str, table: str, columns: str) -> _Remembered:
    """Return the rows of a table of what was published from what, by publication."""
    found: dict[int, list[Sequence[Any]]] = {}
    sql = f"SELECT publication, {columns} FROM {table} WHERE programme = ?"
    for number, *row in con.execute(sql, [programme]).fetchall():
        found.setdefault(number, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the warehouse remembers of publications, by number."""

    withdrawn: Collection[int]
    blocks: _Remembered
    members: _Remembered
    answered: _Remembered
    session_blocks: _Remembered
    columns: _Remembered
    session_digests: Collection[tuple[str, str]]
    withheld_months: Collection[SiteMonth]

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, programme: str) -> "_Memory":
        def rows(table: str, columns: str) -> _Remembered:
            return _remembered(con, programme, table, columns)

        marks = rows("published_marks", "session, content").values()
        sql = "SELECT series, site, month FROM withheld_months WHERE programme = ?"
        return cls(
            withdrawn_numbers(con, programme),
            rows("published_blocks", "wave, instrument, item, cells"),
            rows("published_members", "wave, role, site, members"),
            rows("published_said", "wave, instrument, said, items, scored, subscales"),
            rows("published_session_blocks", "instrument, item, cells"),
            rows("published_assessments", "round, sites, instrument, item, n, middle, leaders"),
            {(session, digest) for held in marks for session, digest in held},
            {SiteMonth(*month) for month in con.execute(sql, [programme]).fetchall()},
        )

    def release(self, number: int, file: ReleasedFile) -> PriorRelease:
        """Return one publication: groups of waves as in its file, of sessions as they are remembered."""
        blocks = file.blocks
        if blocks is None:
            blocks = [WaveBlock(*row) for row in self.blocks.get(number, ())]
        sessions = file.session_blocks
        if number in self.blocks or number in self.session_blocks:
            sessions = [SessionBlock(*row) for row in self.session_blocks.get(number, ())]
        columns = {PriorColumn(*row) for row in self.columns.get(number, ())}
        return PriorRelease(
            number, self._waves(number, blocks), sessions or (), columns.union(file.columns or ())
        )

    def _waves(self, number: int, blocks: Iterable[WaveBlock]) -> dict[str, PriorWave]:
        members: dict[str, Counter[Cell]] = {}
        for wave, role, site, n in self.members.get(number, ()):
            members.setdefault(wave, Counter())[role, site] = n
        answered: dict[str, dict[str, AnswerFingerprint]] = {}
        for wave, instrument, *fingerprint in self.answered.get(number, ()):
            answered.setdefault(wave, {})[instrument] = _fingerprint(instrument, *fingerprint)
        withdrawn = number in self.withdrawn
        return {
            wave: PriorWave(
                number, withdrawn, members.get(wave, Counter()), partitions, answered.get(wave, {}), wave
            )
            for wave, partitions in _partitions(blocks).items()
            if ("", "") in partitions
        }


def _partitions(blocks: Iterable[WaveBlock]) -> dict[str, BlocksByName]:
    """Return by wave the partitions in which it was shown."""
    found: dict[str, BlocksByName] = {}
    for wave, instrument, item, cells in blocks:
        by_name = found.setdefault(wave, {})
        block = frozenset((role, site) for role, site in (cell.split("@", 1) for cell in cells))
        by_name[instrument, item] = by_name.get((instrument, item), ()) + ((block,) if block else ())
    return found


def _fingerprint(
    instrument: str, digest: str, items: Sequence[str], scored: str, subscales: str | None
) -> AnswerFingerprint:
    """Read what is remembered of the answers to an instrument; there were no subscales at first."""
    by_subscale: dict[str, Scored] = {
        name: tuple((item, turned) for item, turned in held)
        for name, held in json.loads(subscales or "{}").items()
    }
    return AnswerFingerprint(digest, tuple(items), scored, by_subscale, instrument)
