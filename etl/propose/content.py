"""What kind of content a column holds: whether its cells can be answers, or categories of a few."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from etl.propose.seen import Seen, is_number
from etl.propose.ticks import answer_of, only_ticks
from etl.propose.times import is_time
from publication.definitions.instrument import Instrument

_MISSING = re.compile(r"-\d|-?([6-9])\1+|\d")
_SPARE_LABELS = 3


def holds_times(column: Seen) -> bool:
    """Say whether half of a column's cells or more are dates, times or durations."""
    return bool(column.counts) and 2 * _cells(column, is_time) >= column.filled


def may_answer(column: Seen, instrument: Instrument) -> bool:
    """Say whether a column's cells can be answers of an instrument, whatever the column is called.

    Numbers must lie on the scale, or be what special answers are usually coded as; texts must be as few as
    the scale has labels, and short. A column without any cell filled can be anything.
    """
    if not column.counts or only_ticks(column):
        return True
    if holds_times(column) or 2 * len(column.short) < len(column.counts):
        return False
    texts = column.short
    words = [text for text in texts if not is_number(text) and answer_of(text, instrument) is None]
    if len(words) > _most_labels(instrument) or _all_differ([texts[text] for text in words]):
        return False
    numbers = Counter({text: times for text, times in texts.items() if is_number(text)})
    coded = sum(times for text, times in numbers.items() if _code(text, instrument))
    return 2 * coded >= numbers.total()


def _most_labels(instrument: Instrument) -> int:
    """Return how many texts an item's cells can hold beside those known; what is ticked has no labels."""
    labels = len(instrument.answers) + len(instrument.special) + _SPARE_LABELS
    return 0 if instrument.answers == range(2) else labels


def _all_differ(times: Sequence[int]) -> bool:
    """Say whether several texts stand in one cell each: people wrote them."""
    return len(times) > _SPARE_LABELS and max(times) == 1


def may_be_categories(column: Seen, categories: int) -> bool:
    """Say whether cells can be categories: no more texts than words for them, no times, no larger numbers."""
    numbers = [text for text in column.counts if is_number(text) and text not in column.labels]
    codes = [text for text in numbers if text in map(str, range(categories + 1)) or is_usual_code(text)]
    few = len(column.counts) <= 3 * categories + _SPARE_LABELS
    return few and not holds_times(column) and len(codes) == len(numbers)


def is_usual_code(text: str) -> bool:
    """Say whether a number is what special answers and missing ones are usually coded as: 8, 99, -1."""
    return _MISSING.fullmatch(text) is not None


def _cells(column: Seen, holds: Callable[[str], bool]) -> int:
    return sum(times for text, times in column.counts.items() if holds(text))


def _code(text: str, instrument: Instrument) -> bool:
    whole = re.sub(r"[.,]0+$", "", text)
    on_scale = whole in map(str, instrument.answers)
    return on_scale or is_usual_code(whole)
