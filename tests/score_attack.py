"""An attacker of scores: what integer programming tells of those whom one of their answers picks out.

The unknowns are how many people of a group filled in each possible sheet; what is known is everything served
of its questions and scores: the counts, how many have a score, its standard error and its half steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = npt.NDArray[np.float64]
# One's answer on the scale, from 1 on, or 0.
Sheet = tuple[int, ...]
_HAIR = 1e-5


@dataclass(frozen=True)
class Shown:
    """What is served of a group: by item the counts of blank (of any kind) and each answer; its scores."""

    counts: Sequence[Sequence[int]]
    scores: Sequence[tuple[Sequence[int], Mapping[str, Any]]]

    @property
    def sheets(self) -> list[Sheet]:
        """Every sheet that may have been filled in."""
        return list(product(*([at for at, n in enumerate(held) if n] for held in self.counts)))


def below(error: float) -> float:
    """The largest number of two significant digits below an error."""
    if error == 0:
        return -1.0
    power = int(np.floor(np.log10(error) + 1e-9)) - 1
    digits = round(error / 10.0**power)
    return float((digits - 1) * 10.0**power if digits > 10 else 9.9 * 10.0**power)


def _contributions(shown: Shown, items: Sequence[int]) -> Floats:
    """What each sheet adds to the mean of the items' means, linearised."""
    sheets = np.array(shown.sheets, dtype=float)
    added = np.zeros(len(sheets))
    answered = [item for item in items if sum(shown.counts[item][1:])]
    for item in answered:
        held = np.array(shown.counts[item][1:], dtype=float)
        mean = held @ np.arange(1, len(held) + 1) / held.sum()
        added += np.where(sheets[:, item] > 0, sheets[:, item] - mean, 0) / held.sum() / len(answered)
    return added


def _largest(shown: Shown, items: Sequence[int], n: int) -> float:
    """The largest standard error the counts by themselves allow, rounded up: it may be shown instead."""
    answered = [shown.counts[item][1:] for item in items if sum(shown.counts[item][1:])]
    error = 0.0
    for held in answered:
        answers = np.repeat(np.arange(1, len(held) + 1), held)
        error += float(answers.std() / np.sqrt(len(answers))) / len(answered)
    error *= np.sqrt(n / (n - 1))
    power = int(np.floor(np.log10(error))) - 1 if error else 0
    return float(np.ceil(error / 10.0**power - _HAIR) * 10.0**power)


def _rows(shown: Shown, *, scores: bool) -> Iterator[tuple[Floats, float, float]]:
    """Yield (of each sheet, least, most) of what is known of all sheets together."""
    sheets = np.array(shown.sheets)
    for item, held in enumerate(shown.counts):
        for answer, n in enumerate(held):
            if n:
                yield (sheets[:, item] == answer).astype(float), n, n
    for items, score in shown.scores:
        own = sheets[:, list(items)]
        given, total = (own > 0).sum(axis=1), own.sum(axis=1)
        n = score["n"]
        yield (given > 0).astype(float), n, n
        if not scores:
            continue
        if not np.isclose(score["se"], _largest(shown, items, n)):
            least, most = below(score["se"]) ** 2, (score["se"] * (1 + _HAIR)) ** 2
            yield n / (n - 1) * _contributions(shown, items) ** 2, least if score["se"] else 0.0, most
        for at, held in enumerate(score["counts"] or []):
            halves = (4 * total + given) // np.maximum(2 * given, 1) - 2
            yield ((given > 0) & (halves == at)).astype(float), held, held


def possible(shown: Shown, known: tuple[int, int], asked: int, *, scores: bool) -> set[int]:
    """Return which answers to another item the only one who gave an answer to an item may have given."""
    sheets = np.array(shown.sheets)
    rows = list(_rows(shown, scores=scores))
    table, least, most = (np.array(column) for column in zip(*rows, strict=True))
    picked = sheets[:, known[0]] == known[1]
    found = set()
    for answer in {int(one) for one in sheets[:, asked]}:
        upper = np.where(picked & (sheets[:, asked] != answer), 0, np.inf)
        solved = milp(
            np.zeros(len(sheets)),
            constraints=LinearConstraint(table, least, most),
            bounds=Bounds(0, upper),
            integrality=np.ones(len(sheets), dtype=np.int64),
        )
        if solved.x is not None:
            found.add(answer)
    assert found, "what is served contradicts itself"
    return found


def told(shown: Shown) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield (item and answer that pick somebody out, another item) where scores tell the other answer.

    Only what the questions and the number of people do not tell already.
    """
    for item, held in enumerate(shown.counts):
        for answer in (answer for answer, n in enumerate(held) if n == 1):
            for other in (one for one in range(len(shown.counts)) if one != item):
                known = item, answer
                if len(possible(shown, known, other, scores=True)) > 1:
                    continue
                if len(possible(shown, known, other, scores=False)) > 1:
                    yield known, other
