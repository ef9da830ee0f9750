"""What leaves of a composite score, whichever release made it."""

from math import ceil, floor, log10

# Counts in half steps leave from so many people and so many items on.
FEWEST_PEOPLE_FOR_COUNTS = 10
FEWEST_ITEMS_FOR_COUNTS = 6
# What sums of floating numbers leave of no error at all, and may add to a digit.
_HAIR = 1e-6


def rounded_up(error: float) -> float:
    """Return a standard error rounded up to two significant digits.

    >>> rounded_up(0.1301)
    0.14
    """
    if error < _HAIR:
        return 0.0
    power = floor(log10(error)) - 1
    return float(f"{ceil(error / 10.0**power - _HAIR)}e{power}")
