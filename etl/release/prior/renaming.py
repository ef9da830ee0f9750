"""What was published under another id is followed by `was`.

Waves, questionnaires and questions by their first id: each was published as one. A site that was split stands
with the other half for ever, one that was joined with what it was joined to:

    site a was published; the file now has b (was = "a") and c (was = "a")
    cell (leader, a) becomes the block {(leader, b), (leader, c)}
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from etl.release.background_records import BACKGROUND
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Block, Cell, Partition, common_coarsening
from etl.release.prior.record import PriorWave
from publication.definitions.instrument import Instrument
from publication.definitions.programme import UNKNOWN, Programme, Role, Site
from publication.faults import Refused
from publication.ids import CITIZENS

_PUBLISHED = """
SELECT role FROM published_members WHERE programme = $programme
UNION SELECT site FROM published_members WHERE programme = $programme
UNION SELECT unnest(split(sites, '|')) FROM published_assessments WHERE programme = $programme
UNION SELECT site FROM withheld_months WHERE programme = $programme
UNION SELECT site FROM management WHERE programme = $programme
"""

Successors = Mapping[str, Sequence[str]]


def successors(known: Iterable[Role | Site]) -> dict[str, list[str]]:
    """Return published id → the ids it goes by now."""
    found = {UNKNOWN: [UNKNOWN], CITIZENS: [CITIZENS]}
    for place in known:
        for published in dict.fromkeys((place.id, *place.was)):
            found.setdefault(published, []).append(place.id)
    return found


@dataclass(frozen=True, slots=True)
class Renaming:
    """The ids that everything goes by now: of waves and instruments by their first ones."""

    roles: Successors
    sites: Successors
    waves: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme, instruments: Iterable[Instrument] = ()) -> "Renaming":
        """Read what the files say."""
        return cls(
            successors(programme.roles),
            successors(programme.sites),
            {wave.origin: wave.id for wave in programme.waves},
            {instrument.origin: instrument for instrument in instruments},
        )

    def block(self, cell: Cell) -> Block:
        """Return the cells that a published cell is now; none where its role or site is called otherwise."""
        role, site = cell
        return frozenset((now, at) for now in self.roles.get(role, ()) for at in self.sites.get(site, ()))

    def follow(self, prior: PriorWave) -> PriorWave:
        """Return a wave as it was shown, under the ids of now; the first stands for several."""
        renamed = {cell: min(block) for cell in prior.members if (block := self.block(cell)) != {cell}}
        members: Counter[Cell] = Counter()
        for cell, n in prior.members.items():
            members[renamed.get(cell, cell)] += n
        partitions = {
            self.names(*name): shown if name[0] == BACKGROUND else self._partition(shown)
            for name, shown in prior.partitions.items()
        }
        fingerprints = {
            self.names(name)[0]: self._fingerprint(name, answered)
            for name, answered in prior.fingerprints.items()
        }
        return replace(
            prior, members=members, partitions=partitions, fingerprints=fingerprints, renamed=renamed
        )

    def names(self, instrument: str, item: str = "") -> tuple[str, str]:
        """Return what an instrument and its item are called now; others keep their names."""
        if instrument not in self.instruments:
            return instrument, item
        return self.instruments[instrument].id, _names_of(self.instruments[instrument]).get(item, item)

    def _fingerprint(self, instrument: str, answered: AnswerFingerprint) -> AnswerFingerprint:
        now = self.instruments.get(instrument)
        return answered.called(_names_of(now), instrument) if now else answered

    def _partition(self, shown: Partition) -> Partition:
        blocks = [frozenset().union(*map(self.block, block)) for block in shown]
        return common_coarsening([(block,) for block in blocks if block]) if blocks else ()


def _names_of(instrument: Instrument) -> dict[str, str]:
    """Return, by first id, what its items are called now."""
    return {item.origin: item.id for item in instrument.items}


def never_published(con: duckdb.DuckDBPyConnection, programme: Programme) -> list[str]:
    """Return the ids that roles and sites say they were, and that nothing was ever published under."""
    known = {name for (name,) in con.execute(_PUBLISHED, {"programme": programme.id}).fetchall()}
    before = [*(role.was for role in programme.roles), *(site.was for site in programme.sites)]
    return [name for was in before for name in was if name not in known]


def follow_renaming(
    programme: Programme, instruments: Mapping[str, Instrument], prior: Mapping[str, Sequence[PriorWave]]
) -> dict[str, list[PriorWave]]:
    """Return the waves as they were shown before, under the ids of now.

    Raises Refused where a wave, role, site, questionnaire or question that was published is called otherwise
    and nothing says what it was.
    """
    renaming = Renaming.of(programme, instruments.values())
    for wave, publications in prior.items():
        missing = {*_missing(renaming, publications), *({wave} - renaming.waves.keys())}
        if missing:
            raise Refused("renamed", wave=wave, ids=", ".join(sorted(missing)))
    return {
        renaming.waves[wave]: [renaming.follow(shown) for shown in publications]
        for wave, publications in prior.items()
    }


def _missing(renaming: Renaming, publications: Iterable[PriorWave]) -> Iterator[str]:
    for shown in publications:
        yield from {role for role, _ in shown.members} - renaming.roles.keys()
        yield from {site for _, site in shown.members} - renaming.sites.keys()
        for name, answered in shown.fingerprints.items():
            if answered.items:
                yield from _missing_items(name, answered.items, renaming.instruments.get(name))


def _missing_items(name: str, published: Collection[str], instrument: Instrument | None) -> Iterator[str]:
    if instrument is None:
        yield name
    else:
        known = _names_of(instrument)
        yield from (f"{name}.{item}" for item in published if item not in known)
