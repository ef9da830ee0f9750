"""Answers packed into whole numbers: a database groups and digests a few of them sooner than many columns."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

_BITS = 62


def _at_once(base: int) -> int:
    """Return how many digits of a base a whole number holds."""
    return max(n for n in range(1, _BITS + 1) if base**n <= 2**_BITS)


def packed_sql(columns: Sequence[str], low: int, high: int) -> Iterator[str]:
    """Yield the SQL of whole numbers that hold the codes (low to high) of as many columns each as have room.

    Each is a digit, from 1 on; a blank is 0. Every engine reads it alike.
    """
    base = high - low + 2
    held = _at_once(base)
    for begin in range(0, len(columns), held):
        yield " + ".join(
            f"coalesce(CAST({column} AS BIGINT) - ({low - 1}), 0) * {base**at}"
            for at, column in enumerate(columns[begin : begin + held])
        )


def unpacked(
    packed: Sequence[npt.NDArray[np.int64]], meaning: Sequence[Mapping[int | None, int]], low: int, high: int
) -> npt.NDArray[np.int8]:
    """Return what the codes in packed columns mean, shape (rows, items).

    Args:
        packed: What `packed_sql` made of the items, in the same order.
        meaning: Of each item, code → what it means; None: of a blank.
        low: The lowest code.
        high: The highest code.
    """
    base = high - low + 2
    held = _at_once(base)
    answers = np.empty((len(packed[0]), len(meaning)), dtype=np.int8)
    for at, means in enumerate(meaning):
        look_up = np.array([means.get(None, 0), *(means.get(code, 0) for code in range(low, high + 1))])
        answers[:, at] = look_up[packed[at // held] // base ** (at % held) % base]
    return answers
