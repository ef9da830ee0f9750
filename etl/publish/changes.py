"""What changed in a wave since it was published before: who came, who went, who answered otherwise.

An answer that changed is one lost and one gained. Records are compared as they are, without ids: two people
who swap their answers have changed no count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import duckdb

from etl.definitions.instrument import Instrument
from etl.definitions.programme import Wave
from etl.faults import Refused
from etl.publish.content import BACKGROUND, Said
from etl.publish.groups import Block, Cell, Partition, common_coarsening
from etl.publish.scores import OVERALL, scores_asked
from etl.warehouse import published_table
from etl.write.keep import is_kept

PEOPLE = ""

# Before a name: the sum of a number for each answer or score, the same where the answers are the same.
_TELLING = "="

_NOW = "(SELECT * FROM given JOIN cells USING (cell) WHERE responded)"

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
        """Say whether anybody had answered the item (any item, for a score), so that it could be shown.

        The people themselves always were.
        """
        said = self.said.get(instrument, Said())
        behind = said.items if item == OVERALL else said.subscale_items(item)
        return item == PEOPLE or item in said.items or any(one in said.items for one in behind)


@dataclass(frozen=True, slots=True)
class Change:
    """What came and what went since one publication, by cell: people, answers to each item, scores."""

    earlier: Earlier
    gained: Moved = field(default_factory=dict)
    lost: Moved = field(default_factory=dict)

    def moved(self, name: str, cells: Block) -> tuple[int, int]:
        """Return how many came and how many went in a block."""
        return _sum(self.gained, name, cells), _sum(self.lost, name, cells)

    def same(self, name: str, cells: Block) -> bool:
        """Say whether a block's answers to an item (or its scores) are as before, whoever gave them.

        Of people: whether nobody came or went.
        """
        came, went = self.moved(_TELLING + name if name else PEOPLE, cells)
        return came == went if name else came + went == 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What there is of an instrument now (of the members: ''), and what changed since each publication."""

    instrument: str = ""
    now: Moved = field(default_factory=dict)
    since: Sequence[Change] = ()

    def moved(self, name: str, cells: Block) -> list[int]:
        """Return how many came and how many went in a block since each publication, where any did."""
        return [n for one in self.since for n in one.moved(name, cells) if n]

    def sizes(self, name: str, cells: Block) -> list[int]:
        """Return what moved in a block, and how many of it no earlier publication says alone, where any."""
        left = _sum(self.now, name, cells - self.known(name, cells)) if self.since else 0
        return [*self.moved(name, cells), *([left] if left else [])]

    def known(self, name: str, cells: Block) -> Block:
        """Return the groups within a block that were shown and answer as before: anyone can subtract them."""
        return frozenset().union(
            *(
                block
                for one in self.since
                if one.earlier.showed(self.instrument, name)
                for block in one.earlier.partition_of(self.instrument, name)
                if block <= cells and one.same(name, block)
            )
        )


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


def refuse_few(partition: Partition, sizes: Callable[[str, Block], Sequence[int]], k: int) -> None:
    """Raise FewChanged for the first group of which fewer than k people (and some) could be told apart."""
    for block in partition:
        if any(n < k for n in sizes(PEOPLE, block)):
            raise FewChanged(block)


def changes_of_members(earlier: Sequence[Earlier], members: Counter[Cell]) -> Changes:
    """Return who came and who went, as far as the number of members of each cell tells."""

    def people(some: Counter[Cell]) -> Moved:
        return {cell: Counter({PEOPLE: n}) for cell, n in some.items()}

    since = [Change(one, people(members - one.members), people(one.members - members)) for one in earlier]
    return Changes("", people(members), since)


def changes_of_answers(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    wave: Wave,
    said: Said,
    earlier: Sequence[Earlier],
) -> Changes:
    """Return what changed in the answers gathered last since each publication that showed any.

    Records are compared in the items anybody had answered then: one that is new changes none of the others.
    Raises Refused where a score is now taken over other items.
    """
    refuse_scored_otherwise(instrument.id, wave, said, earlier)
    showing = [one for one in earlier if one.said.get(instrument.id, Said()).digest]
    if not showing:
        return Changes(instrument.id)

    def compare(one: Earlier) -> Change:
        columns = _Columns.of(instrument, one.said[instrument.id].items, wave)
        return _compare(con, _NOW, instrument.id, one, columns)

    since = _since(con, instrument.id, wave, said, showing, compare)
    every = _Columns.of(instrument, [item.id for item in instrument.items], wave)
    return Changes(instrument.id, _by_cell(con, f"SELECT * FROM {_NOW}", every), since)


