"""Whether two shares are the same."""

import numpy as np
import numpy.typing as npt


def equal_shares_p_value(
    count_from: npt.ArrayLike, of_from: npt.ArrayLike, count_to: npt.ArrayLike, of_to: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Test, for several items at once, whether two independent samples have the same share.

    Args:
        count_from: How many said so in the earlier sample, whole numbers, shape (items,).
        of_from: How many were asked in it, same shape.
        count_to: How many said so in the later sample.
        of_to: How many were asked in that.

    Returns:
        Two-sided p-values of the chi-squared test of the two-by-two table, without correction for continuity,
        shape (items,); nan where a sample is empty, and where nobody or everybody said so.

    Source:
        Pearson (1900). Philosophical Magazine 50.
    """
    from scipy.special import ndtr

    earlier, n_earlier = np.asarray(count_from, dtype=np.float64), np.asarray(of_from, dtype=np.float64)
    later, n_later = np.asarray(count_to, dtype=np.float64), np.asarray(of_to, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):  # empty samples: 0 / 0, hence nan
        pooled = (earlier + later) / (n_earlier + n_later)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n_earlier + 1 / n_later))
        p_values: npt.NDArray[np.float64] = 2 * ndtr(-np.abs(later / n_later - earlier / n_earlier) / error)
    return p_values
