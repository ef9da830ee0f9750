"""The marks of a principle's perspectives: leaders' middle answer, staff's mean, citizens' mean."""

import math
from collections.abc import Mapping, Sequence

from dashboard.charts.small import Placed, marks_beside
from dashboard.charts.svg import Picture
from dashboard.pages.principles.perspectives import Perspective
from dashboard.report.offered import PRINCIPLES
from publication.definitions.instrument import Instrument


def draw_perspectives(
    leaders: float,
    principle: str,
    perspectives: Sequence[Perspective],
    instruments: Mapping[str, Instrument],
    words: str,
) -> Picture | None:
    """Draw each perspective on its own scale; nan is not drawn, and nothing where none is."""
    numbers = [
        (leaders, PRINCIPLES),
        *((perspective.mean(principle), perspective.instrument) for perspective in perspectives),
    ]
    marks = [_placed(number, instruments[name]) for number, name in numbers]
    return marks_beside(marks, words) if any(marks) else None


def _placed(number: float, instrument: Instrument) -> Placed | None:
    scale = instrument.rating_scale
    return None if math.isnan(number) else Placed(number, scale.low, scale.high)
