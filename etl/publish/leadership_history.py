"""Leadership assessments over time: groups shown together are never shown again in a way that parts them.

Two columns of one round that share a group can be held against each other, in one publication or in two.
Where each is that group alone, it speaks for itself; everybody else is hidden among the others only while
nothing of theirs changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.publish.writer import file_of, published_numbers
from etl.warehouse import table_exists

Row = Sequence[object]

_SHOWN = "SELECT round, sites, instrument, item, n, middle, leaders FROM {table}"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was shown of one item in one column of a round; how many leaders is not known of the oldest."""

    round: str
    sites: frozenset[str]
    item: tuple[str, str]
    numbers: tuple[object, object]
    leaders: object

    def tells_apart(self, other: "_Shown") -> bool:
        """Say whether the two together say something of some of the leaders in them."""
        if (self.round, self.item) != (other.round, other.item) or not self.sites & other.sites:
            return False
        if len(self.sites) == len(other.sites) == 1:
            return False
        return self != (other if other.leaders is not None else replace(other, leaders=self.leaders))


def _read(rows: Iterable[Row]) -> Iterator[_Shown]:
    for round_id, sites, instrument, item, n, middle, leaders in rows:
        column = frozenset(str(sites).split("|"))
        yield _Shown(str(round_id), column, (str(instrument), str(item)), (n, middle), leaders)


def _shown_in(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield round, sites, instrument, item and numbers of the rows of a publication that show something."""
    for instrument, round_id, *_, sites, _, leaders, item, _, status, n, middle, _, _ in rows:
        if status == "shown":
            yield round_id, sites, instrument, item, n, middle, leaders


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
    con: duckdb.DuckDBPyConnection, programme: Programme, folder: Path, assessments: Iterable[Row]
) -> None:
    """Raise Refused for the first round shown before whose groups shown together changed or were parted.

    Also where the programme calls such a round, or a site of it, otherwise: it could be shown anew.
    """
    before = _before(con, programme.id, folder)
    _refuse_renamed(programme, (one for one in before if len(one.sites) > 1))
    for shown in _read(_shown_in(assessments)):
        if any(shown.tells_apart(one) for one in before):
            raise Refused("round_changed", round=shown.round)


def _refuse_renamed(programme: Programme, together: Iterable[_Shown]) -> None:
    rounds, sites = {one.id for one in programme.rounds}, {one.id for one in programme.sites}
    for shown in together:
        if gone := sorted({shown.round} - rounds | shown.sites - sites):
            raise Refused("round_renamed", round=shown.round, ids=", ".join(gone))


def remember_assessments(
    con: duckdb.DuckDBPyConnection, programme: str, number: int, assessments: Iterable[Row]
) -> None:
    """Note what a publication shows of leadership assessments."""
    con.begin()
    for row in _shown_in(assessments):
        con.execute(
            "INSERT INTO published_assessments"
            " (programme, publication, round, sites, instrument, item, n, middle, leaders)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [programme, number, *row],
        )
    con.commit()
