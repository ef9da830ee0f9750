"""An attacker of scores: what integer programming tells of the few who gave an answer.

The unknowns are how many people of each finest group filled in each possible sheet; what is known is
everything served of its questions and of the scores of all selections: the counts, how many have a score, its
standard error and its half steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# By item the counts of blank (of any kind) and of each answer.
Counts = Sequence[Sequence[int]]
_HAIR = 1e-5
# So many who gave the same answer are no few any longer.
FEW = 5


@dataclass(frozen=True)
class Score:
    """What is served of a score of groups together, and over which items it is taken."""

    groups: Sequence[int]
    items: Sequence[int]
    served: Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """What is served of groups that are shown by themselves, and of scores of any of them together."""

    groups: Sequence[Counts]
    scores: Sequence[Score]

    @cached_property
    def sheets(self) -> Sequence[Ints]:
        """Of each group, every sheet that may have been filled in, shape (sheets, items)."""
        return [
            np.array(list(product(*([at for at, n in enumerate(held) if n] for held in counts))))
            for counts in self.groups
        ]

    def over(self, groups: Sequence[int], parts: Sequence[Floats]) -> Floats:
        """Return a row over the sheets of all groups, nought but for some groups."""
        of = dict(zip(groups, parts, strict=True))
        return np.concatenate([of.get(at, np.zeros(len(held))) for at, held in enumerate(self.sheets)])

    def together(self, groups: Sequence[int], item: int) -> Floats:
        """Return how many of groups gave each answer to an item."""
        counts: Floats = np.sum([self.groups[group][item][1:] for group in groups], axis=0, dtype=float)
        return counts


def below(error: float) -> float:
    """The largest number of two significant digits below an error."""
    if error == 0:
        return -1.0
    power = int(np.floor(np.log10(error) + 1e-9)) - 1
    digits = round(error / 10.0**power)
    return float((digits - 1) * 10.0**power if digits > 10 else 9.9 * 10.0**power)


def _contributions(shown: Shown, score: Score) -> Floats:
    """What each sheet adds to the mean of the items' means, linearised."""
    parts = [np.zeros(len(shown.sheets[group])) for group in score.groups]
    answered = [item for item in score.items if shown.together(score.groups, item).sum()]
    for item in answered:
        held = shown.together(score.groups, item)
        mean = held @ np.arange(1, len(held) + 1) / held.sum()
        for part, group in zip(parts, score.groups, strict=True):
            own = shown.sheets[group][:, item]
            part += np.where(own > 0, own - mean, 0) / held.sum() / len(answered)
    return shown.over(score.groups, parts)


def _largest(shown: Shown, score: Score) -> float:
    """The largest standard error the counts by themselves allow, rounded up: it may be shown instead."""
    n = score.served["n"]
    held = [shown.together(score.groups, item).astype(int) for item in score.items]
    answered = [np.repeat(np.arange(1, len(one) + 1), one) for one in held if one.sum()]
    error = sum(float(one.std() / np.sqrt(len(one))) / len(answered) for one in answered)
    error *= np.sqrt(n / (n - 1))
    power = int(np.floor(np.log10(error))) - 1 if error else 0
    return float(np.ceil(error / 10.0**power - _HAIR) * 10.0**power)


def _rows(shown: Shown, *, scores: bool) -> Iterator[tuple[Floats, float, float]]:
    """Yield (of each sheet, least, most) of what is known of all sheets together."""
    for group, (counts, sheets) in enumerate(zip(shown.groups, shown.sheets, strict=True)):
        for item, held in enumerate(counts):
            for answer in np.flatnonzero(held).tolist():
                part = (sheets[:, item] == answer).astype(float)
                yield shown.over([group], [part]), held[answer], held[answer]
    for score in shown.scores:
        yield from _rows_of(shown, score, scores=scores)


def _rows_of(shown: Shown, score: Score, *, scores: bool) -> Iterator[tuple[Floats, float, float]]:
    own = [shown.sheets[group][:, list(score.items)] for group in score.groups]
    given, total = [(one > 0).sum(axis=1) for one in own], [one.sum(axis=1) for one in own]
    n, error = score.served["n"], score.served["se"]
    if not scores:
        return
    # As few as the counts allow may be shown instead, and then says nothing.
    if n > max(int(shown.together(score.groups, item).sum()) for item in score.items):
        yield shown.over(score.groups, [(one > 0).astype(float) for one in given]), n, n
    if not np.isclose(error, _largest(shown, score)):
        least, most = below(error) ** 2, (error * (1 + _HAIR)) ** 2
        yield n / (n - 1) * _contributions(shown, score) ** 2, least if error else 0.0, most
    halves = [(4 * t + g) // np.maximum(2 * g, 1) - 2 for t, g in zip(total, given, strict=True)]
    for at, held in enumerate(score.served["counts"] or []):
        parts = [((g > 0) & (half == at)).astype(float) for g, half in zip(given, halves, strict=True)]
        yield shown.over(score.groups, parts), held, held


@dataclass(frozen=True)
class Few:
    """The one to four of a group who gave an answer (0: none) to an item."""

    group: int
    item: int
    answer: int


def all_gave(shown: Shown, few: Few, asked: int, answer: int, *, scores: bool) -> bool:
    """Say whether all of a few must have given an answer to another item."""
    table, least, most = (np.array(column) for column in zip(*_rows(shown, scores=scores), strict=True))
    sheets, n = shown.sheets[few.group], shown.groups[few.group][few.item][few.answer]
    gave = (sheets[:, few.item] == few.answer) & (sheets[:, asked] == answer)
    solved = milp(
        np.zeros(table.shape[1]),
        constraints=[
            LinearConstraint(table, least, most),
            LinearConstraint(shown.over([few.group], [gave.astype(float)]), 0, n - 1),
        ],
        bounds=Bounds(0, np.inf),
        integrality=np.ones(table.shape[1], dtype=np.int64),
    )
    return solved.x is None


def told(shown: Shown) -> Iterator[tuple[Few, int]]:
    """Yield (the few who gave an answer, another item) where scores tell what all of them answered to it.

    Only what the questions do not tell already.
    """
    for group, counts in enumerate(shown.groups):
        for item, held in enumerate(counts):
            for few in (Few(group, item, answer) for answer, n in enumerate(held) if 0 < n < FEW):
                for other in (one for one in range(len(counts)) if one != item):
                    if any(
                        all_gave(shown, few, other, answer, scores=True)
                        and not all_gave(shown, few, other, answer, scores=False)
                        for answer, n in enumerate(counts[other])
                        if n >= held[few.answer]
                    ):
                        yield few, other
