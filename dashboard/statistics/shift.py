"""At which point a series most likely moved to another level."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Shift:
    """One step between two levels.

    Attributes:
        at: The first point of the new level.
        direction: 1 up, -1 down.
    """

    at: int
    direction: int


def likeliest_shift(values: npt.ArrayLike) -> Shift:
    """Find the one step that explains a series best.

    It is the step that leaves the least sum of squares around the two means, which is the maximum
    likelihood estimate for normal values. It says where, never whether: a rule has to have signalled
    before. Where a run began is a worse answer, since the month before a shift is on the run's side by
    chance half the time, and the longest run may lie before the shift.

    Args:
        values: In order of time, shape (points,); nan where a month is missing. At least two values
            that differ.

    Returns:
        The step; the earliest where several are equally good.

    Source:
        Hinkley (1970). Inference about the change-point in a sequence of random variables. Biometrika 57.
        Samuel, Pignatiello and Calvin (1998). Identifying the time of a step change with x-bar control
        charts. Quality Engineering 10 (its use after a signal).
    """
    series = np.asarray(values, dtype=np.float64)
    present = np.flatnonzero(~np.isnan(series))
    deviations = series[present] - series[present].mean()
    n, before = len(present), np.arange(1, len(present))
    # With the mean taken off, what comes after a point sums to minus what comes before it.
    explained = np.cumsum(deviations)[:-1] ** 2 / (before * (n - before))
    at = int(np.argmax(explained))
    return Shift(int(present[at + 1]), int(np.sign(deviations[at + 1 :].sum())))
