"""What was published under another id: roles and sites are followed by `was`, everything else keeps its id.

A site that was split stands with the other half for ever, one that was joined with what it was joined to:

    site a was published; the file now has b (was = "a") and c (was = "a")
    cell (leader, a) becomes the block {(leader, b), (leader, c)}
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from etl.definitions.instrument import Instrument
from etl.definitions.programme import UNKNOWN, Programme, Role, Site
from etl.faults import Refused
from etl.publish.changes import Earlier
from etl.publish.content import Said
from etl.publish.groups import Block, Cell, Partition, common_coarsening
from etl.warehouse import published_table
from etl.write.keep import BACKGROUND, given_records, is_kept

Successors = Mapping[str, Sequence[str]]


def _successors(known: Iterable[Role | Site]) -> dict[str, list[str]]:
    """Return published id → the ids it goes by now."""
    found = {UNKNOWN: [UNKNOWN]}
    for place in known:
        for published in dict.fromkeys((place.id, *place.was)):
            found.setdefault(published, []).append(place.id)
    return found


@dataclass(frozen=True, slots=True)
class Renaming:
    """The ids that roles and sites of a programme go by now."""

    roles: Successors
    sites: Successors

    @classmethod
    def of(cls, programme: Programme) -> "Renaming":
        """Read what a programme's file says."""
        return cls(_successors(programme.roles), _successors(programme.sites))

    def block(self, cell: Cell) -> Block:
        """Return the cells that a published cell is now; none where its role or site is called otherwise."""
        role, site = cell
        return frozenset((now, at) for now in self.roles.get(role, ()) for at in self.sites.get(site, ()))

    def follow(self, earlier: Earlier) -> Earlier:
        """Return a wave as it was shown, under the ids of now; the first stands for several."""
        renamed = {cell: min(block) for cell in earlier.members if (block := self.block(cell)) != {cell}}
        members: Counter[Cell] = Counter()
        for cell, n in earlier.members.items():
            members[renamed.get(cell, cell)] += n
        partitions = {
            name: shown if name[0] == BACKGROUND else self._partition(shown)
            for name, shown in earlier.partitions.items()
        }
        return replace(earlier, members=members, partitions=partitions, renamed=renamed)

    def _partition(self, shown: Partition) -> Partition:
        blocks = [frozenset().union(*map(self.block, block)) for block in shown]
        return common_coarsening([(block,) for block in blocks if block]) if blocks else ()


def follow_renaming(
    programme: Programme, instruments: Mapping[str, Instrument], earlier: Mapping[str, Sequence[Earlier]]
) -> dict[str, list[Earlier]]:
    """Return the waves as they were shown before, under the ids of now.

    Raises Refused where a wave, role, site, questionnaire or question that was published is called otherwise
    and nothing says what it was.
    """
    renaming = Renaming.of(programme)
    known = [wave.id for wave in programme.waves]
    for wave, publications in earlier.items():
        missing = {*_missing(renaming, instruments, publications), *({wave} - {*known})}
        if missing:
            raise Refused("renamed", wave=wave, ids=", ".join(sorted(missing)))
    return {
        wave: [renaming.follow(shown) for shown in publications] for wave, publications in earlier.items()
    }


def _missing(
    renaming: Renaming, instruments: Mapping[str, Instrument], publications: Iterable[Earlier]
) -> Iterator[str]:
    for shown in publications:
        yield from {role for role, _ in shown.members} - renaming.roles.keys()
        yield from {site for _, site in shown.members} - renaming.sites.keys()
        for name, said in shown.said.items():
            if said.items:
                yield from _missing_items(name, said.items, instruments.get(name))


def _missing_items(name: str, published: Collection[str], instrument: Instrument | None) -> Iterator[str]:
    if instrument is None:
        yield name
    else:
        known = {item.id for item in instrument.items}
        yield from (f"{name}.{item}" for item in published if item not in known)


def refuse_known_elsewhere(
    con: duckdb.DuckDBPyConnection, programme: Programme, earlier: Mapping[str, Sequence[Earlier]]
) -> None:
    """Raise Refused where a wave never published holds what was published as another one.

    Fewer than k of its sheets are others, and most differ from one another: not by chance the same people.
    """
    for wave in programme.waves:
        if wave.closed and wave.id not in earlier:
            for other, publications in earlier.items():
                for name, said in _told(publications):
                    if _same_answers(con, programme, wave.id, other, name, said):
                        raise Refused("known_elsewhere", wave=wave.id, other=other)


def _told(publications: Iterable[Earlier]) -> Iterator[tuple[str, Said]]:
    """Yield what publications said to each instrument, the same once."""
    found = {said.digest: (name, said) for shown in publications for name, said in shown.said.items()}
    yield from ((name, said) for name, said in found.values() if said.items)


def _same_answers(
    con: duckdb.DuckDBPyConnection, programme: Programme, wave: str, other: str, name: str, said: Said
) -> bool:
    """Say whether the sheets of an instrument in a wave are those published as another one."""
    now = _sheets(con, given_records(name), said.items, {"programme": programme.id, "wave": wave})
    kept = f"FROM {published_table(name)} WHERE said = $said"
    if is_kept(con, name, said.digest):
        then = _sheets(con, kept, said.items, {"said": said.digest})
    else:
        then = _sheets(con, given_records(name), said.items, {"programme": programme.id, "wave": other})
    shared = now & then
    differing = max(now.total(), then.total()) - shared.total()
    return shared.total() >= programme.k > differing and 2 * len(shared) > shared.total()


def _sheets(
    con: duckdb.DuckDBPyConnection, records: str, items: Sequence[str], parameters: Mapping[str, str]
) -> Counter[tuple[object, ...]]:
    """Count alike sheets, each with its role and site."""
    names = ", ".join(["role", "site", *(f'"{item}"' for item in items)])
    rows = con.execute(f"SELECT {names}, count(*) FROM ({records}) GROUP BY ALL", dict(parameters)).fetchall()
    return Counter({tuple(sheet): n for *sheet, n in rows})
