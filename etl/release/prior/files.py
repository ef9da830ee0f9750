"""Frozen publications, opened to see what they showed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from etl.release.management import SiteMonth
from etl.release.prior.origins import Origins
from etl.release.prior.record import PriorColumn, SessionBlock, WaveBlock
from publication.attached import attached_to_read

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """What a publication's file shows, by first ids; None for a part of it that is damaged."""

    blocks: Sequence[WaveBlock] | None = None
    session_blocks: Sequence[SessionBlock] | None = None
    columns: Sequence[PriorColumn] | None = None
    withheld_months: Sequence[SiteMonth] | None = None

    @property
    def is_damaged(self) -> bool:
        """Say whether any part cannot be read."""
        return None in (self.blocks, self.session_blocks, self.columns, self.withheld_months)


def released_file(path: Path) -> ReleasedFile:
    """Return what a publication's file shows; nothing where it cannot be opened."""
    try:
        with attached_to_read(path) as con:
            origins = Origins.in_publication(con)
            return ReleasedFile(
                _rows(con, "SELECT wave, instrument, item, cells FROM blocks", origins.block),
                _rows(con, "SELECT instrument, item, cells FROM session_blocks", origins.session_block),
                _rows(
                    con,
                    "SELECT round, sites, instrument, item, n, middle, leaders FROM assessments"
                    " WHERE status = 'shown'",
                    origins.column,
                ),
                _rows(con, "SELECT series, site, month FROM withheld_months", SiteMonth._make),
            )
    except duckdb.Error:
        return ReleasedFile()


def _rows(
    con: duckdb.DuckDBPyConnection, sql: str, read: Callable[[tuple[Any, ...]], Row]
) -> list[Row] | None:
    try:
        return [read(row) for row in con.execute(sql).fetchall()]
    except duckdb.CatalogException:  # made before there were any
        return []
    except duckdb.Error:
        return None
