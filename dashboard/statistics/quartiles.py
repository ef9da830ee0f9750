"""Median and quartiles, from counts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Where the middle half of the answers begins, has its middle and ends, for several items at once.

    Attributes:
        lower: First quartile, in the scale's unit, shape (items,); nan where there is no answer.
        median: Median, likewise.
        upper: Third quartile, likewise.
    """

    lower: npt.NDArray[np.float64]
    median: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]


def quartiles_of_counts(counts: npt.ArrayLike, values: npt.ArrayLike) -> Quartiles:
    """Median and quartiles of answers that come as the number of answers at each step of a scale.

    The quantile p lies at position (n - 1) p among the n answers in order, counted from 0, and between
    two answers on the straight line from one to the other: type 7, R's default.

    Args:
        counts: Whole numbers, shape (items, steps).
        values: What each step stands for, ascending, in the scale's unit, shape (steps,).

    Source:
        Hyndman and Fan (1996). Sample quantiles in statistical packages. Am Stat 50.
    """
    counts = np.asarray(counts, dtype=np.int64)
    values = np.asarray(values, dtype=np.float64)
    return Quartiles(*(_quantile(counts, values, quarter) for quarter in (1, 2, 3)))


def _quantile(
    counts: npt.NDArray[np.int64], values: npt.NDArray[np.float64], quarter: int
) -> npt.NDArray[np.float64]:
    """The answer at position (n - 1) quarter / 4, found in whole numbers: none is missed by a hair."""
    n = counts.sum(axis=-1)
    before, remainder = np.divmod((n - 1) * quarter, 4)
    lower, upper = _answer_at(counts, values, before), _answer_at(counts, values, before + 1)
    between = lower + np.where(remainder > 0, upper - lower, 0.0) * (remainder / 4)
    return np.where(n > 0, between, np.nan)


def _answer_at(
    counts: npt.NDArray[np.int64], values: npt.NDArray[np.float64], position: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The answer at a position among all in order, counted from 0; the highest step beyond the last."""
    step = (counts.cumsum(axis=-1) <= position[..., None]).sum(axis=-1)
    answer: npt.NDArray[np.float64] = values[np.minimum(step, len(values) - 1)]
    return answer
