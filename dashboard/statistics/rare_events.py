"""Charts of rare episodes: the time between them (T), or how much lies between them (G)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dashboard.statistics.run_chart import judged_part, level_lines, present
from dashboard.statistics.segments import Part, as_series, chart_in_segments
from dashboard.statistics.series import Chart
from dashboard.statistics.xmr import moving_range_limits

POWER = 3.6
SIGMAS = 3
# Mean moving range of two normal values, in standard deviations.
D2 = 1.128

Values = npt.NDArray[np.float64]


def t_chart(times: npt.ArrayLike, rebases: Sequence[int] = (), baseline: int | None = None) -> Chart:
    """Draw a T chart: the time between one episode and the next; higher is rarer.

    Times between events that strike at random are exponential. Their 1/3.6th power is near normal: centre
    and limits are those of an individuals chart of the powers, mean ± 3 mean moving range / 1.128 without
    screening, turned back; a lower limit below 0 is 0.

    Args:
        times: Time since the episode before, one per episode, shape (points,); nan where not known.
        rebases: First points of new segments, counted from 0.
        baseline: Take centre and limits from this many first points of each segment; None for all.

    Returns:
        The chart, read by its limits and Anhøj's rules.

    Raises:
        ValueError: If there are no points, a time is 0 or less (two episodes at once: use finer times or
            a G chart), or a segment begins outside the series.

    Source:
        Nelson (1994). A control chart for parts-per-million nonconforming items. J Quality Technology 26.
        Montgomery (2009). Introduction to statistical quality control, 6th edition, section 7.3.5.
    """
    series = as_series(times)
    if (series <= 0).any():
        raise ValueError("a time between episodes must be above 0")
    return chart_in_segments("t", "anhoej", series, rebases, lambda cut: _t_part(series[cut], baseline))


def _t_part(times: Values, baseline: int | None) -> Part:
    powers = times ** (1 / POWER)
    centre, spread, _ = moving_range_limits(powers[:baseline], screen=False)
    reach = SIGMAS * spread / D2
    ends = (centre, np.maximum(centre - reach, 0), centre + reach)
    lines = level_lines(len(times), *(float(end) ** POWER for end in ends))
    return judged_part(times, lines, baseline, even=powers)


def g_chart(between: npt.ArrayLike, rebases: Sequence[int] = (), baseline: int | None = None) -> Chart:
    """Draw a G chart: how many cases or place-days lie between one episode and the next; higher is rarer.

    Numbers between events that strike at random are geometric, with variance mean (mean + 1). The limits
    are mean ± 3 √(mean (mean + 1)), the lower one no lower than 0; the centre line is the median, since
    with the mean most points would lie below it.

    Args:
        between: Cases between an episode and the one before, shape (points,); 0 or more, nan where not
            known.
        rebases: First points of new segments, counted from 0.
        baseline: Take centre and limits from this many first points of each segment; None for all.

    Returns:
        The chart, read by its limits and Anhøj's rules.

    Raises:
        ValueError: If there are no points, a number is below 0, or a segment begins outside the series.

    Source:
        Benneyan (2001). Number-between g-type statistical quality control charts for monitoring adverse
        events. Health Care Management Science 4 (the limits).
        Provost and Murray (2011). The health care data guide (the median as centre line).
    """
    series = as_series(between)
    if (series < 0).any():
        raise ValueError("there cannot be fewer than 0 cases between episodes")
    return chart_in_segments("g", "anhoej", series, rebases, lambda cut: _g_part(series[cut], baseline))


def _g_part(between: Values, baseline: int | None) -> Part:
    base = present(between[:baseline])
    mean, centre = (base.mean(), np.median(base)) if len(base) else (np.nan, np.nan)
    reach = SIGMAS * np.sqrt(mean * (mean + 1))
    lines = level_lines(len(between), centre, np.maximum(mean - reach, 0), mean + reach)
    return judged_part(between, lines, baseline)
