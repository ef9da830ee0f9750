"""The chart of rare episodes: how many months without one lie before each month with one (G)."""

from collections.abc import Sequence
from dataclasses import replace
from math import comb

import numpy as np
import numpy.typing as npt

from dashboard.statistics.run_chart import judged_part, level_lines, present
from dashboard.statistics.segments import Part, as_series, chart_in_segments, spans
from dashboard.statistics.series import NEWEST, Chart

# As rare as a point above three standard deviations of a normal series.
BEYOND = 0.00135
# A limit that rests on fewer numbers is worth nothing.
FEWEST = 5

Values = npt.NDArray[np.float64]


def is_rare(counts: npt.ArrayLike) -> bool:
    """Say whether more than half of the months with a count, shape (months,), are without any episode."""
    known = present(as_series(counts))
    return bool(2 * (known == 0).sum() > len(known))


def g_chart(counts: npt.ArrayLike, rebases: Sequence[int] = (), baseline: int | None = None) -> Chart:
    """Draw a G chart: how many months without lie before each month with an episode.

    As long as episodes strike at random these numbers are geometric. The upper limit u is the number that
    is reached with a chance of 0.00135, (m / (m + 1))^u for a mean of m; mean + 3 √(m (m + 1)), often used
    instead, is passed about fifteen times as often. The lower limit is 0. There is no upper limit where
    the mean rests on fewer than five numbers. The centre line is the median, since with the mean most points
    would lie below it.

    The months since the last episode stand at the last month, once they are more than the centre line:
    then it is certain on which side they will end. No line rests on them.

    Args:
        counts: Episodes per month, shape (points,); 0 or more, nan where missing. Counting starts again
            after a month that is missing and where a segment begins.
        rebases: First points of new segments, counted from 0.
        baseline: Take centre and limit from this many first months of each segment; None for all.

    Returns:
        The chart, read by its limit and Anhøj's rules. Values are nan in months without an episode. All
        directions are those of the episodes: -1 where they are rarer than before, though such points are
        high.

    Raises:
        ValueError: If there are no points, a count is below 0, or a segment begins outside the series.

    Source:
        Benneyan (2001). Number-between g-type statistical quality control charts for monitoring adverse
        events. Health Care Management Science 4 (the chart).
        Xie and Goh (1997). The use of probability limits for process control based on geometric
        distribution. Int J Quality and Reliability Management 14 (the limit).
        Provost and Murray (2011). The health care data guide (the median as centre line).
    """
    series = as_series(counts)
    if (series < 0).any():
        raise ValueError("there cannot be fewer than 0 episodes in a month")
    cuts = spans(len(series), rebases)
    ended = np.concatenate([_months_without(series[cut]) for cut in cuts])
    drawn = ended.copy()
    since = _since_the_last(series[cuts[-1]])
    if since > _centre(present(ended[cuts[-1]][:baseline])):
        drawn[-1] = since
    parts = {cut.start: (ended[cut], drawn[cut]) for cut in cuts}
    return _turned(
        chart_in_segments("g", "anhoej", drawn, rebases, lambda cut: _part(*parts[cut.start], baseline))
    )


def spell_p(counts: npt.ArrayLike, length: int) -> float:
    """Say how seldom months in random order would end with as long a spell without episodes.

    The spell goes on, or one of the newest three months ended it. Of n months k are with episodes: all of
    the newest are without in C(n - length, k) of C(n, k) orders; each month may end a spell in
    C(n - length - 1, k - 1) of them. Orders that do both are counted twice.

    Args:
        counts: Episodes per month, shape (points,); nan where missing.
        length: Months without an episode.

    Returns:
        The p-value, at most 1.
    """
    known = present(as_series(counts))
    n, k = len(known), int((known > 0).sum())
    if not k or length >= n:
        return 1.0
    orders = comb(n - length, k) + NEWEST * comb(n - length - 1, k - 1)
    return min(orders / comb(n, k), 1.0)


def _months_without(counts: Values) -> Values:
    """Return, for each month with an episode, the months without since the one before or the beginning."""
    found, since = np.full(len(counts), np.nan), 0
    for at, count in enumerate(counts.tolist()):
        if count > 0:
            found[at] = since
        since = since + 1 if count == 0 else 0
    return found


def _since_the_last(counts: Values) -> int:
    """Return how many months without an episode a series ends with."""
    return int(np.argmax(np.append(counts[::-1] != 0, [True])))


def _centre(base: Values) -> float:
    return float(np.median(base)) if len(base) else np.nan


def _limit(base: Values) -> float:
    mean = base.mean()
    return float(np.log(BEYOND) / np.log(mean / (mean + 1))) if mean else 0.0


def _part(ended: Values, drawn: Values, baseline: int | None) -> Part:
    base = present(ended[:baseline])
    upper = _limit(base) if len(base) >= FEWEST else np.nan
    return judged_part(drawn, level_lines(len(drawn), _centre(base), 0, upper), base)


def _turned(chart: Chart) -> Chart:
    """Return a chart whose directions are those of the episodes: many months without are few episodes."""
    signals = tuple(replace(signal, direction=-signal.direction) for signal in chart.signals)
    return replace(chart, direction=-chart.direction, signals=signals)
