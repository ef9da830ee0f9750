"""Differencing: what changed in a wave since it was published before, and what an observer sees of it.

Records are compared as they are, without ids: who came, who went (an answer that changed is one lost and
one gained), who stayed. That is not enough, since those who move between groups cancel in every union of
them, and a record is not a question. So the counts an observer can subtract are compared, too:

    five people move from site a to site b, where a sixth answers late, and all six answer 4:
        answer 4 at site a: -5, at site b: +6 (each k or more); at both together: +1, the late answer.

Groups in which an answer changes in opposite directions are taken together. Where none are left that do,
what came to and went from any union of groups is the sum of what came to and went from each of them.

Where earlier answers are nearer to those of now once they are recoded, as when a scale that was turned has
been put right, they are compared recoded, too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from etl.release.fingerprint import Said
from etl.release.groups import Block, Cell, Partition, common_coarsening, in_order
from etl.release.recoding import Answer, Counts, recode, recodings, recodings_seen
from etl.release.scores import (
    FEWEST_ITEMS_FOR_COUNTS,
    OVERALL,
    half_step_sql,
    score_of_steps,
    scores_asked,
    steps_name,
)
from etl.warehouse.keep import BACKGROUND, RECORD, is_kept, kept_records
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Wave
from publication.faults import Refused

PEOPLE = ""

_NOW = "FROM given JOIN cells USING (cell)"
_THEN = "FROM past"

Moved = Mapping[Block, Counter[str]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A wave as one publication showed it.

    `partitions` are the groups by instrument and item: ('', '') the wave's own, others where an item was
    shown otherwise (none where it was hidden). `said` is what was answered, by instrument (and background).
    `origin`: the wave's first id.
    `renamed`: published cell → what it is now, where a role or site is called otherwise.
    """

    publication: int
    withdrawn: bool
    members: Counter[Cell]
    partitions: Mapping[tuple[str, str], Partition]
    said: Mapping[str, Said]
    origin: str = ""
    renamed: Mapping[Cell, Cell] = field(default_factory=dict)

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
        said, score = self.said.get(instrument, Said()), score_of_steps(item) or item
        behind = said.items if score == OVERALL else said.subscale_items(score)
        return item == PEOPLE or item in said.items or any(one in said.items for one in behind)


@dataclass(frozen=True, slots=True)
class Change:
    """What came, what went and who stayed since one publication.

    `gained` and `lost` are records by group: people, answers to each item, scores. `net` is what the counts
    of each item (or of the people) differ by, by cell and answer. `stayed` is how many records of each
    earlier group are still in it.
    """

    earlier: Earlier
    gained: Moved = field(default_factory=dict)
    lost: Moved = field(default_factory=dict)
    net: Mapping[str, Counts] = field(default_factory=dict)
    stayed: Mapping[Block, int] = field(default_factory=dict)

    def moved(self, name: str, cells: Block) -> tuple[int, int]:
        """Return how many records came to and went from a union of groups."""
        return _sum(self.gained, name, cells), _sum(self.lost, name, cells)

    def difference(self, name: str, cells: Block) -> Counter[Answer]:
        """Return by how many the count of each answer of some cells differs; the same counts are left out."""
        found: Counter[Answer] = Counter()
        net = self.net.get(name, {})
        for cell in cells & net.keys():
            found.update(net[cell])
        return Counter({answer: n for answer, n in found.items() if n})

    def seen(self, name: str, cells: Block) -> Iterator[int]:
        """Yield the net number come and gone that an observer sees, of all and of those on the scale."""
        difference = self.difference(name, cells)
        for held in (difference, _on_scale(difference)):
            yield sum(n for n in held.values() if n > 0)
            yield -sum(n for n in held.values() if n < 0)

    def beside(self, plain: "Change") -> "Change":
        """Return the change since recoded answers; of counts alone unless fewer records differ then."""
        return self if self.gone < plain.gone else Change(self.earlier, net=self.net)

    @property
    def gone(self) -> int:
        """How many records went."""
        return sum(held[PEOPLE] for held in self.lost.values())

    def opposed(self, name: str, blocks: Iterable[Block]) -> tuple[Block, Block] | None:
        """Return two groups of which one gave an answer more often and the other less often, if any."""
        seen: dict[tuple[Answer, bool], Block] = {}
        for block in blocks:
            for answer, n in self.difference(name, block).items():
                if other := seen.get((answer, n < 0)):
                    return other, block
                seen[answer, n > 0] = block
        return None


