"""What was withdrawn: publications and texts, remembered in the warehouse and in two lists outside it.

One list lies beside the publications, one in a folder of its own: whichever of the warehouse and the
publications is restored from a backup, the others still know. Nothing is ever taken off a list; what a person
wants to be shown again is published anew, under another identity.
"""

from collections.abc import Collection
from pathlib import Path

import duckdb

from etl.release.prior.releases import remembered_numbers, withdrawn_numbers
from publication.atomic import READABLE, replace_file
from publication.file import (
    NEXT,
    POINTER,
    file_of,
    identity_of,
    named_in,
    published_numbers,
    waiting_number,
)
from publication.withdrawn import listed, lists_of


def add_to_lists(folder: Path, withdrawn: Collection[str]) -> None:
    """Name what was withdrawn in both lists; a dashboard stops showing it at once."""
    content = "".join(f"{name}\n" for name in sorted(listed(folder) | set(withdrawn))).encode("ascii")
    for path in lists_of(folder):
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True)
            path.parent.chmod(0o755)
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content, READABLE)


def taken_back(con: duckdb.DuckDBPyConnection, folder: Path, programme: str) -> set[int]:
    """Return the numbers of the publications that were withdrawn, by command or by hand.

    By hand: the pointer was taken away, damaged, or set back to an earlier one. A publication whose command
    was killed before it was shown is none of them, unless the pointer was touched since.
    """
    known = remembered_numbers(con, programme).union(published_numbers(folder))
    named = withdrawn_numbers(con, programme) | listed_numbers(folder)
    last = named_in(folder / POINTER)
    unseen = {number for number in known - named if last is None or last not in known or number > last}
    return named if unseen == {waiting_number(folder)} else named | unseen


def listed_numbers(folder: Path) -> set[int]:
    """Return the numbers of the publications that a list names by their identity."""
    names = listed(folder)
    numbers = published_numbers(folder) if names else []
    return {number for number in numbers if identity_of(file_of(folder, number)) in names}


def note_withdrawn(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, numbers: Collection[int]
) -> None:
    """Remember publications as withdrawn by a person, in the warehouse first, then in the lists."""
    for number in sorted(numbers):
        con.execute(
            "INSERT INTO withdrawn_publications (programme, publication) SELECT $programme, $number"
            " WHERE NOT EXISTS (FROM withdrawn_publications WHERE programme = $programme"
            " AND publication = $number AND replaced_by IS NULL)",
            {"programme": programme, "number": number},
        )
    there = [number for number in published_numbers(folder) if number in numbers]
    if there:
        add_to_lists(folder, {identity_of(file_of(folder, number)) for number in there})
    if waiting_number(folder) in numbers:
        (folder / NEXT).unlink()
