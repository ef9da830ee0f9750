"""What is shown of scores of a group: within which limits another filling-in of its sheets shows the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.release.scores.composite import Flags, Floats, Numbers
from etl.release.scores.standard_error import LinearisedMean, next_below
from publication.scores import rounded_up

# What rounding of floating numbers may add to a limit, and the smallest sum of squares above that.
HAIR, _NOTHING = 1e-6, 1e-15
NO_SLACK = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class ShownError:
    """A standard error that is shown: how its sum of squares comes about, and within what limits it is."""

    linear: LinearisedMean
    squares: float
    low: float
    high: float

    @classmethod
    def of(cls, linear: LinearisedMean, cross: Floats) -> "ShownError":
        """Return the error of a score; `cross`: of its respondents' sheets."""
        squares = linear.squares(cross)
        shown = rounded_up(linear.standard_error(squares))
        ends, n = (next_below(shown), shown), max(linear.n, 2)
        low, high = ((end * (1 + HAIR)) ** 2 * (n - 1) / n if end >= 0 else -1.0 for end in ends)
        return cls(linear, squares, low, max(high, _NOTHING))

    def binds(self, answers: Numbers) -> bool:
        """Say whether two exchanges between people can lead beyond the limits."""
        added = self.linear.contributions(answers)
        most, apart = np.ptp(added, axis=0).max(), np.ptp(added.sum(axis=1))
        change = 4 * most * (apart + 2 * most)
        return not self.low < self.squares - change < self.squares + change <= self.high


def step_weights(scores: int, steps: int) -> Numbers:
    """Return a number for each half step of each score, shape (scores, half steps), 0 for none.

    What they add up to over people says how many have which half step of which score: sums of different
    counts are equal only by a chance of about 2⁻⁴⁰.
    """
    weights: Numbers = np.random.default_rng(1982).integers(2**40, size=(scores, 2 * steps + 2))
    return weights


@dataclass(frozen=True)
class ShownScores:
    """What is shown of scores that a group is part of.

    `behind` (scores, items): whether a score is taken over an item, of scores whose number of respondents is
    shown; `weights` (scores, half steps): of `step_weights`, nought where half steps are not. `slack`: by
    what the sum of weights may be off, since an exchange in a group that stands with this one in every
    selection makes good for it; sorted.
    """

    errors: Sequence[ShownError]
    behind: Flags
    weights: Numbers
    slack: Numbers

    @cached_property
    def limits(self) -> tuple[Floats, Floats, Floats]:
        """The sums of squares, and between which each error stays the same, shape (errors,) each."""
        squares, low, high = (
            np.array([getattr(error, name) for error in self.errors]) for name in ("squares", "low", "high")
        )
        return squares, low, high

    def binding(self, answers: Numbers) -> "ShownScores":
        """Return the part that two exchanges between people can change."""
        # Two exchanges leave somebody with more than two answers to a score with one.
        matters = self.weights.any(axis=1) | ((answers > 0) @ self.behind.T <= 2).any(axis=0)
        errors = [error for error in self.errors if error.binds(answers)]
        return ShownScores(errors, self.behind[matters], self.weights[matters], self.slack)

    def added(self, answers: Numbers) -> Floats:
        """Return what each answer adds to each score with a standard error, shape (errors, people, items)."""
        added = [error.linear.contributions(answers) for error in self.errors]
        return np.stack(added) if added else np.zeros((0, *answers.shape))

    def marks(self, total: Numbers, answered: Numbers) -> Numbers:
        """Return the sum of weights over scores of answers with a total; (scores, any) each → (any,)."""
        halves = np.where(answered > 0, (4 * total + answered) // np.maximum(2 * answered, 1), 0)
        marks: Numbers = self.weights[np.arange(len(halves))[:, None], halves].sum(axis=0)
        return marks

    def made_good(self, missing: Numbers) -> Flags:
        """Say of weights of half steps that are missing whether an exchange elsewhere makes good for them."""
        at = np.minimum(np.searchsorted(self.slack, missing), len(self.slack) - 1)
        good: Flags = self.slack[at] == missing
        return good
