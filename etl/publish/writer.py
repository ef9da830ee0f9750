"""Writing a publication: built aside, frozen, then pointed to; one unchanged is thrown away."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

_SCHEMA, _SHEETS = (
    (Path(__file__).parent / name).read_text("utf-8") for name in ("schema.sql", "sheets.sql")
)
POINTER = "CURRENT"

Rows = Mapping[str, Sequence[Sequence[object]]]


def published_numbers(folder: Path) -> list[int]:
    """Return the numbers of a programme's publications, oldest first."""
    return sorted(int(path.stem) for path in folder.glob("[0-9]*.duckdb"))


def current_number(folder: Path) -> int | None:
    """Return the number the pointer names."""
    pointer = folder / POINTER
    return int(pointer.read_text("ascii")) if pointer.is_file() else None


def file_of(folder: Path, number: int) -> Path:
    """Return the path of a publication."""
    return folder / f"{number:04d}.duckdb"


def _fill(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    con.execute(_SCHEMA)
    for table, values in rows.items():
        if values:
            columns = [list(column) for column in zip(*values, strict=True)]
            con.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
    con.execute(_SHEETS)


def _build(path: Path, rows: Rows) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)
    with duckdb.connect(path) as con:
        _fill(con, rows)
        con.execute("CHECKPOINT")


def same_content(path: Path, rows: Rows) -> bool:
    """Say whether a publication already says exactly these rows (its number and date apart)."""
    with duckdb.connect(path, read_only=True) as published, duckdb.connect() as wanted:
        _fill(wanted, rows)
        columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        if (said := published.execute(columns).fetchall()) != wanted.execute(columns).fetchall():
            return False
        return all(
            published.execute(f"FROM {table}").fetchall() == wanted.execute(f"FROM {table}").fetchall()
            for table in {table for table, _ in said} - {"meta"}
        )


def next_number(folder: Path) -> int:
    """Return the number of the publication that comes next."""
    return max(published_numbers(folder), default=0) + 1


def _point_to(folder: Path, number: int) -> None:
    aside = folder / f"{POINTER}.new"
    with aside.open("w", encoding="ascii") as pointer:
        pointer.write(f"{number:04d}\n")
        pointer.flush()
        os.fsync(pointer.fileno())
    aside.replace(folder / POINTER)


def freeze(folder: Path, programme: str, number: int, rows: Rows, today: dt.date) -> None:
    """Write the rows as a publication of the programme and point to it."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{number:04d}.new"
    _build(aside, {"meta": [(programme, number, today)], **rows})
    with aside.open("rb") as built:
        os.fsync(built.fileno())
    aside.chmod(0o444)
    aside.replace(file_of(folder, number))
    _point_to(folder, number)
