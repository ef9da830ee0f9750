"""A table as Parquet, by a DuckDB of its own that reaches one new file and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

TYPES = {"text": "VARCHAR", "whole": "INTEGER"}


def _confine(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    con.execute(f"SET allowed_paths = ['{path}']")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def parquet(
    kinds: Mapping[str, str], values: Mapping[str, Sequence[object]], about: Mapping[str, str]
) -> bytes:
    """Return a table as a Parquet file.

    Args:
        kinds: Column name → text, whole, or any other kind of number, in order.
        values: Column name → one value per row, None where there is none.
        about: What the file says of itself, as its metadata; names and values without quotes in them.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        with duckdb.connect(config={"threads": 1}) as con:
            _confine(con, path)
            columns = ", ".join(f'"{name}" {TYPES.get(kind, "DOUBLE")}' for name, kind in kinds.items())
            con.execute(f"CREATE TABLE rows ({columns})")
            con.execute(
                f"INSERT INTO rows SELECT {', '.join(['unnest(?)'] * len(kinds))}",
                [list(values[name]) for name in kinds],
            )
            metadata = ", ".join(f"{name}: '{value}'" for name, value in about.items())
            con.execute(
                f"COPY rows TO '{path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
            )
        return path.read_bytes()
