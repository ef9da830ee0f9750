"""θ of printed figures: the least and the most it can be, and where all answers that fit give one."""

from collections.abc import Mapping, Sequence

from dashboard.answers.rows import Theta
from dashboard.report.selection import Selection
from publication.printed_records import PrintedTheta
from publication.queries.printed import (
    ask_theta,
    holds_findings,
)
from publication.reading import Publication

Ranges = Mapping[str, PrintedTheta]


def theta_ranges(publication: Publication, selection: Selection) -> Ranges:
    """Return item → the range of θ over all answers that give the printed figures of both waves."""
    if selection.instrument not in publication.printed or not holds_findings(publication.cursor()):
        return {}
    return ask_theta(publication.cursor(), selection.instrument, selection.from_wave, selection.to_wave)


def exact_theta(items: Sequence[str], ranges: Ranges) -> Theta:
    """Return θ where all answers that fit give the same one, without interval; nan elsewhere."""
    columns = Theta.unknown(len(items)).columns
    for at, item in enumerate(items):
        found = ranges.get(item)
        if found is None or found.p_higher is None or found.p_equal is None or found.p_lower is None:
            continue
        columns["theta"][at] = found.theta_least
        columns["p_higher"][at], columns["p_equal"][at] = found.p_higher, found.p_equal
        columns["p_lower"][at] = found.p_lower
    return Theta(columns)
