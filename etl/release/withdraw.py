"""Withdrawing a publication: it is not shown any longer, and never forgotten."""

from pathlib import Path

import duckdb

from etl.release.prior.withdrawn import note_withdrawn, taken_back
from publication.attached import attached_to_read
from publication.faults import Refused
from publication.file import current_number, file_of, point_to, published_numbers, unpoint


def withdraw_publication(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, number: int
) -> int | None:
    """Show a publication no longer; return the number that is shown now, None where there is none left.

    The last one before it that was not withdrawn is shown in its place. Its file stays, and what it said is
    held against every later publication. Raises Refused where there is no such publication. Withdrawing again
    finishes what was interrupted.
    """
    numbers = published_numbers(folder)
    if number not in numbers:
        known = ", ".join(map(str, numbers)) or "–"
        raise Refused("no_publication", number=str(number), programme=programme, known=known)
    note_withdrawn(con, folder, programme, {number})
    if current_number(folder) == number:
        back = taken_back(con, folder, programme)
        if not (before := [earlier for earlier in numbers if earlier < number and earlier not in back]):
            unpoint(folder)
            return None
        point_to(folder, before[-1])
    return current_number(folder)


def files_behind(folder: Path, number: int | None) -> set[str]:
    """Return the names of the files a publication rests on; none of one that is not there or damaged."""
    if number is None:
        return set()
    try:
        with attached_to_read(file_of(folder, number)) as con:
            return {name for (name,) in con.execute("SELECT DISTINCT name FROM files").fetchall()}
    except duckdb.Error:
        return set()
