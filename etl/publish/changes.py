"""What changed in a wave since it was published before: who came, who went, who answered otherwise.

An answer that changed is one lost and one gained. Records are compared as they are, without ids: two people
who swap their answers have changed no count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import duckdb

from etl.definitions.instrument import Instrument
from etl.definitions.programme import Wave
from etl.faults import Refused
from etl.publish.content import BACKGROUND, Said
from etl.publish.groups import Block, Cell, Partition, common_coarsening
from etl.warehouse import published_table
from etl.write.keep import is_kept

PEOPLE = ""
SCORE = "overall"

Moved = Mapping[Cell, Counter[str]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A wave as one publication showed it.

    `partitions` are the groups by instrument and item: ('', '') the wave's own, others where an item was
    shown otherwise (none where it was hidden). `said` is what was answered, by instrument (and background).
    """

    publication: int
    withdrawn: bool
    members: Counter[Cell]
    partitions: Mapping[tuple[str, str], Partition]
    said: Mapping[str, Said]

    @property
    def partition(self) -> Partition:
        """The wave's own groups."""
        return self.partitions["", ""]

    def partition_of(self, instrument: str, item: str) -> Partition:
        """Return the groups an item was shown in; empty where it was hidden."""
        return self.partitions.get((instrument, item), self.partition)

    def rests_on(self, members: Counter[Cell], said: Mapping[str, Said]) -> bool:
        """Say whether the publication rests on the same members and the same answers."""
        digests = {name: one.digest for name, one in said.items() if one.digest}
        return self.members == members and digests == {
            name: one.digest for name, one in self.said.items() if one.digest
        }

    def showed(self, instrument: str, item: str) -> bool:
        """Say whether anybody had answered the item (any item, for the score), so that it could be shown."""
        items = self.said.get(instrument, Said()).items
        return item in items or (item == SCORE and bool(items))


@dataclass(frozen=True, slots=True)
class Change:
    """What came and what went since one publication, by cell: people, answers to each item, scores."""

    gained: Moved = field(default_factory=dict)
    lost: Moved = field(default_factory=dict)
    now: Moved = field(default_factory=dict)
    earlier: Earlier | None = None
    instrument: str = ""

    def sizes(self, name: str, cells: Block) -> list[int]:
        """Return how many came, went and are left beside unchanged groups in a block, where there are any."""
        came, went = _sum(self.gained, name, cells), _sum(self.lost, name, cells)
        return [n for n in (came, went, self._left(name, cells)) if n]

    def _left(self, name: str, cells: Block) -> int:
        """Return how many are left of a block once the groups shown before and unchanged are subtracted."""
        if self.earlier is None or not self._moved_in(cells):
            return 0
        shown = self.earlier.partition_of(self.instrument, name)
        kept = [block for block in shown if block <= cells and not self._moved_in(block)]
        return _sum(self.now, name, cells) - sum(_sum(self.now, name, block) for block in kept)

    def _moved_in(self, cells: Block) -> bool:
        return any(_sum(moved, PEOPLE, cells) for moved in (self.gained, self.lost))


def _sum(moved: Moved, name: str, cells: Block) -> int:
    return sum(held[name] for cell, held in moved.items() if cell in cells)


class FewChanged(Exception):
    """Fewer than k people of a group came or went since the wave was published."""

    def __init__(self, cells: Block) -> None:
        """Keep the cells of the group."""
        super().__init__("fewer than k people of a group came or went")
        self.cells = cells


def never_finer(partition: Partition, earlier: Iterable[Partition]) -> Partition:
    """Return the partition merged until it splits no earlier group; empty where something was hidden."""
    before = list(earlier)
    if not all(before):
        return ()
    return common_coarsening([partition, *before]) if before else partition


def within(partition: Partition, cells: Block) -> Partition:
    """Return a partition of the given cells alone; blocks without any are left out."""
    return tuple(block & cells for block in partition if block & cells)


def refuse_few(partition: Partition, changes: Sequence[Change], k: int) -> None:
    """Raise FewChanged for the first group in which someone came or went, and fewer than k did."""
    for block in partition:
        if any(n < k for change in changes for n in change.sizes(PEOPLE, block)):
            raise FewChanged(block)