@dataclass(frozen=True, slots=True)
class Changes:
    """What there is of an instrument now (of the members: ''), and what changed since each publication."""

    instrument: str = ""
    now: Mapping[str, Counts] = field(default_factory=dict)
    since: Sequence[Change] = ()

    def moved(self, name: str, cells: Block) -> list[int]:
        """Return how many came and how many went in a block since each publication, where any did."""
        return [n for change in self.since for n in change.moved(name, cells) if n]

    @property
    def cells(self) -> Block:
        """The cells of all groups to which records came or from which they went."""
        moved = (held for change in self.since for held in (change.gained, change.lost))
        return frozenset().union(*(block for held in moved for block, n in held.items() if any(n.values())))

    def sizes(self, name: str, cells: Block) -> list[int]:
        """Return on how many people rests what can be told of a block by differencing, where anything can."""
        left = self._answered(name, cells - self.known(name, cells)) if self.since else 0
        seen = (n for change in self.since for n in change.seen(name, cells))
        return [n for n in (*self.moved(name, cells), *seen, left) if n]

    def _answered(self, name: str, cells: Block) -> int:
        counts = (held for cell, held in self.now.get(name, {}).items() if cell in cells)
        return sum(sum(_on_scale(held).values()) for held in counts)

    def known(self, name: str, cells: Block) -> Block:
        """Return the groups within a block that were shown and answer as before: anyone can subtract them."""
        return frozenset().union(
            *(
                block
                for change in self.since
                if change.earlier.showed(self.instrument, name)
                for block in change.earlier.partition_of(self.instrument, name)
                if block <= cells and not _on_scale(change.difference(name, block))
            )
        )

    def taken_together(self, name: str, partition: Partition) -> Partition:
        """Return the partition with groups taken together until no two cancel one another in any answer."""
        blocks = list(partition)
        while pair := next(filter(None, (change.opposed(name, blocks) for change in self.since)), None):
            blocks = [block for block in blocks if block not in pair] + [pair[0] | pair[1]]
        return in_order(blocks)


def _on_scale(counts: Mapping[Answer, int]) -> dict[Answer, int]:
    return {answer: n for answer, n in counts.items() if answer[0]}


def _sum(moved: Moved, name: str, cells: Block) -> int:
    return sum(held[name] for block, held in moved.items() if block <= cells)


class FewChanged(Exception):
    """Fewer than k people of a group came or went since the wave was published."""

    reason = "few_changed"

    def __init__(self, cells: Block) -> None:
        """Keep the cells of the group."""
        super().__init__("fewer than k people of a group came or went")
        self.cells = cells


class FewStayed(FewChanged):
    """Some of those a publication showed in a group are still there as they were, but fewer than k."""

    reason = "few_stayed"


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


def refuse_few_stayed(changes: Changes, k: int) -> None:
    """Raise FewStayed where some of an earlier group, but fewer than k, are still there.

    Both counts of the group then have only those few in common.
    """
    for change in changes.since:
        for block, stayed in change.stayed.items():
            if 0 < stayed < k:
                raise FewStayed(block)


def changes_of_members(earlier: Sequence[Earlier], members: Counter[Cell]) -> Changes:
    """Return who came and who went, as far as the number of members of each cell tells."""

    def people(some: Mapping[Cell, int]) -> Counts:
        return {cell: Counter({(True, None): n}) for cell, n in some.items()}

    def change(before: Earlier) -> Change:
        gained, lost = (_by_each(held) for held in (members - before.members, before.members - members))
        net = Counter(members)
        net.subtract(before.members)
        return Change(before, gained, lost, {PEOPLE: people(net)})

    return Changes("", {PEOPLE: people(members)}, [change(before) for before in earlier])


def _by_each(people: Counter[Cell]) -> Moved:
    return {frozenset({cell}): Counter({PEOPLE: n}) for cell, n in people.items()}


def changes_of_answers(
    con: duckdb.DuckDBPyConnection,
    instrument: Instrument,
    wave: Wave,
    said: Said,
    earlier: Sequence[Earlier],
    base: Partition,
) -> Changes:
    """Return what changed in the answers gathered last since each publication that showed any.

    Records are compared in the items anybody had answered then: one that is new changes none of the others.
    Raises Refused where a score is now taken over other items.
    """
    refuse_scored_otherwise(instrument.id, wave, said, earlier)
    showing = [before for before in earlier if before.said.get(instrument.id, Said()).digest]
    if not showing:
        return Changes(instrument.id)
    now = _counted(con, _NOW, _questions(instrument, [item.id for item in instrument.items], wave))
    ways = recodings(instrument)

    def compare(before: Earlier) -> Iterator[Change]:
        said_then = before.said[instrument.id]
        items = said_then.items
        questions, columns = _questions(instrument, items, wave), _Columns.of(instrument, items, wave)

        def change(then: Mapping[str, Counts]) -> Change:
            came_and_went = _compare(con, _NOW, before, columns, base)
            stayed = _stayed(con, _NOW, columns, before.partition)
            return replace(came_and_went, net=_net(now, then), stayed=stayed)

        bring_back(con, instrument.id, before, {item: said_then.origins[item] for item in items})
        then = _counted(con, _THEN, questions)
        yield (plain := change(then))
        seen = {item: recodings_seen(now[item], then[item], base, ways) for item in items}
        if any(seen.values()):
            for item in filter(seen.get, items):
                recode(con, item, seen[item])
            yield change(_counted(con, _THEN, questions)).beside(plain)

    return Changes(instrument.id, now, _since(con, instrument.id, wave, said, showing, compare))