def refuse_scored_otherwise(instrument: str, wave: Wave, said: Said, earlier: Sequence[Earlier]) -> None:
    """Raise Refused where a score is now taken over other items: two of the same people tell too much."""
    for before in (one.said.get(instrument, Said()) for one in earlier):
        if said.digest and before.digest and not said.scored_as(before):
            raise Refused("scored_otherwise", wave=wave.id, instrument=instrument)


def changes_of_background(
    con: duckdb.DuckDBPyConnection, wave: Wave, said: Said, earlier: Sequence[Earlier]
) -> Changes:
    """Return what changed in what the gathered members said of themselves, since each publication."""
    showing = [one for one in earlier if one.said.get(BACKGROUND, Said()).digest]

    def compare(one: Earlier) -> Change:
        return _compare(con, "told", BACKGROUND, one, _Columns(["record"]))

    return Changes(BACKGROUND, {}, _since(con, BACKGROUND, wave, said, showing, compare))


def _since(
    con: duckdb.DuckDBPyConnection,
    name: str,
    wave: Wave,
    said: Said,
    showing: Sequence[Earlier],
    compare: Callable[[Earlier], Change],
) -> list[Change]:
    """Return the change since each publication; raises Refused where nobody knows any more what it said."""
    found = []
    for one in showing:
        before = one.said[name]
        if before.digest == said.digest:
            found.append(Change(one))
        elif is_kept(con, name, before.digest):
            found.append(compare(one))
        else:
            raise Refused("history_forgotten", wave=wave.id, publication=str(one.publication))
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """What records are compared by, and what is counted of them.

    `sums`: by name, the SQL that is 1 where a record has a score, or an answer on an item's scale, and the
    numbers that tell such answers apart.
    """

    names: Sequence[str]
    sums: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, instrument: Instrument, items: Sequence[str], wave: Wave) -> "_Columns":
        """Return what is counted of records that hold the given items."""
        return cls(items, _summed(instrument, items, wave))


def _summed(instrument: Instrument, items: Sequence[str], wave: Wave) -> dict[str, str]:
    scale = instrument.answers
    given = {
        item: f'coalesce(("{item}" BETWEEN {scale.start} AND {scale.stop - 1})::INTEGER, 0)' for item in items
    }
    scored, telling = {}, {item: _told_by([item], given[item]) for item in items}
    for score in scores_asked(instrument, wave.asked_as):
        behind = [item.id for item in score.items if item.id in given]
        answered = " + ".join(given[item] for item in behind) or "0"
        scored[score.name] = f"(({answered}) > 0)::INTEGER"
        telling[score.name] = _told_by(behind, scored[score.name])
    return scored | given | {_TELLING + name: sql for name, sql in telling.items()}


def _told_by(items: Sequence[str], counts: str) -> str:
    """Return the SQL of a number that tells the answers of a record that counts from others; else 0."""
    answers = ", ".join(f'"{item}"::BIGINT' for item in items) or "0"
    return f"CASE WHEN {counts} = 1 THEN hash({answers}) ELSE 0 END"


def _compare(
    con: duckdb.DuckDBPyConnection, now: str, kept: str, earlier: Earlier, columns: _Columns
) -> Change:
    """Return what came and what went between the records now and those kept of an earlier publication."""
    record = ", ".join(["role", "site", *(f'"{one}"' for one in columns.names)])
    present = f"SELECT {record} FROM {now}"
    past = f"SELECT {record} FROM {published_table(kept)} WHERE said = $said"
    digest = {"said": earlier.said[kept].digest}
    gained = _by_cell(con, f"{present} EXCEPT ALL {past}", columns, digest)
    lost = _by_cell(con, f"{past} EXCEPT ALL {present}", columns, digest)
    return Change(earlier, gained, lost)


def _by_cell(
    con: duckdb.DuckDBPyConnection,
    records: str,
    columns: _Columns,
    parameters: Mapping[str, str] = MappingProxyType({}),
) -> Moved:
    """Return, by cell, how many records there are and how many hold each thing counted."""
    sums = "".join(f", sum({one})" for one in columns.sums.values())
    sql = f"SELECT role, site, count(*){sums} FROM ({records}) GROUP BY role, site"
    rows = con.execute(sql, dict(parameters)).fetchall()
    names = [PEOPLE, *columns.sums]
    return {(role, site): Counter(dict(zip(names, held, strict=True))) for role, site, *held in rows}
