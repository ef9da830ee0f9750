"""Writing a publication: built aside, frozen, then pointed to; one unchanged is thrown away."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from etl.state.atomic import READABLE, replace_file, settle, settle_names

_SCHEMA, _SHEETS = (
    (Path(__file__).parent / name).read_text("utf-8") for name in ("schema.sql", "sheets.sql")
)
POINTER = "CURRENT"

# The warehouse's tables of what was published from what; each has the columns programme and publication.
REMEMBERED = (
    *("published_waves", "published_blocks", "published_members", "published_said"),
    *("published_marks", "published_session_blocks", "published_assessments"),
)

Rows = Mapping[str, Sequence[Sequence[object]]]


def published_numbers(folder: Path) -> list[int]:
    """Return the numbers of a programme's publications, oldest first."""
    return sorted(int(path.stem) for path in folder.glob("*.duckdb") if path.stem.isdecimal())


def current_number(folder: Path) -> int | None:
    """Return the number the pointer names; None where it names no publication that is there."""
    pointer = folder / POINTER
    said = pointer.read_bytes().strip() if pointer.is_file() else b""
    number = int(said) if said.isdigit() else None
    return number if number in published_numbers(folder) else None


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
    _remove(path)
    try:
        with duckdb.connect(path) as con:
            _fill(con, rows)
            con.execute("CHECKPOINT")
    except BaseException:
        _remove(path)
        raise


def _remove(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}.wal")):
        left.unlink(missing_ok=True)


def is_whole(path: Path) -> bool:
    """Say whether a publication can be read from start to end (20 ms in 3 MB)."""
    try:
        with duckdb.connect(path, read_only=True) as con:
            tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
            for (table,) in tables:
                con.execute(f'SELECT bit_xor(hash(COLUMNS(*))) FROM "{table}"').fetchall()
    except duckdb.ConnectionException:  # it is open in this process already
        return True
    except duckdb.Error:
        return False
    return True


def same_content(path: Path, rows: Rows) -> bool:
    """Say whether a publication already says exactly these rows (its number and date apart).

    One that is damaged does not.
    """
    try:
        return _says(path, rows)
    except duckdb.ConnectionException:  # open in this process otherwise, and no damage
        raise
    except duckdb.Error:
        return False


def _says(path: Path, rows: Rows) -> bool:
    with duckdb.connect(path, read_only=True) as published, duckdb.connect() as wanted:
        _fill(wanted, rows)
        columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        if (said := published.execute(columns).fetchall()) != wanted.execute(columns).fetchall():
            return False
        return all(
            published.execute(f"FROM {table}").fetchall() == wanted.execute(f"FROM {table}").fetchall()
            for table in {table for table, _ in said} - {"meta"}
        )


def point_to(folder: Path, number: int) -> None:
    """Show a publication from now on."""
    replace_file(folder / POINTER, f"{number:04d}\n".encode(), READABLE)
    settle_names(folder)


def unpoint(folder: Path) -> None:
    """Show no publication any longer."""
    (folder / POINTER).unlink(missing_ok=True)
    settle_names(folder)


def _readable_folder(folder: Path) -> None:
    """Make a folder that a dashboard under another account may read: publications hold aggregates only."""
    for one in (folder.parent, folder):
        if not one.is_dir():
            one.mkdir(parents=True)
            one.chmod(0o755)


def build(folder: Path, programme: str, number: int, rows: Rows, today: dt.date) -> None:
    """Write the rows as a publication of the programme, aside: nothing is shown yet."""
    _readable_folder(folder)
    aside = aside_of(folder, number)
    _build(aside, {"meta": [(programme, number, today)], **rows})
    settle(aside)
    aside.chmod(0o444)


def freeze(folder: Path, number: int) -> None:
    """Give a built publication its name and point to it: from here on it is shown."""
    aside_of(folder, number).replace(file_of(folder, number))
    settle_names(folder)
    point_to(folder, number)


def aside_of(folder: Path, number: int) -> Path:
    """Return the path a publication is built at before it is shown."""
    return folder / f"{number:04d}.new"
