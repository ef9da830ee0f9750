"""The rows tables are made of: plain numbers, nan where there is none."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from dashboard.statistics.change import superiority, welch_difference
from dashboard.statistics.claims import claims
from dashboard.statistics.moments import Moments, mean_interval, moments_of_counts, moments_of_errors
from publication.queries.answers import Answer

Claim = Literal["up", "down", "none"]
Floats = npt.NDArray[np.float64]
SPECIALS = ("not_applicable", "dont_know", "not_relevant")


@dataclass(frozen=True, slots=True)
class Side:
    """One wave of a row: how many, mean, SD (of scores none) and 95 % interval, and the answers, if shown."""

    status: str
    members: float = math.nan
    n: float = math.nan
    mean: float = math.nan
    sd: float = math.nan
    low: float = math.nan
    high: float = math.nan
    counts: Sequence[int] | None = None
    special: Mapping[str, float] = field(default_factory=dict)

    @property
    def shown(self) -> bool:
        """Say whether there is a mean to show."""
        return self.mean == self.mean


@dataclass(frozen=True, slots=True)
class Change:
    """What happened between two waves: difference of means, θ with its three shares, and the claim."""

    difference: float = math.nan
    difference_low: float = math.nan
    difference_high: float = math.nan
    theta: float = math.nan
    theta_low: float = math.nan
    theta_high: float = math.nan
    p_higher: float = math.nan
    p_equal: float = math.nan
    p_lower: float = math.nan
    claim: Claim = "none"


NO_CHANGE_KNOWN = Change()


def counted(answers: Sequence[Answer], steps: int) -> npt.NDArray[np.int64]:
    """Return counts of shape (rows, steps); zeros where a row has no counts of that many steps."""
    counts = np.zeros((len(answers), steps), dtype=np.int64)
    for at, answer in enumerate(answers):
        if answer.counts is not None and len(answer.counts) == steps:
            counts[at] = answer.counts
    return counts


def moments_of(answers: Sequence[Answer], values: range) -> Moments:
    """Return n, mean and SD per row: of an item from its counts, of a score from its standard error."""
    of_items = moments_of_counts(counted(answers, len(values)), np.array(values))
    n, mean, sd = of_items.n.copy(), of_items.mean.copy(), of_items.sd.copy()
    for at, answer in enumerate(answers):
        if answer.is_score:
            score = moments_of_errors([number(answer.n)], [number(answer.mean)], [number(answer.se)])
            n[at], mean[at], sd[at] = score.n[0], score.mean[0], score.sd[0]
    return Moments(n, mean, sd)


def number(value: float | None) -> float:
    """Return a number, nan for none."""
    return math.nan if value is None else float(value)


def sides(answers: Sequence[Answer], moments: Moments, values: range) -> list[Side]:
    """Return one wave's rows from what left the gate."""
    low, high = mean_interval(moments, (values[0], values[-1]))
    columns = zip(
        answers,
        moments.n.tolist(),
        moments.mean.tolist(),
        moments.sd.tolist(),
        low.tolist(),
        high.tolist(),
        strict=True,
    )
    return [
        Side(
            answer.status,
            number(answer.members),
            n if answer.status == "shown" else math.nan,
            mean,
            math.nan if answer.is_score else sd,
            bottom if n > 1 else math.nan,
            top if n > 1 else math.nan,
            answer.counts,
            {special: number(getattr(answer, special)) for special in SPECIALS},
        )
        for answer, n, mean, sd, bottom, top in columns
    ]


@dataclass(frozen=True, slots=True)
class Theta:
    """θ of every row, nan where there are no counts to compare."""

    columns: Mapping[str, Floats]

    @classmethod
    def unknown(cls, rows: int) -> "Theta":
        """Return θ where nothing is known but means."""
        return cls({name: np.full(rows, np.nan) for name in _THETA})

    @classmethod
    def of(cls, earlier: Sequence[Answer], later: Sequence[Answer], values: range) -> "Theta":
        """Return θ from counts: of an item over its answers, of a score over its half steps."""
        columns = cls.unknown(len(earlier)).columns
        scores = [at for at, answer in enumerate(later) if answer.is_score]
        items = [at for at in range(len(later)) if at not in set(scores)]
        for rows, steps in ((items, len(values)), (scores, (len(values) - 1) * 2 + 1)):
            if rows:
                found = superiority(
                    counted([earlier[at] for at in rows], steps), counted([later[at] for at in rows], steps)
                )
                for name, column in columns.items():
                    column[rows] = getattr(found, name)
        return cls(columns)


_THETA = ("theta", "low", "high", "p_higher", "p_equal", "p_lower", "p_value")


def unjudged(earlier: Moments, later: Moments, theta: Theta, comparable: Sequence[bool]) -> list[str]:
    """Say of every row why nothing can be claimed of it, '' where something can.

    'all_the_same': everyone answered the same both times. 'one_the_same': everyone did one of the times, and
    no counts are known to judge it by.
    """
    of_both = (earlier.sd == 0) & (later.sd == 0) & (earlier.mean == later.mean)
    of_one = ((earlier.sd == 0) != (later.sd == 0)) & np.isnan(theta.columns["p_value"])
    known = np.array(comparable, dtype=bool)
    found: list[str] = np.select(
        [of_both & known, of_one & known], ["all_the_same", "one_the_same"], ""
    ).tolist()
    return found


def compare(
    earlier: Moments, later: Moments, theta: Theta, comparable: Sequence[bool], families: int = 1
) -> list[Change]:
    """Return the change of every row, with claims over all of them as one family, or as several as large.

    A claim rests on θ, or where there are no counts on the difference of means. Without counts, where one
    sample never varies it lends the comparison no uncertainty of its own, and nothing is claimed.

    Args:
        earlier: Moments of the earlier wave, shape (rows,).
        later: Moments of the later wave.
        theta: θ of the rows.
        comparable: Whether both waves of a row may be shown.
        families: How many families the rows make up, one after the other.
    """
    difference, known = welch_difference(earlier, later), theta.columns
    ordinal = ~np.isnan(known["p_value"])
    p_values = np.where(ordinal, known["p_value"], difference.p_value)
    both_vary = (earlier.sd == 0) == (later.sd == 0)
    low = np.where(ordinal, known["low"] - 0.5, difference.low)
    high = np.where(ordinal, known["high"] - 0.5, difference.high)
    p_values = np.where(np.array(comparable, bool) & (ordinal | both_vary), p_values, np.nan)
    by_family = (column.reshape(families, -1) for column in (low, high, p_values))
    claimed = claims(*by_family, null=0.0).ravel()
    numbers = zip(
        difference.estimate.tolist(),
        difference.low.tolist(),
        difference.high.tolist(),
        *(known[name].tolist() for name in _THETA[:-1]),
        claimed.tolist(),
        strict=True,
    )
    return [
        Change(*row) if shown else NO_CHANGE_KNOWN for row, shown in zip(numbers, comparable, strict=True)
    ]
