"""A test of two stretches of one series that allows for months that resemble their neighbours."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# A series that is correlated more than this is nearly a random walk, of which months say little.
MOST = 0.9

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Steps:
    """How two stretches of a series differ.

    Attributes:
        step: Mean of the later stretch less that of the earlier, in the unit of the values.
        correlation: Of neighbouring months, as it is allowed for, between 0 and 0.9.
        p_value: Two-sided, of the hypothesis of no step; 0 where each stretch is level and they
            differ.
    """

    step: float
    correlation: float
    p_value: float


def step_test(values: npt.ArrayLike, at: npt.ArrayLike, later: npt.ArrayLike) -> Steps:
    """Test whether the later of two stretches of a series has another mean, months being correlated.

    The errors are taken to be an autoregression of the first order. Its correlation φ is estimated within
    the stretches from neighbouring months; what a short series lacks of it, (1 + 4φ) / n, is added, and half
    its standard error, 1 / (2 √n), since a test that uses too small a φ claims too often. Given φ, the
    variance of the step and the expected sum of squared errors are exact; the latter's degrees of freedom
    are Satterthwaite's, so that with φ = 0 this is Student's test.

    Args:
        values: In order of time, none missing, shape (months,).
        at: When each was, in months, rising, shape (months,).
        later: Whether each is in the later stretch, shape (months,); two at least in each.

    Returns:
        The step and its p-value.

    Source:
        Zwiers and von Storch (1995). Taking serial correlation into account in tests of the mean. J Climate
        8.
        Marriott and Pope (1954). Bias in the estimation of autocorrelations. Biometrika 41 (the bias).
        Satterthwaite (1946). Biometrics Bulletin 2 (the degrees of freedom).
    """
    from scipy.special import stdtr

    series, months, side = np.asarray(values, np.float64), np.asarray(at), np.asarray(later, np.bool_)
    weights = np.where(side, 1 / side.sum(), -1 / (~side).sum())
    step = float(weights @ series)
    within = _within(side)
    errors = within @ series
    if np.allclose(errors, 0, atol=1e-9):
        return Steps(step, 0.0, float(step == 0))
    phi = _correlation(errors, months)
    correlated = phi ** np.abs(np.subtract.outer(months, months)).astype(np.float64)
    spread = within @ correlated
    expected = float(np.trace(spread))
    degrees = expected**2 / float(np.trace(spread @ spread))
    variance = float(errors @ errors) / expected * float(weights @ correlated @ weights)
    return Steps(step, phi, float(2 * stdtr(degrees, -abs(step) / math.sqrt(variance))))


def _within(later: npt.NDArray[np.bool_]) -> Values:
    """Return the matrix that takes each stretch's mean off its values."""
    alike = later[:, None] == later[None, :]
    within: Values = np.eye(len(later)) - alike / alike.sum(axis=1)
    return within


def _correlation(errors: Values, months: npt.NDArray[np.int64]) -> float:
    """Return the correlation of neighbouring months that is allowed for."""
    n, neighbours = len(errors), np.diff(months) == 1
    pairs = int(neighbours.sum())
    products = (errors[1:] * errors[:-1])[neighbours].sum()
    phi = float(products / pairs / (errors @ errors / n)) if pairs else 0.0
    return min(max(phi + (1 + 4 * phi) / n + 0.5 / math.sqrt(n), 0.0), MOST)