def refuse_scored_otherwise(instrument: str, wave: Wave, said: Said, earlier: Sequence[Earlier]) -> None:
    """Raise Refused where a score is now taken over other items: two of the same people tell too much."""
    for before in (one.said.get(instrument, Said()) for one in earlier):
        if said.digest and before.digest and not said.scored_as(before):
            raise Refused("scored_otherwise", wave=wave.id, instrument=instrument)


def changes_of_background(
    con: duckdb.DuckDBPyConnection,
    wave: Wave,
    said: Said,
    earlier: Sequence[Earlier],
    members: Counter[Cell],
    base: Partition,
) -> Changes:
    """Return what changed in what the gathered members said of themselves, since each publication."""
    showing = [before for before in earlier if before.said.get(BACKGROUND, Said()).digest]
    columns, now = _Columns([RECORD]), "FROM told"
    if showing:
        _add_silent(con, "told", members)

    def compare(before: Earlier) -> Iterator[Change]:
        bring_back(con, BACKGROUND, before, {RECORD: RECORD})
        stayed = _stayed(con, now, columns, (frozenset(before.members),))
        yield replace(_compare(con, now, before, columns, base), stayed=stayed)

    return Changes(BACKGROUND, {}, _since(con, BACKGROUND, wave, said, showing, compare))


def bring_back(
    con: duckdb.DuckDBPyConnection, name: str, before: Earlier, columns: Mapping[str, str]
) -> None:
    """Bring the records of everyone in an earlier publication together in the temporary table `past`.

    `columns` are the names they get → those they are kept under.
    """
    said = before.said[name]
    kept = kept_records(said.origin, columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE past AS {kept}", {"said": said.digest})
    _rename(con, before.renamed)
    _add_silent(con, "past", before.members)


def _rename(con: duckdb.DuckDBPyConnection, renamed: Mapping[Cell, Cell]) -> None:
    """Give the records brought back the ids of now, all at once: one may take what was another's."""
    cells = [(*published, *now) for published, now in renamed.items()]
    con.execute(
        "UPDATE past SET role = renamed.new_role, site = renamed.new_site FROM"
        " (SELECT unnest(?) AS old_role, unnest(?) AS old_site, unnest(?) AS new_role, unnest(?) AS new_site)"
        " AS renamed WHERE past.role = renamed.old_role AND past.site = renamed.old_site",
        [[cell[at] for cell in cells] for at in range(4)],
    )


def _add_silent(con: duckdb.DuckDBPyConnection, table: str, members: Counter[Cell]) -> None:
    """Add a record without answers for every member who has none."""
    recorded = con.execute(f"SELECT role, site, count(*) FROM {table} GROUP BY ALL").fetchall()
    silent = members - Counter({(role, site): n for role, site, n in recorded})
    rows = [(*cell, n) for cell, n in silent.items()]
    con.execute(
        f"INSERT INTO {table} (role, site) SELECT role, site FROM"
        " (SELECT unnest($roles) AS role, unnest($sites) AS site, unnest($numbers) AS n), range(n)",
        {name: [row[at] for row in rows] for at, name in enumerate(("roles", "sites", "numbers"))},
    )


def _since(
    con: duckdb.DuckDBPyConnection,
    name: str,
    wave: Wave,
    said: Said,
    showing: Sequence[Earlier],
    compare: Callable[[Earlier], Iterable[Change]],
) -> list[Change]:
    """Return the changes since each publication; raises Refused where nobody knows any more what it said."""
    found = []
    for one in showing:
        before = one.said[name]
        if before.digest == said.digest:
            found.append(Change(one))
        elif is_kept(con, before.origin, before.digest):
            found.extend(compare(one))
        else:
            raise Refused("history_forgotten", wave=wave.id, publication=str(one.publication))
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """What records are compared by; by name, the SQL that is 1 where one answers an item or has a score."""

    names: Sequence[str]
    sums: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, instrument: Instrument, items: Sequence[str], wave: Wave) -> "_Columns":
        """Return what is counted of records that hold the given items."""
        return cls(
            items,
            {name: f"({sql}).on_scale::INTEGER" for name, sql in _questions(instrument, items, wave).items()},
        )