def change_of_members(earlier: Earlier, now: Counter[Cell]) -> Change:
    """Return who came and who went, as far as the number of members of each cell tells."""
    before = earlier.members
    gained, lost, left = (
        {cell: Counter({PEOPLE: n}) for cell, n in some.items()} for some in (now - before, before - now, now)
    )
    return Change(gained, lost, left, earlier)


def changes_since(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    wave: Wave,
    said: Said,
    earlier: Sequence[Earlier],
) -> list[Change]:
    """Return what changed in the answers gathered last since each publication that showed other answers.

    Raises Refused where a score is now taken over other items: two scores of the same people tell too much.
    """
    scored = len(instrument.items_asked(wave.asked_as))
    found: dict[str, Change] = {}
    for one in earlier:
        before = one.said.get(instrument.id, Said())
        if before.digest and said.digest and before.scored != said.scored:
            raise Refused("scored_otherwise", wave=wave.id, instrument=instrument.id)
        if before.digest not in ("", said.digest, *found):
            _refuse_forgotten(con, instrument.id, before, wave, one)
            found[before.digest] = _change_of_answers(con, instrument, before, scored)
    return _since(found, instrument.id, earlier)


def _since(found: Mapping[str, Change], instrument: str, earlier: Sequence[Earlier]) -> list[Change]:
    """Return the change since each publication: the same answers may have been shown in other groups."""
    digests = [(one, one.said.get(instrument, Said()).digest) for one in earlier]
    return [
        replace(found[digest], earlier=one, instrument=instrument)
        for one, digest in digests
        if digest in found
    ]


def changes_of_background(
    con: duckdb.DuckDBPyConnection, wave: Wave, said: Said, earlier: Sequence[Earlier]
) -> list[Change]:
    """Return what changed in what the gathered members said of themselves, since each publication."""
    table, columns = published_table(BACKGROUND), "role, site, record"
    found: dict[str, Change] = {}
    for one in earlier:
        before = one.said.get(BACKGROUND, Said())
        if before.digest not in ("", said.digest, *found):
            _refuse_forgotten(con, BACKGROUND, before, wave, one)
            found[before.digest] = _change(con, "told", table, columns, before.digest)
    return _since(found, BACKGROUND, earlier)


def _refuse_forgotten(
    con: duckdb.DuckDBPyConnection, instrument: str, before: Said, wave: Wave, earlier: Earlier
) -> None:
    if not is_kept(con, instrument, before.digest):
        raise Refused("history_forgotten", wave=wave.id, publication=str(earlier.publication))


def _names(items: Iterable[str]) -> str:
    return "".join(f', "{item}"' for item in items)


def _change_of_answers(
    con: duckdb.DuckDBPyConnection, instrument: Instrument, before: Said, scored: int
) -> Change:
    """Compare the items anybody had answered then: one that is new changes none of the others."""
    scale = instrument.answers
    given = {
        item: f'coalesce(("{item}" BETWEEN {scale.start} AND {scale.stop - 1})::INTEGER, 0)'
        for item in before.items
    }
    score = f"(2 * ({' + '.join(given.values())}) >= {scored})::INTEGER"
    now = "(SELECT * FROM given JOIN cells USING (cell) WHERE responded)"
    columns = f"role, site{_names(before.items)}"
    return _change(con, now, published_table(instrument.id), columns, before.digest, {SCORE: score, **given})


def _change(
    con: duckdb.DuckDBPyConnection,
    now: str,
    kept: str,
    columns: str,
    digest: str,
    counted: Mapping[str, str] = MappingProxyType({}),
) -> Change:
    """Return, by cell, how many records came and went, and of those how many hold what is counted."""
    records = f"SELECT {columns} FROM {now}", f"SELECT {columns} FROM {kept} WHERE said = $said"
    sums = "".join(f", sum({one})" for one in counted.values())
    names = [PEOPLE, *counted]
    moved = []
    came, went = (f"{more} EXCEPT ALL {fewer}" for more, fewer in (records, records[::-1]))
    for some in (came, went, f"SELECT * FROM ({records[0]}) WHERE $said <> ''"):
        sql = f"SELECT role, site, count(*){sums} FROM ({some}) GROUP BY role, site"
        rows = con.execute(sql, {"said": digest}).fetchall()
        moved.append({(role, site): Counter(dict(zip(names, n, strict=True))) for role, site, *n in rows})
    gained, lost, left = moved
    return Change(gained, lost, left)
