"""Dates, times of day and durations, as survey tools write them."""

import re

_WORD = r"[^\W\d]{3,10}\.?"
_NUMBERS = r"\d{1,4}[-/.] ?\d{1,2}[-/.] ?\d{1,4}"
_DATE = rf"({_NUMBERS}|({_WORD},? )?\d{{1,2}}\.? {_WORD},? \d{{4}}|{_WORD} \d{{1,2}},? \d{{4}})"
_CLOCK = r"\d{1,3}[:.]\d{2}([:.]\d{2})?([.,]\d+)?( ?[ap]\.?m\.?)?"
_TIME = re.compile(
    rf"({_DATE})([T, ]+(kl\.? ?)?{_CLOCK})?( ?(z|utc|gmt|cest|cet|[+-]\d\d:?\d\d))*"
    r"|\d{1,3}:\d{2}(:\d{2})?([.,]\d+)?( ?[ap]\.?m\.?)?|kl\.? ?\d{1,2}([:.]\d{2})?"
    r"|p(?=\S*\d)(\d+d)?t(\d+h)?(\d+m)?([\d.,]+s)?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(\d+([.,]\d+)?\s*(d|dage?r?|days?|t|h|timer?|hours?|hrs?|m|min(ut(ter|es?)?)?|mins?|s|ms|sek(under)?"
    r"|sec(onds?)?)\.?[\s,]*)+",
    re.IGNORECASE,
)


def is_time(text: str) -> bool:
    """Say whether a cell is a date, a time of day, both, or a duration."""
    return _TIME.fullmatch(text) is not None or _DURATION.fullmatch(text) is not None
