"""Withdrawing a publication: it is not shown any longer, and never forgotten."""

from pathlib import Path

import duckdb

from etl.faults import Refused
from etl.publish.history import withdrawn_numbers
from etl.publish.writer import current_number, point_to, published_numbers, unpoint


def withdraw_publication(
    con: duckdb.DuckDBPyConnection, folder: Path, programme: str, number: int
) -> int | None:
    """Show a publication no longer; return the number that is shown now, None where there is none left.

    The last one before it that was not withdrawn is shown in its place. Its file stays, and what it said is
    held against every later publication. Raises Refused where there is no such publication.
    """
    numbers = published_numbers(folder)
    if number not in numbers:
        known = ", ".join(map(str, numbers)) or "–"
        raise Refused("no_publication", number=str(number), programme=programme, known=known)
    if number not in withdrawn_numbers(con, programme):
        con.execute("INSERT INTO withdrawn_publications VALUES (?, ?)", [programme, number])
    current = current_number(folder)
    left = [one for one in numbers if one not in withdrawn_numbers(con, programme)]
    if current == number:
        before = [one for one in left if one < number]
        if not before:
            unpoint(folder)
            return None
        point_to(folder, before[-1])
    return current_number(folder)
