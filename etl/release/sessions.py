"""Sessions: which are shown together, item by item, and what of their marks may leave.

A session is a cell (session > kind of session) and is never crossed with role or site. Sessions with fewer
than k participants merge with the next of the same kind, or are hidden. Sessions published before keep to
themselves: merged with later ones, the difference of two publications would show the later ones alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from statistics import quantiles

import duckdb

from etl.release.fingerprint import digest
from etl.release.groups import Block, Cell, Node, Partition, Size, coarsen, in_order, never_finer, within
from etl.warehouse.warehouse import answers_table
from publication.definitions.instrument import Instrument, Item
from publication.definitions.programme import Programme, Session

FEWEST_FOR_COUNTS = 10
TENTHS = 10

Name = tuple[str, str]
Partitions = Mapping[Name, Partition]
Mark = tuple[str, int]
THE_SESSIONS: Name = "", ""

_WHO = "CASE WHEN starts_with(p.respondent, p.form || '/') THEN '' ELSE lower(p.respondent) END"
_PARTICIPANTS = f"""
SELECT session, list({_WHO}) FROM participants AS p WHERE programme = ? AND list_contains(?, session)
GROUP BY session, form
"""
_MARKS = """
SELECT p.session, {who}, {items} FROM {answers} AS a
JOIN participants AS p ON a.programme = p.programme AND a.form = p.form AND a.wave = p.session
    AND a.respondent = p.respondent
WHERE p.programme = ? AND list_contains(?, p.session)
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """What leaves of one item in one group of sessions: numbers, or a status only.

    `counts` are those of each whole mark from the scale's low to its high end, halves rounded up; `quartiles`
    are the lower, the middle and the upper one, interpolated.
    """

    status: str
    n: int | None = None
    mean: float | None = None
    counts: list[int] | None = None
    quartiles: list[float] | None = None


@dataclass(frozen=True, slots=True)
class CountedSessions:
    """The sessions that may be shown: their groups by item, and every mark, in tenths, the right way round.

    The participants are told form by form. A person whose file gave no id is called ''.
    """

    sessions: list[Session] = field(default_factory=list)
    participants: Mapping[Cell, list[list[str]]] = field(default_factory=dict)
    marks: Mapping[Name, Mapping[Cell, list[Mark]]] = field(default_factory=dict)
    partitions: Partitions = field(default_factory=dict)
    prior: Sequence[Partitions] = ()

    @property
    def groups(self) -> list[Block]:
        """The groups of the sessions themselves and those of every item, in the order of the sessions."""
        order = {cell_of(session): at for at, session in enumerate(self.sessions)}
        found = {block for partition in self.partitions.values() for block in partition}
        return sorted(found, key=lambda block: sorted(order[cell] for cell in block))

    def people_of(self, name: Name, block: Block) -> int:
        """Return how many different people at least marked an item in a group of sessions."""
        marks = self.marks[name]
        return distinct_people([who for who, _ in marks.get(cell, ())] for cell in block)


def cell_of(session: Session) -> Cell:
    """Return a session's cell: its kind and itself."""
    return session.kind, session.id


def distinct_people(by_form: Iterable[Sequence[str]]) -> int:
    """Return how many different people there are at least, given the ids in each of some forms and sessions.

    Someone without an id ('') can be anybody whom another form or session has, but nobody else in the same
    one.
    """
    named: set[str] = set()
    most = 0
    for ids in by_form:
        own = set(ids) - {""}
        named |= own
        most = max(most, len(own) + ids.count(""))
    return max(most, len(named))


def shown_as(partitions: Partitions, name: Name) -> Partition:
    """Return the groups an item was shown in; empty where it was hidden."""
    return partitions.get(name, partitions[THE_SESSIONS])


def asked_at_sessions(instruments: Mapping[str, Instrument]) -> list[Instrument]:
    """Return the instruments that are asked at sessions."""
    return [
        instrument
        for instrument in instruments.values()
        if instrument.scale is not None and instrument.items_asked("session")
    ]


