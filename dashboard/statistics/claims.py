"""When a change may be called a change, with many items looked at together."""

import numpy as np
import numpy.typing as npt


def survives_benjamini_hochberg(p_values: npt.ArrayLike, rate: float = 0.05) -> npt.NDArray[np.bool_]:
    """Tell which hypotheses of a family are rejected at a false discovery rate.

    Args:
        p_values: Of one family, shape (items,); leading axes, if any, hold further families.
            A nan does not count as a member of its family.
        rate: False discovery rate, between 0 and 1.

    Returns:
        True where the hypothesis is rejected, same shape; never for a nan.

    Source:
        Benjamini and Hochberg (1995). J R Stat Soc B 57 (the step-up procedure).
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    size = np.count_nonzero(~np.isnan(p_values), axis=-1, keepdims=True)
    ordered = np.sort(p_values, axis=-1)  # nan last, so it takes no rank from the others
    critical = rate * np.arange(1, p_values.shape[-1] + 1) / np.maximum(size, 1)
    largest = np.where(ordered <= critical, ordered, -np.inf).max(axis=-1, keepdims=True, initial=-np.inf)
    survives: npt.NDArray[np.bool_] = p_values <= largest
    return survives


def claims(
    low: npt.ArrayLike, high: npt.ArrayLike, p_values: npt.ArrayLike, *, null: float, rate: float = 0.05
) -> npt.NDArray[np.str_]:
    """Say which items of one instrument went up or down.

    A change is claimed only where the interval lies wholly on one side of the null value and the
    p-value survives Benjamini-Hochberg over the family: the instrument's overall score and all items.

    Args:
        low: Lower bounds of the intervals, shape (items,).
        high: Upper bounds of the intervals, shape (items,).
        p_values: Of the same items, shape (items,); leading axes as in survives_benjamini_hochberg.
        null: What 'no change' is on the scale of the intervals: 0.5 for theta, 0 for a difference.
        rate: False discovery rate, between 0 and 1.

    Returns:
        'up', 'down' or 'none', same shape; 'none' where anything is nan.

    Source:
        Benjamini and Hochberg (1995). J R Stat Soc B 57.
    """
    survives = survives_benjamini_hochberg(p_values, rate)
    up = survives & (np.asarray(low) > null)
    down = survives & (np.asarray(high) < null)
    return np.where(up, "up", np.where(down, "down", "none"))
