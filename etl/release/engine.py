"""Where answers are counted: a text in plain SQL goes in, rows come back.

The texts have no quoted names and no words that only one engine knows, so every engine reads them alike; the
gate gets counts from here and cannot tell which engine counted.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt

from etl.warehouse.warehouse import in_any_order

# One array a column, none with blanks.
Columns = Sequence[npt.NDArray[np.int64]]


class Engine(Protocol):
    """Runs the texts that count: what they read is lent to it, what they make is kept under a name."""

    def lend(self, name: str, text: str) -> None:
        """Let later texts read what a text of the warehouse gives; its column `respondent` names people."""

    def keep(self, name: str, text: str) -> None:
        """Keep what a text gives under a name: for later texts, and for the warehouse's connection."""

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a text."""

    def columns(self, text: str) -> Columns:
        """Return the columns of a text that gives whole numbers alone."""


class WarehouseEngine:
    """DuckDB itself, in the process that holds the warehouse: nothing is copied."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        """Keep the warehouse's connection."""
        self._con = con

    def lend(self, name: str, text: str) -> None:
        """Let later texts read what a text gives."""
        self._con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")

    def keep(self, name: str, text: str) -> None:
        """Keep what a text gives in a temporary table."""
        with in_any_order(self._con):
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {text}")

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a text."""
        return self._con.execute(text).fetchall()

    def columns(self, text: str) -> Columns:
        """Return the columns of a text that gives whole numbers alone."""
        return [np.asarray(column) for column in self._con.execute(text).fetchnumpy().values()]
