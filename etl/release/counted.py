"""What is counted of a closed wave, by its groups, and the groups each item and score may be shown in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.release.background_groups import Category
from etl.release.counting import Axis, Counts
from etl.release.fingerprint import AnswerFingerprint
from etl.release.groups import Block, Cell, Partition, blocks_within
from etl.release.scores.attribute_disclosure import ScoreFigure
from etl.release.scores.composite import Flags, Score
from etl.release.scores.patterns import ResponsePatterns
from publication.definitions.instrument import Instrument, Item
from publication.definitions.programme import Wave


@dataclass(frozen=True, slots=True)
class CountedInstrument:
    """One instrument in one wave, counted by the wave's groups, and the groups each item or score allows.

    `answered` are the items that anyone gave an answer on the scale to (and the scores that anyone has);
    `changed` are groups whose answers were others in an earlier publication; `released` is what of scores may
    leave (see `release_score_figures`).
    """

    instrument: Instrument
    items: list[Item]
    axis: Axis
    counts: Counts
    patterns: list[ResponsePatterns]
    scores: dict[str, Score]
    changed: set[int]
    partitions: dict[str, Partition] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    released: set[ScoreFigure] = field(default_factory=set)

    def behind(self, name: str) -> Flags:
        """Say of each item whether a score is taken over it."""
        return self.scores[name].over(self.items)

    def on_scale(self, at: int) -> list[int]:
        """Return how many of each group gave item number `at` an answer on the scale."""
        return [sum(held[: len(self.axis.answers)]) for held in self.counts[at]]


@dataclass(frozen=True, slots=True)
class CountedWave:
    """A closed wave: its members by cell, its groups, and its instruments counted by them.

    `fingerprints` are of what its members answered, by instrument (and of their background); `background`:
    question → the categories that leave, none where it is hidden.
    """

    wave: Wave
    members: Counter[Cell]
    partition: Partition
    instruments: dict[str, CountedInstrument] = field(default_factory=dict)
    fingerprints: dict[str, AnswerFingerprint] = field(default_factory=dict)
    background: Mapping[str, Sequence[Category]] = field(default_factory=dict)

    @property
    def scope(self) -> Block:
        """All cells that have members."""
        return frozenset(self.members)

    def groups_in(self, cells: Block) -> Sequence[int]:
        """Return the numbers of the wave's groups that make up a selection."""
        return blocks_within(cells, self.partition)