def _tree(kind: str, cells: Iterable[Cell]) -> Node:
    leaves = tuple(Node(cell, frozenset({cell})) for cell in cells)
    return Node((kind,), frozenset().union(*(leaf.cells for leaf in leaves)), leaves)


def _together(sessions: Sequence[Session], prior: Sequence[Partitions]) -> Iterator[Node]:
    """Yield, as a tree each, the sessions that may merge: of one kind, first published together."""
    found: dict[tuple[str, int], list[Cell]] = {}
    for session in sorted(sessions, key=lambda session: session.number):
        cell = cell_of(session)
        first = (at for at, shown in enumerate(prior) if within(shown[THE_SESSIONS], frozenset({cell})))
        found.setdefault((session.kind, next(first, len(prior))), []).append(cell)
    for (kind, _), cells in found.items():
        yield _tree(kind, cells)


def _shown_before(prior: Sequence[Partitions], name: Name, cells: Block) -> list[Partition]:
    """Return the groups of some sessions in each publication that showed them; none where it hid the item."""
    showed = [shown for shown in prior if within(shown[THE_SESSIONS], cells)]
    return [within(shown_as(shown, name), cells) for shown in showed]


def _partition(
    trees: Iterable[Node], start: Partition, size: Size, k: int, prior: Sequence[Partitions], name: Name
) -> Partition:
    """Merge groups until each has at least k people, and none is finer than it was before."""
    blocks: list[Block] = []
    for tree in trees:
        held = coarsen(tree, within(start, tree.cells), size, k)
        blocks += never_finer(held, _shown_before(prior, name, tree.cells))
    return in_order(blocks)


def _participants(
    con: duckdb.DuckDBPyConnection, programme: str, sessions: Mapping[str, Cell]
) -> dict[Cell, list[list[str]]]:
    found: dict[Cell, list[list[str]]] = {}
    for session, who in con.execute(_PARTICIPANTS, [programme, list(sessions)]).fetchall():
        found.setdefault(sessions[session], []).append(who)
    return found


def _tenths(mark: int | None, item: Item, instrument: Instrument) -> int | None:
    """Return a mark in tenths and the right way round; None where it is blank or off the scale."""
    scale = instrument.scale
    if mark is None or scale is None:
        return None
    tenths = mark if scale.step < 1 else mark * TENTHS
    low, high = scale.low * TENTHS, scale.high * TENTHS
    if not low <= tenths <= high:
        return None
    return low + high - tenths if item.reverse else tenths


def _marks(
    con: duckdb.DuckDBPyConnection, programme: str, instrument: Instrument, sessions: Mapping[str, Cell]
) -> dict[Name, dict[Cell, list[Mark]]]:
    """Return by item and session every mark and who gave it."""
    items = instrument.items_asked("session")
    columns = ", ".join(f'a."{item.id}"' for item in items)
    sql = _MARKS.format(who=_WHO, items=columns, answers=answers_table(instrument.id))
    found: dict[Name, dict[Cell, list[Mark]]] = {(instrument.id, item.id): {} for item in items}
    for session, who, *given in con.execute(sql, [programme, list(sessions)]).fetchall():
        for item, mark in zip(items, given, strict=True):
            if (tenths := _tenths(mark, item, instrument)) is not None:
                by_session = found[instrument.id, item.id]
                by_session.setdefault(sessions[session], []).append((who, tenths))
    return found


def session_digests(
    con: duckdb.DuckDBPyConnection, programme: Programme, instruments: Mapping[str, Instrument]
) -> dict[str, str]:
    """Return by closed session a digest of what its participants marked, whatever their ids and order."""
    closed = {session.id: cell_of(session) for session in programme.sessions if session.closed}
    held = _participants(con, programme.id, closed)
    return {
        session: _digest(
            con, programme.id, session, distinct_people(held[cell]), asked_at_sessions(instruments)
        )
        for session, cell in closed.items()
        if cell in held
    }


