"""Which numbers of respondents a printed percentage can rest on."""

from typing import Literal

from etl.printed.figure import Printed, Rounding
from etl.printed.grim import grim


def bases(count: int, percent: Printed, rounding: Rounding = "either") -> range | None:
    """Return the numbers of respondents of whom so many are the printed percentage.

    Args:
        count: How many are meant, at least 0.
        percent: As printed.
        rounding: What the report did with a 5.

    Returns:
        The numbers, none smaller than the count; None for every number, where nobody is 0 per cent.

    Source:
        The GRIM test (Brown and Heathers 2017), solved for the number of respondents.
    """
    span = percent.span(rounding)
    times = 200 * percent.per_one * count
    if count == 0:
        return None if span.meets(0, 0) else range(0)
    # least <= times / base <= most
    first = -(-times // span.most) if span.with_most else times // span.most + 1
    if span.least <= 0:
        return range(max(first, count), times + 1)
    end = times // span.least + 1 if span.with_least else -(-times // span.least)
    return range(max(first, count), end)


def percent_fault(
    count: int | None, percent: Printed | None, most: int | None
) -> Literal["percent", "percent_base"] | None:
    """Return why a printed percentage cannot be; None where it can.

    Args:
        count: The number printed beside it, if any.
        percent: As printed, if it is.
        most: The most respondents there can be, if known.

    Returns:
        'percent': no whole number of respondents gives it. 'percent_base': only more than there were do.
    """
    if percent is None:
        return None
    if count is None:
        sizes = range(1, (most or 0) + 1)
        return "percent" if sizes and not any(grim(percent.share, n) for n in sizes) else None
    found = bases(count, percent)
    if found is None:
        return None
    if not found:
        return "percent"
    return "percent_base" if most is not None and found.start > most else None
