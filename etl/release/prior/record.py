"""The record of prior releases: what each publication showed of waves, sessions, rounds and months.

All of it by the ids things were first published under (`origins.py`), but for roles and sites.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Cell, Partition
from etl.release.management import SiteMonth
from etl.release.scores.composite import score_of_steps
from publication.ids import OVERALL

# Stands, as an item's name, for the people themselves.
PEOPLE = ""


class WaveBlock(NamedTuple):
    """Cells (role@site) of a wave that an item was shown of together; none where it was hidden."""

    wave: str
    instrument: str
    item: str
    cells: Sequence[str]


class SessionBlock(NamedTuple):
    """Sessions (kind@id) that an item was shown of together; none where it was hidden."""

    instrument: str
    item: str
    cells: Sequence[str]


class PriorColumn(NamedTuple):
    """What was shown of one item for the leaders of some sites together (ids joined by '|').

    How many leaders they were is not known of the oldest.
    """

    round: str
    sites: str
    instrument: str
    item: str
    n: int
    median: float
    leaders: int | None


@dataclass(frozen=True, slots=True)
class PriorWave:
    """A wave as one publication showed it.

    `partitions` are the groups by instrument and item: ('', '') the wave's own, others where an item was
    shown otherwise (none where it was hidden). `fingerprints` are of what was answered, by instrument (and
    background). `origin`: the wave's first id.
    `renamed`: published cell → what it is now, where a role or site is called otherwise.
    """

    publication: int
    withdrawn: bool
    members: Counter[Cell]
    partitions: Mapping[tuple[str, str], Partition]
    fingerprints: Mapping[str, AnswerFingerprint]
    origin: str = ""
    renamed: Mapping[Cell, Cell] = field(default_factory=dict)

    @property
    def partition(self) -> Partition:
        """The wave's own groups."""
        return self.partitions["", ""]

    def partition_of(self, instrument: str, item: str) -> Partition:
        """Return the groups an item was shown in; empty where it was hidden."""
        return self.partitions.get((instrument, item), self.partition)

    def fingerprint(self, instrument: str) -> AnswerFingerprint:
        """Return that of what was answered to an instrument; an empty one where nothing was."""
        return self.fingerprints.get(instrument, AnswerFingerprint())

    def rests_on(self, members: Counter[Cell], fingerprints: Mapping[str, AnswerFingerprint]) -> bool:
        """Say whether the publication rests on the same members and the same answers."""
        return self.members == members and digests(fingerprints) == digests(self.fingerprints)

    def showed(self, instrument: str, item: str) -> bool:
        """Say whether anybody had answered the item (any item, for a score), so that it could be shown.

        The people themselves always were.
        """
        answered, score = self.fingerprint(instrument), score_of_steps(item) or item
        behind = answered.items if score == OVERALL else answered.subscale_items(score)
        return item == PEOPLE or not {item, *behind}.isdisjoint(answered.items)


def digests(fingerprints: Mapping[str, AnswerFingerprint]) -> dict[str, str]:
    """Return the digest of what was answered, by instrument; those that nobody answered are left out."""
    return {name: answered.digest for name, answered in fingerprints.items() if answered.digest}


@dataclass(frozen=True, slots=True)
class PriorRelease:
    """One publication: its waves by their first ids, its groups of sessions, its columns of rounds."""

    number: int
    waves: Mapping[str, PriorWave]
    session_blocks: Sequence[SessionBlock]
    columns: Collection[PriorColumn]


@dataclass(frozen=True, slots=True)
class PriorReleases:
    """Every publication of a programme, the oldest first.

    `session_digests`: (session, what was marked) as published. `withheld_months`: of figures about staff.
    """

    releases: Sequence[PriorRelease] = ()
    session_digests: Collection[tuple[str, str]] = ()
    withheld_months: Collection[SiteMonth] = ()

    def waves(self) -> dict[str, list[PriorWave]]:
        """Return every wave, by its first id, as each publication showed it."""
        found: dict[str, list[PriorWave]] = {}
        for release in self.releases:
            for origin, wave in release.waves.items():
                found.setdefault(origin, []).append(wave)
        return found

    def columns(self) -> set[PriorColumn]:
        """Return what any publication showed of leadership rounds."""
        return {column for release in self.releases for column in release.columns}

    def columns_of(self, number: int) -> Collection[PriorColumn]:
        """Return what one publication showed of leadership rounds."""
        return next((release.columns for release in self.releases if release.number == number), ())
