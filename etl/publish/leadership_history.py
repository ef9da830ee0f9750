"""Leadership assessments over time: groups shown together are shown again as they were, or not their round.

Were they gone, the same leaders could be shown at other sites.

Two columns of one round that share a group can be held against each other, in one publication or in two.
Where each is that group alone, it speaks for itself; everybody else is hidden among the others only while
nothing of theirs changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.attached import attached_to_read
from etl.definitions.instrument import Instrument
from etl.definitions.programme import Programme
from etl.faults import Refused
from etl.publish.origins import Origins
from etl.publish.renaming import successors
from etl.publish.writer import file_of, published_numbers
from etl.warehouse import table_exists

Row = Sequence[object]
Sites = frozenset[str]

_SHOWN = "SELECT round, sites, instrument, item, n, middle, leaders FROM {table}"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was shown of one item in one column of a round; how many leaders is not known of the oldest.

    `sites`: for each site then, the ids it goes by now.
    """

    round: str
    sites: frozenset[Sites]
    item: tuple[str, str]
    numbers: tuple[object, object]
    leaders: object

    @property
    def places(self) -> Sites:
        """The ids of all its sites now."""
        return frozenset().union(*self.sites)

    @property
    def together(self) -> bool:
        """Say whether several groups are shown together."""
        return len(self.sites) > 1

    def is_again(self, now: "_Shown") -> bool:
        """Say whether a column of now is this one: the same number of groups shown together say the same."""
        if self.item != now.item or not now.places <= self.places:
            return False
        if not all(ids & now.places for ids in self.sites):
            return False
        said = self.numbers == now.numbers and self.leaders in (None, now.leaders)
        return said or not (self.together or now.together)

    def touches(self, now: "_Shown") -> bool:
        """Say whether a column of now has a site of this one."""
        return self.item == now.item and bool(self.places & now.places)


def _read(rows: Iterable[Row], successors: Mapping[str, Sequence[str]]) -> Iterator[_Shown]:
    for round_id, sites, instrument, item, n, middle, leaders in rows:
        column = frozenset(frozenset(successors.get(site, ())) for site in str(sites).split("|"))
        yield _Shown(str(round_id), column, (str(instrument), str(item)), (n, middle), leaders)


def _by_origin(rows: Iterable[Row], origins: Origins) -> Iterator[Row]:
    for round_id, sites, instrument, item, *numbers in rows:
        yield round_id, sites, *origins.item(str(instrument), str(item)), *numbers


def _shown_in(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield round, sites, instrument, item and numbers of the rows of a publication that show something."""
    for instrument, round_id, *_, sites, _, leaders, item, _, status, n, middle, _, _ in rows:
        if status == "shown":
            yield round_id, sites, instrument, item, n, middle, leaders


def _in_file(path: Path) -> Sequence[Row]:
    """Return what a publication's file shows; nothing where it cannot be read: the warehouse remembers it."""
    try:
        with attached_to_read(path) as published:
            if not table_exists(published, "assessments"):
                return []
            sql = _SHOWN.format(table="assessments") + " WHERE status = 'shown'"
            return [*_by_origin(published.execute(sql).fetchall(), Origins.in_publication(published))]
    except duckdb.Error:
        return []


def _before(con: duckdb.DuckDBPyConnection, programme: str, folder: Path) -> list[Row]:
    """Return what any publication showed, as the warehouse remembers it and as the files say."""
    sql = _SHOWN.format(table="published_assessments") + " WHERE programme = ?"
    rows: Sequence[Row] = con.execute(sql, [programme]).fetchall()
    files = [_in_file(file_of(folder, number)) for number in published_numbers(folder)]
    return [*rows, *(row for held in files for row in held)]


def refuse_changed_rounds(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    instruments: Iterable[Instrument],
    folder: Path,
    assessments: Iterable[Row],
) -> None:
    """Raise Refused for the first round shown before whose groups shown together changed or were parted.

    Also where the programme calls such a round, or a site of it, otherwise and does not say what it was.
    """
    rows, ids = _before(con, programme.id, folder), successors(programme.sites)
    _refuse_renamed(programme, rows, ids)
    before = set(_read(rows, ids))
    shown = _by_origin(_shown_in(assessments), Origins.of(programme.waves, instruments))
    now = set(_read(shown, {site.id: [site.id] for site in programme.sites}))
    for closed in (one.id for one in programme.rounds if one.closed):
        if _changed(*([one for one in held if one.round == closed] for held in (before, now))):
            raise Refused("round_changed", round=closed)


def _changed(before: Sequence[_Shown], now: Sequence[_Shown]) -> bool:
    """Say whether groups shown together are not as they were, or new columns have leaders shown before."""
    if any(one.together and not any(map(one.is_again, now)) for one in before):
        return True
    here: Sites = frozenset().union(*(column.places for column in now))
    moved = any(not ids & here for one in before for ids in one.sites)
    new = (column for column in now if not any(one.is_again(column) for one in before))
    return any((moved and column.together) or any(one.touches(column) for one in before) for column in new)


def _refuse_renamed(programme: Programme, rows: Iterable[Row], known: Mapping[str, object]) -> None:
    rounds = {one.id for one in programme.rounds}
    for round_id, sites in ((str(row[0]), str(row[1]).split("|")) for row in rows):
        gone = sorted({round_id} - rounds | {*sites} - known.keys()) if len(sites) > 1 else []
        if gone:
            raise Refused("round_renamed", round=round_id, ids=", ".join(gone))


def remember_assessments(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    number: int,
    instruments: Iterable[Instrument],
    assessments: Iterable[Row],
) -> None:
    """Note what a publication shows of leadership assessments."""
    con.begin()
    for row in _by_origin(_shown_in(assessments), Origins.of((), instruments)):
        con.execute(
            "INSERT INTO published_assessments"
            " (programme, publication, round, sites, instrument, item, n, middle, leaders)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [programme, number, *row],
        )
    con.commit()
