"""Shares of one as whole hundredths, without a tilt to any of them."""

from collections.abc import Sequence
from math import floor

# What differs beyond is rounding of the computer's own.
DIGITS = 9


def whole_hundredths(shares: Sequence[float], neutral: int | None = None) -> list[int]:
    """Round shares that make up a whole, so that equal shares read as equal and the sum is never above 100.

    The largest remainders are rounded up; equal ones all together or not at all. What is then left over goes
    to the neutral share, where there is one above 0, else to nobody.

    Args:
        shares: Between 0 and 1, adding up to 1.
        neutral: Which of them favours nobody; None where there is no such.

    Returns:
        Whole hundredths, in the same order; they add up to 100, or to less where equal shares forbid it.

    Source:
        Balinski and Young (2001). Fair representation, chapter 4 (Hamilton's method), ties kept together.
    """
    exact = [round(100 * share, DIGITS) for share in shares]
    whole = [floor(part) for part in exact]
    remainders = [round(part - down, DIGITS) for part, down in zip(exact, whole, strict=True)]
    spare = 100 - sum(whole)
    for highest in sorted(set(remainders) - {0.0}, reverse=True):
        tied = [at for at, remainder in enumerate(remainders) if remainder == highest]
        if len(tied) > spare:
            break
        spare -= len(tied)
        for at in tied:
            whole[at] += 1
    if neutral is not None:
        others = [at for at in range(len(whole)) if at != neutral]
        # Two left over are both sides' alike; a single one is neither's.
        for at in others if spare == len(others) else [neutral] * (spare if shares[neutral] > 0 else 0):
            whole[at] += 1
    return whole
