"""Leadership assessments over time: groups shown together are never shown again in a way that parts them.

Two columns of one round that share a group can be held against each other, in one publication or in two.
Where each is that group alone, it speaks for itself; everybody else is hidden among the others only while
nothing of theirs changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.faults import Refused
from etl.publish.writer import file_of, published_numbers
from etl.warehouse import table_exists

Row = Sequence[object]

_SHOWN = "SELECT round, sites, instrument, item, n, middle, range, dont_know FROM {table}"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was shown of one item in one column of a round."""

    round: str
    sites: frozenset[str]
    item: tuple[str, str]
    numbers: tuple[object, ...]

    def tells_apart(self, other: "_Shown") -> bool:
        """Say whether the two together say something of some of the leaders in them."""
        if (self.round, self.item) != (other.round, other.item) or not self.sites & other.sites:
            return False
        return self != other and not len(self.sites) == len(other.sites) == 1


def _read(rows: Iterable[Row]) -> Iterator[_Shown]:
    for round_id, sites, instrument, item, *numbers in rows:
        yield _Shown(
            str(round_id), frozenset(str(sites).split("|")), (str(instrument), str(item)), tuple(numbers)
        )


def _shown_in(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield round, sites, instrument, item and numbers of the rows of a publication that show something."""
    for instrument, round_id, *_, sites, _, _, item, _, status, n, middle, spread, dont_know in rows:
        if status == "shown":
            yield round_id, sites, instrument, item, n, middle, spread, dont_know


def _in_file(path: Path) -> Sequence[Row]:
    """Return what a publication's file shows; nothing where it cannot be read: the warehouse remembers it."""
    try:
        with duckdb.connect(path, read_only=True) as published:
            if not table_exists(published, "assessments"):
                return []
            sql = _SHOWN.format(table="assessments") + " WHERE status = 'shown'"
            return published.execute(sql).fetchall()
    except duckdb.ConnectionException:  # open in this process otherwise, and no damage
        raise
    except duckdb.Error:
        return []


def _before(con: duckdb.DuckDBPyConnection, programme: str, folder: Path) -> set[_Shown]:
    """Return what any publication showed, as the warehouse remembers it and as the files say."""
    sql = _SHOWN.format(table="published_assessments") + " WHERE programme = ?"
    rows: Sequence[Row] = con.execute(sql, [programme]).fetchall()
    files = [_in_file(file_of(folder, number)) for number in published_numbers(folder)]
    return set(_read([*rows, *(row for held in files for row in held)]))


def refuse_changed_rounds(
    con: duckdb.DuckDBPyConnection, programme: str, folder: Path, assessments: Iterable[Row]
) -> None:
    """Raise Refused for the first round shown before whose groups shown together changed or were parted."""
    before = _before(con, programme, folder)
    for shown in _read(_shown_in(assessments)):
        if any(shown.tells_apart(one) for one in before):
            raise Refused("round_changed", round=shown.round)


def remember_assessments(
    con: duckdb.DuckDBPyConnection, programme: str, number: int, assessments: Iterable[Row]
) -> None:
    """Note what a publication shows of leadership assessments."""
    con.begin()
    for row in _shown_in(assessments):
        con.execute(
            "INSERT INTO published_assessments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [programme, number, *row],
        )
    con.commit()
