"""The small pictures of a site: a score in two waves beside all."""

import math

from dashboard.answers.rows import Side
from dashboard.charts.small import Interval, dumbbell
from dashboard.charts.svg import Picture
from dashboard.pages.site.answer import SiteScore

Scale = tuple[float, float]


def _interval(side: Side) -> Interval:
    """Return a mean with its interval; the mean alone where answers are too few for one."""
    known = side.low == side.low
    return Interval(side.mean, side.low if known else side.mean, side.high if known else side.mean)


def draw_score(score: SiteScore, scale: Scale, two_waves: bool, words: str) -> Picture | None:
    """Draw a score over the band of all sites together; nothing where the later wave is hidden."""
    if not score.later.shown:
        return None
    earlier = _interval(score.earlier) if two_waves and score.earlier.shown else None
    whole = score.whole
    band = (whole.low, whole.high) if whole and whole.shown and not math.isnan(whole.low) else None
    return dumbbell(earlier, _interval(score.later), scale, words, band)
