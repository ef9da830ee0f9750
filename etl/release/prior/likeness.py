"""How alike two bags of answers or sheets are, and whether chance explains it."""

from collections import Counter
from dataclasses import dataclass
from math import comb
from typing import TypeVar

import numpy as np

Kind = TypeVar("Kind")

_DRAWS = 999
_FEWEST_DIFFERENT = 8
_SHARED_TO_DIFFERING = 8
_GIVEN_AGAIN = 0.9
_HARDLY = 0.002


def differing(now: Counter[Kind], then: Counter[Kind]) -> int:
    """Return how many of the larger have no like in the smaller."""
    return max(now.total(), then.total()) - (now & then).total()


def by_chance(now: Counter[Kind], then: Counter[Kind]) -> bool:
    """Say whether so few sheets may differ by chance.

    Not where eight or more that are shared, and most of them, are different from one another, and at least
    twice as many as differ; nor where of 999 times that all sheets are dealt out at random none differs
    so little (a permutation test, p <= 0.001; Fisher 1935). Short questionnaires of few people can be told in
    neither way.
    """
    shared = now & then
    few = differing(now, then)
    if _mostly_different(shared.total(), len(shared)) and shared.total() >= 2 * few:
        return False
    pool = np.array([*(now + then).values()])
    dealt = np.random.default_rng(0)
    for _ in range(_DRAWS):
        first = dealt.multivariate_hypergeometric(pool, now.total())
        alike = int(np.minimum(first, pool - first).sum())
        if max(now.total(), then.total()) - alike <= few:
            return True
    return False


def _mostly_different(sheets: int, different: int) -> bool:
    """Say whether eight are different sheets, and three quarters of all from one another."""
    return different >= _FEWEST_DIFFERENT and 4 * different >= 3 * sheets


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many sheets there are now and then, how many are shared, and how many of each are different."""

    now: int
    different_now: int
    then: int
    different_then: int
    shared: int
    different_shared: int

    @property
    def few(self) -> int:
        """How many of the smaller have no like in the larger."""
        return min(self.now, self.then) - self.shared

    def is_part(self, k: int) -> bool:
        """Say whether one is a part of the other but for fewer than k, an eighth of the shared at most.

        Only where most sheets are different from one another: of a few frequent ones, any few people's are a
        part of many people's.
        """
        sheets = (self.now, self.then, self.shared)
        different = (self.different_now, self.different_then, self.different_shared)
        alike = self.few < k and self.shared >= _SHARED_TO_DIFFERING * self.few
        return alike and all(map(_mostly_different, sheets, different))

    def is_steadier_than_people(self, items: int) -> bool:
        """Say whether people who give nine in ten answers again hardly ever change so few sheets (0.2 %)."""
        people, same = self.few + self.shared, _GIVEN_AGAIN**items
        chances = (
            comb(people, few) * (1 - same) ** few * same ** (people - few) for few in range(self.few + 1)
        )
        return sum(chances) <= _HARDLY