def _questions(instrument: Instrument, items: Sequence[str], wave: Wave) -> dict[str, str]:
    """Return, by item, score and score in half steps, the SQL of a record's answer as (on_scale, code).

    A score is there where any of its items was answered on the scale.
    """
    low, high = instrument.answers.start, instrument.answers.stop - 1
    items_on_scale = {item: f'coalesce("{item}" BETWEEN {low} AND {high}, false)' for item in items}
    found = {item: _answer(on_scale, f'"{item}"') for item, on_scale in items_on_scale.items()}
    for score in scores_asked(instrument, wave.asked_as):
        half_step = half_step_sql(score.within(items), instrument)
        found[score.name] = _answer(f"({half_step}) IS NOT NULL", "NULL")
        if len(score.items) >= FEWEST_ITEMS_FOR_COUNTS:
            found[steps_name(score.name)] = _answer(f"({half_step}) IS NOT NULL", half_step)
    return found


def _answer(on_scale: str, code: str) -> str:
    return f"{{'on_scale': {on_scale}, 'code': {code}}}"


def _counted(
    con: duckdb.DuckDBPyConnection, records: str, questions: Mapping[str, str]
) -> dict[str, dict[Cell, Counter[Answer]]]:
    """Return how many records of each cell give each answer, by question."""
    found: dict[str, dict[Cell, Counter[Answer]]] = {name: {} for name in questions}
    for name, answer in questions.items():
        answers = f"SELECT role, site, {answer} AS given FROM ({records})"
        sql = f"SELECT role, site, given.on_scale, given.code, count(*) FROM ({answers}) GROUP BY ALL"
        for role, site, on_scale, code, n in con.execute(sql).fetchall():
            found[name].setdefault((role, site), Counter())[on_scale, code] = n
    return found


def _net(now: Mapping[str, Counts], then: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return by how much the counts of the questions shown then differ, by cell and answer."""
    found: dict[str, Counts] = {}
    for name, before in then.items():
        net = {
            cell: Counter(now.get(name, {}).get(cell, Counter())) for cell in {*before, *now.get(name, {})}
        }
        for cell, counts in before.items():
            net[cell].subtract(counts)
        found[name] = net
    return found


def _compare(
    con: duckdb.DuckDBPyConnection, now: str, before: Earlier, columns: _Columns, base: Partition
) -> Change:
    """Return what came to and went from each group between the records brought back and those now."""
    number_blocks(con, base)
    present, past = _records(now, columns), _records(_THEN, columns)
    gained = _by_block(con, f"{present} EXCEPT ALL {past}", base, columns)
    lost = _by_block(con, f"{past} EXCEPT ALL {present}", base, columns)
    return Change(before, gained, lost)


def _stayed(
    con: duckdb.DuckDBPyConnection, now: str, columns: _Columns, shown: Partition
) -> dict[Block, int]:
    """Return how many records of each block shown are still in it."""
    number_blocks(con, shown)
    records = f"{_records(now, columns)} INTERSECT ALL {_records(_THEN, columns)}"
    both = _by_block(con, records, shown, _Columns(columns.names))
    return {block: held[PEOPLE] for block, held in both.items()}


def _records(rows: str, columns: _Columns) -> str:
    names = ", ".join(["block", *(f'"{name}"' for name in columns.names)])
    return f"SELECT {names} FROM ({rows}) JOIN blocks USING (role, site)"


def number_blocks(con: duckdb.DuckDBPyConnection, partition: Partition) -> None:
    """Note in the temporary table `blocks` the number of the block each cell lies in."""
    rows = [(*cell, number) for number, block in enumerate(partition) for cell in sorted(block)]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE blocks AS"
        " SELECT unnest(?::VARCHAR[]) AS role, unnest(?::VARCHAR[]) AS site, unnest(?::INTEGER[]) AS block",
        [[row[at] for row in rows] for at in range(3)],
    )


def _by_block(con: duckdb.DuckDBPyConnection, records: str, partition: Partition, columns: _Columns) -> Moved:
    """Return, by block, how many records there are and how many hold each thing counted."""
    sums = "".join(f", sum({sql})" for sql in columns.sums.values())
    rows = con.execute(f"SELECT block, count(*){sums} FROM ({records}) GROUP BY block").fetchall()
    names = [PEOPLE, *columns.sums]
    return {partition[at]: Counter(dict(zip(names, held, strict=True))) for at, *held in rows}
