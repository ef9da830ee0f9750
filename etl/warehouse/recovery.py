"""What a killed command left behind: removed where nothing is lost, else put aside; said either way."""

from pathlib import Path

from duckdb import DuckDBPyConnection as Connection

from etl.warehouse.lock import Tell
from etl.warehouse.opening import beside
from etl.warehouse.workspace import remove_left_over, work_beside
from publication.atomic import put_aside
from publication.file import NEXT, POINTER, REMEMBERED, current_number, file_of, is_whole, waiting_number


def recover_files(warehouse: Path, tell: Tell) -> None:
    """Clear the way for the command that holds the lock."""
    half_made = sorted(warehouse.parent.glob(f"{warehouse.stem}.*.new*"))
    for path in half_made:
        path.unlink()
    if gone := [path.name for path in half_made] + remove_left_over(work_beside(warehouse)):
        tell("left_over", files=", ".join(gone))
    if not warehouse.exists():
        for log in filter(Path.exists, beside(warehouse)):
            tell("put_aside", file=log.name, aside=put_aside(log).name)


def recover_publications(con: Connection, warehouse: Path, tell: Tell) -> None:
    """Remove publications that were never finished.

    A file still called NNNN.new was never shown, so the warehouse need not remember what it said either.
    """
    half_made = sorted((warehouse.parent / "publications").glob("*/*.new*"))
    half_made += sorted((warehouse.parent / "withdrawn").glob("*.new"))
    for path in half_made:
        number = path.name.partition(".")[0]
        if number.isdecimal() and not path.with_name(f"{number}.duckdb").exists():
            for table in REMEMBERED:
                con.execute(
                    f"DELETE FROM {table} WHERE programme = ? AND publication = ?",
                    [path.parent.name, int(number)],
                )
            con.execute(
                "DELETE FROM withdrawn_publications WHERE programme = ? AND replaced_by = ?",
                [path.parent.name, int(number)],
            )
    for pointer in (warehouse.parent / "publications").glob(f"*/{NEXT}"):
        if waiting_number(pointer.parent) is None:
            pointer.unlink()
    for path in half_made:
        path.unlink()
    if half_made:
        tell("left_over", files=", ".join(path.name for path in half_made))


def lost_publications(publications: Path) -> list[str]:
    """Return the programmes whose pointer names a publication that is missing or damaged."""
    found = sorted(pointer.parent for pointer in publications.glob(f"*/{POINTER}"))
    return [folder.name for folder in found if not _is_shown(folder)]


def _is_shown(folder: Path) -> bool:
    number = current_number(folder)
    return number is not None and is_whole(file_of(folder, number))
