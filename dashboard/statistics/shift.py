"""Which way a series most likely moved, and how seldom one that did not move would seem to have."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

# Months on either side of a step that is claimed.
EITHER_SIDE = 6
DRAWS = 9999
SEED = 1

Values = npt.NDArray[np.float64]


def _explained(values: Values) -> tuple[Values, Values]:
    """Return what each step takes off the sum of squares, and the sum before it, shapes (…, points - 1)."""
    n, before = values.shape[-1], np.arange(1, values.shape[-1])
    # With the mean taken off, what comes after a point sums to minus what comes before it.
    sums = np.cumsum(values - values.mean(axis=-1, keepdims=True), axis=-1)[..., :-1]
    return sums**2 / (before * (n - before)), sums


def likeliest_shift(values: npt.ArrayLike) -> int:
    """Say which way the one step goes that explains a series best.

    It is the step that leaves the least sum of squares around the two means, which is the maximum
    likelihood estimate for normal values, with at least six values (or half of them) on either side. It
    never says whether: a rule has to have signalled before.

    Args:
        values: In order of time, shape (points,); nan where a month is missing. At least two values
            that differ.

    Returns:
        1 up, -1 down; that of the earliest where several steps are equally good.

    Source:
        Hinkley (1970). Inference about the change-point in a sequence of random variables. Biometrika 57.
    """
    series = np.asarray(values, dtype=np.float64)
    explained, sums = _explained(series[~np.isnan(series)])
    aside = min(EITHER_SIDE, (len(sums) + 1) // 2)
    steps = slice(aside - 1, len(sums) + 1 - aside)
    return -int(np.sign(sums[steps][np.argmax(explained[steps])]))


def shift_p(values: npt.ArrayLike, first: int = 0) -> float:
    """Say how seldom months in random order would show a step as clear as a series does.

    The statistic is what the best step takes off the sum of squares, with at least six values on either
    side; it is held against the same of the series' months in 9999 random orders (the same every time).

    Args:
        values: In order of time, shape (points,); nan where a month is missing.
        first: No step before this point: where months are held as the yardstick.

    Returns:
        The p-value, at least 1 / 10000; 1 where no step has six values on either side.

    Source:
        Hinkley (1970), Biometrika 57 (the statistic). Phipson and Smyth (2010). Permutation p-values should
        never be zero. Statistical Applications in Genetics and Molecular Biology 9 (the p-value).
    """
    return _shift_p(np.asarray(values, dtype=np.float64).tobytes(), first)


# The page of an indicator, the overview and a site's page ask of the same months.
@lru_cache(maxsize=1024)
def _shift_p(values: bytes, first: int) -> float:
    series = np.frombuffer(values)
    known = ~np.isnan(series)
    present, start = series[known], max(int(known[:first].sum()), EITHER_SIDE)
    steps = slice(start - 1, len(present) - EITHER_SIDE)
    if steps.stop <= steps.start or np.ptp(present) == 0:
        return 1.0
    orders = np.random.default_rng(SEED).permuted(np.tile(present, (DRAWS, 1)), axis=1)
    seen = _explained(present)[0][steps].max()
    # Equal steps are equal but for rounding.
    clear = _explained(orders)[0][:, steps].max(axis=1) >= seen * (1 - 1e-9)
    return (1 + int(clear.sum())) / (1 + DRAWS)