def _digest(
    con: duckdb.DuckDBPyConnection,
    programme: str,
    session: str,
    participants: int,
    instruments: Iterable[Instrument],
) -> str:
    parts: list[object] = [participants]
    for instrument in instruments:
        names = [item.id for item in instrument.items_asked("session")]
        origins = [item.origin for item in instrument.items_asked("session")]
        columns = ", ".join(f'a."{name}"' for name in names)
        sql = _MARKS.format(who="NULL", items=columns, answers=answers_table(instrument.id))
        rows = [row[2:] for row in con.execute(sql, [programme, [session]]).fetchall()]
        marked = [at for at, _ in enumerate(names) if any(row[at] is not None for row in rows)]
        kept = sorted(tuple(-1 if row[at] is None else row[at] for at in marked) for row in rows)
        parts.append((instrument.origin, [origins[at] for at in marked], kept) if marked else None)
    return digest(parts)


def count_sessions(
    con: duckdb.DuckDBPyConnection,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    prior: Sequence[Partitions],
) -> CountedSessions:
    """Group the closed sessions and gather their marks, item by item.

    `prior` are the groups of the publications before, the oldest first.
    """
    asked = asked_at_sessions(instruments)
    closed = {session.id: cell_of(session) for session in programme.sessions if session.closed}
    participants = _participants(con, programme.id, closed)
    held = [session for session in programme.sessions if cell_of(session) in participants]
    marks = {
        name: of for instrument in asked for name, of in _marks(con, programme.id, instrument, closed).items()
    }
    trees = list(_together(held, prior))
    single: Partition = tuple(frozenset({cell_of(session)}) for session in held)

    def attended(block: Block) -> int:
        return distinct_people(ids for cell in block for ids in participants[cell])

    base = _partition(trees, single, attended, programme.k, prior, THE_SESSIONS)
    cells: Block = frozenset().union(*base)
    shown = [session for session in held if cell_of(session) in cells]
    counted = CountedSessions(
        shown,
        participants,
        {name: {cell: given for cell, given in of.items() if cell in cells} for name, of in marks.items()},
        {THE_SESSIONS: base} if base else {},
        prior,
    )
    return _with_items(counted, trees, programme.k) if base else counted


def _with_items(counted: CountedSessions, trees: Sequence[Node], k: int) -> CountedSessions:
    """Add the groups of each item that anybody marked."""
    base, prior = counted.partitions[THE_SESSIONS], counted.prior
    by_item = {
        name: _partition(trees, base, partial(counted.people_of, name), k, prior, name)
        for name, given in counted.marks.items()
        if given
    }
    return replace(counted, partitions={**counted.partitions, **by_item})


def _may_be_counted(counted: CountedSessions, name: Name, block: Block) -> bool:
    """Say whether counts of ten people or more can be shown without those of fewer, by way of subtraction."""
    before = (within(shown_as(shown, name), block) for shown in counted.prior)
    held = [block, *(part for partition in before for part in partition)]
    return all(counted.people_of(name, part) >= FEWEST_FOR_COUNTS for part in held)


def _whole_marks(tenths: Sequence[int], low: int, high: int) -> list[int]:
    whole = [(mark + TENTHS // 2) // TENTHS for mark in tenths]
    return [whole.count(mark) for mark in range(low, high + 1)]


def marks_of(counted: CountedSessions, instrument: Instrument, item: str, block: Block) -> Marks:
    """Return what may leave of an item's marks in a group of sessions.

    'shown' where the item is shown in that group (n and mean; counts and quartiles from ten people on), else
    'withheld', or 'no_answers' where nobody marked it at any session that is shown.
    """
    name = instrument.id, item
    if not counted.marks.get(name):
        return Marks("no_answers")
    if block not in counted.partitions[name] or instrument.scale is None:
        return Marks("withheld")
    tenths = sorted(tenth for cell in block for _, tenth in counted.marks[name].get(cell, ()))
    n, mean = len(tenths), sum(tenths) / (TENTHS * len(tenths))
    if not _may_be_counted(counted, name, block):
        return Marks("shown", n, mean)
    quartiles = [quartile / TENTHS for quartile in quantiles(tenths, n=4, method="inclusive")]
    return Marks(
        "shown", n, mean, _whole_marks(tenths, instrument.scale.low, instrument.scale.high), quartiles
    )
