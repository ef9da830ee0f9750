"""Whether figures bear out what is said of them: supported, contradicted, or not to be decided, and why."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from dashboard.statistics.permutation import permutation_p_value
from dashboard.statistics.serial_correlation import step_test

Outcome = Literal["supported", "contradicted", "undecided"]
# Why it is what it is: 'clear' where it is decided; the others leave it open.
Reason = Literal["clear", "not_clear", "few_before", "few_since", "all_alike", "not_comparable"]
Direction = Literal[-1, 1]

# A year before, so that every season is in the yardstick; half a year since, as on either side of a step
# that is claimed elsewhere.
FEWEST_BEFORE, FEWEST_SINCE = 12, 6
LEVEL = 0.05

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a verdict rests on.

    Attributes:
        before: Months with a value, or answers, before.
        since: The same since.
        level_before: Their mean, in their own unit; nan where there is none.
        level_since: The same since.
        p_value: Two-sided, of the hypothesis of no difference; nan where it was not tested.
        needed: How many more months are needed since.
    """

    before: int = 0
    since: int = 0
    level_before: float = math.nan
    level_since: float = math.nan
    p_value: float = math.nan
    needed: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether figures bear out a claim, why, and what that rests on."""

    outcome: Outcome
    reason: Reason
    numbers: Numbers


def verdict_of_months(values: npt.ArrayLike, since: int, direction: Direction) -> Verdict:
    """Say whether months since one are higher, or lower, than the months before it.

    Two tests have to agree, each two-sided at 5 %: the exact permutation test of the rank sum, which takes
    months as they are distributed (rare episodes and ties included) and presumes that their order is chance;
    and a test of the step in ranks that allows for months that resemble their neighbours. Means and ranks
    have to point the same way.

    Where nothing changed, a claim is supported in at most 2.5 % of series of independent months, by what the
    exact test is. Simulated with 12 or more months before and 6 or more since (4,000 series each): in 2.1 %
    of independent, 1.5 % of rare episodes, 4.5 % where neighbours correlate by 0.5; contradicted as often.
    With a correlation of 0.7 it is 5 to 7 % in series as short as that. A season is no change, but looks like
    one where the months since are fewer than a year.

    It presumes that the month was chosen for what happened in it: of a series that was looked at first, the
    clearest step is chance more often.

    Args:
        values: In order of time, a month each, shape (months,); nan where missing.
        since: The place of the first month of the claim.
        direction: 1 where the claim is that they are higher, -1 that they are lower.

    Returns:
        The verdict. 'few_before' and 'few_since' where there are fewer than 12 months before or 6 since, with
        how many more of the latter are needed.

    Source:
        Lehmann (1975). Nonparametrics, section 1.4 (the rank sum, with ties). Conover and Iman (1981). Rank
        transformations as a bridge. Am Stat 35 (the test in ranks). Zwiers and von Storch (1995). J Climate 8
        (correlated months).
    """
    series = np.asarray(values, dtype=np.float64)
    at = np.flatnonzero(~np.isnan(series))
    later = at >= since
    return _of_months(series[at], at, later, direction)


def _of_months(
    present: Values, at: npt.NDArray[np.int64], later: npt.NDArray[np.bool_], direction: Direction
) -> Verdict:
    before, since = int((~later).sum()), int(later.sum())
    levels = _mean(present[~later]), _mean(present[later])
    needed = max(FEWEST_SINCE - since, 0)
    if before < FEWEST_BEFORE or needed:
        reason: Reason = "few_before" if before < FEWEST_BEFORE else "few_since"
        return Verdict("undecided", reason, Numbers(before, since, *levels, needed=needed))
    if np.ptp(present) == 0:
        return Verdict("undecided", "all_alike", Numbers(before, since, *levels))
    way, p_value = _step(present, at, later)
    clear = p_value <= LEVEL and way == np.sign(levels[1] - levels[0])
    return decided(way if clear else 0, direction, Numbers(before, since, *levels, p_value))


def decided(way: int, direction: Direction, numbers: Numbers) -> Verdict:
    """Hold a claim against which way a change clearly goes; 0 where it does not."""
    if not way:
        return Verdict("undecided", "not_clear", numbers)
    return Verdict("supported" if way == direction else "contradicted", "clear", numbers)


def verdict_of_change(
    claim: Literal["up", "down", "none"], comparable: bool, direction: Direction, numbers: Numbers
) -> Verdict:
    """Say whether later answers are higher, or lower, than earlier ones, as the change was claimed.

    Args:
        claim: What the change's interval and Benjamini-Hochberg over its questionnaire say (`claims`).
        comparable: Whether the two can be compared at all.
        direction: 1 where the claim is that they are higher, -1 that they are lower.
        numbers: Of the two.
    """
    if not comparable:
        return Verdict("undecided", "not_comparable", numbers)
    return decided({"up": 1, "down": -1, "none": 0}[claim], direction, numbers)


def _mean(values: Values) -> float:
    return float(values.mean()) if len(values) else math.nan


def _step(present: Values, at: npt.NDArray[np.int64], later: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """Return which way the ranks go, and the larger p-value of the two tests."""
    steps, ranks, size = np.unique(present, return_inverse=True, return_counts=True)
    middle = size.cumsum() - (size - 1) / 2
    counts = [np.bincount(ranks[side], minlength=len(steps)) for side in (~later, later)]
    exact = float(permutation_p_value(*counts)[0])
    found = step_test(middle[ranks], at, later)
    return int(np.sign(found.step)), max(exact, found.p_value)
